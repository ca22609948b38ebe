import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type GitPlace, git, openRepository, type Repository, resolveCommit } from "../src/git/index.ts";
import { chooseLines, compareWithBlame, followTo, LineStore, makeOf, readLines } from "../src/map/index.ts";
import { gitProcess, runGit } from "./git.ts";
import { type Cost, growthChart } from "./growth-chart.ts";
import { longHistory } from "./long-history.ts";
import { type BenchOptions, compare, median, type Pair, printAlone, type Row } from "./row.ts";

const carried = process.execPath;
const pass = join(import.meta.dirname, "provenance-pass.ts");

export interface ProvenanceOptions extends BenchOptions {
  /** Repositories to measure, each alone; a generated one when there is none. */
  readonly repositories?: readonly string[];
  /** Blame without a commit-graph as well: minutes on a large repository. */
  readonly plain?: boolean;
}

/**
 * Who owns every line of a commit, over the whole history: a cold pass, and one more commit, beside `git blame` of all files by two
 * processes, with the filters of changed paths that git can write into its commit-graph; and how many lines are the same.
 */
export async function run({ quick = false, repositories = [], plain = repositories.length === 0 }: ProvenanceOptions = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (const path of repositories) rows.push(...(await measured(path, "HEAD", plain, basename(path))));
  if (repositories.length > 0) return rows;
  using history = await longHistory(quick ? 120 : 40_000);
  const asked = quick ? [60, 120] : sizes;
  const tips = asked.map((size) => commitBehind(history.path, history.base, size));
  rows.push(...(await measured(history.path, tips[quick ? 0 : 1] ?? history.base, plain, "a generated history")));
  rows.push(...growth(history.path, tips));
  return rows;
}

const sizes = [1_000, 5_000, 10_000, 20_000, 40_000];

/** The youngest commit with at most so many behind it, itself included. */
function commitBehind(path: string, revision: string, commits: number): string {
  const line = runGit(path, ["rev-list", "--first-parent", "--reverse", revision]).toString("latin1").trimEnd().split("\n");
  let [low, high] = [0, line.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (countBehind(path, line[middle] ?? revision) <= commits) low = middle;
    else high = middle - 1;
  }
  return line[low] ?? revision;
}

function countBehind(path: string, commit: string): number {
  return Number(runGit(path, ["rev-list", "--count", commit]).toString("utf8"));
}

async function measured(path: string, revision: string, plain: boolean, called: string): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    const filtered = sharing(path, folder, "filtered");
    runGit(filtered, ["commit-graph", "write", "--reachable", "--changed-paths"]);
    const bare = sharing(path, folder, "bare");
    const commits = countBehind(bare, revision);
    const ours = processorTime(folder, [carried, "--disable-warning=ExperimentalWarning", pass, bare, revision, join(folder, "lines.sqlite")]);
    const theirs = blameAll(filtered, revision, folder);
    const unfiltered = plain ? blameAll(bare, revision, folder) : null;
    await using repository = await openRepository(bare);
    const commit = await resolveCommit(repository, revision);
    using store = new LineStore(join(folder, "lines.sqlite"), await makeOf(repository));
    const map = await readLines(repository, commit, store);
    const verified = await compareWithBlame(repository, map, chooseLines(map, 0, ""), () => {});
    const same = verified.lines - verified.different;
    const what = (part: string) => `${called}: ${part}`;
    const cold = { unit: "s", pairs: [{ ours: ours.seconds, against: theirs.seconds }] };
    return [
      compare({
        what: what(`lines of ${verified.files} files, as git blame says`),
        unit: "lines",
        against: "lines that git blame tells",
        pairs: [{ ours: same, against: verified.lines }],
        atLeast: 1,
      }),
      compare({ ...cold, what: what(`cold pass of ${commits} commits, processor time`), against: "git blame of all files, filtered", ...goalFor(commits) }),
      ...(unfiltered === null
        ? []
        : [compare({ ...cold, what: what("the same"), against: "git blame of all files, plain", pairs: [{ ours: ours.seconds, against: unfiltered.seconds }] })]),
      compare({ what: what("memory at its peak"), unit: "MB", against: "lines / 1,000", pairs: [{ ours: Number(ours.output), against: verified.lines / 1_000 }], within: 1_000 }),
      ...(await warm(repository, commit, what)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function goalFor(commits: number): { readonly atMost?: number } {
  if (commits >= 30_000) return { atMost: 0.1 };
  return commits >= 4_500 ? { atMost: 1 / 3 } : {};
}

/** A repository of its own over the same objects, so that what git writes beside them is there on one side only. */
function sharing(path: string, folder: string, name: string): string {
  const place = join(folder, name);
  runGit(folder, ["clone", "--quiet", "--bare", "--shared", path, place]);
  return place;
}

interface Spent {
  /** Of the process and all that it started. */
  readonly seconds: number;
  readonly output: string;
}

// `times` of a shell tells what its children used, theirs included (POSIX, Shell Command Language, times).
function processorTime(folder: string, command: readonly string[], input: string | Uint8Array = ""): Spent {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", '"$@" && times', "sh", ...command], { ...gitProcess(folder), input });
  if (status !== 0) throw new Error(`${command[0]} ended with ${status}: ${stderr.toString("utf8")}`);
  const lines = stdout.toString("utf8").trimEnd().split("\n");
  const [user = 0, system = 0] = [...(lines.at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
  return { seconds: user + system, output: lines.slice(0, -2).join("\n") };
}

/** What blame says goes nowhere: writing it down would cost only one side. */
function blameAll(path: string, revision: string, folder: string): Spent {
  const listed = runGit(path, ["ls-tree", "-r", "-z", revision]).toString("latin1").split("\0");
  const files = listed.filter((entry) => entry.startsWith("100")).map((entry) => entry.slice(entry.indexOf("\t") + 1));
  const script = 'cd "$1" && xargs -0 -P 2 -n 1 git blame --incremental "$2" -- > /dev/null || true';
  return processorTime(folder, ["sh", "-c", script, "sh", path, revision], Buffer.from(files.join("\0"), "latin1"));
}

/** Each of the last commits of the main line, when the one before it is known, merges of older branches among them: in a process that runs, beside a git that does nothing, started as often. */
async function warm(repository: Repository, commit: string, what: (part: string) => string): Promise<Row[]> {
  const line = runGit(repository.path, ["rev-list", "--first-parent", "--max-count=12", commit]).toString("latin1").trimEnd().split("\n").reverse();
  using store = new LineStore(null, await makeOf(repository));
  const [first = commit, ...others] = line;
  await followTo(repository, first, store);
  const pairs: Pair[] = [];
  for (const next of others) {
    const from = performance.now();
    await followTo(repository, next, store);
    const took = performance.now() - from;
    pairs.push({ ours: took, against: await startOfGit(repository.scratch.place) });
  }
  const starts = median(pairs.map(({ against }) => against));
  return [compare({ what: what(`one more commit (median of ${others.length})`), unit: "ms", against: "git started four times", pairs, within: Math.round(starts + 50) })];
}

/** rev-list, diff-tree, index-pack and diff-tree again are what an update can't do without. */
async function startOfGit(place: GitPlace): Promise<number> {
  const from = performance.now();
  for (let start = 0; start < 4; start++) await git(place, ["version"]);
  return performance.now() - from;
}

/** What a commit costs in histories of growing length: flat when nothing depends on how much came before. */
function growth(path: string, tips: readonly string[]): Row[] {
  const costs = costsOf(path, tips);
  const [first] = costs;
  return costs.map(({ commits, each }) =>
    compare({ what: `cold pass of ${commits} generated commits, each`, unit: "ms", against: `each of ${first?.commits}`, pairs: [{ ours: each, against: first?.each ?? each }] }),
  );
}

function costsOf(path: string, tips: readonly string[]): Cost[] {
  return tips.map((tip) => {
    const commits = countBehind(path, tip);
    return { commits, each: (coldPass(path, tip) / commits) * 1_000 };
  });
}

async function drawChart(file: string): Promise<void> {
  using history = await longHistory(sizes.at(-1) ?? 0);
  writeFileSync(
    file,
    growthChart(
      costsOf(
        history.path,
        sizes.map((size) => commitBehind(history.path, history.base, size)),
      ),
    ),
  );
}

/** Seconds of processor time. */
function coldPass(path: string, revision: string): number {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    return processorTime(folder, [carried, "--disable-warning=ExperimentalWarning", pass, path, revision, join(folder, "lines.sqlite")]).seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  const repositories = words.filter((word) => !word.startsWith("-"));
  if (words.includes("--chart")) await drawChart(repositories[0] ?? "map-growth.svg");
  else await printAlone((options) => run({ ...options, repositories, plain: words.includes("--plain") || repositories.length === 0 }));
}
