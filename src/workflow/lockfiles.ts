import { lockedPackages } from "../checks/index.ts";
import { billInconsistencies, type Lockfile, type Tree, withInconsistencies } from "../evidence/index.ts";
import { type Repository, readFileAt } from "../git/index.ts";
import type { Reading } from "../model/evidence.ts";

/** Lockfiles that are read, those nearest to the root first, and bytes of one. The author of the change makes as many and as large ones as they like. */
const mostLockfiles = 20;
const mostBytes = 32 * 2 ** 20;

/** Bills of materials held against what the commit's lockfiles install (E10). The lockfiles are asked for only when there is a bill. */
export async function heldAgainstLockfiles(readings: readonly Reading[], lockfiles: () => Promise<readonly Lockfile[]>): Promise<Reading[]> {
  if (!readings.some(({ report }) => report?.kind === "components")) return [...readings];
  const installed = await lockfiles();
  return readings.map((reading) => (reading.report?.kind === "components" ? withInconsistencies(reading, billInconsistencies(reading.report, installed)) : reading));
}

/** What the lockfiles of npm in a commit install, each for its package and for each of its workspaces. One that cannot be read says nothing. */
export async function lockfilesAt(repository: Repository, commit: string, tree: Tree): Promise<Lockfile[]> {
  const paths = [...tree.paths].filter((path) => /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path));
  const nearest = paths.sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1)).slice(0, mostLockfiles);
  const read = await Promise.all(nearest.map(async (path) => ({ path, bytes: await readFileAt(repository, commit, path) })));
  return read.flatMap(({ path, bytes }) => {
    const locked = bytes === null || bytes.length > mostBytes ? [] : lockedPackages(bytes.toString("utf8"));
    return locked.map((each) => ({ path, ...each }));
  });
}
