import { randomBytes } from "node:crypto";
import { Failure } from "../model/failure.ts";
import { NewTrees } from "./pack.ts";
import { asLines } from "./patch-options.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** Two blobs to compare, full ids; `old` is null where only the number of lines of the new one is wanted. */
export interface ManyPair {
  readonly old: string | null;
  readonly new: string;
}

/** Of the pair with that place among those asked for: four numbers a hunk, start and length of the old side, start and length of the new. */
export type TellHunks = (pair: number, hunks: Int32Array) => void;

/**
 * git's own hunks of any number of pairs of blobs, in a few processes that take them all (provenance.md §8.6). Told of as they come,
 * not in the order asked for. A pair without an old side is told as one hunk `0,0 1,n`. Blobs are compared as lines whatever they hold.
 */
export async function manyHunks(repository: Repository, pairs: readonly ManyPair[], tell: TellHunks, limits: Limits = patience): Promise<void> {
  const edits: number[] = [];
  const adds: number[] = [];
  for (const [index, pair] of pairs.entries()) (pair.old === null ? adds : edits).push(index);
  const middle = edits.length > batch ? Math.ceil(edits.length / 2) : edits.length;
  const trees = new NewTrees(repository);
  const laid = [edits.slice(0, middle), edits.slice(middle), adds].map((asked) => ({ asked, input: lay(trees, pairs, asked) }));
  await trees.write();
  const [one, two, three] = laid;
  const binary: number[] = [];
  const ended = await Promise.allSettled([
    one && compare(repository, one, tell, limits),
    two && compare(repository, two, tell, limits),
    three && count(repository, three, { tell, binary, limits }),
  ]);
  // What the others found out is not thrown away where one of them meets an object that is missing.
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  // git counts no lines in what it takes for binary; asked for a patch as text it has to.
  const again = lay(trees, pairs, binary);
  await trees.write();
  await compare(repository, { asked: binary, input: again }, tell, limits);
}

const always = ["diff-tree", "--stdin", ...asLines];

/** What each process may take: milliseconds, and bytes of its output. */
interface Limits {
  readonly timeout: number;
  readonly maximumOutput: number;
}

const patience: Limits = { timeout: 3_600_000, maximumOutput: 256 * 2 ** 30 };

/** Pairs by their places, and the questions for `--stdin` that stand for them. */
interface Laid {
  readonly asked: readonly number[];
  readonly input: string;
}

async function compare(repository: Repository, { asked, input }: Laid, tell: TellHunks, limits: Limits): Promise<void> {
  if (asked.length === 0) return;
  // A file can hold whatever looks like a line of a patch, but no word that was drawn just now.
  const word = randomBytes(16).toString("hex");
  const reader = new PatchReader(word, tell);
  const args = [...always, "-p", "-U0", "--inter-hunk-context=0", "--src-prefix=a/", `--dst-prefix=${word}/`];
  await git(repository.scratch.place, args, { ...limits, keepsMemory: true, input, onOutput: (chunk) => reader.take(chunk) });
  if (reader.end() !== asked.length) throw garbled();
}

interface Counting {
  readonly tell: TellHunks;
  /** Takes the places of those in which git counts no lines. */
  readonly binary: number[];
  readonly limits: Limits;
}

async function count(repository: Repository, { asked, input }: Laid, { tell, binary, limits }: Counting): Promise<void> {
  if (asked.length === 0) return;
  let rest = "";
  let told = 0;
  const onOutput = (chunk: Buffer) => {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, added, index] = /^(\d+|-)\t[0-]\t(\d{8})$/.exec(line) ?? [];
      if (added === undefined || index === undefined) continue;
      told++;
      if (added === "-") binary.push(Number(index));
      else tell(Number(index), Int32Array.of(0, 0, 1, Number(added)));
    }
  };
  await git(repository.scratch.place, [...always, "--numstat"], { ...limits, keepsMemory: true, input, onOutput });
  if (told !== asked.length) throw garbled();
}

/** Pairs under one heading. Larger batches cost git memory, smaller ones trees. No more of them are worth a second process. */
const batch = 128;

/** Lays the two sides out as flat trees of our own, in which a pair's place is its name; returns the questions for `--stdin`. */
function lay(trees: NewTrees, pairs: readonly ManyPair[], asked: readonly number[]): string {
  const treeOf = (part: readonly number[], side: keyof ManyPair) =>
    trees.add(
      part.flatMap((index) => {
        const id = pairs[index]?.[side] ?? null;
        return id === null ? [] : [{ mode: "100644", name: String(index).padStart(nameLength, "0"), id }];
      }),
    );
  let questions = "";
  for (let at = 0; at < asked.length; at += batch) {
    const part = asked.slice(at, at + batch);
    questions += `${treeOf(part, "old")} ${treeOf(part, "new")}\n`;
  }
  return questions;
}

const sign = Buffer.from("@@ -");
const newline = 10;
const nameLength = 8;

/**
 * Finds the hunks in a patch without context as it streams by. Every line of content begins with `+`, `-` or `\`, so a line that
 * begins with `@@ -` is a heading; the line before the first of a file is `+++ <word>/<name>`. What lies between is never looked at.
 */
export class PatchReader {
  readonly #before: Buffer;
  readonly #tell: TellHunks;
  #rest: Buffer = Buffer.alloc(0);
  /** Where in the rest the search goes on. */
  #from = 0;
  #pair = -1;
  #hunks: number[] = [];
  #told = 0;

  constructor(word: string, tell: TellHunks) {
    this.#before = Buffer.from(`+++ ${word}/`);
    this.#tell = tell;
  }

  take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const back = this.#before.length + nameLength + 2;
    for (let at = this.#from; ; ) {
      const hit = bytes.indexOf(sign, at);
      const end = hit === -1 ? -1 : bytes.indexOf(newline, hit);
      if (end === -1) {
        const next = hit === -1 ? Math.max(at, bytes.length - sign.length + 1) : hit;
        const keep = Math.max(0, next - back);
        this.#rest = bytes.subarray(keep);
        this.#from = next - keep;
        return;
      }
      if (hit > 0 && bytes[hit - 1] === newline) this.#heading(bytes, hit);
      at = hit + sign.length;
    }
  }

  /** How many pairs were told of. Throws `Failure` when the patch breaks off. */
  end(): number {
    this.#flush();
    return this.#told;
  }

  #heading(bytes: Buffer, at: number): void {
    const name = at - 1 - nameLength;
    const before = name - this.#before.length;
    if (before >= 0 && this.#before.equals(bytes.subarray(before, before + this.#before.length))) {
      this.#flush();
      this.#pair = Number(bytes.toString("latin1", name, at - 1));
    }
    if (this.#pair === -1) throw garbled();
    const cursor = { bytes, at: at + sign.length };
    const [oldStart, oldLength] = side(cursor, space);
    if (bytes[cursor.at++] !== plus) throw garbled();
    const [newStart, newLength] = side(cursor, space);
    this.#hunks.push(oldStart, oldLength, newStart, newLength);
  }

  #flush(): void {
    if (this.#pair === -1) return;
    this.#told++;
    this.#tell(this.#pair, Int32Array.from(this.#hunks));
    this.#hunks = [];
    this.#pair = -1;
  }
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

const [space, plus, comma] = [32, 43, 44];

/** `start` or `start,length`, up to `stop`. */
function side(cursor: Cursor, stop: number): readonly [number, number] {
  const start = number(cursor);
  let length = 1;
  if (cursor.bytes[cursor.at] === comma) {
    cursor.at++;
    length = number(cursor);
  }
  if (cursor.bytes[cursor.at++] !== stop) throw garbled();
  return [start, length];
}

function number(cursor: Cursor): number {
  let value = 0;
  const from = cursor.at;
  for (let digit = (cursor.bytes[cursor.at] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (cursor.bytes[++cursor.at] ?? 0) - 48) value = value * 10 + digit;
  if (cursor.at === from) throw garbled();
  return value;
}

function garbled(): Failure {
  return new Failure("repository-unreadable", "git diff-tree printed something that is not a patch.", { hint: "Check git's version with `countersign doctor`." });
}
