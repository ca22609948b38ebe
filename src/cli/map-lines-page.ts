import { groundOf, type MapRun, type OriginMap } from "../map/index.ts";
import type { OriginCounts } from "../model/origin.ts";
import { originPieces, plural } from "./change-page.ts";
import type { Backing, LineReview } from "./map-reviews.ts";
import { blank, faint, line, type Page, strong, under } from "./page.ts";
import { originMark } from "./terminal.ts";
import { short } from "./time.ts";

/** A run of lines with everything that is known of it. */
export interface LineReading extends MapRun, Backing {
  readonly author: string;
  /** RFC 3339, UTC, by the committer's clock. */
  readonly time: string;
  readonly subject: string;
}

export interface LinesReading {
  readonly path: string;
  readonly commit: string;
  /** Lines of the file; `runs` may be fewer with `--since`. */
  readonly lines: number;
  readonly settled: OriginMap["files"][number]["settled"];
  readonly since: string | null;
  readonly runs: readonly LineReading[];
}

/** Every run of lines of one file. */
export function linesPage({ path, commit, lines, settled, since, runs }: LinesReading): Page {
  if (settled === "unreadable") return [line(strong(`Nobody can tell whose the lines of ${path} are: an object of its history is missing.`))];
  const counts = countsOf(runs);
  const left = since === null ? "" : `, ${linesOf(runs)} of them after ${since}`;
  return [
    line(strong(`${path}, ${plural(lines, "line")}${left}: `), ...(runs.length === 0 ? ["nothing to share out."] : originPieces(counts))),
    line(faint(`At ${short(commit)}${settled === "blamed" ? ", as git blame says, since its history could not be followed" : ""}.`)),
    ...(runs.some(({ reviews }) => reviews !== null) || runs.length === 0
      ? []
      : [line("Review: unavailable, since no ledger here knows a change that any of these lines came with.")]),
    blank,
    ...runs.flatMap((run) =>
      runPage(
        run,
        path,
        runs.some(({ reviews }) => reviews !== null),
      ),
    ),
  ];
}

function countsOf(runs: readonly LineReading[]): OriginCounts {
  const count = (origin: MapRun["origin"]) => linesOf(runs.filter((run) => run.origin === origin));
  return { human: count("human"), ai: count("ai"), mixed: count("mixed"), unknown: count("unknown") };
}

function linesOf(runs: readonly LineReading[]): number {
  return runs.reduce((sum, { start, end }) => sum + end - start + 1, 0);
}

function runPage(run: LineReading, path: string, reviewed: boolean): Page {
  const { start, end, origin, tool, model, sponsor } = run;
  const who = [tool, model].filter(Boolean).join(" ");
  const where = run.originalPath === path && run.originalStart === start ? "" : ` (then ${run.originalPath === path ? "line " : `${run.originalPath}:`}${run.originalStart})`;
  return [
    line(
      strong(start === end ? `${start}` : `${start}–${end}`),
      " ",
      originMark(origin),
      ` ${origin}${who === "" ? "" : ` ${who}`} — ${groundOf(run)}${sponsor === null ? "" : `, sponsor ${sponsor}`}`,
    ),
    under(2, `${short(run.commit)} ${run.time.slice(0, 10)} ${run.author}: ${run.subject}`, faint(where)),
    ...reviewPage(run, reviewed),
  ];
}

/** Nothing where no run of the file has a review and the message names nobody. */
function reviewPage({ reviews, named }: Backing, reviewed: boolean): Page {
  const said = [...(named.merge === null ? [] : [`merge ${named.merge}`]), ...named.reviewedBy.map((name) => `Reviewed-by ${name}`)].join(", ");
  if (!reviewed) return said === "" ? [] : [under(2, faint(`Its message names ${said}`))];
  return [under(2, `Review: ${reviews === null ? "unavailable" : reviews.map(reviewWords).join("; ")}`, ...(said === "" ? [] : [faint(`; its message names ${said}`)]))];
}

/** `c-7d3f approved by Ana Costa on 2026-11-20`; a change that nobody approved says so. */
export function reviewWords({ change, approvals }: LineReview): string {
  const words = approvals.map(({ person, time, environment }) => `${person} on ${time.slice(0, 10)}${environment === null ? "" : ` for ${environment}`}`);
  return words.length === 0 ? `${change}, which nobody approved` : `${change} approved by ${words.join(", ")}`;
}
