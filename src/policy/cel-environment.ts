import { Environment } from "@marcbachmann/cel-js";
import { compileGlob, type Glob, splitPath } from "./glob.ts";
import { type Field, isRows, type Measurements, roots } from "./measurements.ts";

/*
 * Two environments over one table: `declared` knows every member's type and is what a check is compiled against; `open` runs it.
 * The open one reads plain objects, which this library does half again as fast as declared types, and everything that
 * the types could catch was caught before.
 */
interface Environments {
  readonly declared: Environment;
  readonly open: Environment;
}

let made: Environments | null = null;

export function celEnvironments(): Environments {
  made ??= { declared: environment(declare), open: environment(() => "map") };
  return made;
}

function environment(typeOf: (environment: Environment, name: string, field: Field) => string): Environment {
  const built = new Environment({ limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 100, maxMapEntries: 0, maxCallArguments: 3 } });
  for (const [name, field] of Object.entries(roots)) built.registerVariable(name, typeOf(built, `Measured_${name}`, field));
  return built.registerFunction("glob(string, string): bool", globMatches);
}

function declare(environment: Environment, name: string, field: Field): string {
  if (typeof field === "string") return field;
  if (isRows(field)) return `list<${declare(environment, name, field[0])}>`;
  const fields = Object.fromEntries(Object.entries(field).map(([member, kind]) => [member, declare(environment, `${name}_${member}`, kind)]));
  environment.registerType(name, { fields });
  return name;
}

const maximumPatterns = 1_000;
const patterns = new Map<string, Glob>();

// Patterns in a check are literals of the policy (`cel.ts` sees to it), so the cache holds what policies hold.
function globMatches(path: string, pattern: string): boolean {
  let glob = patterns.get(pattern);
  if (glob === undefined) {
    glob = compileGlob(pattern);
    if (patterns.size >= maximumPatterns) patterns.clear();
    patterns.set(pattern, glob);
  }
  return glob.matches(splitPath(path));
}

interface Context {
  readonly change: { files: readonly object[] | null; dependencies: readonly object[] | null; weakenings: readonly object[] | null };
}

// A judgement asks all its checks about one object, one after the other, so remembering the last one converts each object once.
let last: Measurements | null = null;
let lastContext: Context = { change: { files: null, dependencies: null, weakenings: null } };

/**
 * The measurements as CEL reads them: whole numbers as BigInt, and `change.files`, `change.dependencies` and `change.weakenings` only once a check `reads` the
 * rows, since a change has up to tens of thousands of files and few checks look at them. The object must not change
 * afterwards. Throws a `RangeError` for a number that is none, since a NaN would make `!(x < 0.8)` true.
 */
export function celContext(measurements: Measurements, reads: { readonly rows: boolean }): object {
  if (measurements !== last) {
    const { change, origin, coverage, evidence } = measurements;
    lastContext = { change: changeRow(change), origin: originRow(origin), coverage: coverage && coverageRow(coverage), evidence: evidenceRow(evidence) } as Context;
    last = measurements;
  }
  if (reads.rows && lastContext.change.files === null) {
    lastContext.change.files = measurements.change.files.map((file) => ({ ...file, added: int(file.added), deleted: int(file.deleted) }));
    lastContext.change.dependencies = measurements.change.dependencies.map((dependency) => ({ ...dependency }));
    lastContext.change.weakenings = measurements.change.weakenings.map((weakening) => ({ ...weakening }));
  }
  return lastContext;
}

function int(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError(`a measured count is ${value}, not a whole number`);
  return BigInt(value);
}

function double(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`a measured share is ${value}, not a number`);
  return value;
}

// Spelled out member by member: objects of one shape are what keeps this cheap. The `satisfies` holds each to the table.
type As<T> = { readonly [Name in keyof T]: T[Name] extends number ? bigint | number : T[Name] extends readonly object[] ? unknown : T[Name] };

function changeRow(raw: Measurements["change"]): object {
  return {
    added: int(raw.added),
    deleted: int(raw.deleted),
    lines: int(raw.lines),
    commits: int(raw.commits),
    tier: raw.tier,
    risk: raw.risk,
    types: raw.types,
    tools: raw.tools,
    files: null,
    requirement: raw.requirement,
    lockfile_sound: raw.lockfile_sound,
    dependencies: null,
    moved: int(raw.moved),
    weakened: int(raw.weakened),
    weakenings: null,
  } satisfies As<Measurements["change"]>;
}

function originRow(raw: Measurements["origin"]): object {
  return {
    human: int(raw.human),
    ai: int(raw.ai),
    mixed: int(raw.mixed),
    unknown: int(raw.unknown),
    ai_share: double(raw.ai_share),
    tools: raw.tools,
    disclosed: raw.disclosed,
  } satisfies As<Measurements["origin"]>;
}

function coverageRow({ ai, changed }: NonNullable<Measurements["coverage"]>): object {
  return { ai: { lines: double(ai.lines), unknown: double(ai.unknown) }, changed: { lines: double(changed.lines), unknown: double(changed.unknown) } };
}

function evidenceRow({ tests, analysis, advisories, references }: Measurements["evidence"]): object {
  return {
    tests: tests && testsRow(tests),
    analysis: analysis && analysisRow(analysis),
    advisories: advisories && analysisRow(advisories),
    references: references && referencesRow(references),
  };
}

function testsRow(raw: NonNullable<Measurements["evidence"]["tests"]>): object {
  return {
    passed: int(raw.passed),
    failed: int(raw.failed),
    skipped: int(raw.skipped),
    flaky: int(raw.flaky),
    removed: raw.removed,
    newly_skipped: raw.newly_skipped,
  } satisfies As<typeof raw>;
}

function analysisRow(raw: NonNullable<Measurements["evidence"]["analysis"]>): object {
  return { critical: int(raw.critical), high: int(raw.high), medium: int(raw.medium), low: int(raw.low), suppressed: int(raw.suppressed) } satisfies As<typeof raw>;
}

function referencesRow(raw: NonNullable<Measurements["evidence"]["references"]>): object {
  return { contradicted: int(raw.contradicted), unverifiable: int(raw.unverifiable), verified: int(raw.verified), drifted: int(raw.drifted) } satisfies As<typeof raw>;
}
