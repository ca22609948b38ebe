import type { ReviewItem } from "../model/fact.ts";
import type { AiTool } from "../model/policy.ts";
import { compileGlob, splitPath } from "../policy/glob.ts";
import { toolName } from "../provenance/index.ts";
import type { ClassifiedChange } from "./classified.ts";

/** What is recorded of how a project and its AI tools are governed, as it stands when the change is judged. */
export interface Governance {
  /** The blueprint that runs; null when none does. Days are `YYYY-MM-DD`. */
  readonly blueprint: { readonly id: string; readonly end: string } | null;
  /** A blueprint was started, and nobody has signed the charter. */
  readonly charterMissing: boolean;
  /** Null for a project that is in a blueprint or has closed one. */
  readonly debt: { readonly kind: "skipped" | "never-started"; readonly since: number } | null;
  /** Of this change. `until` is in milliseconds since the epoch. */
  readonly exceptions: readonly BlueprintException[];
  /** Reviews of tools with something left to do; `model` null is the tool with all its models. */
  readonly reviews: readonly { readonly id: string; readonly tool: string; readonly model: string | null; readonly open: readonly ReviewItem[] }[];
  /** Tools that people suspended at once, beside those that the policy suspends. */
  readonly suspended: readonly { readonly tool: string; readonly reason: string }[];
}

export interface BlueprintException {
  readonly id: string;
  readonly person: string;
  readonly reason: string;
  readonly until: number;
}

/** Nothing is recorded: as it is for `check`, which has no ledger. */
export const ungoverned: Governance = { blueprint: null, charterMissing: false, debt: null, exceptions: [], reviews: [], suspended: [] };

/** The first path of a change that is more than a document of the blueprint; null when there is none. A link counts, since it may lead to anything. */
export function beyondDocuments(paths: Iterable<string>, isLink: (path: string) => boolean): string | null {
  for (const path of paths) if (isLink(path) || !isDocument(path)) return path;
  return null;
}

// No *.txt: requirements.txt and CMakeLists.txt decide what is built.
function isDocument(path: string): boolean {
  // No checkout takes a path that climbs; an object made by hand may hold one.
  if (path.split("/").includes("..")) return false;
  return path.startsWith(".countersign/") || /\.(?:md|mdc|adoc|rst)$/.test(path);
}

type ReviewOf = Governance["reviews"][number];

/** Whether two names are of one tool: evidence has one spelling for each, and people write others of it into registers and suspensions. */
export function isSameTool(one: string, other: string): boolean {
  return one === other || (toolName(one) ?? one) === (toolName(other) ?? other);
}

/** Whether a model, as evidence spells it, is of those that a register names so: without the provider before them, and up to the first wildcard, so that a pattern holds up whatever it takes in. */
function isOfModel(model: string, registered: string): boolean {
  const [begin = ""] = modelPattern(registered).split(/[*?]/);
  return model.startsWith(begin);
}

function modelPattern(registered: string): string {
  return registered
    .slice(registered.lastIndexOf("/") + 1)
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, "-");
}

type Wrote = ClassifiedChange["wrote"];

/**
 * What wrote the change and stands in no entry of the register: the tool, or a model of a tool whose entry names models (then `model` is given). Without a register none is missing in
 * it, and a model that the evidence does not name is none that is known to be another.
 */
export function unregistered(wrote: Wrote, register: readonly Pick<AiTool, "tool" | "models">[]): Wrote {
  if (register.length === 0) return [];
  const found = wrote.flatMap(({ tool, model }): Wrote => {
    const entry = register.find((each) => isSameTool(each.tool, tool));
    if (entry === undefined) return [{ tool, model: null }];
    const allowed = model === null || entry.models.length === 0 || entry.models.some((glob) => compileGlob(modelPattern(glob)).matches(splitPath(model)));
    return allowed ? [] : [{ tool, model }];
  });
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

/** Open reviews of what wrote the change. Where the evidence names a tool without its model, any model of it may have been at work. */
export function reviewsOfChange({ wrote }: Pick<ClassifiedChange, "wrote">, reviews: readonly ReviewOf[]): ReviewOf[] {
  return reviews.filter((review) => wrote.some(({ tool, model }) => isSameTool(tool, review.tool) && (review.model === null || model === null || isOfModel(model, review.model))));
}

/** The exception that lets the change pass now, though the blueprint is open or the charter is missing; null where none is needed or none holds. Nobody makes one for what they contributed to (A01). */
export function exceptionOf({ blueprint, charterMissing, exceptions }: Governance, contributors: ReadonlySet<string>, now: number): BlueprintException | null {
  if (blueprint === null && !charterMissing) return null;
  return exceptions.find(({ person, until }) => now <= until && !contributors.has(person)) ?? null;
}
