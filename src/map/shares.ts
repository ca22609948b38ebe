import type { Confidence, Grain, Method, Origin, OriginCounts } from "../model/origin.ts";
import { identityOf } from "../provenance/index.ts";
import { type MapRun, type NoteSays, noteSayings, type OriginFile, type OriginMap, type OwnerCommit } from "./origin-map.ts";

/** So many lines are known in the same way. */
export interface KnownLines {
  readonly origin: Origin;
  /** Null for `unknown`. A commit's or a change's evidence may include lines of a person. */
  readonly grain: Grain | null;
  readonly method: Method;
  readonly confidence: Confidence;
  readonly lines: number;
}

/** A part of the lines, and what it rests on. */
export interface Share {
  readonly lines: number;
  readonly origins: OriginCounts;
  /** Most lines first; the sum is `lines`. */
  readonly known: readonly KnownLines[];
}

/** `name` is somebody else's text. */
export interface NamedShare extends Share {
  readonly name: string;
}

export interface FileShare extends NamedShare {
  readonly path: string;
  /** True where nobody can tell whose the lines are; the file then counts no line anywhere. */
  readonly unreadable: boolean;
}

export interface FolderShare extends NamedShare {
  /** Without a slash at the end; empty for the root. */
  readonly path: string;
  readonly folders: readonly FolderShare[];
  readonly files: readonly FileShare[];
}

export const ages = ["30-days", "90-days", "1-year", "2-years", "older"] as const;
export type Age = (typeof ages)[number];

/** Lines by what the commit says of itself, and what its note says of the line (provenance.md §7). */
export interface Agreement {
  readonly marked: Readonly<Record<NoteSays, number>>;
  readonly unmarked: Readonly<Record<NoteSays, number>>;
}

export interface Shares {
  readonly total: Share;
  /** The root; files and folders by path. */
  readonly root: FolderShare;
  /** Of the lines that AI wrote or had a part in; `null` where the evidence names no tool. Most lines first, as all below. */
  readonly tools: readonly (Share & { readonly tool: string | null })[];
  readonly models: readonly (Share & { readonly tool: string | null; readonly model: string | null })[];
  /** Authors of the commits that own the lines, raw `Name <email>`; one row an address, under the name with most lines. */
  readonly authors: readonly NamedShare[];
  /** The people that evidence names as having prompted a tool; lines without one stand under no row. */
  readonly sponsors: readonly NamedShare[];
  /** By the time of the owning commit before the newest of the map: youngest first, all five. */
  readonly ages: readonly (Share & { readonly age: Age })[];
  readonly agreement: Agreement;
  readonly unreadable: number;
}

export interface SharesAsked {
  /** Files, or folders with all in them; none means all. */
  readonly paths?: readonly string[];
  /** An earlier revision and its ancestors, full ids: their lines are left out, and files that have no others. */
  readonly before?: ReadonlySet<string>;
}

/** Counts the lines of a map. Each stands once in `total`, `root`, `authors` and `ages`. */
export function sharesOf(map: OriginMap, { paths = [], before = new Set() }: SharesAsked = {}): Shares {
  const folders = paths.map((path) => path.replace(/\/+$/, "")).filter((path) => path !== "" && path !== ".");
  const counts = new Counts(map);
  const files = map.files.filter(({ path }) => folders.length === 0 || folders.some((folder) => path === folder || path.startsWith(`${folder}/`)));
  const shares = files.map((file) => counts.file(file, before));
  return counts.shares(shares.filter(({ lines, unreadable }) => before.size === 0 || lines > 0 || unreadable));
}

const day = 86_400;
export const upTo: Readonly<Record<Age, number>> = { "30-days": 30 * day, "90-days": 90 * day, "1-year": 365 * day, "2-years": 730 * day, older: Number.POSITIVE_INFINITY };

class Counts {
  readonly #commits: ReadonlyMap<string, OwnerCommit>;
  readonly #newest: number;
  readonly #tools = new Rows<{ readonly tool: string | null }>();
  readonly #models = new Rows<{ readonly tool: string | null; readonly model: string | null }>();
  readonly #authors = new People();
  readonly #sponsors = new People();
  readonly #ages = new Map<Age, Tally>(ages.map((age) => [age, new Tally()]));
  readonly #agreement = { marked: nothingSaid(), unmarked: nothingSaid() };

  constructor({ commits }: OriginMap) {
    this.#commits = commits;
    this.#newest = [...commits.values()].reduce((most, { time }) => Math.max(most, time), 0);
  }

  file({ path, settled, runs }: OriginFile, before: ReadonlySet<string>): FileShare {
    const tally = new Tally();
    for (const run of runs) {
      if (before.has(run.commit)) continue;
      tally.add(run);
      this.#count(run);
    }
    return { path, name: path.slice(path.lastIndexOf("/") + 1), unreadable: settled === "unreadable", ...tally.share() };
  }

  shares(files: readonly FileShare[]): Shares {
    const root = folderOf("", files);
    const { lines, origins, known } = root;
    return {
      total: { lines, origins, known },
      root,
      tools: this.#tools.shares(),
      models: this.#models.shares(),
      authors: this.#authors.shares(),
      sponsors: this.#sponsors.shares(),
      ages: [...this.#ages].map(([age, tally]) => ({ age, ...tally.share() })),
      agreement: this.#agreement,
      unreadable: files.filter(({ unreadable }) => unreadable).length,
    };
  }

  #count(run: MapRun): void {
    const { origin, tool, model, sponsor } = run;
    if (origin === "ai" || origin === "mixed") {
      this.#tools.at({ tool }).add(run);
      this.#models.at({ tool, model }).add(run);
    }
    if (sponsor !== null) this.#sponsors.add(sponsor, run);
    const owner = this.#commits.get(run.commit);
    if (owner === undefined) return;
    this.#authors.add(owner.author, run);
    this.#ages.get(ages.find((age) => this.#newest - owner.time <= upTo[age]) ?? "older")?.add(run);
    this.#agreement[owner.marked ? "marked" : "unmarked"][run.note] += run.end - run.start + 1;
  }
}

function nothingSaid(): Record<NoteSays, number> {
  return Object.fromEntries(noteSayings.map((note) => [note, 0])) as Record<NoteSays, number>;
}

/** Lines as they are counted. */
class Tally {
  readonly #known = new Map<string, KnownLines & { lines: number }>();

  get lines(): number {
    return [...this.#known.values()].reduce((sum, { lines }) => sum + lines, 0);
  }

  add(run: MapRun): void {
    this.#put(run, run.end - run.start + 1);
  }

  addAll(share: Share): void {
    for (const known of share.known) this.#put(known, known.lines);
  }

  share(): Share {
    const known = [...this.#known.values()].sort((a, b) => b.lines - a.lines);
    const origins = { human: 0, ai: 0, mixed: 0, unknown: 0 };
    for (const { origin, lines } of known) origins[origin] += lines;
    return { lines: this.lines, origins, known };
  }

  #put({ origin, grain, method, confidence }: Omit<KnownLines, "lines">, lines: number): void {
    const key = `${origin} ${grain} ${method} ${confidence}`;
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, { origin, grain, method, confidence, lines });
    else known.lines += lines;
  }
}

class Rows<T extends object> {
  readonly #rows = new Map<string, { readonly row: T; readonly tally: Tally }>();

  at(row: T): Tally {
    const key = JSON.stringify(row);
    const known = this.#rows.get(key) ?? { row, tally: new Tally() };
    this.#rows.set(key, known);
    return known.tally;
  }

  shares(): (T & Share)[] {
    return mostFirst([...this.#rows.values()].map(({ row, tally }) => ({ ...row, ...tally.share() })));
  }
}

/** Lines by person, who is told by the address; somebody may write the name in several ways. */
class People {
  readonly #people = new Map<string, Rows<{ readonly name: string }>>();
  readonly #keys = new Map<string, string>();

  add(text: string, run: MapRun): void {
    const key = this.#keys.get(text) ?? keyOf(text);
    this.#keys.set(text, key);
    const names = this.#people.get(key) ?? new Rows();
    this.#people.set(key, names);
    names.at({ name: text }).add(run);
  }

  shares(): NamedShare[] {
    return mostFirst([...this.#people.values()].map((names) => this.#joined(names.shares())));
  }

  #joined(shares: readonly NamedShare[]): NamedShare {
    const tally = new Tally();
    for (const share of shares) tally.addAll(share);
    const full = shares.find(({ name }) => identityOf(name).name !== "") ?? shares[0];
    return { name: full?.name ?? "", ...tally.share() };
  }
}

export function keyOf(text: string): string {
  const { name, email } = identityOf(text);
  return email === "" ? `name ${name}` : email;
}

function mostFirst<T extends Share>(shares: readonly T[]): T[] {
  return shares.toSorted((a, b) => b.lines - a.lines);
}

/** The folder at a path (with a slash at its end, or empty) of files that all lie in it, by path. */
function folderOf(at: string, files: readonly FileShare[]): FolderShare {
  const inner = Map.groupBy(files, ({ path }) => {
    const slash = path.indexOf("/", at.length);
    return slash === -1 ? "" : path.slice(0, slash + 1);
  });
  const own = inner.get("") ?? [];
  inner.delete("");
  const folders = [...inner].map(([path, within]) => folderOf(path, within));
  const tally = new Tally();
  for (const share of [...folders, ...own]) tally.addAll(share);
  const path = at.slice(0, -1);
  return { path, name: path.slice(path.lastIndexOf("/") + 1), folders, files: own, ...tally.share() };
}
