import type { Answer, Given } from "../../api/client.ts";
import { percent, plural, spaced } from "../../words.ts";

type Ready<T> = Extract<T, { readonly state: "ready" }>;
export type Folder = Ready<Answer<"map.read">>;
export type MapFile = Ready<Answer<"map.file">>;
export type Run = MapFile["runs"][number];
export type Commit = MapFile["commits"][number];
export type RunRow = Ready<Answer<"map.rows">>["items"][number];
export type Revisions = Answer<"map.revisions">;
export type Release = Answer<"map.history">["releases"][number];
export type Counts = Folder["origins"];
export type Judged = Folder["judged"];
export type Filter = Omit<NonNullable<Given<"map.rows">["query"]>, "rev" | "path" | "from" | "limit">;

/** What is being looked at: a project, a revision of it, and where in it. */
export interface Place {
  readonly project: string;
  readonly rev?: string;
  readonly folder?: string;
  readonly file?: string;
}

/** A place as the address says it after `?`, without what goes without saying. */
export function searchOf({ project, rev, folder, file }: Place, more: Readonly<Record<string, string | number | undefined>> = {}): Record<string, string | number> {
  const all = { project, rev, folder: folder === "" ? undefined : folder, file, ...more };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Who wrote the lines, in one sentence; what is unknown is said beside it (R41). */
export function mapSentence({ lines, origins, unreadable }: Pick<Folder, "lines" | "origins"> & { readonly unreadable: number }): string {
  if (lines === 0) return unreadable === 0 ? "There are no lines here." : `Nobody can tell whose the lines of ${plural(unreadable, "file")} are.`;
  const ai = origins.ai + origins.mixed;
  const wrote =
    ai === 0
      ? `Of ${plural(lines, "line")}, nothing says that AI had a part in any`
      : `AI wrote or had a part in ${ai.toLocaleString("en-GB")} of ${plural(lines, "line")} (${percent(ai, lines)})`;
  const unknown =
    origins.unknown === 0
      ? "of every one it is known who wrote it"
      : `of ${origins.unknown.toLocaleString("en-GB")} (${percent(origins.unknown, lines)}) nobody knows who wrote them`;
  return `${wrote}; ${unknown}.`;
}

const ages: Readonly<Record<Folder["ages"][number]["age"], string>> = {
  "30-days": "up to 30 days",
  "90-days": "up to 90 days",
  "1-year": "up to a year",
  "2-years": "up to two years",
  older: "older",
};

export function ageWords(age: keyof typeof ages): string {
  return ages[age];
}

const grains: Readonly<Record<NonNullable<Run["grain"]>, string>> = {
  line: "about each line",
  file: "about the file",
  commit: "about the whole commit",
  change: "about the whole change",
};

export function grainWords(grain: Run["grain"]): string {
  return grain === null ? "" : grains[grain];
}

/** By what it is known: a method, in words. */
export function methodWords(method: Run["method"]): string {
  return method === "none" ? "nothing" : spaced(method);
}

/** Lines that came with a change which somebody approved, those that nobody approved, and those of which the ledger knows no change. */
export function judgedParts({ placed, approved }: Pick<Judged, "placed" | "approved">, lines: number) {
  return { approved, notApproved: placed - approved, unavailable: lines - placed };
}

/** How much of some lines was approved, in a few words. Nothing is hidden in it: what the ledger doesn't know is unavailable (R44). */
export function judgedWords(judged: Pick<Judged, "placed" | "approved">, lines: number): string {
  const { approved, notApproved, unavailable } = judgedParts(judged, lines);
  if (lines === 0) return "";
  if (unavailable === lines) return "unavailable";
  const parts = [approved === 0 ? "" : `${percent(approved, lines)} approved`, notApproved === 0 ? "" : `${percent(notApproved, lines)} not approved`];
  return [...parts, unavailable === 0 ? "" : `${percent(unavailable, lines)} unavailable`].filter(Boolean).join(", ");
}

const stages = {
  history: "Reading the history",
  renames: "Following renames",
  lines: "Comparing versions of files",
  owners: "Putting lines to commits",
  evidence: "Reading what says who wrote them",
} as const;

type Progress = NonNullable<Extract<Answer<"map.read">, { readonly state: "working" }>["progress"]>;

/** What a pass is at. */
export function stageWords(progress: Progress | null): string {
  if (progress === null) return "Beginning";
  return stages[progress.stage];
}

/** The names of a release, as one. */
export function releaseName({ names, commit }: Pick<Release, "names" | "commit">): string {
  const all = [...new Set(names.map(({ kind, name }) => (kind === "deployment" ? `${name} (deployed)` : kind === "branch" ? `${name} now` : name)))];
  return all.length === 0 ? commit.slice(0, 12) : all.length > 3 ? `${all.slice(0, 3).join(", ")} and ${all.length - 3} more` : all.join(", ");
}

/** The answer that the chart of releases gives. */
export function historyTitle(releases: readonly Release[]): string {
  const known = releases.flatMap((release) => (release.totals.state === "ready" ? [{ release, ...release.totals.answer }] : []));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return "Nothing is counted yet.";
  const share = ({ lines, origins }: typeof first) => percent(origins.ai + origins.mixed, lines);
  const now = `AI wrote or had a part in ${share(last)} of the lines of ${releaseName(last.release)}`;
  return first === last ? `${now}.` : `${now}; it was ${share(first)} at ${releaseName(first.release)}.`;
}
