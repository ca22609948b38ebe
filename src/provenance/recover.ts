import type { Claim, LineRange, OriginFinding } from "../model/origin.ts";
import type { NoteReading } from "./git-ai-note.ts";
import { normalise } from "./line-set.ts";
import { byText } from "./text-order.ts";

/** A note on a dead commit, and the commit of the range that carries the same patch. */
export interface RecoveredNote {
  /** The dead commit that the note hangs on, and was read as the note of; full id. */
  readonly orphan: string;
  /** The commit of the range with the same patch id. */
  readonly commit: string;
  readonly note: Pick<NoteReading, "claims" | "findings">;
  /** Added lines per path in each of the two commits, ascending. Equal patches add the same lines in the same order, at places that may differ. */
  readonly addedThere: ReadonlyMap<string, readonly LineRange[]>;
  readonly addedHere: ReadonlyMap<string, readonly LineRange[]>;
}

export interface OrphanPair {
  readonly orphan: string;
  readonly commit: string;
}

/**
 * Pairs dead annotated commits with the commits of a range that carry the same patch (`git patch-id --stable`; by commit id). An
 * empty patch id, as merges have, matches nothing; an orphan may match several commits and a commit several orphans, since each
 * rebase leaves one behind. Sorted.
 */
export function matchOrphans(
  range: ReadonlyMap<string, string>,
  orphans: ReadonlyMap<string, string>,
): { readonly pairs: readonly OrphanPair[]; readonly findings: readonly OriginFinding[] } {
  const byPatch = Map.groupBy(range, ([, patch]) => patch);
  const pairs = [...orphans]
    .flatMap(([orphan, patch]) => (patch === "" || range.has(orphan) ? [] : (byPatch.get(patch) ?? []).map(([commit]) => ({ orphan, commit }))))
    .sort((a, b) => byText(a.commit, b.commit) || byText(a.orphan, b.orphan));
  return { pairs, findings: pairs.map(recovered) };
}

/** The finding that belongs to each pair: graded medium, and told. */
export function recovered({ orphan, commit }: OrphanPair): OriginFinding {
  const sentence = `The note that speaks of this commit's lines hangs on ${orphan.slice(0, 12)}, which is not among the commits looked at; it was found again by its patch.`;
  return { code: "note-recovered", sentence, commit, path: null };
}

/**
 * The claims of a recovered note in the living commit's lines, at medium confidence. Lines that the dead commit didn't add, and
 * paths whose added lines differ in number, are dropped; so is what it says of people, which only a note on the very commit proves.
 */
export function claimsOfRecovered({ orphan, commit, note, addedThere, addedHere }: RecoveredNote): {
  readonly claims: readonly Claim[];
  readonly findings: readonly OriginFinding[];
} {
  const moved = note.claims.flatMap((claim): Claim[] => {
    const path = claim.path ?? "";
    const lines = moveLines(claim.lines ?? [], addedThere.get(path) ?? [], addedHere.get(path) ?? []);
    return claim.origin === "human" || lines.length === 0 ? [] : [{ ...claim, commit, lines, confidence: "medium", source: `${claim.source} recovered from ${orphan}` }];
  });
  return { claims: moved, findings: note.findings };
}

/** Carries ranges from the added lines of one commit to those of another with the same patch: the k-th added line is the k-th. Goes through each list once: a note may have half a million ranges. */
export function moveLines(ranges: readonly LineRange[], there: readonly LineRange[], here: readonly LineRange[]): LineRange[] {
  const from = piecesOf(there);
  const to = piecesOf(here);
  if (from.total !== to.total) return [];
  const ordinals = overlaps(normalise(ranges), from.pieces, ({ start, ordinal }) => ordinal - start);
  const places = to.pieces.map(({ start, end, ordinal }) => ({ start: ordinal, end: ordinal + end - start, shift: start - ordinal }));
  return overlaps(ordinals, places, ({ shift }) => shift);
}

interface Piece extends LineRange {
  /** How many added lines of the file stand before this piece. */
  readonly ordinal: number;
}

function piecesOf(ranges: readonly LineRange[]): { pieces: Piece[]; total: number } {
  let total = 0;
  const pieces = ranges.map(({ start, end }) => {
    const piece = { start, end, ordinal: total };
    total += end - start + 1;
    return piece;
  });
  return { pieces, total };
}

/** What ranges share with pieces, both ascending and disjoint, moved by what each piece says. */
function overlaps<P extends LineRange>(ranges: readonly LineRange[], pieces: readonly P[], shiftOf: (piece: P) => number): LineRange[] {
  const found: LineRange[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    while ((pieces[at]?.end ?? start) < start) at++;
    for (let piece = pieces[at]; piece !== undefined && piece.start <= end; piece = pieces[at]) {
      const shift = shiftOf(piece);
      found.push({ start: Math.max(start, piece.start) + shift, end: Math.min(end, piece.end) + shift });
      if (piece.end > end) break;
      at++;
    }
  }
  return found;
}
