import { existsSync, realpathSync } from "node:fs";
import { lstat, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type Looked, lookAtReferences, type NotChecked, type ReferenceFile, type ReferenceInput, usualLimits, usualTime } from "../checks/references/index.ts";
import { isLookedAt } from "../evidence/index.ts";
import { openRepository, type Repository, readRange } from "../git/index.ts";
import type { ChangedFile } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import { endsOf } from "./range-of.ts";

export interface FindReferencesOptions extends Pick<ReferenceInput, "pythonPackages" | "registry" | "clock"> {
  /** A path in the checkout. */
  readonly repository: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  /** Milliseconds for the whole look; what it did not come to was not looked at. */
  readonly time?: number | undefined;
}

export interface FoundReferences extends Looked {
  /** Id of the repository. */
  readonly repository: string;
  readonly base: string;
  readonly head: string;
}

/**
 * Looks in the added lines of a change for names of what stands elsewhere (R97), and records nothing. The text of the change comes from git
 * objects; what it names is looked up in the checkout, so the two must agree: a file of the checkout that is another one than the change
 * results in is not looked at. Throws `Failure` for what cannot be read, and `bad-input` for a repository without a checkout.
 */
export async function findReferences(options: FindReferencesOptions): Promise<FoundReferences> {
  await using repository = await openRepository(options.repository);
  const folder = checkoutOf(options.repository);
  const ends = await endsOf(repository, options);
  const { files, repository: id } = await readRange(repository, ends);
  const read = await Promise.all(files.filter(hasAddedText).map((file) => readOne(repository, folder, file)));
  const wanted = read.flatMap((one) => ("text" in one ? [one] : []));
  const refused = read.flatMap((one) => ("why" in one && isLookedAt(one.path) ? [one] : []));
  const { pythonPackages, registry, clock } = options;
  const limits = { ...usualLimits, stop: AbortSignal.timeout(options.time ?? usualTime) };
  const looked = await lookAtReferences({ folder, files: wanted, limits, pythonPackages, registry, clock });
  return { ...looked, notChecked: [...refused, ...looked.notChecked], repository: id, base: ends.base, head: ends.head };
}

// The nearest folder upward with a `.git`, which in a linked work tree is a file.
function checkoutOf(named: string): string {
  for (let folder = realpathSync(resolve(named)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) !== folder) continue;
    throw new Failure("bad-input", `${named} has no checkout, and what a change names is looked up in one.`, {
      hint: "Check the head of the change out, install what it depends on, and name that folder.",
    });
  }
}

function hasAddedText({ content, addedRanges, newMode, newBlob }: ChangedFile): boolean {
  return content === "text" && newBlob !== null && newMode?.startsWith("100") === true && addedRanges.length > 0;
}

async function readOne(repository: Repository, folder: string, { path, newBlob, addedRanges }: ChangedFile): Promise<ReferenceFile | NotChecked> {
  const object = newBlob === null ? null : await repository.objects.read(newBlob);
  if (object === null) throw new Failure("repository-unreadable", `The repository does not hold ${path}.`);
  if (!(await isCheckedOut(join(folder, path), object.bytes)))
    return { path, why: "The file in the checkout is not the one that the change results in: check out the head, with the base merged into it." };
  return { path, text: object.bytes.toString("utf8"), added: addedRanges };
}

// A checkout may have line ends of its own (`core.autocrlf`), which moves no line.
async function isCheckedOut(path: string, expected: Buffer): Promise<boolean> {
  try {
    if (!(await lstat(path)).isFile()) return false;
    const found = await readFile(path);
    return found.equals(expected) || found.toString("latin1").replaceAll("\r\n", "\n") === expected.toString("latin1").replaceAll("\r\n", "\n");
  } catch {
    return false;
  }
}
