import { lstat, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mayHoldBrief } from "../brief/index.ts";
import { Failure } from "../model/failure.ts";
import { writeWhole } from "../recording/index.ts";
import { ownGit } from "./own-git.ts";

/** Larger files are none that agents are told by. */
const mostBytes = 2 ** 20;

export interface StandingFiles {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly folders: ReadonlySet<string>;
}

/** What stands in the work tree that the brief may be about. Whoever may write to the repository controls all of it. Throws `Failure` for what is in the way. */
export async function standingFiles(root: string): Promise<StandingFiles> {
  const listed = await ownGit(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const paths = (listed ?? Buffer.alloc(0)).toString("utf8").split("\0").filter(Boolean);
  const candidates = [...new Set([...paths.filter(mayHoldBrief), ...usual])];
  const read = await Promise.all(candidates.map(async (path) => [path, await readTarget(root, path)] as const));
  return { files: new Map(read.flatMap(([path, bytes]) => (bytes === null ? [] : [[path, bytes] as const]))), folders: foldersOf(paths) };
}

// They may be there though git leaves them out.
const usual = ["AGENTS.md", "CLAUDE.md", "GEMINI.md", ".rules", ".github/copilot-instructions.md"];

function foldersOf(paths: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) for (let at = path.lastIndexOf("/"); at > 0 && !folders.has(path.slice(0, at)); at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
  return folders;
}

/** The bytes of a file that we would write; null where there is none. A link may lead anywhere, so none is followed, on no step of the path. */
export async function readTarget(root: string, path: string): Promise<Buffer | null> {
  const stat = await unlinked(root, path);
  if (stat === null) return null;
  if (!stat.isFile()) throw inTheWay(path, `${path} is a folder, and a file is expected.`, "Move it away");
  if (stat.size > mostBytes) throw inTheWay(path, `${path} is larger than ${mostBytes} bytes.`, "Shorten it");
  return await readFile(join(root, path));
}

async function unlinked(root: string, path: string) {
  const steps = path.split("/");
  for (let length = 1; length <= steps.length; length++) {
    const here = steps.slice(0, length).join("/");
    const stat = await lstat(join(root, here)).catch(nothing);
    if (stat === null) return null;
    if (stat.isSymbolicLink())
      throw inTheWay(path, `${here} is a symbolic link, which nothing is written through.`, "Put a file or folder of its own there, or leave it out with --target");
    if (length < steps.length && !stat.isDirectory()) throw inTheWay(path, `${here} is no folder, and ${path} belongs into one.`, "Move it away");
    if (length === steps.length) return stat;
  }
  return null;
}

function nothing(error: unknown): null {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw error;
}

function inTheWay(file: string, sentence: string, step: string): Failure {
  return new Failure("bad-input", sentence, { hint: `${step}; nothing was written.`, place: { file } });
}

/** A file as it is to stand; null where it is to go. */
export interface WantedFile {
  readonly path: string;
  readonly after: Buffer | null;
}

/** Writes all of them, each whole, after it has made sure that each can be. A crash leaves some files new and some old, none in between; running it again mends that. Throws `Failure` (`bad-input`) before anything is written. */
export async function writeFiles(root: string, files: readonly WantedFile[]): Promise<void> {
  const modes = await Promise.all(files.map(async ({ path }) => await writableMode(root, path)));
  for (const [index, { path, after }] of files.entries()) {
    const target = join(root, path);
    if (after === null) {
      await rm(target, { force: true });
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeWhole(target, after, modes[index] ?? 0o644);
  }
}

async function writableMode(root: string, path: string): Promise<number> {
  const stat = await unlinked(root, path);
  if (stat === null) return 0o644;
  const mode = stat.mode & 0o777;
  // The file would be replaced, which its own mode does not hinder: whoever made it read-only meant something by it.
  if ((mode & 0o222) === 0) throw inTheWay(path, `${path} is read-only.`, "Make it writable");
  return mode;
}
