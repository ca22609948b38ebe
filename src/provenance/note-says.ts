import type { Claim, LineRange } from "../model/origin.ts";
import type { FailingLines } from "./git-ai-note.ts";
import { normalise } from "./line-set.ts";

/**
 * What the note on the very commit says of its lines: who wrote them; `nameless`, that somebody did whom it can't name; `untracked`,
 * nothing, though it could be read whole; `none`, where there is no note that could.
 */
export const noteSayings = ["ai", "human", "mixed", "nameless", "untracked", "none"] as const;
export type NoteSays = (typeof noteSayings)[number];

/** Lines of which a note says one thing. */
export interface SaidLines extends LineRange {
  readonly note: NoteSays;
}

/** What claims and failing lines of one note say of one path: ascending and disjoint, without the lines of which they say nothing. */
export function sayingsOf(claims: readonly Claim[], failing: readonly FailingLines[]): SaidLines[] {
  const linesBy = (origin: Claim["origin"]) => normalise(claims.flatMap((claim) => (claim.origin === origin ? (claim.lines ?? []) : [])));
  const sets = [linesBy("ai"), linesBy("human"), linesBy("mixed"), normalise(failing.flatMap(({ lines }) => lines))];
  const edges = [...new Set(sets.flatMap((set) => set.flatMap(({ start, end }) => [start, end + 1])))].sort((a, b) => a - b);
  const at = sets.map(() => 0);
  const said: (SaidLines & { end: number })[] = [];
  for (const [index, start] of edges.entries()) {
    const covered = sets.map((set, which) => {
      let next = at[which] ?? 0;
      while ((set[next]?.end ?? start) < start) next++;
      at[which] = next;
      return (set[next]?.start ?? Number.POSITIVE_INFINITY) <= start;
    });
    const note = together(covered);
    const end = (edges[index + 1] ?? start + 1) - 1;
    const last = said.at(-1);
    if (note !== null && last?.note === note && last.end === start - 1) last.end = end;
    else if (note !== null) said.push({ start, end, note });
  }
  return said;
}

function together([ai = false, human = false, mixed = false, failing = false]: readonly boolean[]): NoteSays | null {
  if (mixed || (ai && human)) return "mixed";
  if (ai) return "ai";
  if (human) return "human";
  return failing ? "nameless" : null;
}

/** All of a range, cut where what is said changes; `rest` is said of what lies between. */
export function saidWithin(said: readonly SaidLines[], { start, end }: LineRange, rest: NoteSays): SaidLines[] {
  const parts: SaidLines[] = [];
  let from = start;
  for (let at = firstEndingAt(said, start); from <= end; at++) {
    const next = said[at];
    const stop = next === undefined ? end : Math.min(end, next.start - 1);
    if (stop >= from) parts.push({ start: from, end: stop, note: rest });
    if (next === undefined || next.start > end) break;
    parts.push({ start: Math.max(from, next.start), end: Math.min(end, next.end), note: next.note });
    from = next.end + 1;
  }
  return parts;
}

function firstEndingAt(said: readonly SaidLines[], line: number): number {
  let low = 0;
  let high = said.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((said[middle]?.end ?? line) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
