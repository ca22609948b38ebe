import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editRuns, type Hunks, linesIn, Misfit, mergeRuns, type OwnedRuns, ownRuns } from "./owned-runs.ts";

/** A line as its owner and its number there. */
type Line = readonly [owner: number, number: number];

function linesOf(runs: OwnedRuns): Line[] {
  return Array.from({ length: runs.length / 3 }, (_, run) => runs.subarray(run * 3, run * 3 + 3)).flatMap(([length = 0, owner = 0, first = 0]) =>
    Array.from({ length }, (_, at): Line => [owner, first + at]),
  );
}

/** What becomes of an old file: so many lines stay, so many go, so many come. */
type Piece = readonly [stay: number, go: number, come: number];

/** git's hunks of such a change; one with nothing on a side stands behind the line before. */
function hunksOf(pieces: readonly Piece[]): Hunks {
  const hunks: number[] = [];
  let [old, now] = [0, 0];
  for (const [stay, go, come] of pieces) {
    old += stay;
    now += stay;
    if (go + come > 0) hunks.push(go === 0 ? old : old + 1, go, come === 0 ? now : now + 1, come);
    old += go;
    now += come;
  }
  return Int32Array.from(hunks);
}

// git joins hunks that touch, so between two of them something stays.
const pieces: fc.Arbitrary<readonly Piece[]> = fc
  .array(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 3 }), fc.nat({ max: 3 })), { maxLength: 8 })
  .map((all) => all.map(([stay, go, come], at) => [at === 0 ? stay : stay + 1, go, come]));
const owners = fc.infiniteStream(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 5 }), fc.integer({ min: 1, max: 90 })));

function runsOf(lines: number, from: Iterable<readonly [number, number, number]>): OwnedRuns {
  const runs: number[] = [];
  let left = lines;
  for (const [length, owner, first] of from) {
    if (left <= 0) break;
    runs.push(Math.min(length, left), owner, first);
    left -= length;
  }
  return Int32Array.from(runs);
}

function oldLines(all: readonly Piece[], after: number): number {
  return all.reduce((sum, [stay, go]) => sum + stay + go, after);
}

const own = 99;

describe("the lines of a version with one source", () => {
  it("are its own where a hunk brings them, and the source's elsewhere", () => {
    fc.assert(
      fc.property(pieces, owners, fc.nat({ max: 3 }), (all, from, after) => {
        const old = runsOf(oldLines(all, after), from);
        const lines = linesOf(old);
        const wanted: Line[] = [];
        for (const [stay, go, come] of all) {
          wanted.push(...lines.splice(0, stay));
          lines.splice(0, go);
          for (let at = 0; at < come; at++) wanted.push([own, wanted.length + 1]);
        }
        const made = editRuns(old, hunksOf(all), own);
        expect(linesOf(made)).toEqual([...wanted, ...lines]);
        expect(linesIn(made)).toBe(wanted.length + lines.length);
      }),
    );
  });

  it("are the source's where there is no hunk, and all its own where every line is new", () => {
    const old = Int32Array.of(2, 7, 1, 3, 8, 5);
    expect(editRuns(old, new Int32Array(0), own)).toEqual(old);
    expect(editRuns(old, Int32Array.of(1, 5, 1, 2), own)).toEqual(ownRuns(2, own));
    expect(editRuns(new Int32Array(0), Int32Array.of(0, 0, 1, 2), own)).toEqual(ownRuns(2, own));
    expect(editRuns(old, Int32Array.of(1, 5, 0, 0), own)).toEqual(ownRuns(0, own));
  });

  it("come in as few runs as there can be", () => {
    expect(editRuns(Int32Array.of(2, 7, 1, 1, 8, 1, 2, 7, 3), Int32Array.of(3, 1, 2, 0), own)).toEqual(Int32Array.of(4, 7, 1));
  });

  it("do not change the source's runs, nor are they shared with the next that are made", () => {
    const old = Int32Array.of(4, 7, 1);
    const made = editRuns(old, Int32Array.of(2, 1, 2, 1), own);
    const kept = made.slice();
    editRuns(made, Int32Array.of(1, 4, 1, 9), 100);
    expect([old, made]).toEqual([Int32Array.of(4, 7, 1), kept]);
  });

  it.each([
    ["takes a line behind the last", [4, 1, 4, 0]],
    ["takes more lines than there are", [2, 3, 2, 1]],
    ["stands behind the last line", [4, 0, 5, 1]],
    ["stands elsewhere on the new side than what went before makes it", [2, 1, 3, 1]],
    ["stands elsewhere on the new side, with nothing new", [2, 1, 2, 0]],
    ["overlaps the one before", [1, 2, 1, 2, 2, 1, 3, 1]],
    ["comes before the one before", [3, 1, 3, 1, 1, 1, 1, 1]],
  ])("are refused where a hunk %s", (_, hunks) => expect(() => editRuns(Int32Array.of(3, 7, 1), Int32Array.from(hunks), own)).toThrow(Misfit));
});

/** For a new version of so many lines: which of them a source has too, and how many lines of the source are lost before each. */
const sourceOf = (lines: number) =>
  fc.record({
    kept: fc.array(fc.boolean(), { minLength: lines, maxLength: lines }),
    lost: fc.array(fc.nat({ max: 2 }), { minLength: lines + 1, maxLength: lines + 1 }),
    owners,
  });

function piecesOf(kept: readonly boolean[], lost: readonly number[]): Piece[] {
  const all: Piece[] = [[0, lost[0] ?? 0, 0]];
  for (const [at, keeps] of kept.entries()) {
    const [stay, go, come] = all.at(-1) as Piece;
    const gone = lost[at + 1] ?? 0;
    if (!keeps) all[all.length - 1] = [stay, go + gone, come + 1];
    else if (go + come === 0) all[all.length - 1] = [stay + 1, gone, 0];
    else all.push([1, gone, 0]);
  }
  return all;
}

describe("the lines of a version with several sources", () => {
  it("stay with the first source that has them unchanged, and are its own where none has", () => {
    const merged = fc.nat({ max: 12 }).chain((lines) => fc.record({ lines: fc.constant(lines), sources: fc.array(sourceOf(lines), { minLength: 1, maxLength: 40 }) }));
    fc.assert(
      fc.property(merged, ({ lines, sources }) => {
        const all = sources.map(({ kept, lost, owners: from }) => {
          const change = piecesOf(kept, lost);
          return { kept, change, runs: runsOf(oldLines(change, 0), from), hunks: hunksOf(change) };
        });
        const wanted = Array.from({ length: lines }, (_, at): Line => {
          const first = all.find(({ kept }) => kept[at]);
          return first === undefined ? [own, at + 1] : (linesOf(first.runs)[oldPlace(first.change, at)] as Line);
        });
        expect(linesOf(mergeRuns(all, own))).toEqual(wanted);
      }),
    );
  });

  /** Where a kept line stands in the source. */
  function oldPlace(change: readonly Piece[], line: number): number {
    let [old, now] = [0, 0];
    for (const [stay, go, come] of change) {
      if (line < now + stay) return old + line - now;
      old += stay + go;
      now += stay + come;
    }
    return -1;
  }

  it("are the same as with one, where there is but one", () => {
    fc.assert(
      fc.property(pieces, owners, fc.nat({ max: 3 }), (all, from, after) => {
        const runs = runsOf(oldLines(all, after), from);
        expect(mergeRuns([{ runs, hunks: hunksOf(all) }], own)).toEqual(editRuns(runs, hunksOf(all), own));
      }),
    );
  });

  const three = Int32Array.of(3, 7, 1);
  const nothing = new Int32Array(0);
  it.each<[string, readonly number[], readonly number[]]>([
    ["takes a line behind the last", [4, 1, 4, 1], []],
    ["stands elsewhere on the new side than what went before makes it", [2, 1, 3, 1], []],
    ["of a later source does", [1, 3, 1, 3], [2, 1, 3, 1]],
    ["overlaps the one before", [1, 2, 1, 2, 2, 1, 3, 1], []],
    ["of a later source takes a line behind the last", [1, 3, 1, 3], [4, 1, 4, 1]],
  ])("are refused where a hunk %s", (_, first, second) => {
    const sources = [first, second].map((hunks) => ({ runs: three, hunks: Int32Array.from(hunks) }));
    expect(() => mergeRuns(sources, own)).toThrow(Misfit);
  });

  it("are refused where two sources lead to files of different lengths", () => {
    const sources = (lines: number) => [
      { runs: three, hunks: Int32Array.of(1, 3, 1, 3) },
      { runs: ownRuns(lines, 8), hunks: nothing },
    ];
    expect(linesOf(mergeRuns(sources(3), own))).toEqual(linesOf(ownRuns(3, 8)));
    expect(() => mergeRuns(sources(4), own)).toThrow(Misfit);
    expect(() => mergeRuns(sources(2), own)).toThrow(Misfit);
  });
});
