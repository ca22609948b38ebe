import type { Batch, Ground, Parameter, Write } from "./engine.ts";

/**
 * A batch on its way to another thread: one JSON text, and all byte strings in one buffer that changes hands. Sent as objects, each byte
 * string would be copied with the whole pool that it is a window on, and every row be cloned by itself.
 */
export interface BatchMessage {
  readonly text: string;
  readonly bytes: ArrayBuffer;
}

// A cell is never an array, so `[length]` marks the place of the next byte string.
type Cell = string | number | null | readonly [length: number];

interface Text {
  readonly ground: Ground;
  readonly keys: readonly string[];
  /** Statements that were not sent before; each is known by its place among all that were. */
  readonly fresh: readonly string[];
  readonly writes: readonly (readonly [statement: number, rows: readonly (readonly Cell[])[]])[];
}

/** The sending side. A batch has few statements, always the same, and their texts would be half of the message: each is sent once. */
export class BatchPacker {
  readonly #places = new Map<string, number>();

  /** Nothing of the batch is shared with the message. */
  pack({ ground, keys, writes, head }: Batch): BatchMessage {
    const parts: Uint8Array[] = [];
    const fresh: string[] = [];
    const mark = (cell: Parameter): Cell => {
      if (!(cell instanceof Uint8Array)) return cell;
      parts.push(cell);
      return [cell.length];
    };
    const packed = [...writes, head].map(({ sql, rows }) => [this.#place(sql, fresh), rows.map((row) => row.map(mark))] as const);
    const text: Text = { ground, keys, fresh, writes: packed };
    return { text: JSON.stringify(text), bytes: joined(parts) };
  }

  #place(sql: string, fresh: string[]): number {
    const place = this.#places.get(sql) ?? this.#places.size;
    if (place === this.#places.size) {
      this.#places.set(sql, place);
      fresh.push(sql);
    }
    return place;
  }
}

/** The receiving side, of one packer's messages, all of them and in order. */
export class BatchUnpacker {
  readonly #statements: string[] = [];

  /** The batch again; its byte strings are views of the message's buffer. */
  unpack({ text, bytes }: BatchMessage): Batch {
    const { ground, keys, fresh, writes: packed } = JSON.parse(text) as Text;
    this.#statements.push(...fresh);
    let at = 0;
    const unmark = (cell: Cell): Parameter => {
      if (typeof cell !== "object" || cell === null) return cell;
      at += cell[0];
      return new Uint8Array(bytes, at - cell[0], cell[0]);
    };
    const writes: Write[] = packed.map(([place, rows]) => ({ sql: this.#statements[place] ?? "", rows: rows.map((row) => row.map(unmark)) }));
    const head = writes.pop() ?? { sql: "", rows: [] };
    return { ground, keys, writes, head };
  }
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes.buffer;
}
