import { visible } from "../../git/index.ts";
import { groundOf } from "../ground.ts";
import type { MapRun, OriginMap } from "../origin-map.ts";
import { ages, type FolderShare, keyOf, type Share, type Shares, upTo } from "../shares.ts";
import { isPerson } from "../sponsors.ts";

/** What the page is made of. Everything in it that is no number or id was typed by strangers. */
export interface HtmlAsked {
  readonly map: OriginMap;
  readonly shares: Shares;
  /** Name of the repository's folder. */
  readonly repository: string;
  readonly rev: string;
  /** Whose lines are left out. */
  readonly since: { readonly rev: string; readonly before: ReadonlySet<string> } | null;
  /** Null where that is unavailable. */
  readonly reviewOf: (commit: string) => CommitReview | null;
}

/** Who reviewed what a commit added. */
export interface CommitReview {
  readonly words: readonly string[];
  /** Whether a change that it came with was approved. */
  readonly approved: boolean;
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

/** Each text once, and referred to by its place, -1 for none: a map may have hundreds of thousands of runs. */
export interface HtmlData {
  readonly root: HtmlNode;
  /** Origin (as in the counts), tool, model, sponsor, and how it is known. */
  readonly voices: readonly (readonly [origin: number, tool: number, model: number, sponsor: number, ground: string])[];
  /** Full id, day, author as the commit has it, subject, who reviewed (null: unavailable), author as a person, age, and whether it was approved. */
  readonly commits: readonly (readonly [
    id: string,
    day: string,
    author: string,
    subject: string,
    reviews: readonly string[] | null,
    person: number,
    age: number,
    state: (typeof reviewStates)[keyof typeof reviewStates],
  ])[];
  /** Empty where the evidence names none. */
  readonly tools: readonly string[];
  readonly models: readonly (readonly [tool: number, name: string])[];
  /** One for an address, under the name with most lines; and whether it may be a person, who answers for what a tool wrote. */
  readonly people: readonly (readonly [name: string, person: boolean])[];
  readonly paths: readonly string[];
}

const reviewStates = { approved: 0, notApproved: 1, unavailable: 2 } as const;

const places = ["ai", "mixed", "unknown", "human"] as const;

export function htmlData(asked: HtmlAsked): HtmlData {
  const texts = new Texts(asked);
  const runs = new Map(asked.map.files.map(({ path, settled, runs: all }) => [path, settled === "unreadable" ? null : texts.runs(path, all)]));
  const folder = (share: FolderShare, shown = visible(share.name)): HtmlNode => {
    const names = shownApart([...share.folders, ...share.files].map(({ name }) => name));
    const files = share.files.map((file, at) => ({ n: names[share.folders.length + at] ?? "", c: countsOf(file), r: runs.get(file.path) ?? null }));
    return { n: shown, c: countsOf(share), k: [...share.folders.map((inner, at) => folder(inner, names[at])), ...files] };
  };
  const root = folder(asked.shares.root);
  const { voices, commits, tools, models, people, paths } = texts;
  return { root, voices, commits, tools, models, people, paths };
}

/** Names as they are shown, each another: what can't be shown looks alike, and the page finds a file by the name that it shows. */
function shownApart(names: readonly string[]): string[] {
  const shown = names.map(visible);
  const taken = new Set(shown);
  const seen = new Set<string>();
  return shown.map((name) => {
    let apart = name;
    for (let number = 2; seen.has(apart) || (apart !== name && taken.has(apart)); number++) apart = `${name} (${number})`;
    seen.add(apart);
    return apart;
  });
}

function countsOf({ origins }: Share): Counts {
  return [origins.ai, origins.mixed, origins.unknown, origins.human];
}

class Texts {
  readonly voices: [...HtmlData["voices"][number]][] = [];
  readonly commits: [...HtmlData["commits"][number]][] = [];
  readonly tools: string[] = [];
  readonly models: [tool: number, name: string][] = [];
  readonly people: [name: string, person: boolean][] = [];
  readonly paths: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #asked: HtmlAsked;
  readonly #newest: number;
  readonly #names: ReadonlyMap<string, string>;

  constructor(asked: HtmlAsked) {
    this.#asked = asked;
    this.#newest = [...asked.map.commits.values()].reduce((most, { time }) => Math.max(most, time), 0);
    this.#names = new Map([...asked.shares.sponsors, ...asked.shares.authors].map(({ name }) => [keyOf(name), name]));
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
    const ground = groundOf(run);
    return this.#place("voice", JSON.stringify([origin, tool, model, sponsor, ground]), this.voices, () => {
      const byTool = origin === "ai" || origin === "mixed" || tool !== null;
      const at = byTool ? this.#place("tool", JSON.stringify(tool), this.tools, () => visible(tool ?? "")) : -1;
      const named = byTool ? this.#place("model", JSON.stringify([tool, model]), this.models, () => [at, visible(model ?? "")]) : -1;
      return [places.indexOf(origin), at, named, sponsor === null ? -1 : this.#person(sponsor), ground];
    });
  }

  #commit(id: string): number {
    return this.#place("commit", id, this.commits, (): (typeof this.commits)[number] => {
      const { author = "", time = 0, subject = "" } = this.#asked.map.commits.get(id) ?? {};
      const review = this.#asked.reviewOf(id);
      const state = review === null ? "unavailable" : review.approved ? "approved" : "notApproved";
      const age = ages.findIndex((each) => this.#newest - time <= upTo[each]);
      return [id, dayOf(time), visible(author), visible(subject), review?.words.map(visible) ?? null, this.#person(author), age, reviewStates[state]];
    });
  }

  #person(text: string): number {
    const key = keyOf(text);
    const name = this.#names.get(key) ?? text;
    return this.#place("person", key, this.people, () => [visible(name), isPerson(name)]);
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
