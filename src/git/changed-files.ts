import type { ChangedFile, FileFlag } from "../model/change.ts";
import { endingOf, isSource } from "../model/source-path.ts";
import { type Content, flagsOfLines, lookAt } from "./content.ts";
import { readFileAt } from "./files.ts";
import { collidingPaths, type Examined, flagsOf } from "./flags.ts";
import { type AttributesReader, flagsOfMaker } from "./generated.ts";
import { addedIn, type Hunk, hunksOf } from "./hunks.ts";
import { readTarget } from "./links.ts";
import type { Difference } from "./listing.ts";
import { pathBytes, type RawPath, shownPath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { expect } from "./trees.ts";

/** Where the lines of a changed file differ, for files whose sides are both text. A file is named by itself, since two paths may read alike. */
export type HunksByFile = ReadonlyMap<ChangedFile, readonly Hunk[]>;

export interface Compared {
  readonly baseTree: string;
  readonly tree: string;
  readonly listed: readonly Difference[];
  readonly residue: ReadonlySet<RawPath>;
  readonly attributes: AttributesReader;
}

/**
 * The changed files by path, and the listing whose SHA-256 stands for their content in the result (`Range.resultListing`).
 * `listed` is what differs between the base's tree and `tree`; `residue` are the paths that a merge of the range rewrote. Only the base's attributes are asked.
 */
export async function readFiles(
  repository: Repository,
  { baseTree, tree, listed, residue, attributes }: Compared,
): Promise<{ files: ChangedFile[]; hunks: HunksByFile; listing: Buffer }> {
  const [contents, own] = await Promise.all([readContents(repository, listed), readFileAt(repository, baseTree, ".gitattributes")]);
  const called = own === null ? () => false : attributes(own.toString("utf8"));
  const textOf = (mode: string | null, id: string | null) => (isRegular(mode) && id !== null && contents.get(id)?.text ? (contents.get(id) ?? null) : null);
  const sides = listed.map((difference) => ({ difference, old: textOf(difference.oldMode, difference.oldId), now: textOf(difference.newMode, difference.newId) }));
  const compared = sides.filter(({ old, now }) => old !== null && now !== null);
  const hunks = await hunksOf(
    repository,
    compared.map(({ difference }) => ({ old: difference.oldId ?? "", new: difference.newId ?? "" })),
  );
  const hunksBy = new Map(compared.map(({ difference }, index) => [difference, hunks[index] ?? []]));
  const removed = new Set(listed.flatMap(({ status, path, from }) => (status === "D" ? [path] : from === null ? [] : [from])));
  const colliding = await collidingPaths(
    repository,
    tree,
    listed.flatMap(({ newMode, path }) => (newMode === null ? [] : [path])),
  );
  const surroundings = { tree, removed, residue, colliding };
  const files = await Promise.all(
    sides.map(async ({ difference, old, now }): Promise<[RawPath, ChangedFile, readonly Hunk[] | undefined]> => {
      const measured = measure(old, now, hunksBy.get(difference));
      const path = shownPath(difference.path);
      const lineFlags =
        now?.suspicious && measured.added > 0
          ? flagsOfLines(expect(await repository.objects.read(difference.newId ?? ""), "blob", difference.newId ?? "").bytes, measured.addedRanges, isCode(path))
          : [];
      const linkTarget = difference.newMode === "120000" ? await readTarget(repository, difference.newId ?? "") : null;
      const textFlags = [...lineFlags, ...flagsOfMaker(path, called(path), old, now), ...flagsOfSize(now, measured.added)];
      const examined: Examined = { ...difference, content: contentOf(difference, old, now), linkTarget, textFlags };
      return [difference.path, { ...shown(examined), ...measured, flags: await flagsOf(repository, surroundings, examined) }, hunksBy.get(difference)];
    }),
  );
  files.sort(([one], [other]) => (one < other ? -1 : 1));
  const hunksByFile = new Map(files.flatMap(([, file, found]): [ChangedFile, readonly Hunk[]][] => (found === undefined ? [] : [[file, found]])));
  return { files: files.map(([, file]) => file), hunks: hunksByFile, listing: listingOf(listed, contents) };
}

/** Added lines, and bytes of a text, beyond which a person does not read a file line by line. */
const readable = { lines: 2_000, bytes: 2 ** 20 };

function flagsOfSize(now: Content | null, added: number): FileFlag[] {
  return now !== null && added > 0 && (added > readable.lines || now.size > readable.bytes) ? ["oversized"] : [];
}

function isCode(path: string): boolean {
  return isSource(path) || ["css", "scss", "less", "html"].includes(endingOf(path));
}

async function readContents(repository: Repository, listed: readonly Difference[]): Promise<ReadonlyMap<string, Content>> {
  const blobs = new Set<string>();
  for (const { oldMode, oldId, newMode, newId } of listed) {
    if (isBlob(oldMode) && oldId !== null) blobs.add(oldId);
    if (isBlob(newMode) && newId !== null) blobs.add(newId);
  }
  return new Map(await Promise.all([...blobs].map(async (id): Promise<[string, Content]> => [id, await lookAt(repository, id)])));
}

function isRegular(mode: string | null): boolean {
  return mode?.startsWith("100") ?? false;
}

function isBlob(mode: string | null): boolean {
  return isRegular(mode) || mode === "120000";
}

function measure(old: Content | null, now: Content | null, hunks: readonly Hunk[] | undefined): Pick<ChangedFile, "added" | "deleted" | "addedRanges"> {
  if (hunks !== undefined) {
    return { added: sum(hunks.map((hunk) => hunk.newLength)), deleted: sum(hunks.map((hunk) => hunk.oldLength)), addedRanges: addedIn(hunks) };
  }
  const added = now?.lines ?? 0;
  return { added, deleted: old?.lines ?? 0, addedRanges: added === 0 ? [] : [{ start: 1, end: added }] };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function contentOf({ oldMode, newMode }: Difference, old: Content | null, now: Content | null): ChangedFile["content"] {
  const mode = newMode ?? oldMode;
  if (mode === "120000") return "symlink";
  if (mode === "160000") return "submodule";
  return (newMode === null ? old : now) === null ? "binary" : "text";
}

const statuses = { A: "added", D: "deleted", M: "modified", R: "renamed", T: "type-changed" } as const;

function shown(file: Examined): Omit<ChangedFile, "added" | "deleted" | "addedRanges" | "flags"> {
  return {
    path: shownPath(file.path),
    pathBytes: pathBytes(file.path),
    from: file.from === null ? null : shownPath(file.from),
    status: statuses[file.status],
    oldMode: file.oldMode,
    newMode: file.newMode,
    oldBlob: file.oldId,
    newBlob: file.newId,
    content: file.content,
    linkTarget: file.linkTarget === null ? null : shownPath(file.linkTarget),
  };
}

// B23: ids alone may be SHA-1. `<mode> <SHA-256 of the blob> <path>\0` by path; a submodule has its commit's id instead, a path that
// the result lacks (deleted, or the old name of a rename) has mode 000000 and `-`.
function listingOf(listed: readonly Difference[], contents: ReadonlyMap<string, Content>): Buffer {
  const rows = listed.flatMap(({ newMode, newId, path, from }): [RawPath, string][] => {
    const gone: [RawPath, string][] = from === null ? [] : [[from, "000000 -"]];
    return [...gone, [path, newMode === null || newId === null ? "000000 -" : `${newMode} ${contents.get(newId)?.sha256 ?? newId}`]];
  });
  rows.sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(rows.map(([path, what]) => `${what} ${path}\0`).join(""), "latin1");
}
