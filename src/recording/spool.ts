import { appendFile, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../model/canonical.ts";
import { codeOf } from "./error-code.ts";
import { parsed } from "./json.ts";
import { locked } from "./lock.ts";
import { type Recorded, type RecordedFile, recordedOf, traceOf } from "./record.ts";
import { linesIn } from "./text-lines.ts";
import { writeWhole } from "./write-file.ts";

export interface SpoolLimits {
  /** Bytes of all records, and of all texts beside them; beyond it the older half is given up. */
  readonly records: number;
  readonly contents: number;
  /** Milliseconds after which a record is given up: what was not committed by then is not going to be. */
  readonly age: number;
}

export const spoolLimits: SpoolLimits = { records: 4 * 2 ** 20, contents: 64 * 2 ** 20, age: 30 * 24 * 3_600_000 };

interface Line {
  /** As it stands in the file. */
  readonly line: string;
  readonly recorded: Recorded;
}

/**
 * What tools wrote and nobody committed yet, in `countersign/` of the git directory: no commit holds it, no push takes it along, and only this user may read it.
 *
 * - `traces.jsonl`: one Agent Trace record a line, appended. A crash leaves half a line at most, which is passed over.
 * - `contents/`: the texts before and after each step, by SHA-256, without which no line could be found again. They are files of the work tree.
 * - `before/`: the text that a step is about to change, until the step is over.
 * - `models/`: which model a session said that it uses.
 */
export class Spool {
  readonly #folder: string;
  readonly #clock: () => number;
  readonly #limits: SpoolLimits;

  constructor(gitDirectory: string, clock: () => number, limits: SpoolLimits = spoolLimits) {
    this.#folder = join(gitDirectory, "countersign");
    this.#clock = clock;
    this.#limits = limits;
  }

  /** All records in the order in which they came. */
  async read(): Promise<Recorded[]> {
    return (await this.#lines()).map(({ recorded }) => recorded);
  }

  async append(recorded: Recorded, contents: readonly Buffer[]): Promise<void> {
    await this.#prepare("contents");
    const texts = new Map(contents.map((content) => [sha256(content), content]));
    const line = JSON.stringify(traceOf(recorded, (file: RecordedFile) => linesIn(texts.get(file.after) ?? Buffer.alloc(0))));
    await this.#exclusively(async () => {
      // The texts first: a record never names one that is not there.
      for (const [name, content] of texts) await writeWhole(this.#path("contents", name), content);
      const path = this.#path("traces.jsonl");
      await appendFile(path, `${(await endsInLineFeed(path)) ? "" : "\n"}${line}\n`, { mode: 0o600, flush: true });
      await this.#bound();
    });
  }

  /** Gives up the records that `keep` says no to. */
  async keep(keep: (recorded: Recorded) => boolean): Promise<void> {
    const records = await this.read();
    if (records.every(keep)) return;
    await this.#exclusively(async () => await this.#rewrite((await this.#lines()).filter(({ recorded }) => keep(recorded))));
  }

  /** Gives up everything. The lock stays, because another process may hold it, and what else is in the folder. */
  async forget(): Promise<void> {
    if ((await namesIn(this.#folder)).length === 0) return;
    await this.#exclusively(async () => {
      for (const name of ["traces.jsonl", "contents", "before", "models"]) await rm(this.#path(name), { recursive: true, force: true, maxRetries: 2 });
    });
  }

  /** The plain text of that digest; null when it was given up. */
  async content(digest: string): Promise<Buffer | null> {
    return await bytesOf(this.#path("contents", digest));
  }

  /** Remembers the plain text that a step of a session is about to change; empty for a file that is not there. */
  async setBefore(session: string, path: string, plain: Buffer): Promise<void> {
    await this.#prepare("before");
    await writeWhole(this.#path("before", nameOf(session, path)), plain);
  }

  /** The text that was remembered, once. */
  async takeBefore(session: string, path: string): Promise<Buffer | null> {
    const place = this.#path("before", nameOf(session, path));
    const found = await bytesOf(place);
    if (found !== null) await rm(place, { force: true });
    return found;
  }

  async setModel(session: string, model: string): Promise<void> {
    await this.#prepare("models");
    await writeWhole(this.#path("models", nameOf(session)), model);
  }

  async model(session: string): Promise<string | null> {
    return (await bytesOf(this.#path("models", nameOf(session))))?.toString("utf8") ?? null;
  }

  async #lines(): Promise<Line[]> {
    const lines = (await textOf(this.#path("traces.jsonl"))).split("\n");
    return lines.flatMap((line) => {
      const recorded = recordedOf(parsed(line));
      return recorded === null ? [] : [{ line, recorded }];
    });
  }

  async #bound(): Promise<void> {
    const [records, contents] = [await sizeOf(this.#path("traces.jsonl")), await sizesIn(this.#path("contents"))];
    const all = await this.#lines();
    const oldest = this.#clock() - this.#limits.age;
    const young = all.filter(({ recorded }) => recorded.time >= oldest);
    const tooMany = records > this.#limits.records || contents > this.#limits.contents;
    if (tooMany) await this.#rewrite(young.slice(Math.ceil(young.length / 2)));
    else if (young.length < all.length) await this.#rewrite(young);
  }

  // A crash after the records leaves texts that no record names; the next rewriting removes them.
  async #rewrite(kept: readonly Line[]): Promise<void> {
    await writeWhole(this.#path("traces.jsonl"), kept.map(({ line }) => `${line}\n`).join(""));
    const named = new Set(kept.flatMap(({ recorded }) => recorded.files.flatMap(({ before, after }) => [before ?? "", after])));
    for (const name of await namesIn(this.#path("contents"))) if (!named.has(name)) await rm(this.#path("contents", name), { force: true });
    for (const folder of ["before", "models"]) await this.#removeOld(folder);
  }

  async #removeOld(folder: string): Promise<void> {
    for (const name of await namesIn(this.#path(folder))) {
      const path = this.#path(folder, name);
      const about = await stat(path).catch(() => null);
      if (about !== null && about.mtimeMs < this.#clock() - this.#limits.age) await rm(path, { force: true });
    }
  }

  async #exclusively<T>(act: () => Promise<T>): Promise<T> {
    await this.#prepare("contents");
    return await locked(this.#path("lock"), act);
  }

  async #prepare(folder: string): Promise<void> {
    await mkdir(this.#path(folder), { recursive: true, mode: 0o700 });
  }

  #path(...parts: readonly string[]): string {
    return join(this.#folder, ...parts);
  }
}

// Whoever starts a session chooses its id, and it becomes the name of a file.
function nameOf(...parts: readonly string[]): string {
  return sha256(parts.join("\0"));
}

async function bytesOf(path: string): Promise<Buffer | null> {
  return await readFile(path).catch(absent);
}

async function textOf(path: string): Promise<string> {
  return (await bytesOf(path))?.toString("utf8") ?? "";
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(absent)) ?? [];
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(absent))?.size ?? 0;
}

async function sizesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await namesIn(folder)).map((name) => sizeOf(join(folder, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function absent(error: unknown): null {
  if (codeOf(error) === "ENOENT") return null;
  throw error;
}

async function endsInLineFeed(path: string): Promise<boolean> {
  const size = await sizeOf(path);
  if (size === 0) return true;
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 10;
}
