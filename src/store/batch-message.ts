import type { Batch, Ground, Parameter, Write } from "./engine.ts";

/**
 * A batch on its way to another thread: one JSON text, and all byte strings in one buffer that changes hands. Sent as objects, each byte
 * string would be copied with the whole pool that it is a window on, and every row be cloned by itself.
 */
export interface BatchMessage {
  readonly text: string;
  readonly bytes: ArrayBuffer;
}

// A cell is never a boolean, so `true` marks the place of the next byte string.
type Cell = string | number | null | true;

interface Text {
  readonly ground: Ground;
  readonly keys: readonly string[];
  readonly statements: readonly { readonly sql: string; readonly rows: readonly (readonly Cell[])[] }[];
  readonly lengths: readonly number[];
}

/** Nothing of the batch is shared with the message. */
export function packBatch({ ground, keys, writes, head }: Batch): BatchMessage {
  const parts: Uint8Array[] = [];
  const mark = (cell: Parameter): Cell => {
    if (!(cell instanceof Uint8Array)) return cell;
    parts.push(cell);
    return true;
  };
  const statements = [...writes, head].map(({ sql, rows }) => ({ sql, rows: rows.map((row) => row.map(mark)) }));
  const lengths = parts.map(({ length }) => length);
  const text: Text = { ground, keys, statements, lengths };
  return { text: JSON.stringify(text), bytes: joined(parts) };
}

/** The batch again; its byte strings are views of the message's buffer. */
export function unpackBatch({ text, bytes }: BatchMessage): Batch {
  const { ground, keys, statements, lengths } = JSON.parse(text) as Text;
  let at = 0;
  let next = 0;
  const unmark = (cell: Cell): Parameter => {
    if (cell !== true) return cell;
    const length = lengths[next++] ?? 0;
    at += length;
    return new Uint8Array(bytes, at - length, length);
  };
  const writes: Write[] = statements.map(({ sql, rows }) => ({ sql, rows: rows.map((row) => row.map(unmark)) }));
  const head = writes.pop() ?? { sql: "", rows: [] };
  return { ground, keys, writes, head };
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
