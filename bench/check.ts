import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "../src/workflow/check.ts";
import { gitProcess, runGit } from "./git.ts";
import { longHistory } from "./long-history.ts";
import { alternate, type BenchOptions, compare, type Pair, printAlone, type Row, timed } from "./row.ts";

const root = join(import.meta.dirname, "..");
const carried = process.execPath;

/** A range to check; ends as `check` takes them, a repository that is only read. */
export interface CheckedRange {
  readonly path: string;
  readonly base: string;
  readonly head: string;
}

/**
 * `check` of a change of about 400 lines in a history of 5,500 commits, as a command from its start to its end, beside the git commands
 * that it can't do without: one `git diff` of the range and a `git blame` of each changed file, started by themselves, one after the other.
 */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  using history = await longHistory(quick ? 60 : 5_500);
  return await compareRange(history, quick ? 1 : 21);
}

/** The same for a range of any repository. */
export async function compareRange(range: CheckedRange, rounds: number): Promise<Row[]> {
  const files = changedFiles(range);
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    const program = publish(folder);
    const command = () => timed(() => startCheck(range, folder, [carried, program]));
    const clone = () => timed(() => startCheck(range, folder, [join(root, "countersign")]));
    const limited = () => timed(() => diffAndBlame(range, files, [`^${range.base}`]));
    const whole = () => timed(() => diffAndBlame(range, files, []));
    const least = await alternate(rounds, command, limited);
    const full = await alternate(rounds, command, whole);
    const source = await alternate(rounds, clone, limited);
    const within = await inProcess(range, rounds, limited);
    return [
      compare({ what: "check, the published command", unit: "ms", against: `diff, and blame of ${files.length} files`, pairs: full, atMost: 2, within: 1_000 }),
      // What blame says of lines that the base already had is asked for by nobody: this is the least that tells who added a line, for whoever knows to ask for no more.
      compare({ what: "check, the published command", unit: "ms", against: "diff, blame no further than the base", pairs: least }),
      compare({ what: "check, ./countersign of a clone", unit: "ms", against: "diff, blame no further than the base", pairs: source }),
      compare({ what: "check, within a process that runs", unit: "ms", against: "diff, blame no further than the base", pairs: within }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function changedFiles({ path, base, head }: CheckedRange): string[] {
  const listed = runGit(path, ["diff", "--name-only", "-z", "--diff-filter=AMR", `${base}...${head}`]);
  return listed.toString("utf8").split("\0").filter(Boolean);
}

// From a shell, since a process of the size of this one starts another far more slowly, and it would do so a dozen times.
const diffAndBlameScript = 'range=$1; shift; git diff "$range" && xargs -0 -n 1 git blame --incremental "$@" --';

function diffAndBlame({ path, base, head }: CheckedRange, files: readonly string[], limit: readonly string[]): void {
  const { status, stderr } = spawnSync("sh", ["-c", diffAndBlameScript, "sh", `${base}...${head}`, head, ...limit], { ...gitProcess(path), input: files.join("\0") });
  if (status !== 0) throw new Error(`git ended with ${status}: ${stderr.toString()}`);
}

/** The program as it is published, in a folder of its own. */
function publish(folder: string): string {
  const { status, stderr } = spawnSync(carried, [join(root, "tools/emit.mjs"), join(folder, "package/dist")], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the package could not be made: ${stderr}`);
  copyFileSync(join(root, "package.json"), join(folder, "package/package.json"));
  return join(folder, "package/dist/cli/main.js");
}

// With a data folder that is empty: nothing was founded, and nobody's own settings take part.
function startCheck({ path, base, head }: CheckedRange, folder: string, [program = "", ...before]: readonly string[]): void {
  const env = { PATH: process.env["PATH"], HOME: folder, COUNTERSIGN_DATA: join(folder, "data") };
  const words = [...before, "check", "--json", "--repo", path, "--base", base, "--head", head];
  const { status, stdout } = spawnSync(program, words, { cwd: folder, env, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (status === null || ![0, 1, 3].includes(status)) throw new Error(`countersign check ended with ${status}: ${stdout}`);
}

async function inProcess({ path, base, head }: CheckedRange, rounds: number, against: () => number): Promise<Pair[]> {
  const ours = async () => {
    const from = performance.now();
    await check({ repository: path, base, head, evidence: [], organisation: null, now: Date.now() });
    return performance.now() - from;
  };
  return await alternate(rounds, ours, against);
}

// node bench/check.ts [--quick] [REPOSITORY BASE HEAD]
if (import.meta.main) {
  const [path, base, head] = process.argv.slice(2).filter((word) => !word.startsWith("-"));
  const given = path !== undefined && base !== undefined && head !== undefined ? { path, base, head } : null;
  await printAlone(given === null ? run : () => compareRange(given, 21));
}
