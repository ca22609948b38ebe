import { ListingReader } from "./listing.ts";
import { type NewEntry, NewTrees } from "./pack.ts";
import { baseName, type RawPath } from "./paths.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** A file that went away. */
export interface Gone {
  readonly path: RawPath;
  readonly blob: string;
  readonly mode: string;
}

/** A new regular file with content, and what went away when it came: in git's order of paths, the same array for all that came with it. */
export interface RenameAsked {
  readonly path: RawPath;
  readonly blob: string;
  readonly gone: readonly Gone[];
}

/**
 * From which of the files that went away git takes each new one to be renamed, as `git blame` asks for it: for this file alone, so that
 * what another took is no obstacle (`find_rename` in blame.c, `single_follow`). The place in `gone`; null for none.
 *
 * git itself looks, in trees of ours that hold what counts for it (diffcore-rename.c): contents, kinds, names and the order of paths.
 * Its steps are asked for one by one, since so each can be asked about many files at once: equal contents or the only file of the same
 * name when it is three quarters alike, then the likest from a half on.
 */
export async function findRenames(repository: Repository, asked: readonly RenameAsked[]): Promise<readonly (number | null)[]> {
  const first = await oneByOne(
    repository,
    asked.map((each) => ({ ...each, places: placesFirst(each) })),
  );
  const left = new Map([...asked.entries()].filter(([index]) => first[index] === null));
  const second = await likest(repository, left);
  return first.map((found, index) => found ?? second.get(index) ?? null);
}

/** Equal contents are taken whatever their names are; where there are none, the only file of the same name is looked at before all others. */
function placesFirst(file: RenameAsked): readonly number[] {
  const equal = equalOf(file);
  return equal.length > 0 ? equal : namesakeOf(file);
}

function equalOf({ blob, gone }: RenameAsked): number[] {
  return placesOf(gone, (each) => isRegular(each) && each.blob === blob);
}

function namesakeOf({ path, gone }: RenameAsked): number[] {
  const name = baseName(path);
  const places = placesOf(gone, (each) => baseName(each.path) === name);
  return places.length === 1 ? places.filter((place) => isRegular(gone[place] as Gone)) : [];
}

function placesOf(gone: readonly Gone[], holds: (each: Gone) => boolean): number[] {
  return gone.flatMap((each, place) => (holds(each) ? [place] : []));
}

/** A pair of trees a file, with only some of what went away; a file without places asks nothing. Equal ones are more than three quarters alike. */
async function oneByOne(repository: Repository, asked: readonly (RenameAsked & { readonly places: readonly number[] })[]): Promise<readonly (number | null)[]> {
  const trees = new NewTrees(repository);
  const questions = asked.map((each) => {
    if (each.places.length === 0) return null;
    const [old, now] = [folders(trees, each.gone, each.places), added(trees, [each])];
    return `${trees.add(old)} ${trees.add(now)}`;
  });
  await trees.write();
  const found = new Map<string, number>();
  const some = questions.filter((question) => question !== null);
  await pairings(repository, some, ["-M75%", "--diff-filter=R"], (of, _, from) => found.set(of, from));
  return questions.map((question) => found.get(question ?? "") ?? null);
}

/**
 * A pair of trees for all that came with the same loss. What went away stands on both sides and the new files are looked up as copies:
 * so none takes a source from another, and each gets the likest of all.
 */
async function likest(repository: Repository, asked: ReadonlyMap<number, RenameAsked>): Promise<ReadonlyMap<number, number>> {
  const trees = new NewTrees(repository);
  const groups = new Map<string, readonly (readonly number[])[]>();
  for (const [gone, group] of Map.groupBy(asked, ([, each]) => each.gone)) {
    // Links and submodules too: which of two equally like files git takes depends on how many stand before them, whatever they are.
    const lost = folders(trees, gone, [...gone.keys()]);
    if (lost.length === 0) continue;
    const files = group.map(([, each]) => each);
    const question = `${trees.add(lost)} ${trees.add([...lost, ...added(trees, files)])}`;
    // The same renames may stand in several commits.
    groups.set(question, [...(groups.get(question) ?? []), group.map(([index]) => index)]);
  }
  await trees.write();
  const found = new Map<number, number>();
  await pairings(repository, [...groups.keys()], ["-C50%", "--find-copies-harder", "--diff-filter=C"], (of, file, from) => {
    for (const group of groups.get(of) ?? []) found.set(group[file] ?? -1, from);
  });
  return found;
}

const digits = 8;

/** Each file under its own name in a folder that is called by its place: a path that tells git name and order, and us the place. */
function folders(trees: NewTrees, files: readonly Gone[], places: readonly number[]): NewEntry[] {
  return places.flatMap((place) => {
    const file = files[place];
    if (file === undefined) return [];
    return [{ mode: "040000", name: `${place}`.padStart(digits, "0"), id: trees.add([{ mode: file.mode, name: baseName(file.path), id: file.blob }]) }];
  });
}

const addedFolder = "new";

function added(trees: NewTrees, files: readonly { readonly path: RawPath; readonly blob: string }[]): NewEntry[] {
  const regular = files.map(({ path, blob }) => ({ path, blob, mode: "100644" }));
  return [{ mode: "040000", name: addedFolder, id: trees.add(folders(trees, regular, [...files.keys()])) }];
}

async function pairings(
  repository: Repository,
  questions: readonly string[],
  options: readonly string[],
  tell: (question: string, file: number, from: number) => void,
): Promise<void> {
  if (questions.length === 0) return;
  const reader = new ListingReader((of, pairing) => {
    if (pairing === null || pairing.from === null) return;
    tell(of, placeIn(pairing.path, addedFolder.length + 1), placeIn(pairing.from, 0));
  });
  await git(repository.scratch.place, ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "-l0", "--no-ext-diff", "--no-textconv", ...options], {
    input: [...new Set(questions)].map((question) => `${question}\n`).join(""),
    onOutput: (chunk) => reader.take(chunk),
    timeout: 3_600_000,
    maximumOutput: 8 * 2 ** 30,
  });
  reader.end();
}

function placeIn(path: RawPath, at: number): number {
  return Number(path.slice(at, at + digits));
}

function isRegular({ mode }: { readonly mode: string }): boolean {
  return mode.startsWith("100");
}
