import { visible } from "../../git/index.ts";
import { groundOf } from "../ground.ts";
import type { MapRun, OriginMap } from "../origin-map.ts";
import type { FolderShare, Share, Shares } from "../shares.ts";

/** What the page is made of. Everything in it that is no number or id was typed by strangers. */
export interface HtmlAsked {
  readonly map: OriginMap;
  readonly shares: Shares;
  /** Name of the repository's folder. */
  readonly repository: string;
  readonly rev: string;
  /** Whose lines are left out. */
  readonly since: { readonly rev: string; readonly before: ReadonlySet<string> } | null;
  /** Who reviewed what a commit added, in words; null where that is unavailable. */
  readonly reviewOf: (commit: string) => readonly string[] | null;
}

/** Lines by origin, as the page counts them: AI, mixed, unknown, human. */
type Counts = readonly [ai: number, mixed: number, unknown: number, human: number];

/** A folder has `k`, what lies in it; a file has `r`, runs of six numbers: first and last line, voice, commit, original path and line there. Null where nobody can tell whose its lines are. */
export interface HtmlNode {
  readonly n: string;
  readonly c: Counts;
  readonly k?: readonly HtmlNode[];
  readonly r?: readonly number[] | null;
}

/** Each text once, and referred to by its place: a map may have hundreds of thousands of runs. */
export interface HtmlData {
  readonly root: HtmlNode;
  /** Origin (as in the counts), tool and model, sponsor, and how it is known. */
  readonly voices: readonly (readonly [origin: number, tool: string, sponsor: string, ground: string])[];
  /** Full id, day, author, subject, who reviewed (null: unavailable). */
  readonly commits: readonly (readonly [id: string, day: string, author: string, subject: string, reviews: readonly string[] | null])[];
  readonly paths: readonly string[];
}

const places = ["ai", "mixed", "unknown", "human"] as const;

export function htmlData(asked: HtmlAsked): HtmlData {
  const texts = new Texts(asked);
  const runs = new Map(asked.map.files.map(({ path, settled, runs: all }) => [path, settled === "unreadable" ? null : texts.runs(path, all)]));
  const folder = (share: FolderShare): HtmlNode => ({
    n: visible(share.name),
    c: countsOf(share),
    k: [...share.folders.map(folder), ...share.files.map((file) => ({ n: visible(file.name), c: countsOf(file), r: runs.get(file.path) ?? null }))],
  });
  return { root: folder(asked.shares.root), voices: texts.voices, commits: texts.commits, paths: texts.paths };
}

function countsOf({ origins }: Share): Counts {
  return [origins.ai, origins.mixed, origins.unknown, origins.human];
}

class Texts {
  readonly voices: [number, string, string, string][] = [];
  readonly commits: [string, string, string, string, readonly string[] | null][] = [];
  readonly paths: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #asked: HtmlAsked;

  constructor(asked: HtmlAsked) {
    this.#asked = asked;
  }

  runs(path: string, runs: readonly MapRun[]): number[] {
    const before = this.#asked.since?.before;
    return runs.flatMap((run) => {
      if (before?.has(run.commit)) return [];
      const from = run.originalPath === path ? -1 : this.#place("path", run.originalPath, this.paths, () => visible(run.originalPath));
      return [run.start, run.end, this.#voice(run), this.#commit(run.commit), from, run.originalStart];
    });
  }

  #voice(run: MapRun): number {
    const { origin, tool, model, sponsor } = run;
    const who = visible([tool, model].filter(Boolean).join(" "));
    const ground = groundOf(run);
    return this.#place("voice", JSON.stringify([origin, who, sponsor, ground]), this.voices, () => [places.indexOf(origin), who, visible(sponsor ?? ""), ground]);
  }

  #commit(id: string): number {
    return this.#place("commit", id, this.commits, (): (typeof this.commits)[number] => {
      const { author = "", time = 0, subject = "" } = this.#asked.map.commits.get(id) ?? {};
      return [id, dayOf(time), visible(author), visible(subject), this.#asked.reviewOf(id)?.map(visible) ?? null];
    });
  }

  #place<T>(kind: string, key: string, list: T[], make: () => T): number {
    const name = `${kind} ${key}`;
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, list.length);
    return list.push(make()) - 1;
  }
}

// A committer's clock may say anything.
function dayOf(seconds: number): string {
  const at = new Date(seconds * 1_000);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 10);
}
