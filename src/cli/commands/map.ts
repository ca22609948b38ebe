import { openRepository, type Repository, resolveCommit } from "../../git/index.ts";
import { type Comparison, chooseLines, compareWithBlame, type OriginMap, readLines, readOrigins, sharesOf } from "../../map/index.ts";
import { Failure } from "../../model/failure.ts";
import { plural } from "../change-page.ts";
import type { Answer, Call, Run } from "../command.ts";
import { paper } from "../io.ts";
import { type MapAsked, mapAsked } from "../map-asked.ts";
import { pagePlace, writePage } from "../map-html.ts";
import { type LinesReading, linesPage } from "../map-lines-page.ts";
import { filesIn, type MapReading, mapPage, type Part, partsOf, sponsoredIn } from "../map-page.ts";
import { reviewShares } from "../map-review-shares.ts";
import { type Backing, backingOf, type Proposals, proposalsIfAny } from "../map-reviews.ts";
import { withLineStore } from "../map-store.ts";
import { command, faint, line, type Page, strong, under } from "../page.ts";
import { measured } from "../progress.ts";
import { short } from "../time.ts";

export const map: Run = async (call) => {
  await using repository = await openRepository(call.settings.repo);
  const asked = await mapAsked(call, repository);
  const place = await pagePlace(call);
  const proposals = await proposalsIfAny(call, repository);
  const found = await originsOf(call, repository, asked, proposals);
  if (asked.lines !== null) return await linesAnswer(repository, asked, asked.lines, found, proposals);
  return await sharesAnswer(call, { repository, asked, place }, withPersons(found, proposals), proposals);
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
    commit,
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

/** One person under one name, however many of their addresses are in the history. */
function withPersons(found: OriginMap, proposals: Proposals | null): OriginMap {
  if (proposals === null) return found;
  const { personOf } = proposals;
  const files = found.files.map((file) => ({ ...file, runs: file.runs.map((run) => (run.sponsor === null ? run : { ...run, sponsor: personOf(run.sponsor) })) }));
  return { ...found, files, commits: new Map([...found.commits].map(([id, commit]) => [id, { ...commit, author: personOf(commit.author) }])) };
}

interface Asked {
  readonly repository: Repository;
  readonly asked: MapAsked;
  /** Where the page goes; null where none is asked for. */
  readonly place: string | null;
}

async function sharesAnswer(call: Call, { repository, asked, place }: Asked, found: OriginMap, proposals: Proposals | null): Promise<Answer> {
  const shares = sharesOf(found, { ...(asked.paths.length === 0 ? {} : { paths: asked.paths }), ...(asked.since === null ? {} : { before: asked.since.before }) });
  const backing = proposals === null ? null : await backingOf(repository, found.commit, found.commits.keys(), proposals);
  const reading: MapReading = { asked, map: found, shares, reviewOf: backing === null ? null : reviewShares(found, asked, backing) };
  const written = place === null ? [] : await writePage(place, { repository, asked, map: found, shares, backing });
  const { columns } = paper(call.io, "output", false);
  return { json: documentOf(reading), page: [...mapPage(reading, { rows: call.io.terminal.output ? call.io.rows : mostLines, columns }), ...written] };
}

/** What is no terminal has no screen to fit. */
const mostLines = 66;

/** What `--json` says: the totals and what they rest on, and the rows that were asked for. */
function documentOf({ asked, map: { commit, files, evidence }, shares, reviewOf }: MapReading) {
  const { total, tools, models, authors, sponsors, ages, agreement } = shares;
  const review = reviewOf?.("") ?? null;
  const placed = (rows: readonly Part[]) => rows.map(({ path, share }) => ({ ...plainShare(share), path, review: reviewOf?.(path) ?? null }));
  const of = { folder: { folders: placed(partsOf(shares.root)) }, tool: { tools }, model: { models }, person: { authors, sponsors }, age: { ages } };
  const rows = asked.by === null ? Object.assign({}, ...Object.values(of)) : asked.by === "file" ? { files: placed(filesIn(shares.root)) } : of[asked.by];
  const unreadable = files.filter(({ settled }) => settled === "unreadable").map(({ path }) => path);
  const blamed = files.filter(({ settled }) => settled === "blamed").map(({ path }) => path);
  const head = { commit, since: asked.since?.commit ?? null, paths: asked.paths, fileCount: files.length };
  return { ...head, total, sponsored: sponsoredIn(shares), review, agreement, evidence, unreadable, blamed, ...rows };
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
        const { files, ...compared } = await compareWithBlame(repository, lines, chooseLines(lines, sample, seed), (done, total) => tell({ stage: "blame", done, total }));
        const unreadable = lines.files.filter(({ settled }) => settled === "unreadable").length;
        const verification = { commit, seed, sample, fileCount: files, ...compared, unreadable, seconds: Math.round((io.clock() - began) / 100) / 10 };
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

type Verified = Omit<Comparison, "files"> & {
  readonly fileCount: number;
  readonly commit: string;
  readonly seed: string;
  readonly sample: number;
  readonly unreadable: number;
  readonly seconds: number;
};

function verificationPage({ commit, seed, sample, fileCount, lines, different, differences, unanswered, unreadable, seconds }: Verified): Page {
  const compared = `${plural(lines, "line")} in ${plural(fileCount, "file")} of ${short(commit)}`;
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
