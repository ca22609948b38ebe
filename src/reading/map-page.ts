import { markedName, type Segments, visible } from "../git/index.ts";
import type { FolderLook, Maps } from "../map/index.ts";
import { Failure } from "../model/failure.ts";
import type { Workplace } from "../workflow/index.ts";
import { askMap, type MapJudged, type MapOf, type MapState, mapJudged, type Told } from "./map-asked.ts";
import { policyInForce } from "./policy-in-force.ts";

type Bare = Pick<FolderLook["share"], "lines" | "origins">;

/** Text that somebody typed: as it names something in calls, and as it is shown. */
export interface Typed {
  readonly raw: string;
  readonly shown: Segments;
}

/** A folder of a project at a commit: who or what wrote its lines, and who answers for them. */
export interface MapFolder extends Bare {
  /** Empty for the whole project. */
  readonly path: string;
  /** The way there, the outermost folder first. */
  readonly way: readonly MapStep[];
  readonly known: FolderLook["share"]["known"];
  readonly files: number;
  /** Files of which nobody can tell. */
  readonly unreadable: number;
  readonly judged: MapJudged;
  readonly rows: readonly (Bare & MapStep & { readonly kind: "folder" | "file"; readonly unreadable: boolean; readonly judged: MapJudged })[];
  readonly more: number;
  /** `listing` is null where the policy keeps no register of tools. */
  readonly tools: readonly (Bare & { readonly tool: Typed | null; readonly listing: ToolListing | null })[];
  readonly models: readonly (Bare & { readonly tool: Typed | null; readonly model: Typed | null })[];
  /** By name: nobody is ranked. */
  readonly authors: readonly (Bare & { readonly name: Typed })[];
  readonly sponsors: readonly (Bare & { readonly name: Typed })[];
  readonly morePeople: number;
  readonly ages: FolderLook["ages"];
  /** Of the whole map. */
  readonly evidence: MapEvidence;
}

export interface MapStep {
  readonly path: string;
  readonly name: Segments;
}

export type ToolListing = "listed" | "suspended" | "not-listed";

export interface MapEvidence {
  readonly commits: FolderLook["evidence"]["commits"];
  readonly notes: FolderLook["evidence"]["notes"];
  /** Counts in words. */
  readonly sentences: readonly string[];
  readonly findings: readonly {
    readonly code: FolderLook["evidence"]["findings"][number]["code"];
    readonly count: number;
    readonly examples: readonly { readonly sentence: string; readonly commit: string | null; readonly path: Segments | null }[];
  }[];
}

/** Throws `Failure` as `askMap`. */
export async function readMap(workplace: Workplace, maps: Maps, of: MapOf, path: string): Promise<MapState<MapFolder>> {
  return await askMap(workplace, maps, of, { kind: "folder", path }, async (look, told) => folderOf(look, told, await registerOf(workplace, of.project)));
}

type Register = (tool: string) => ToolListing;

/** What the policy in force says of a tool (R80); null where it lists none. */
async function registerOf(workplace: Workplace, project: string): Promise<Register | null> {
  try {
    const { tools, suspended } = (await policyInForce(workplace, project)).policy.ai;
    if (tools.length + suspended.length === 0) return null;
    return (tool) => (suspended.includes(tool) ? "suspended" : tools.some((each) => each.tool === tool) ? "listed" : "not-listed");
  } catch (error) {
    // A policy that does not resolve registers nothing; its own page says what is wrong with it.
    if (error instanceof Failure) return null;
    throw error;
  }
}

function folderOf(look: FolderLook, told: Told, register: Register | null): MapFolder {
  const { path, share, files, unreadable, more, morePeople, ages } = look;
  return {
    path,
    way: wayTo(path),
    ...bare(share),
    known: share.known,
    files,
    unreadable,
    judged: mapJudged(look.judged, told),
    rows: look.rows.map((row) => ({ ...bare(row), kind: row.kind, path: row.path, name: markedName(row.name), unreadable: row.unreadable, judged: mapJudged(row.judged, told) })),
    more,
    tools: look.tools.map((each) => ({ ...bare(each), tool: typed(each.tool), listing: each.tool === null ? null : (register?.(each.tool) ?? null) })),
    models: look.models.map((each) => ({ ...bare(each), tool: typed(each.tool), model: typed(each.model) })),
    authors: byName(look.authors),
    sponsors: byName(look.sponsors),
    morePeople,
    ages: ages.map((each) => ({ ...bare(each), age: each.age })),
    evidence: evidenceOf(look),
  };
}

/** The folders on the way to a path, and the path itself. */
export function wayTo(path: string): readonly MapStep[] {
  const names = path === "" ? [] : path.split("/");
  return names.map((name, at) => ({ path: names.slice(0, at + 1).join("/"), name: markedName(name) }));
}

function bare({ lines, origins }: Bare): Bare {
  return { lines, origins };
}

function byName(people: FolderLook["authors"]): MapFolder["authors"] {
  const sorted = people.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  return sorted.map((each) => ({ ...bare(each), name: { raw: each.name, shown: markedName(each.name) } }));
}

function typed(raw: string | null): Typed | null {
  return raw === null ? null : { raw, shown: markedName(raw) };
}

function evidenceOf({ sentences, evidence: { commits, notes, findings } }: FolderLook): MapEvidence {
  const shown = findings.map(({ code, count, examples }) => ({
    code,
    count,
    examples: examples.map(({ sentence, commit, path }) => ({ sentence: visible(sentence), commit, path: path === null ? null : markedName(path) })),
  }));
  return { commits, notes, sentences: sentences.map(visible), findings: shown };
}
