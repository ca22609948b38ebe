import { type Claim, confidences, type Grain, type LineRange, type Method, type OriginFinding, type OriginRun } from "../model/origin.ts";
import { counted } from "./finding-tally.ts";
import { LinePainter } from "./line-set.ts";
import { byText } from "./text-order.ts";

/**
 * A run of added lines as blame gives it: `start` to `end` in the file of the result tree, and where they stand in the commit that
 * added them. `commit` is null for lines that no commit of the range added (a merge residue).
 */
export interface BlameRun {
  readonly start: number;
  readonly end: number;
  readonly commit: string | null;
  /** The path in that commit, and the first line there; evidence of a commit speaks in these coordinates. */
  readonly originalPath: string;
  readonly originalStart: number;
}

export interface BlamedFile {
  readonly path: string;
  /** Ascending and disjoint. */
  readonly runs: readonly BlameRun[];
}

/** All evidence about a range, however it was read. The order of claims means nothing. */
export interface Evidence {
  readonly claims: readonly Claim[];
  /** Commits with a note that was read whole; what such a note leaves out is untracked. */
  readonly noted: ReadonlySet<string>;
  /** What was declared of one commit's change, at change grain; goes before claims of that grain, which speak of all. */
  readonly declared?: ReadonlyMap<string, readonly Claim[]>;
  /** Lines that a note gives to somebody it can't name. */
  readonly failing: readonly { readonly commit: string; readonly path: string; readonly lines: readonly LineRange[] }[];
}

export interface FoldedFile {
  readonly path: string;
  readonly runs: readonly OriginRun[];
}

/**
 * Folds claims into the origin of every added line (`provenance.md` §7): line grain beats file, file beats commit, commit beats
 * change; the same grain saying AI and human is `mixed`; commit-grain AI on a line that a valid note of that commit leaves untracked
 * is `ai` at low confidence; nothing positive is `unknown`. Covers each line of `files` once, in order; the same claims in any order
 * give the same result.
 */
export function foldOrigins(files: readonly BlamedFile[], evidence: Evidence): { readonly files: readonly FoldedFile[]; readonly findings: readonly OriginFinding[] } {
  const fold = new Fold(evidence);
  return { files: files.map((file) => fold.file(file)), findings: fold.findings() };
}

/** True when a claim counts: evidence of AI always does, of a person only at line grain and high, or as a declaration. */
export function isPositive(claim: Claim): boolean {
  if (claim.origin !== "human") return true;
  return claim.grain === "line" ? claim.confidence === "high" : claim.grain === "change" && claim.method === "declared";
}

/** What one grain says about a line. `best` names tool, model and sponsor. */
interface Saying {
  readonly origin: "human" | "ai" | "mixed";
  readonly best: Claim;
}

const methodOrder: readonly Method[] = ["note", "trace", "trailer", "declared", "fingerprint"];

/** The more telling claim first: confidence, method, then the one that names tool, model and sponsor. Claims that tie say the same of a line. */
export function byTelling(a: Claim, b: Claim): number {
  return (
    confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence) ||
    methodOrder.indexOf(a.method) - methodOrder.indexOf(b.method) ||
    byName(a.tool, b.tool) ||
    byName(a.model, b.model) ||
    byName(a.sponsor, b.sponsor)
  );
}

function byName(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return byText(a, b);
}

const kinds = ["ai", "human", "mixed"] as const;

class Fold {
  readonly #lineClaims: ReadonlyMap<string, readonly Claim[]>;
  readonly #failing: ReadonlyMap<string, readonly { readonly lines: readonly LineRange[] }[]>;
  readonly #whole = new Map<string, Saying | null>();
  readonly #noted: ReadonlySet<string>;
  readonly #silent = new Map<string, { count: number; path: string }>();
  readonly #undisclosed = new Map<string, { count: number; path: string }>();

  constructor({ claims, noted, failing, declared = new Map() }: Evidence) {
    const counting = claims.filter(isPositive).toSorted(byTelling);
    this.#lineClaims = Map.groupBy(
      counting.filter(({ grain }) => grain === "line"),
      ({ commit, path }) => place(commit, path),
    );
    this.#failing = Map.groupBy(failing, ({ commit, path }) => place(commit, path));
    this.#noted = noted;
    const wider = Map.groupBy(
      counting.filter(({ grain }) => grain !== "line"),
      ({ grain, commit, path }) => `${grain} ${grain === "change" ? "" : place(commit, grain === "file" ? path : null)}`,
    );
    for (const [key, group] of wider) this.#whole.set(key, saying(group));
    for (const [commit, group] of declared) this.#whole.set(`change ${place(commit, null)}`, saying(group.filter(isPositive)));
  }

  file({ path, runs }: BlamedFile): FoldedFile {
    const ordered = runs.toSorted((a, b) => a.start - b.start);
    const folded = new Map<BlameRun, OriginRun[]>();
    for (const group of Map.groupBy(ordered, (run) => place(run.commit, run.originalPath)).values()) this.#group(path, group, folded);
    return { path, runs: joined(ordered.flatMap((run) => folded.get(run) ?? [])) };
  }

  findings(): OriginFinding[] {
    const silent = [...this.#silent].map(([commit, { count, path }]) => ({
      code: "note-silent" as const,
      sentence: `The commit says that AI took part, and its own note leaves ${counted(count, "added line")} untracked.`,
      commit,
      path,
    }));
    const undisclosed = [...this.#undisclosed].map(([commit, { count, path }]) => ({
      code: "trailer-missing" as const,
      sentence: `${counted(count, "added line")} ${count === 1 ? "is" : "are"} AI's by line evidence, and the commit itself says nothing of it.`,
      commit,
      path,
    }));
    return [...silent, ...undisclosed];
  }

  /** All runs of a file that one commit added under one path, so that its evidence is laid over them once. */
  #group(path: string, runs: readonly BlameRun[], folded: Map<BlameRun, OriginRun[]>): void {
    const [first] = runs;
    if (first === undefined) return;
    const { commit, originalPath } = first;
    const claims = commit === null ? [] : (this.#lineClaims.get(place(commit, originalPath)) ?? []);
    const failed = commit === null ? [] : (this.#failing.get(place(commit, originalPath)) ?? []);
    if (claims.length === 0 && failed.length === 0) {
      for (const run of runs) folded.set(run, [{ start: run.start, end: run.end, ...this.#line(run, null, false, path, run.end - run.start + 1) }]);
      return;
    }
    const byOrigin = runs.toSorted((a, b) => a.originalStart - b.originalStart);
    const lines = byOrigin.flatMap(({ start, end, originalStart }) => Array.from({ length: end - start + 1 }, (_, at) => originalStart + at)).sort((a, b) => a - b);
    const owners = kinds.map((kind) => painted(lines, claims, ({ origin }) => origin === kind));
    const failing = painted(lines, failed, () => true);
    const position = new Map(lines.map((line, at) => [line, at]));
    const sayings = new Map<string, Saying | null>();
    for (const run of byOrigin) {
      const made: Growing[] = [];
      for (let line = run.start; line <= run.end; line++) {
        const at = position.get(run.originalStart + line - run.start) ?? -1;
        const found = owners.map((owner) => owner[at] ?? -1);
        const key = found.join();
        const fromLine = sayings.get(key) ?? saying(found.flatMap((index) => claims[index] ?? []));
        sayings.set(key, fromLine);
        append(made, { start: line, end: line, ...this.#line(run, fromLine, (failing[at] ?? -1) >= 0, path, 1) });
      }
      folded.set(run, made);
    }
  }

  /** What is said of a line, or of so many lines of which the same is said. */
  #line({ commit, originalPath }: BlameRun, fromLine: Saying | null, tracked: boolean, path: string, lines: number): LineOrigin {
    const fromCommit = commit === null ? null : (this.#whole.get(`commit ${place(commit, null)}`) ?? null);
    if (fromLine !== null) {
      if (fromLine.origin !== "human" && fromCommit === null && commit !== null) note(this.#undisclosed, commit, path, lines);
      return origin(commit, fromLine, "line", fromLine.best.confidence);
    }
    const fromFile = commit === null ? null : (this.#whole.get(`file ${place(commit, originalPath)}`) ?? null);
    if (fromFile !== null) return origin(commit, fromFile, "file", fromFile.best.confidence);
    if (fromCommit !== null && commit !== null) {
      const silent = !tracked && this.#noted.has(commit) && fromCommit.origin !== "human";
      if (!silent) return origin(commit, fromCommit, "commit", fromCommit.best.confidence);
      note(this.#silent, commit, path, lines);
      return origin(commit, fromCommit, "commit", "low");
    }
    const fromChange = this.#whole.get(`change ${place(commit, null)}`) ?? this.#whole.get("change ") ?? null;
    if (fromChange !== null) return origin(commit, fromChange, "change", fromChange.best.confidence);
    return { commit, origin: "unknown", tool: null, model: null, sponsor: null, method: "none", grain: null, confidence: "none" };
  }
}

type LineOrigin = Omit<OriginRun, "start" | "end">;

function place(commit: string | null, path: string | null): string {
  return JSON.stringify([commit, path]);
}

/** For each line, which of the claimants that `include` admits covers it first; -1 for none. */
function painted<T extends { readonly lines: readonly LineRange[] | null }>(lines: readonly number[], claimants: readonly T[], include: (claimant: T) => boolean): Int32Array {
  const painter = new LinePainter(lines);
  claimants.forEach((claimant, index) => {
    if (include(claimant)) painter.paint(index, claimant.lines ?? []);
  });
  return painter.owners;
}

/** What claims of one grain say together. A mixed result is told by the claim for AI, since that is the part to be judged. */
function saying(claims: readonly Claim[]): Saying | null {
  const best = (kind: Claim["origin"]) => claims.filter(({ origin }) => origin === kind).toSorted(byTelling)[0];
  const [ai, human, mixed] = kinds.map(best);
  const told = ai === undefined || mixed === undefined ? (ai ?? mixed) : [ai, mixed].toSorted(byTelling)[0];
  if (told === undefined) return human === undefined ? null : { origin: "human", best: human };
  return { origin: mixed !== undefined || human !== undefined ? "mixed" : "ai", best: told };
}

function origin(commit: string | null, { origin: who, best }: Saying, grain: Grain, confidence: OriginRun["confidence"]): LineOrigin {
  return { commit, origin: who, tool: best.tool, model: best.model, sponsor: best.sponsor, method: best.method, grain, confidence };
}

function note(tally: Map<string, { count: number; path: string }>, commit: string, path: string, lines: number): void {
  const known = tally.get(commit);
  if (known === undefined) tally.set(commit, { count: lines, path });
  else known.count += lines;
}

const told = ["commit", "origin", "tool", "model", "sponsor", "method", "grain", "confidence"] as const;

function same(a: LineOrigin, b: LineOrigin): boolean {
  return told.every((key) => a[key] === b[key]);
}

type Growing = OriginRun & { end: number };

function append(runs: Growing[], run: OriginRun): void {
  const last = runs.at(-1);
  if (last !== undefined && last.end === run.start - 1 && same(last, run)) last.end = run.end;
  else runs.push({ ...run });
}

function joined(runs: readonly OriginRun[]): OriginRun[] {
  const result: Growing[] = [];
  for (const run of runs) append(result, run);
  return result;
}
