import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import type { Socket } from "node:net";
import { Failure } from "../model/failure.ts";
import { cannotStart, type GitPlace, startGit, unexpectedEnd } from "./process.ts";

export type ObjectType = "commit" | "tree" | "blob" | "tag";

export interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

/** The beginning of an object with the size and SHA-256 of all of it. */
export interface MeasuredObject {
  readonly type: ObjectType;
  readonly size: number;
  readonly sha256: string;
  /** At most as many bytes as were asked for. */
  readonly bytes: Buffer;
}

export interface Objects extends AsyncDisposable {
  /** The object, or null when the repository does not hold it. Throws `Failure` (`repository-unreadable`) beyond 256 MB. */
  read(id: string): Promise<GitObject | null>;
  /** The first `keep` bytes; the rest is hashed and dropped as it streams by. Null when the repository does not hold it. */
  measure(id: string, keep: number): Promise<MeasuredObject | null>;
  close(): Promise<void>;
}

const largestRead = 256 * 2 ** 20;
const patience = 120_000;

/**
 * One long-lived `git cat-file --batch`. Requests are pipelined and answered in order; the process starts with the first and does
 * not keep Node alive while nothing is asked. Ids are full: anything else is a bug and throws a `TypeError`, because `cat-file`
 * would take a revision expression as well.
 */
export function openObjects(place: GitPlace): Objects {
  let batch: Batch | null = null;
  let closed = false;
  const request = (id: string, keep: number, hash: boolean) => {
    if (closed) throw new TypeError("the repository is closed");
    if (!isFullId(id)) throw new TypeError(`not a full object id: ${JSON.stringify(id)}`);
    batch ??= new Batch(place);
    return batch.request(id, keep, hash);
  };
  const close = async () => {
    closed = true;
    await batch?.close();
  };
  return {
    async read(id) {
      const found = await request(id, largestRead, false);
      if (found !== null && found.size > largestRead) {
        throw new Failure("repository-unreadable", `Object ${id} holds ${found.size} bytes; at most ${largestRead} are read at once.`, {
          hint: "Take the file out of the change.",
        });
      }
      return found && { type: found.type, bytes: found.bytes };
    },
    async measure(id, keep) {
      return await request(id, keep, true);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Forty or sixty-four lower-case hexadecimal digits. */
export function isFullId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

interface Pending {
  readonly id: string;
  readonly keep: number;
  readonly hash: Hash | null;
  readonly resolve: (found: MeasuredObject | null) => void;
  readonly reject: (error: unknown) => void;
}

interface Arriving {
  readonly type: ObjectType;
  readonly size: number;
  readonly chunks: Buffer[];
  kept: number;
  left: number;
}

class Batch {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pending: Pending[] = [];
  readonly #ended: Promise<void>;
  #head = "";
  #arriving: Arriving | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failure: Failure | null = null;

  constructor(place: GitPlace) {
    this.#child = startGit(place, ["cat-file", "--batch"]);
    const complaint: Buffer[] = [];
    this.#child.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr.on("data", (chunk: Buffer) => complaint.length < 16 && complaint.push(chunk));
    this.#child.stdin.on("error", () => {});
    this.#ended = new Promise((resolve) => {
      this.#child.on("error", (cause) => {
        this.#fail(cannotStart(cause));
        resolve();
      });
      this.#child.on("close", (code) => {
        this.#fail(unexpectedEnd("cat-file", code, Buffer.concat(complaint)));
        resolve();
      });
    });
    this.#hold(false);
  }

  request(id: string, keep: number, hash: boolean): Promise<MeasuredObject | null> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0) this.#hold(true);
      this.#pending.push({ id, keep, hash: hash ? createHash("sha256") : null, resolve, reject });
      this.#child.stdin.write(`${id}\n`);
      this.#wait();
    });
  }

  async close(): Promise<void> {
    this.#hold(true);
    this.#child.stdin.end();
    await this.#ended;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#pending.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#fail(new Failure("repository-unreadable", `git cat-file said nothing for ${patience / 1000} seconds.`, { hint: "Try again when the machine is less busy." }));
      this.#child.kill("SIGKILL");
    }, patience);
  }

  #fail(failure: Failure): void {
    clearTimeout(this.#timer);
    this.#failure ??= failure;
    for (const { reject } of this.#pending.splice(0)) reject(this.#failure);
  }

  #hold(on: boolean): void {
    const streams = [this.#child.stdin, this.#child.stdout, this.#child.stderr] as unknown as Socket[];
    for (const part of [this.#child, ...streams]) on ? part.ref() : part.unref();
  }

  // An answer is `<id> <type> <size>\n<content>\n`, or `<id> missing\n`. The size rules where it ends: content can't imitate the next.
  #take(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#failure === null) at = this.#arriving === null ? this.#takeHead(chunk, at) : this.#takeBody(this.#arriving, chunk, at);
    this.#wait();
  }

  #takeHead(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(10, at);
    if (end === -1) {
      this.#head += chunk.toString("latin1", at);
      return chunk.length;
    }
    const [id, type = "", size = ""] = (this.#head + chunk.toString("latin1", at, end)).split(" ");
    this.#head = "";
    const asked = this.#pending[0];
    if (asked === undefined || id !== asked.id) this.#fail(new Failure("repository-unreadable", "git cat-file answered something that was not asked."));
    else if (type === "missing") this.#answer(null);
    else this.#arriving = { type: type as ObjectType, size: Number(size), chunks: [], kept: 0, left: Number(size) };
    return end + 1;
  }

  #takeBody(arriving: Arriving, chunk: Buffer, at: number): number {
    const part = chunk.subarray(at, at + arriving.left);
    const asked = this.#pending[0];
    if (part.length > 0 && asked !== undefined) {
      asked.hash?.update(part);
      const wanted = part.subarray(0, Math.max(0, asked.keep - arriving.kept));
      if (wanted.length > 0) arriving.chunks.push(wanted);
      arriving.kept += wanted.length;
    }
    arriving.left -= part.length;
    const after = at + part.length;
    if (arriving.left > 0 || after === chunk.length) return after;
    this.#arriving = null;
    const { type, size, chunks } = arriving;
    this.#answer({ type, size, sha256: asked?.hash?.digest("hex") ?? "", bytes: Buffer.concat(chunks) });
    return after + 1; // the newline behind the content
  }

  #answer(found: MeasuredObject | null): void {
    this.#pending.shift()?.resolve(found);
    if (this.#pending.length === 0) this.#hold(false);
  }
}
