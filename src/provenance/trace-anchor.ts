import { sha256 } from "../model/canonical.ts";
import type { Claim, LineRange, OriginFinding } from "../model/origin.ts";
import type { TracedRange, TraceRecord } from "./agent-trace.ts";
import { counted, FindingTally, quoted } from "./finding-tally.ts";
import { LinePainter, rangesOf } from "./line-set.ts";
import { murmur3 } from "./murmur3.ts";

/** A commit of the range with its parents; full ids. */
export interface CommitNode {
  readonly id: string;
  readonly parents: readonly string[];
}

/**
 * The lines of `path` as `commit` left it, without their line ends; null when this commit doesn't touch the path, or when it is not
 * text. A file without a final newline has the same lines as one with it.
 */
export type LineText = (commit: string, path: string) => readonly string[] | null;

export interface TraceAnchoring {
  /** At most one claim says anything about a line: the one of the latest record. */
  readonly claims: readonly Claim[];
  /** Lines that a later record took over, kept for an auditor. */
  readonly superseded: readonly Claim[];
  readonly findings: readonly OriginFinding[];
}

/** Characters hashed per attribution, and what one comparison costs of them: many ranges over one long file must not become hours. */
const hashBudget = 256 << 20;
const comparison = 64;

/**
 * Anchors Agent Trace ranges to commits of a range. A record's revision is usually the commit *before* the one that holds its
 * lines, so a range belongs to the first descendant that touches its path, or to the revision itself.
 *
 * - high: the content hash agrees there;
 * - medium: no hash is stated and the lines exist there; or the hash agrees in a commit of the range that the revision doesn't lead to;
 * - not anchored (`trace-unanchored`): everything else, also a hash that disagrees or whose algorithm or length is unknown.
 *
 * A range that says `human` is believed only at high, because only then is it positive evidence. `settled` are revisions that the
 * caller knows to lie before the range; their records speak of earlier lines and pass without a finding.
 */
export function anchorTraces(records: readonly TraceRecord[], commits: readonly CommitNode[], lineText: LineText, settled: ReadonlySet<string> = new Set()): TraceAnchoring {
  return anchorAt(records, new RangePlaces(oldestFirst(commits), lineText), lineText, settled);
}

/** The commits to which a range of a trace can belong. */
export interface TracePlaces {
  /** Those that touch a path, parents before children. */
  touching(path: string): readonly string[];
  /** The revision itself when it touches the path, then its first descendant that does: what the specification says, then what tools do. */
  led(revision: string | null, path: string): readonly string[];
  /** True when the revision is a commit of the range or a parent of one. */
  leadsSomewhere(revision: string | null): boolean;
}

/** The same, for whoever knows the commits otherwise. */
export function anchorAt(records: readonly TraceRecord[], places: TracePlaces, lineText: LineText, settled: ReadonlySet<string> = new Set()): TraceAnchoring {
  const anchor = new Anchor(places, lineText);
  const tally = new FindingTally(null);
  const anchored: Anchored[] = [];
  records.forEach((record, sequence) => {
    for (const range of record.ranges) {
      const place = anchor.place(record.revision, range);
      if (typeof place !== "string") anchored.push({ ...place, range, id: record.id, time: record.time, sequence });
      else if (place === "path-missing" && places.leadsSomewhere(record.revision)) tally.add("trace-path-missing", quoted(range.path), range.path);
      else if (place === "unanchored" && !settled.has(record.revision ?? ""))
        tally.add("trace-unanchored", `first lines ${range.start} to ${range.end} of ${quoted(range.path)}`, range.path);
    }
  });
  const told = {
    "trace-unanchored": (count: number) => `${counted(count, "range")} of a trace fit${count === 1 ? "s" : ""} no commit looked at`,
    "trace-path-missing": (count: number) => `${counted(count, "range")} of a trace ${count === 1 ? "is" : "are"} about a path that no commit looked at touches`,
  };
  return { ...latestWins(anchored), findings: tally.findings(told) };
}

/** The commits with parents before children whatever order they came in; stable otherwise. */
export function oldestFirst<T extends CommitNode>(commits: readonly T[]): T[] {
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const done = new Set<string>();
  const ordered: T[] = [];
  for (const commit of commits) {
    const stack: { commit: T; parentsDone: boolean }[] = [{ commit, parentsDone: false }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.parentsDone) ordered.push(top.commit);
      if (top.parentsDone || done.has(top.commit.id)) continue;
      done.add(top.commit.id);
      stack.push({ commit: top.commit, parentsDone: true });
      for (const id of top.commit.parents) {
        const parent = byId.get(id);
        if (parent !== undefined && !done.has(id)) stack.push({ commit: parent, parentsDone: false });
      }
    }
  }
  return ordered;
}

interface Place {
  readonly commit: string;
  readonly confidence: "high" | "medium";
}

interface Anchored extends Place {
  readonly range: TracedRange;
  readonly id: string;
  readonly time: number;
  readonly sequence: number;
}

class RangePlaces implements TracePlaces {
  readonly #commits: readonly CommitNode[];
  readonly #lineText: LineText;
  readonly #ids: ReadonlySet<string>;
  readonly #descendants = new Map<string, ReadonlySet<string>>();
  readonly #touching = new Map<string, readonly string[]>();

  constructor(commits: readonly CommitNode[], lineText: LineText) {
    this.#commits = commits;
    this.#ids = new Set(commits.map(({ id }) => id));
    this.#lineText = lineText;
  }

  leadsSomewhere(revision: string | null): boolean {
    return revision !== null && (this.#ids.has(revision) || this.#after(revision).size > 0);
  }

  led(revision: string | null, path: string): string[] {
    if (revision === null) return [];
    const touching = this.touching(path);
    const reached = this.#after(revision);
    const first = touching.find((commit) => reached.has(commit));
    return [...(touching.includes(revision) ? [revision] : []), ...(first === undefined ? [] : [first])];
  }

  #after(revision: string): ReadonlySet<string> {
    const known = this.#descendants.get(revision);
    if (known !== undefined) return known;
    const reached = new Set([revision]);
    for (const { id, parents } of this.#commits) if (parents.some((parent) => reached.has(parent))) reached.add(id);
    reached.delete(revision);
    this.#descendants.set(revision, reached);
    return reached;
  }

  touching(path: string): readonly string[] {
    const known = this.#touching.get(path);
    if (known !== undefined) return known;
    const touching = this.#commits.flatMap(({ id }) => (this.#lineText(id, path) === null ? [] : [id]));
    this.#touching.set(path, touching);
    return touching;
  }
}

class Anchor {
  readonly #places: TracePlaces;
  readonly #lineText: LineText;
  readonly #hashed = new Map<string, readonly string[]>();
  #budget = hashBudget;

  constructor(places: TracePlaces, lineText: LineText) {
    this.#places = places;
    this.#lineText = lineText;
  }

  place(revision: string | null, range: TracedRange): Place | "path-missing" | "unanchored" {
    const touching = this.#places.touching(range.path);
    if (touching.length === 0) return "path-missing";
    const led = this.#places.led(revision, range.path);
    if (range.hash === null) {
      const commit = led.at(-1);
      const exists = commit !== undefined && range.end <= (this.#lineText(commit, range.path)?.length ?? 0);
      return exists && range.origin !== "human" ? { commit, confidence: "medium" } : "unanchored";
    }
    const agreed = led.find((commit) => this.#agrees(commit, range));
    if (agreed !== undefined) return { commit: agreed, confidence: "high" };
    if (led.length > 0 || range.origin === "human") return "unanchored";
    const elsewhere = touching.find((commit) => this.#agrees(commit, range));
    return elsewhere === undefined ? "unanchored" : { commit: elsewhere, confidence: "medium" };
  }

  #agrees(commit: string, { path, start, end, hash }: TracedRange): boolean {
    this.#budget -= comparison;
    const [, algorithm, digest] = /^(murmur3|sha256):([0-9a-f]{1,64})$/.exec(hash?.toLowerCase() ?? "") ?? [];
    const comparable = algorithm === "murmur3" ? digest?.length === 8 : digest?.length === 16 || digest?.length === 64;
    if (algorithm === undefined || digest === undefined || !comparable || this.#budget < 0) return false;
    const key = JSON.stringify([algorithm, commit, path, start, end]);
    const digests = this.#hashed.get(key) ?? this.#digests(algorithm, commit, path, start, end);
    this.#hashed.set(key, digests);
    return digests.some((each) => each.startsWith(digest));
  }

  /** With and without a final newline: the specification doesn't say, and writers differ. */
  #digests(algorithm: string, commit: string, path: string, start: number, end: number): string[] {
    const lines = this.#lineText(commit, path);
    if (lines === null || end > lines.length) return [];
    const text = lines.slice(start - 1, end).join("\n");
    this.#budget -= text.length + (end - start);
    return [text, `${text}\n`].map((each) => (algorithm === "sha256" ? sha256(each) : murmur3(Buffer.from(each, "utf8"))));
  }
}

/** Later records win line by line; of two with one time, the one that was written later. */
function latestWins(anchored: readonly Anchored[]): { claims: Claim[]; superseded: Claim[] } {
  const claims: Claim[] = [];
  const superseded: Claim[] = [];
  for (const group of Map.groupBy(anchored, ({ commit, range }) => JSON.stringify([commit, range.path])).values()) {
    const latestFirst = group.toSorted((a, b) => (a.time === b.time ? b.sequence - a.sequence : b.time > a.time ? 1 : -1));
    const painter = new LinePainter(linesUnder(group));
    latestFirst.forEach(({ range }, at) => {
      painter.paint(at, [range]);
    });
    const won = new Map<number, number[]>();
    painter.owners.forEach((owner, position) => {
      const lines = won.get(owner) ?? [];
      lines.push(painter.lineAt(position));
      won.set(owner, lines);
    });
    latestFirst.forEach((each, at) => {
      const kept = rangesOf(won.get(at) ?? []);
      if (kept.length > 0) claims.push(claimOf(each, kept));
      const lost = without(each.range, kept);
      if (lost.length > 0) superseded.push(claimOf(each, lost));
    });
  }
  return { claims, superseded };
}

function claimOf({ commit, confidence, range, id }: Anchored, lines: readonly LineRange[]): Claim {
  const { origin, tool, model, path } = range;
  return { origin, tool, model, method: "trace", grain: "line", confidence, commit, path, lines, sponsor: null, source: `trace agent-trace ${id}`.trimEnd() };
}

/** Every line that some range covers; bounded, since an anchored range ends within its file. */
function linesUnder(group: readonly Anchored[]): number[] {
  const last = group.reduce((most, { range }) => Math.max(most, range.end), 0);
  return Array.from({ length: last }, (_, at) => at + 1);
}

function without({ start, end }: LineRange, kept: readonly LineRange[]): LineRange[] {
  const lost: LineRange[] = [];
  let from = start;
  for (const range of kept) {
    if (range.start > from) lost.push({ start: from, end: range.start - 1 });
    from = range.end + 1;
  }
  if (from <= end) lost.push({ start: from, end });
  return lost;
}
