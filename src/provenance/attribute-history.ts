import type { Claim, OriginFinding, OriginRun } from "../model/origin.ts";
import { readAgentTrace, type TraceRecord, traceLimits } from "./agent-trace.ts";
import { FindingBook, type FindingCount } from "./finding-book.ts";
import { type BlamedFile, type BlameRun, type FoldedFile, foldOrigins } from "./fold.ts";
import type { FailingLines, NoteReading } from "./git-ai-note.ts";
import { type CommitText, claimsOfCommit, isFaint } from "./message.ts";
import { beyondFile, lastLines } from "./note-reach.ts";
import { type NoteSays, type SaidLines, saidWithin, sayingsOf } from "./note-says.ts";
import { claimsOfRecovered, type RecoveredNote, recovered } from "./recover.ts";
import { ownTools } from "./tools.ts";
import { anchorAt, type LineText, type TracePlaces } from "./trace-anchor.ts";

/** A run of lines of one commit, who or what wrote them, and where they stand in the commit that added them. */
export interface HistoryRun extends OriginRun {
  readonly commit: string;
  /** The path in that commit, as it is shown, and the first line there. */
  readonly originalPath: string;
  readonly originalStart: number;
  readonly note: NoteSays;
}

export interface HistoryFile {
  readonly path: string;
  readonly runs: readonly HistoryRun[];
}

/** The lines of a commit with their owners; no run is without a commit. */
export type OwnedFile = BlamedFile & { readonly runs: readonly (BlameRun & { readonly commit: string })[] };

/** Commits that own a line, and how many of them carry each kind of evidence; of those in `none` no evidence speaks at all. */
export interface EvidenceCoverage {
  readonly owning: number;
  readonly noted: number;
  readonly traced: number;
  readonly trailed: number;
  readonly none: number;
}

/** Paths in notes that are held against their commits, in all notes together: a note may name any number of them. */
const mostPaths = 2_000_000;

/** What of a note decides about lines. */
export type HistoryNote = Pick<NoteReading, "valid" | "claims" | "failing" | "findings">;

/** What was declared of the commits of a change. */
export type DeclaredTool = Pick<Claim, "tool" | "model" | "sponsor">;

/**
 * Takes in the evidence of a whole history piece by piece, and says who or what wrote each line of one commit. Of each piece it keeps
 * what concerns lines that are there: a note of a gigabyte and a history of any length take as much room as the lines they speak of.
 *
 * The same rules as `attribute` has for a change; all evidence is text that an author could type, and nothing of it makes this throw.
 */
export class HistoryEvidence {
  readonly #files: readonly OwnedFile[];
  /** Paths that lines are owned under, by commit, with the last line owned there. */
  readonly #owned = new Map<string, Map<string, number>>();
  readonly #claims: Claim[] = [];
  readonly #failing: (FailingLines & { readonly commit: string })[] = [];
  readonly #said = new Map<string, Map<string, readonly SaidLines[]>>();
  readonly #noted = new Set<string>();
  readonly #traced = new Set<string>();
  readonly #trailed = new Set<string>();
  readonly #declared = new Map<string, readonly Claim[]>();
  readonly #reach = new Map<string, ReadonlyMap<string, number>>();
  #pathsLeft = mostPaths;
  readonly #recovered = new Set<string>();
  readonly #records: TraceRecord[] = [];
  #rangesLeft = traceLimits.ranges;
  readonly #book = new FindingBook();

  constructor(files: readonly OwnedFile[]) {
    this.#files = files;
    for (const { runs } of files) {
      for (const { commit, originalPath, originalStart, start, end } of runs) {
        const paths = this.#owned.get(commit) ?? new Map<string, number>();
        this.#owned.set(commit, paths);
        paths.set(originalPath, Math.max(paths.get(originalPath) ?? 0, originalStart + end - start));
      }
    }
  }

  /** Full ids of the commits that own lines. */
  get owners(): readonly string[] {
    return [...this.#owned.keys()];
  }

  /** Records that were taken in, to be anchored. */
  get records(): readonly TraceRecord[] {
    return this.#records;
  }

  /** Takes in what a commit says of itself. True when that is that AI took part, by more than prose or a tool that only committed. */
  message(commit: CommitText): boolean {
    const { claims, findings } = claimsOfCommit(commit, ownTools);
    this.#keep(claims);
    this.#book.add(findings);
    if (claims.length > 0) this.#trailed.add(commit.id);
    return claims.some((claim) => claim.origin !== "human" && !isFaint(claim));
  }

  /** Takes in the note that hangs on a commit which owns lines, as it was read. */
  note(commit: string, note: HistoryNote): void {
    this.#book.add(note.findings);
    if (note.valid) this.#noted.add(commit);
    const last = this.#pathsLeft > 0 ? lastLines(note.claims) : new Map<string, number>();
    this.#pathsLeft -= last.size;
    this.#reach.set(commit, last);
    const claims = Map.groupBy(note.claims, ({ path }) => path ?? "");
    const failing = Map.groupBy(note.failing, ({ path }) => path);
    const said = new Map<string, readonly SaidLines[]>();
    for (const path of this.#owned.get(commit)?.keys() ?? []) {
      const [claimed = [], failed = []] = [claims.get(path), failing.get(path)];
      for (const claim of claimed) this.#claims.push(claim);
      for (const each of failed) this.#failing.push({ ...each, commit });
      if (claimed.length + failed.length > 0) said.set(path, sayingsOf(claimed, failed));
    }
    this.#said.set(commit, said);
  }

  /** Takes in a note that was found again on a dead commit with the same patch. */
  recovered(note: RecoveredNote): void {
    const { claims, findings } = claimsOfRecovered(note);
    this.#keep(claims);
    this.#book.add(findings);
    if (claims.length > 0) this.#recovered.add(note.commit);
    // Every ordinary rebase leaves such a twin behind; it is news only where the living commit has no note of its own.
    if (!this.#reach.has(note.commit)) this.#book.add([recovered(note)]);
  }

  /** Takes in a file or note of Agent Trace. */
  trace(bytes: Uint8Array): void {
    const { records, findings } = readAgentTrace(bytes, { ...traceLimits, ranges: this.#rangesLeft });
    this.#book.add(findings);
    for (const record of records) {
      this.#rangesLeft -= record.ranges.length;
      this.#records.push(record);
    }
  }

  /** Finds the commits that the records taken in are about, as far as they speak of some paths; each path once. */
  anchor(paths: ReadonlySet<string>, places: TracePlaces, lineText: LineText): void {
    const records = this.#records.map((record) => ({ ...record, ranges: record.ranges.filter(({ path }) => paths.has(path)) }));
    const { claims, findings } = anchorAt(records, places, lineText);
    this.#keep(claims);
    this.#book.add(findings);
    for (const { commit } of claims) if (this.#owned.has(commit)) this.#traced.add(commit);
  }

  /** Takes in what a proposal declared of a commit's change. It hangs on every commit of it. */
  declaration(commit: string, tools: readonly DeclaredTool[]): void {
    const claim = { method: "declared", grain: "change", confidence: "medium", commit, path: null, lines: null, origin: "ai", source: "declared tool" } as const;
    if (tools.length > 0 && this.#owned.has(commit))
      this.#declared.set(
        commit,
        tools.map(({ tool, model, sponsor }) => ({ ...claim, tool, model, sponsor })),
      );
  }

  /** Takes in what somebody else found. */
  found(findings: readonly OriginFinding[]): void {
    this.#book.add(findings);
  }

  /** Commits with a note taken in, and the last line that it names of each path: what `beyond` asks about. */
  reaching(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#reach;
  }

  /** True when a line that far down is known to be there, since it, or one behind it, is owned. */
  isOwned(commit: string, path: string, line: number): boolean {
    return (this.#owned.get(commit)?.get(path) ?? 0) >= line;
  }

  /** Holds the notes taken in against their commits; `linesOf` is null for a path that a commit doesn't touch. */
  beyond(linesOf: (commit: string, path: string) => number | null): void {
    for (const [commit, last] of this.#reach) this.#book.add(beyondFile(commit, last, (path) => linesOf(commit, path)));
  }

  /** Every line of the files once, by file and in order. */
  fold(): readonly HistoryFile[] {
    const { files, findings } = foldOrigins(this.#files, { claims: this.#claims, noted: this.#noted, failing: this.#failing, declared: this.#declared });
    this.#book.add(findings);
    return this.#files.map((file, index) => ({ path: file.path, runs: this.#runsOf(file, files[index]) }));
  }

  /** What there is, as far as it was taken in. */
  coverage(): EvidenceCoverage {
    const kinds = [this.#reach, this.#recovered, this.#traced, this.#trailed, this.#declared];
    const none = this.owners.filter((commit) => !kinds.some((kind) => kind.has(commit))).length;
    return { owning: this.#owned.size, noted: this.#reach.size, traced: this.#traced.size, trailed: this.#trailed.size, none };
  }

  findings(): readonly FindingCount[] {
    return this.#book.counts();
  }

  #keep(claims: readonly Claim[]): void {
    for (const claim of claims) {
      const paths = this.#owned.get(claim.commit);
      if (paths !== undefined && (claim.path === null || paths.has(claim.path))) this.#claims.push(claim);
    }
  }

  /** The folded runs join what one commit added in several places; here they are cut again, and where the note says something else. */
  #runsOf({ runs }: OwnedFile, folded: FoldedFile | undefined): HistoryRun[] {
    const found: HistoryRun[] = [];
    let at = 0;
    for (const { start, end, commit, originalPath, originalStart } of runs) {
      const shift = start - originalStart;
      const said = this.#said.get(commit)?.get(originalPath) ?? [];
      const rest = this.#noted.has(commit) ? "untracked" : "none";
      for (let from = start; from <= end; at++) {
        const origin = folded?.runs[at];
        if (origin === undefined) throw new TypeError("a line was not folded");
        const stop = Math.min(end, origin.end);
        for (const part of saidWithin(said, { start: from - shift, end: stop - shift }, rest))
          found.push({ ...origin, start: part.start + shift, end: part.end + shift, commit, originalPath, originalStart: part.start, note: part.note });
        from = stop + 1;
        if (origin.end > end) break;
      }
    }
    return found;
  }
}
