import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** One entry of a tree of ours. `mode` is in git's six digits; a name holds no slash, and entries come in git's order. */
export interface NewEntry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

/** Trees of our own, written into the scratch repository: many as one pack, which costs one process, not one file each. */
export class NewTrees {
  readonly #repository: Repository;
  readonly #bodies = new Map<string, Buffer>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** The tree's id; it can be read once `write` has ended. */
  add(entries: readonly NewEntry[]): string {
    const body = Buffer.concat(entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`, "latin1"), Buffer.from(id, "hex")]));
    const id = createHash(this.#repository.objectFormat).update(`tree ${body.length}\0`).update(body).digest("hex");
    this.#bodies.set(id, body);
    return id;
  }

  /** Throws `Failure` (`repository-unreadable`) when git does not take them. */
  async write(): Promise<void> {
    if (this.#bodies.size > fewTrees) return await this.#writePack();
    await Promise.all([...this.#bodies.values()].map((body) => this.#repository.scratch.write("tree", body)));
    this.#bodies.clear();
  }

  async #writePack(): Promise<void> {
    const { objectFormat, scratch } = this.#repository;
    const head = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
    head.writeUInt32BE(this.#bodies.size, 8);
    const content = Buffer.concat([head, ...[...this.#bodies.values()].flatMap((body) => [entryHead(body.length), deflateSync(body, { level: 0 })])]);
    const trailer = createHash(objectFormat).update(content).digest();
    await git(scratch.place, ["index-pack", "--stdin"], { input: Buffer.concat([content, trailer]) });
    this.#bodies.clear();
  }
}

/** So many are written one file each sooner than git starts. */
const fewTrees = 16;
const tree = 2;

/** Type and size (gitformat-pack): four bits of the size in the first byte, seven in each that follows, the lowest first. */
function entryHead(size: number): Buffer {
  const bytes: number[] = [];
  let byte = (tree << 4) | (size & 15);
  for (let left = Math.floor(size / 16); left > 0; left = Math.floor(left / 128)) {
    bytes.push(byte | 128);
    byte = left & 127;
  }
  return Buffer.from([...bytes, byte]);
}
