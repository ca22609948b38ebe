import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import {
  type AgentRules,
  type BlueprintFiles,
  type DecisionRecord,
  type FileKind,
  filePath,
  type LoadedFile,
  type ReadDecision,
  type ReadFile,
  readDecision,
  readFileOf,
} from "../blueprint/index.ts";
import { blockIn } from "../brief/index.ts";
import { policyPath, type Repository, shownPath, treeOf } from "../git/index.ts";
import { canonicalText, sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { decisionFolders } from "./decision-files.ts";

/** The one folder of a blueprint's files. */
const folder = ".countersign";

const agentsFile = "AGENTS.md";

const mostFileBytes = 1024 * 1024;
const mostRecordBytes = 256 * 1024;
const mostRecords = 2_000;
/** Of all records together: git keeps two thousand equal files of the largest size in a few hundred bytes. */
const mostBytesOfRecords = 4 * 1024 * 1024;
/** Folders that `areas` name beside the usual ones; each costs a process. */
const mostFolders = 20;

/** What a blueprint's files say at one place. */
export interface ReadBlueprint {
  readonly files: BlueprintFiles;
  /** Of what is there and cannot be read: it is missing in `files`. */
  readonly failures: readonly Failure[];
  /** Null for a work tree. */
  readonly commit: string | null;
  /** Hex SHA-256 over path and digest of everything that was read, the policy's file with it. */
  readonly digest: string;
}

interface Entry {
  readonly path: string;
  readonly kind: "file" | "other";
  /** Null when it is larger than `most`. */
  bytes(most: number): Promise<Buffer | null>;
}

interface Source {
  /** What stands at the top under this name, which is no folder; null where there is nothing. */
  top(name: string): Promise<Entry | null>;
  /** What stands in a folder itself; empty where there is none. Throws `Failure` for a link or a file on the way to it. */
  list(under: string): Promise<readonly Entry[]>;
}

/** The blueprint of a commit, from git objects alone: no filter, link or index of a work tree takes part. Whoever may write to the repository controls all of it. */
export async function readBlueprintAt(repository: Repository, commit: string): Promise<ReadBlueprint & { readonly commit: string }> {
  return { ...(await readFrom(gitSource(repository, commit))), commit };
}

/** The blueprint as a work tree holds it now, for drafts: nothing of it is signed or judged by. No link is followed. */
export async function readBlueprintIn(workTree: string): Promise<ReadBlueprint> {
  return { ...(await readFrom(folderSource(workTree))), commit: null };
}

interface Texts {
  readonly failures: Failure[];
  readonly digests: { readonly path: string; readonly digest: string }[];
}

async function readFrom(source: Source): Promise<Omit<ReadBlueprint, "commit">> {
  const texts: Texts = { failures: [], digests: [] };
  const entries = new Map((await source.list(folder).catch(failed(texts))).map((entry) => [entry.path, entry]));
  const load = async <K extends FileKind>(kind: K): Promise<LoadedFile<K> | null> => {
    const text = await textOf(entries.get(filePath(kind)), mostFileBytes, texts);
    const read = text === null ? null : keptFiles[kind](sha256(text), () => readFileOf(kind, text));
    if (read !== null && "failures" in read) texts.failures.push(...read.failures);
    return read !== null && "loaded" in read ? read.loaded : null;
  };
  const blueprint = await load("blueprint");
  const files: BlueprintFiles = {
    blueprint,
    charter: await load("charter"),
    delivery: await load("delivery"),
    risks: await load("risks"),
    "audit-trail": await load("audit-trail"),
    "ai-policy": await load("ai-policy"),
    decisions: await readDecisions(
      source,
      Object.values(blueprint?.file.areas ?? {}).flatMap((named) => named ?? []),
      texts,
    ),
    agentRules: await agentRulesIn(await source.top(agentsFile)),
  };
  await textOf(entries.get(policyPath), mostFileBytes, texts);
  const digests = texts.digests.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { files, failures: texts.failures, digest: sha256(canonicalText(digests.map(({ path, digest }) => ({ path, digest })))) };
}

/** All records of the usual folders and of those that `areas` name. What cannot be read is told only of those that are named: a folder may hold other pages. */
async function readDecisions(source: Source, named: readonly string[], texts: Texts): Promise<DecisionRecord[]> {
  const candidates = new Set(named.flatMap((path) => [posix.join(folder, path), posix.normalize(path)]).filter(isInside));
  const folders = [...new Set([...decisionFolders, ...[...candidates].map((path) => posix.dirname(path)).filter((each) => each !== "." && each !== folder)])].slice(
    0,
    decisionFolders.length + mostFolders,
  );
  // A file or link of such a name may be anything; a record that is named and is not found is told by whoever checks the names.
  const listed = await Promise.all(folders.map(async (each) => await source.list(each).catch(failed({ failures: [], digests: [] }))));
  const records = [...new Map(listed.flat().map((entry) => [entry.path, entry])).values()].filter(({ path }) => candidates.has(path) || /\/\d{1,6}[-_][^/]*\.md$/.test(path));
  const found: DecisionRecord[] = [];
  let room = mostBytesOfRecords;
  // Those that are named come first, so that no others crowd them out.
  const inTurn = records.toSorted((a, b) => Number(candidates.has(b.path)) - Number(candidates.has(a.path)) || (a.path < b.path ? -1 : 1));
  for (const entry of inTurn.slice(0, mostRecords)) {
    const read = await readRecord(entry, Math.min(mostRecordBytes, room));
    room -= read.bytes;
    if ("record" in read) found.push(read.record);
    else if (candidates.has(entry.path)) texts.failures.push(...read.failures);
    if ("record" in read) texts.digests.push({ path: entry.path, digest: read.digest });
  }
  return found.toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** A block that is broken holds no rules as they were compiled. */
async function agentRulesIn(entry: Entry | null): Promise<AgentRules> {
  const bytes = entry?.kind === "file" ? await entry.bytes(mostFileBytes) : null;
  try {
    const block = bytes === null ? null : blockIn(bytes, agentsFile, "theirs");
    if (block === null) return "missing";
    return block.edited ? "edited" : "compiled";
  } catch (error) {
    if (error instanceof Failure) return "edited";
    throw error;
  }
}

type ReadRecord = { readonly record: DecisionRecord; readonly digest: string } | { readonly failures: readonly Failure[] };

async function readRecord(entry: Entry, most: number): Promise<ReadRecord & { readonly bytes: number }> {
  const own: Texts = { failures: [], digests: [] };
  const text = await textOf(entry, most, own);
  if (text === null) return { failures: own.failures, bytes: 0 };
  const [digest, bytes] = [sha256(text), Buffer.byteLength(text)];
  const read = keptRecords(`${entry.path} ${digest}`, () => readDecision(text, entry.path));
  return "record" in read ? { record: read.record, digest, bytes } : { ...read, bytes };
}

const mostKept = 200;

// What follows from a text alone, kept by its digest: a page and every signature read the same few files again.
function kept<T>(): (key: string, read: () => T) => T {
  const known = new Map<string, T>();
  return (key, read) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= mostKept) known.clear();
    const made = read();
    known.set(key, made);
    return made;
  };
}

const keptRecords = kept<ReadDecision>();
const keptFiles: { readonly [K in FileKind]: (key: string, read: () => ReadFile<K>) => ReadFile<K> } = {
  blueprint: kept(),
  charter: kept(),
  delivery: kept(),
  risks: kept(),
  "audit-trail": kept(),
  "ai-policy": kept(),
};

async function textOf(entry: Entry | undefined, most: number, { failures, digests }: Texts): Promise<string | null> {
  if (entry === undefined) return null;
  const wrong = (sentence: string, hint: string) => void failures.push(new Failure("document-invalid", `${entry.path} ${sentence}.`, { hint, place: { file: entry.path } }));
  if (entry.kind !== "file") {
    wrong("is no regular file", "Put a file there; a link is not followed.");
    return null;
  }
  const bytes = await entry.bytes(most);
  if (bytes === null) {
    wrong(`is larger than ${most} bytes`, "Shorten it.");
    return null;
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    digests.push({ path: entry.path, digest: sha256(text) });
    return text;
  } catch {
    wrong("is not UTF-8", "Save it as UTF-8.");
    return null;
  }
}

function failed({ failures }: Texts): (error: unknown) => readonly Entry[] {
  return (error) => {
    if (!(error instanceof Failure) || error.code !== "document-invalid") throw error;
    failures.push(error);
    return [];
  };
}

function isInside(path: string): boolean {
  return path !== "." && !path.startsWith("/") && !path.split("/").some((part) => part === ".." || part.toLowerCase() === ".git");
}

function noFolder(path: string): Failure {
  return new Failure("document-invalid", `${path} is no folder.`, { hint: "Put a folder there; a link is not followed.", place: { file: path } });
}

function gitSource(repository: Repository, commit: string): Source {
  const { objects, trees } = repository;
  const top = treeOf(repository, commit);
  const entryOf = (path: string, { mode, id }: { readonly mode: string; readonly id: string }): Entry => ({
    path,
    kind: mode.startsWith("100") ? "file" : "other",
    bytes: (most) => blobBytes(objects, id, most),
  });
  return {
    async top(name) {
      const entry = (await trees.entries(await top)).get(name);
      return entry === undefined ? null : entryOf(name, entry);
    },
    async list(under) {
      let tree = await top;
      const steps = under.split("/");
      for (const [at, step] of steps.entries()) {
        const entry = (await trees.entries(tree)).get(Buffer.from(step).toString("latin1"));
        if (entry === undefined) return [];
        if (entry.mode !== "040000") throw noFolder(steps.slice(0, at + 1).join("/"));
        tree = entry.id;
      }
      return [...(await trees.entries(tree)).values()].map((entry) => entryOf(`${under}/${shownPath(entry.name)}`, entry));
    },
  };
}

async function blobBytes(objects: Repository["objects"], id: string, most: number): Promise<Buffer | null> {
  const found = await objects.measure(id, most);
  if (found === null) throw new Failure("repository-unreadable", `The object ${id} is missing.`, { hint: "Fetch it, or run `git fsck`." });
  return found.size > most ? null : found.bytes;
}

function folderSource(root: string): Source {
  return {
    async top(name) {
      const stat = await lstat(join(root, name)).catch(() => null);
      return stat === null ? null : { path: name, kind: stat.isFile() ? "file" : "other", bytes: (most) => plainBytes(join(root, name), most) };
    },
    async list(under) {
      if (!(await isPlainFolder(root, under))) return [];
      const inside = await readdir(join(root, under), { withFileTypes: true });
      return inside.map((entry) => {
        const path = `${under}/${entry.name}`;
        return { path, kind: entry.isFile() ? "file" : "other", bytes: (most) => plainBytes(join(root, path), most) };
      });
    },
  };
}

async function isPlainFolder(root: string, under: string): Promise<boolean> {
  const steps = under.split("/");
  for (const [at] of steps.entries()) {
    const here = steps.slice(0, at + 1).join("/");
    const stat = await lstat(join(root, here)).catch(() => null);
    if (stat === null) return false;
    if (!stat.isDirectory()) throw noFolder(here);
  }
  return true;
}

async function plainBytes(path: string, most: number): Promise<Buffer | null> {
  // Whoever writes to the work tree may put a link there after it was listed.
  await using file: FileHandle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(most + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length > most) return length > most ? null : buffer.subarray(0, length);
  }
}
