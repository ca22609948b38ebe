import { writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { openRepository, type Repository, resolveCommit } from "../../git/index.ts";
import { type Comparison, chooseLines, compareWithBlame, htmlPage, type OriginMap, readLines, readOrigins, sharesOf } from "../../map/index.ts";
import { Failure } from "../../model/failure.ts";
import { plural } from "../change-page.ts";
import type { Answer, Call, Run } from "../command.ts";
import { type MapAsked, mapAsked } from "../map-asked.ts";
import { type LinesReading, linesPage, reviewWords } from "../map-lines-page.ts";
import { filesIn, type LastReview, type MapReading, mapPage, partsOf } from "../map-page.ts";
import { type Backing, backingOf, type Proposals, proposalsIfAny } from "../map-reviews.ts";
import { withLineStore } from "../map-store.ts";
import { command, faint, line, type Page, strong, under } from "../page.ts";
import { measured } from "../progress.ts";
import { short } from "../time.ts";

export const map: Run = async (call) => {
  await using repository = await openRepository(call.settings.repo);
  const asked = await mapAsked(call.values, repository);
  const proposals = await proposalsIfAny(call, repository);
  const found = await originsOf(call, repository, asked, proposals);
  if (asked.lines !== null) return await linesAnswer(repository, asked, asked.lines, found, proposals);
  return await sharesAnswer(call, repository, asked, found, proposals);
};

async function originsOf(call: Call, repository: Repository, { commit, paths, files }: MapAsked, proposals: Proposals | null): Promise<OriginMap> {
  const only = paths.length === 0 ? {} : { paths: files };
  const declared = proposals === null ? {} : { declared: proposals.declared };
  return await withLineStore(call, repository, (store, kept) => measured(call, (tell) => readOrigins(repository, commit, { store, tell, ...only, ...declared }), kept));
}

async function linesAnswer(repository: Repository, { commit, rev, since }: MapAsked, path: string, { files, commits }: OriginMap, proposals: Proposals | null): Promise<Answer> {
  const [file] = files;
  if (file === undefined) throw new Failure("not-found", `There is no file ${JSON.stringify(path)} in ${rev}.`, { hint: "Paths are from the root of the repository." });
  const left = file.runs.filter((run) => !since?.before.has(run.commit));
  const backing = await backingOf(
    repository,
    left.map((run) => run.commit),
    proposals,
  );
  const nothing: Backing = { reviews: null, named: { merge: null, reviewedBy: [] } };
  const runs = left.map((run) => {
    const { author = "", time = 0, subject = "" } = commits.get(run.commit) ?? {};
    return { ...run, author, time: isoOf(time), subject, ...(backing.get(run.commit) ?? nothing) };
  });
  const reading: LinesReading = { path, commit, lines: file.lines, settled: file.settled, since: since?.rev ?? null, runs };
  return { json: { ...reading, since: since?.commit ?? null }, page: linesPage(reading) };
}

// A committer's clock may say anything; what no calendar holds is shown as the beginning of time.
function isoOf(seconds: number): string {
  const at = new Date(seconds * 1_000);
  return (Number.isNaN(at.getTime()) ? new Date(0) : at).toISOString();
}

async function sharesAnswer(call: Call, repository: Repository, asked: MapAsked, found: OriginMap, proposals: Proposals | null): Promise<Answer> {
  const shares = sharesOf(found, { ...(asked.paths.length === 0 ? {} : { paths: asked.paths }), ...(asked.since === null ? {} : { before: asked.since.before }) });
  const backing = proposals === null ? null : await backingOf(repository, found.commits.keys(), proposals);
  const reading: MapReading = { asked, map: found, shares, lastReview: backing === null ? null : lastReviews(found, asked, backing) };
  const written = await writePage(call, repository, reading, backing);
  const rows = call.io.terminal.output ? call.io.rows : mostLines;
  return { json: documentOf(reading), page: [...mapPage(reading, rows), ...written] };
}

/** What is no terminal has no screen to fit. */
const mostLines = 66;

/** The newest approval below each folder and of each file. */
function lastReviews({ files }: OriginMap, { since }: MapAsked, backing: ReadonlyMap<string, Backing>): (path: string) => LastReview | null {
  const last = new Map<string, LastReview>();
  for (const { path, runs } of files) {
    const commits = new Set(runs.flatMap(({ commit }) => (since?.before.has(commit) ? [] : [commit])));
    for (const review of [...commits].flatMap((commit) => approvalsOf(backing.get(commit))))
      for (const at of upwards(path)) if ((last.get(at)?.time ?? "") < review.time) last.set(at, review);
  }
  return (path) => last.get(path) ?? null;
}

function approvalsOf(backing: Backing | undefined): LastReview[] {
  return (backing?.reviews ?? []).flatMap(({ change, approvals }) => approvals.map(({ person, time }) => ({ change, person, time })));
}

/** A file and the folders around it. */
function upwards(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

async function writePage({ values, io }: Call, repository: Repository, { asked, map: found, shares }: MapReading, backing: ReadonlyMap<string, Backing> | null): Promise<Page> {
  const out = values.text("html");
  if (out === undefined) return [];
  const reviewOf = (commit: string) => backing?.get(commit)?.reviews?.map(reviewWords) ?? null;
  const name = basename(repository.path) === ".git" ? basename(dirname(repository.path)) : basename(repository.path);
  const page = htmlPage({ map: found, shares, repository: name, rev: asked.rev, since: asked.since, reviewOf });
  const file = resolve(io.folder, out);
  try {
    await writeFile(file, page);
  } catch (cause) {
    throw new Failure("storage", `${out} could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      hint: "Name a file in a folder that is there.",
      cause,
    });
  }
  return [line(`${out} is written.`)];
}

/** What `--json` says: the totals and what they rest on, and the rows that were asked for. */
function documentOf({ asked, map: { commit, files, evidence }, shares, lastReview }: MapReading) {
  const { total, tools, models, authors, sponsors, ages, agreement } = shares;
  const placed = (rows: ReturnType<typeof partsOf>) => rows.map(({ path = "", share }) => ({ ...plainShare(share), path, lastReview: lastReview?.(path) ?? null }));
  const of = { folder: { folders: placed(partsOf(shares.root)) }, tool: { tools }, model: { models }, person: { authors, sponsors }, age: { ages } };
  const rows = asked.by === null ? Object.assign({}, ...Object.values(of)) : asked.by === "file" ? { files: placed(filesIn(shares.root)) } : of[asked.by];
  const unreadable = files.filter(({ settled }) => settled === "unreadable").map(({ path }) => path);
  const blamed = files.filter(({ settled }) => settled === "blamed").map(({ path }) => path);
  return { commit, since: asked.since?.commit ?? null, paths: asked.paths, files: files.length, total, agreement, evidence, unreadable, blamed, ...rows };
}

function plainShare({ lines, origins, known }: MapReading["shares"]["total"]) {
  return { lines, origins, known };
}

const usualSample = 1_000;

export const verify: Run = async (call) => {
  const { values, settings, io } = call;
  const sample = sampleOf(values.text("sample"));
  const seed = values.text("seed") ?? io.random(6).toString("hex");
  await using repository = await openRepository(settings.repo);
  const commit = await resolveCommit(repository, values.text("rev") ?? "HEAD");
  return await withLineStore(call, repository, (store, kept) =>
    measured(
      call,
      async (tell) => {
        const lines = await readLines(repository, commit, store, tell);
        const began = io.clock();
        const compared = await compareWithBlame(repository, lines, chooseLines(lines, sample, seed), (done, total) => tell({ stage: "blame", done, total }));
        const unreadable = lines.files.filter(({ settled }) => settled === "unreadable").length;
        const verification = { commit, seed, sample, ...compared, unreadable, seconds: Math.round((io.clock() - began) / 100) / 10 };
        const exit = compared.different > 0 ? 1 : compared.unanswered.length > 0 ? 4 : 0;
        return { json: verification, page: verificationPage(verification), exit };
      },
      kept,
    ),
  );
};

function sampleOf(text: string | undefined): number {
  if (text === undefined) return usualSample;
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new Failure("bad-usage", `${JSON.stringify(text)} is no number of lines.`, { hint: "Write --sample 1000, or --sample 0 for all." });
}

type Verified = Comparison & { readonly commit: string; readonly seed: string; readonly sample: number; readonly unreadable: number; readonly seconds: number };

function verificationPage({ commit, seed, sample, files, lines, different, differences, unanswered, unreadable, seconds }: Verified): Page {
  const compared = `${plural(lines, "line")} in ${plural(files, "file")} of ${short(commit)}`;
  const answer = different === 0 ? `${compared}: the map and git blame say the same of each.` : `${different} of ${compared} differ from git blame.`;
  return [
    line(strong(answer), faint(` ${seconds} s.`)),
    ...differences.map(({ path, line: at, map: own, git }) => under(2, `${path}:${at} map ${ownerWords(own)}, git ${ownerWords(git)}`)),
    ...(different > differences.length ? [under(2, `and ${different - differences.length} more`)] : []),
    ...unanswered.slice(0, mostUnanswered).map(({ path, why }) => under(2, `${path} was not compared: ${why}`)),
    ...(unanswered.length > mostUnanswered ? [under(2, `and ${unanswered.length - mostUnanswered} more were not compared`)] : []),
    ...(unreadable === 0 ? [] : [line(`${plural(unreadable, "file")} could not be read, so no line of ${unreadable === 1 ? "it" : "them"} was compared.`)]),
    ...(sample === 0 ? [] : [line(faint("The same lines again:")), command(`countersign map verify --sample ${sample} --seed ${seed} --rev ${commit}`)]),
  ];
}

const mostUnanswered = 20;

function ownerWords(owner: Comparison["differences"][number]["map"]): string {
  return owner === null ? "nobody" : `${short(owner.commit)} ${owner.path}:${owner.line}`;
}
