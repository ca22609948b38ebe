/*
 * What a check may ask about: the typed environment of the policy's CEL. One table makes the types that CEL checks against, the
 * TypeScript type that the gate fills in, and the words that a misspelling is compared with. Members are in snake case, as in CEL.
 */

export type Scalar = "int" | "double" | "string" | "bool" | "list<string>";
export type Field = Scalar | Fields | readonly [Fields];
export interface Fields {
  readonly [name: string]: Field;
}

const file = { path: "string", status: "string", content: "string", added: "int", deleted: "int", types: "list<string>", flags: "list<string>" } as const;
const weakening = { kind: "string", path: "string" } as const;
const dependency = { name: "string", from: "string", to: "string", jump: "string", risk: "string", licence: "string", advisory: "string" } as const;
const share = { lines: "double", unknown: "double" } as const;

export const roots = {
  change: {
    added: "int",
    deleted: "int",
    lines: "int",
    commits: "int",
    tier: "string",
    risk: "string",
    types: "list<string>",
    tools: "list<string>",
    files: [file],
    requirement: "bool",
    lockfile_sound: "bool",
    dependencies: [dependency],
    moved: "int",
    weakened: "int",
    weakenings: [weakening],
  },
  origin: { human: "int", ai: "int", mixed: "int", unknown: "int", ai_share: "double", tools: "list<string>", disclosed: "bool" },
  coverage: { ai: share, changed: share },
  evidence: {
    tests: { passed: "int", failed: "int", skipped: "int", flaky: "int", removed: "list<string>", newly_skipped: "list<string>" },
    analysis: { critical: "int", high: "int", medium: "int", low: "int", suppressed: "int" },
    advisories: { critical: "int", high: "int", medium: "int", low: "int", suppressed: "int" },
    references: { contradicted: "int", unverifiable: "int", verified: "int", drifted: "int" },
  },
} as const satisfies Fields;

/** What must have been measured before a check can say anything. */
export const measuredEvidence = ["tests", "analysis", "advisories", "references", "coverage"] as const;
export type MeasuredEvidence = (typeof measuredEvidence)[number];

/** Stands in a list of tests that are gone, or newly skipped, where the base has no report to compare with: what was not compared is never empty. */
export const notCompared: readonly string[] = ["(the base has no accepted test report to compare with)"];

type Measured<F> = F extends "int" | "double"
  ? number
  : F extends "string"
    ? string
    : F extends "bool"
      ? boolean
      : F extends "list<string>"
        ? readonly string[]
        : F extends readonly [infer Row]
          ? readonly Measured<Row>[]
          : { readonly [Name in keyof F]: Measured<F[Name]> };

type Roots = typeof roots;

/**
 * The measured facts about one change. Whole numbers for `int`, shares between 0 and 1 for `double`, `""` for a dependency's side that is
 * not there. Null where nothing was measured or the evidence was not accepted: a check that needs it is then missing evidence, never met.
 */
export interface Measurements {
  readonly change: Measured<Roots["change"]>;
  readonly origin: Measured<Roots["origin"]>;
  readonly coverage: Measured<Roots["coverage"]> | null;
  readonly evidence: { readonly [Kind in keyof Roots["evidence"]]: Measured<Roots["evidence"][Kind]> | null };
}

/** The fields below a path of names, a scalar's type, or null when the first unknown name is met. */
export function fieldAt(names: readonly string[]): Field | null {
  let field: Field = roots;
  for (const name of names) {
    if (typeof field === "string" || isRows(field) || !Object.hasOwn(field, name)) return null;
    field = (field as Fields)[name] as Field;
  }
  return field;
}

export function isRows(field: Field): field is readonly [Fields] {
  return Array.isArray(field);
}
