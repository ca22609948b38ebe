import type { Confidence, Grain, Method, Origin } from "../../model/origin.ts";
import { evidenceWords } from "../evidence-words.ts";
import type { EvidenceReport, MapRun, OriginFile, OriginMap, OwnerCommit } from "../origin-map.ts";
import { type Age, ages, type FileShare, type FolderShare, keyOf, type Share, type Shares, sharesOf, upTo } from "../shares.ts";
import type { Approval, CommitChange, Reviews } from "./reviews.ts";

// What a page asks of a map. The map itself never leaves its thread: it may hold hundreds of thousands of lines.

/** How many lines somebody judged, as far as the ledger knows. */
export interface JudgedShare {
  /** Lines of commits that came with a change. */
  readonly placed: number;
  /** Those of them that somebody approved. */
  readonly approved: number;
  /** The newest approval of any of them. */
  readonly last: (Approval & { readonly change: string }) | null;
}

type Bare = Pick<Share, "lines" | "origins">;

export interface LookRow extends Bare {
  readonly kind: "folder" | "file";
  readonly name: string;
  readonly path: string;
  readonly unreadable: boolean;
  readonly judged: JudgedShare;
}

export interface FolderLook {
  readonly kind: "folder";
  readonly commit: string;
  /** Empty for the whole project. */
  readonly path: string;
  readonly share: Share;
  readonly judged: JudgedShare;
  /** Folders first, by name. */
  readonly rows: readonly LookRow[];
  /** Rows beyond the ones that are listed. */
  readonly more: number;
  readonly files: number;
  readonly unreadable: number;
  readonly tools: readonly (Bare & { readonly tool: string | null })[];
  readonly models: readonly (Bare & { readonly tool: string | null; readonly model: string | null })[];
  readonly authors: readonly (Bare & { readonly name: string })[];
  readonly sponsors: readonly (Bare & { readonly name: string })[];
  /** People beyond the ones that are listed. */
  readonly morePeople: number;
  readonly ages: readonly (Bare & { readonly age: Age })[];
  /** Of the whole map. */
  readonly evidence: EvidenceReport;
  /** What the shares rest on, in words, but for findings. */
  readonly sentences: readonly string[];
}

/** Lines of one commit that stand together. */
export interface LookRun extends Omit<MapRun, "note"> {}

export interface LookCommit extends Omit<OwnerCommit, "marked"> {
  readonly id: string;
  readonly changes: readonly CommitChange[];
}

export interface FileLook {
  readonly kind: "file";
  readonly commit: string;
  readonly path: string;
  readonly lines: number;
  readonly settled: OriginFile["settled"];
  readonly share: Share;
  readonly judged: JudgedShare;
  /** Those that have a line between `from` and `to`, both included. */
  readonly runs: readonly LookRun[];
  /** The commits of `runs`. */
  readonly commits: readonly LookCommit[];
}

/** Which lines a number counts. What is left out is not asked about; null asks for what the evidence doesn't name. */
export interface RunFilter {
  readonly origin?: Origin;
  readonly tool?: string | null;
  readonly model?: string | null;
  readonly author?: string;
  readonly sponsor?: string;
  readonly age?: Age;
  readonly method?: Method;
  readonly grain?: Grain | null;
  readonly confidence?: Confidence;
  readonly judged?: "approved" | "not-approved" | "unavailable";
}

export interface RowsLook {
  readonly kind: "rows";
  readonly lines: number;
  readonly runs: number;
  readonly items: readonly (LookRun & { readonly path: string; readonly subject: string })[];
}

export type MapQuestion =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly from: number; readonly to: number }
  | { readonly kind: "rows"; readonly path: string; readonly filter: RunFilter; readonly from: number; readonly limit: number };

export type LookOf<Q extends MapQuestion> = Q extends { readonly kind: "folder" } ? FolderLook : Q extends { readonly kind: "file" } ? FileLook : RowsLook;

const mostRows = 1_000;
const mostPeople = 200;

/** Answers from a map and what the ledger says of its commits; null where the map has no such folder or file. */
export function lookAt(map: OriginMap, reviews: Reviews, question: MapQuestion): FolderLook | FileLook | RowsLook | null {
  switch (question.kind) {
    case "folder":
      return lookAtFolder(map, reviews, question.path);
    case "file":
      return lookAtFile(map, reviews, question);
    case "rows":
      return lookAtRows(map, reviews, question);
  }
}

function lookAtFolder(map: OriginMap, reviews: Reviews, path: string): FolderLook | null {
  const shares = sharesOf(map, path === "" ? {} : { paths: [path] });
  const folder = folderAt(shares.root, path);
  if (folder === null) return null;
  const judged = judgedBelow(map, reviews, path);
  const rows = [...folder.folders.map((each) => ({ kind: "folder" as const, ...each })), ...folder.files.map((each) => ({ kind: "file" as const, ...each }))];
  const people = { authors: shares.authors.map(named), sponsors: shares.sponsors.map(named) };
  return {
    kind: "folder",
    commit: map.commit,
    path,
    share: plain(shares.total),
    judged: judged.get("") ?? nothingJudged,
    rows: rows
      .slice(0, mostRows)
      .map((row) => ({ ...bare(row), kind: row.kind, name: row.name, path: row.path, unreadable: isUnreadable(row), judged: judged.get(row.name) ?? nothingJudged })),
    more: Math.max(0, rows.length - mostRows),
    files: filesIn(folder),
    unreadable: shares.unreadable,
    ...toolsOf(shares),
    authors: people.authors.slice(0, mostPeople),
    sponsors: people.sponsors.slice(0, mostPeople),
    morePeople: Math.max(0, people.authors.length - mostPeople) + Math.max(0, people.sponsors.length - mostPeople),
    ages: shares.ages.map((share) => ({ ...bare(share), age: share.age })),
    evidence: map.evidence,
    sentences: evidenceWords(map, shares).flatMap(({ sentence, code }) => (code === null ? [sentence] : [])),
  };
}

function toolsOf({ tools, models }: Shares): Pick<FolderLook, "tools" | "models"> {
  return {
    tools: tools.map((share) => ({ ...bare(share), tool: share.tool })),
    models: models.map((share) => ({ ...bare(share), tool: share.tool, model: share.model })),
  };
}

function bare({ lines, origins }: Share): Bare {
  return { lines, origins };
}

function plain({ lines, origins, known }: Share): Share {
  return { lines, origins, known };
}

function named(share: Share & { readonly name: string }) {
  return { ...bare(share), name: share.name };
}

function isUnreadable(row: FolderShare | FileShare): boolean {
  return "unreadable" in row && row.unreadable;
}

function filesIn({ folders, files }: FolderShare): number {
  return folders.reduce((sum, folder) => sum + filesIn(folder), files.length);
}

function folderAt(root: FolderShare, path: string): FolderShare | null {
  let folder: FolderShare | undefined = root;
  for (const name of path === "" ? [] : path.split("/")) folder = folder?.folders.find((each) => each.name === name);
  return folder ?? null;
}

const nothingJudged: JudgedShare = { placed: 0, approved: 0, last: null };

/** What was judged of all below a folder, under the empty name, and of each of its folders and files. */
function judgedBelow(map: OriginMap, reviews: Reviews, path: string): ReadonlyMap<string, JudgedShare> {
  const found = new Map<string, JudgedShare>();
  const from = path === "" ? 0 : path.length + 1;
  for (const file of filesBelow(map, path)) {
    const name = file.path.slice(from).split("/")[0] ?? "";
    const share = judgedIn(file.runs, reviews);
    for (const key of ["", name]) found.set(key, together(found.get(key) ?? nothingJudged, share));
  }
  return found;
}

function filesBelow(map: OriginMap, path: string): readonly OriginFile[] {
  return path === "" ? map.files : map.files.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
}

function judgedIn(runs: readonly MapRun[], reviews: Reviews): JudgedShare {
  return runs.reduce((sum, run) => together(sum, judgedRun(run, reviews)), nothingJudged);
}

function judgedRun({ start, end, commit }: MapRun, reviews: Reviews): JudgedShare {
  const changes = reviews.get(commit) ?? [];
  const approvals: NonNullable<JudgedShare["last"]>[] = changes.flatMap(({ change, approvals }) => approvals.map((approval) => ({ ...approval, change })));
  const lines = end - start + 1;
  return { placed: changes.length === 0 ? 0 : lines, approved: approvals.length === 0 ? 0 : lines, last: approvals.reduce<JudgedShare["last"]>(later, null) };
}

function together(one: JudgedShare, other: JudgedShare): JudgedShare {
  return { placed: one.placed + other.placed, approved: one.approved + other.approved, last: later(one.last, other.last) };
}

function later<T extends { readonly at: number }>(one: T | null, other: T | null): T | null {
  return one === null || (other !== null && other.at > one.at) ? other : one;
}

function lookAtFile(map: OriginMap, reviews: Reviews, { path, from, to }: Extract<MapQuestion, { kind: "file" }>): FileLook | null {
  const file = map.files.find((each) => each.path === path);
  if (file === undefined) return null;
  const runs = file.runs.filter(({ start, end }) => end >= from && start <= to);
  return {
    kind: "file",
    commit: map.commit,
    path,
    lines: file.lines,
    settled: file.settled,
    share: plain(sharesOf(map, { paths: [path] }).total),
    judged: judgedIn(file.runs, reviews),
    runs: runs.map(shownRun),
    commits: [...new Set(runs.map(({ commit }) => commit))].map((id) => lookAtCommit(map, reviews, id)),
  };
}

function shownRun({ note: _, ...run }: MapRun): LookRun {
  return run;
}

function lookAtCommit({ commits }: OriginMap, reviews: Reviews, id: string): LookCommit {
  const { author = "", time = 0, subject = "" } = commits.get(id) ?? {};
  return { id, author, time, subject, changes: reviews.get(id) ?? [] };
}

function lookAtRows(map: OriginMap, reviews: Reviews, { path, filter, from, limit }: Extract<MapQuestion, { kind: "rows" }>): RowsLook {
  const wanted = filterOf(map, reviews, filter);
  const items: RowsLook["items"][number][] = [];
  let [lines, runs] = [0, 0];
  for (const file of filesBelow(map, path)) {
    for (const run of file.runs.filter(wanted)) {
      if (runs >= from && items.length < limit) items.push({ ...shownRun(run), path: file.path, subject: map.commits.get(run.commit)?.subject ?? "" });
      runs++;
      lines += run.end - run.start + 1;
    }
  }
  return { kind: "rows", lines, runs, items };
}

function filterOf(map: OriginMap, reviews: Reviews, filter: RunFilter): (run: MapRun) => boolean {
  const { author, sponsor, age, judged, ...own } = filter;
  const asked = Object.entries(own) as [keyof typeof own, unknown][];
  const newest = [...map.commits.values()].reduce((latest, { time }) => Math.max(latest, time), 0);
  const isAiOnly = filter.tool !== undefined || filter.model !== undefined;
  return (run) =>
    asked.every(([name, value]) => run[name] === value) &&
    (!isAiOnly || run.origin === "ai" || run.origin === "mixed") &&
    (author === undefined || keyOf(map.commits.get(run.commit)?.author ?? "") === keyOf(author)) &&
    (sponsor === undefined || (run.sponsor !== null && keyOf(run.sponsor) === keyOf(sponsor))) &&
    (age === undefined || ages.find((each) => newest - (map.commits.get(run.commit)?.time ?? 0) <= upTo[each]) === age) &&
    (judged === undefined || judgementOf(reviews.get(run.commit)) === judged);
}

function judgementOf(changes: readonly CommitChange[] | undefined): NonNullable<RunFilter["judged"]> {
  if (changes === undefined) return "unavailable";
  return changes.some(({ approvals }) => approvals.length > 0) ? "approved" : "not-approved";
}
