import type { Hunk } from "../git/index.ts";

/** A stretch of rows of one kind. Starts are 1-based lines of their side; a gap is one row that stands for `lines`. */
export interface Stretch {
  readonly kind: "context" | "added" | "deleted" | "gap";
  readonly old: number;
  readonly new: number;
  readonly lines: number;
  /** Row at which it begins. */
  readonly row: number;
}

export interface Layout {
  readonly stretches: readonly Stretch[];
  readonly total: number;
  /** Where each group of changed lines begins. */
  readonly hunks: readonly { readonly row: number; readonly oldStart: number; readonly oldLines: number; readonly newStart: number; readonly newLines: number }[];
}

/** One row: which line of which side. */
export type PlacedRow =
  | { readonly kind: "context"; readonly old: number; readonly new: number }
  | { readonly kind: "added"; readonly new: number }
  | { readonly kind: "deleted"; readonly old: number }
  | { readonly kind: "gap"; readonly old: number; readonly new: number; readonly lines: number };

/**
 * How a diff is laid out in rows: every changed line, and `context` unchanged ones around it (infinite for all). It is made of stretches, so that a diff of any
 * length costs what its hunks cost, and rows are only made for the part that is looked at.
 */
export function layOut(hunks: readonly Hunk[], lines: { readonly old: number; readonly new: number }, context: number): Layout {
  const stretches: Stretch[] = [];
  const found: Layout["hunks"][number][] = [];
  let total = 0;
  const add = (kind: Stretch["kind"], old: number, now: number, count: number) => {
    if (count <= 0) return;
    stretches.push({ kind, old, new: now, lines: count, row: total });
    total += kind === "gap" ? 1 : count;
  };
  let [old, now] = [1, 1];
  // What is the same between two hunks: shown near them, left out in the middle.
  const same = (count: number, before: number, after: number) => {
    const [head, tail] = [Math.min(count, before), Math.min(Math.max(0, count - before), after)];
    const left = count - head - tail;
    add("context", old, now, head);
    add("gap", old + head, now + head, left);
    add("context", old + head + left, now + head + left, tail);
    [old, now] = [old + count, now + count];
  };
  for (const [at, hunk] of hunks.entries()) {
    same(firstOf(hunk.oldStart, hunk.oldLength) - old, at === 0 ? 0 : context, context);
    found.push({ row: total, oldStart: old, oldLines: hunk.oldLength, newStart: now, newLines: hunk.newLength });
    add("deleted", old, now, hunk.oldLength);
    add("added", old + hunk.oldLength, now, hunk.newLength);
    [old, now] = [old + hunk.oldLength, now + hunk.newLength];
  }
  same(lines.old - old + 1, hunks.length === 0 && context !== Number.POSITIVE_INFINITY ? 0 : context, 0);
  return { stretches, total, hunks: found };
}

// git names the line before the place where a side has nothing.
function firstOf(start: number, length: number): number {
  return length === 0 ? start + 1 : start;
}

/** The rows from `from`, at most `count` of them. */
export function rowsOf({ stretches }: Layout, from: number, count: number): PlacedRow[] {
  const rows: PlacedRow[] = [];
  const to = from + count;
  for (const stretch of stretches) {
    const length = stretch.kind === "gap" ? 1 : stretch.lines;
    if (stretch.row >= to) break;
    for (let at = Math.max(from, stretch.row); at < Math.min(to, stretch.row + length); at++) rows.push(rowAt(stretch, at - stretch.row));
  }
  return rows;
}

function rowAt({ kind, old, new: now, lines }: Stretch, offset: number): PlacedRow {
  switch (kind) {
    case "context":
      return { kind, old: old + offset, new: now + offset };
    case "added":
      return { kind, new: now + offset };
    case "deleted":
      return { kind, old: old + offset };
    case "gap":
      return { kind, old, new: now, lines };
  }
}
