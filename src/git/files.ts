import { Failure } from "../model/failure.ts";
import { baseName, foldName, type RawPath, rawPath, shownPath } from "./paths.ts";
import { git } from "./process.ts";
import { requireFullId } from "./references.ts";
import type { Repository } from "./repository.ts";
import { expect } from "./trees.ts";

/** One entry of a tree and all below it; folders themselves are not listed. */
export interface ListedFile {
  readonly mode: string;
  readonly id: string;
  /** Shown as in `ChangedFile.path`. */
  readonly path: string;
}

/** The tree of a commit or tree, full id. Throws `Failure` (`repository-unreadable`) when it is not there or neither. */
export async function treeOf(repository: Repository, treeish: string): Promise<string> {
  requireFullId(repository, treeish);
  const object = await repository.objects.read(treeish);
  if (object?.type === "tree") return treeish;
  return /^tree ([0-9a-f]{40,64})\n/.exec(expect(object, "commit", treeish).bytes.toString("latin1", 0, 80))?.[1] ?? "";
}

/**
 * The bytes of a regular file in a commit or tree. Null when the path is absent, a folder, a symbolic link or a submodule; a link on
 * the way is not followed. Bytes stand for a path that is not UTF-8.
 * Throws `Failure` (`bad-input`) for a path that no tree should hold: empty, absolute, with `.`, `..`, `.git`, a NUL or a backslash.
 */
export async function readFileAt(repository: Repository, treeish: string, path: string | Uint8Array): Promise<Buffer | null> {
  const raw = typeof path === "string" ? rawPath(path) : Buffer.from(path).toString("latin1");
  refuseTricks(raw);
  const entry = await repository.trees.find(await treeOf(repository, treeish), raw);
  if (!entry?.mode.startsWith("100")) return null;
  return expect(await repository.objects.read(entry.id), "blob", entry.id).bytes;
}

function refuseTricks(path: RawPath): void {
  const parts = path.split("/");
  if (!/[\0\\]/.test(path) && parts.every((part) => part !== "" && part !== "." && part !== ".." && foldName(part) !== ".git")) return;
  throw new Failure("bad-input", `${JSON.stringify(shownPath(path).slice(0, 200))} is not a path inside a repository.`, {
    hint: "Write it relative to the root of the repository, with slashes.",
  });
}

/** All files, links and submodules of a commit or tree, in git's order. `under` limits the list to one folder. */
export async function listTree(repository: Repository, treeish: string, under?: string): Promise<ListedFile[]> {
  const root = await treeOf(repository, treeish);
  if (under !== undefined) refuseTricks(rawPath(under));
  const folder = under === undefined ? { id: root, mode: "040000" } : await repository.trees.find(root, rawPath(under));
  if (folder?.mode !== "040000") return [];
  const { output } = await git(repository.scratch.place, ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", folder.id]);
  const rows = output.toString("latin1").split("\0").filter(Boolean);
  return rows.map((row) => {
    const [mode = "", , id = ""] = row.slice(0, row.indexOf("\t")).split(" ");
    const path = shownPath(row.slice(row.indexOf("\t") + 1));
    return { mode, id, path: under === undefined ? path : `${under}/${path}` };
  });
}

/** The one path that the project's policy has. */
export const policyPath = ".countersign/policy.yaml";

/** An entry that is, or that some system or reader could take for, the project's policy (D05). */
export interface PolicyCandidate extends ListedFile {
  /** True for a regular file at exactly the one path, reached through no link. */
  readonly canonical: boolean;
}

/**
 * Everything in a commit or tree that could be taken for the policy: the file itself, its variants in case, normal form or ending,
 * and a link or submodule in place of the file or its folder. Exactly one candidate that is canonical is the sound state.
 */
export async function findPolicyCandidates(repository: Repository, treeish: string): Promise<PolicyCandidate[]> {
  const root = await repository.trees.entries(await treeOf(repository, treeish));
  const candidates: PolicyCandidate[] = [];
  const add = (entry: { mode: string; id: string }, raw: RawPath) =>
    candidates.push({ mode: entry.mode, id: entry.id, path: shownPath(raw), canonical: shownPath(raw) === policyPath && entry.mode.startsWith("100") });
  for (const entry of root.values()) {
    const name = likeness(entry.name);
    if (/^\.?countersign\.(?:ya?ml|json|toml)$/.test(name)) add(entry, entry.name);
    if (name !== ".countersign") continue;
    if (entry.mode !== "040000") {
      add(entry, entry.name);
      continue;
    }
    for (const inner of (await repository.trees.entries(entry.id)).values()) {
      if (/^policy(?:\.(?:ya?ml|json|toml))?$/.test(likeness(inner.name))) add(inner, `${entry.name}/${inner.name}`);
    }
  }
  return candidates;
}

// Windows drops dots and spaces at the end of a name, macOS drops characters without width.
function likeness(name: RawPath): string {
  return foldName(baseName(name))
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, "")
    .replace(/[. ]{1,255}$/, "");
}
