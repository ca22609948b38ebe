import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBundle, encodeBundle, entriesPath, parseLogPath, tilePath, tilePlaces, widthAt } from "./tiles.ts";

describe("paths of a tiled log", () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, index: 999, width: 5 }, "tile/0/999.p/5"],
    [{ level: 1, index: 1000, width: 256 }, "tile/1/x001/000"],
    [{ level: 63, index: 1234067, width: 255 }, "tile/63/x001/x234/067.p/255"],
  ])("%o is %s", (place, path) => {
    expect(tilePath(place)).toBe(path);
    expect(parseLogPath(path)).toEqual({ kind: "tile", ...place });
  });

  test("entries have paths of their own", () => {
    expect(entriesPath(1234067, 17)).toBe("tile/entries/x001/x234/067.p/17");
    expect(parseLogPath("tile/entries/273.p/112")).toEqual({ kind: "entries", index: 273, width: 112 });
    expect(parseLogPath("checkpoint")).toEqual({ kind: "checkpoint" });
  });

  test("every path written is read back, and there is one path for each place", () => {
    const place = fc.record({ level: fc.nat(63), index: fc.nat(2 ** 40), width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(fc.property(place, (place) => void expect(parseLogPath(tilePath(place))).toEqual({ kind: "tile", ...place })));
  });

  test.each([
    "tile/64/000",
    "tile/00/000",
    "tile/0/1",
    "tile/0/0000",
    "tile/0/x000/001",
    "tile/0/001/001",
    "tile/0/x001/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/05",
    "tile/0/000.p/",
    "tile/0/../checkpoint",
    "/tile/0/000",
    "tile/0/000\n",
    "tile/entries/x999/x999/x999/x999/x999/x999/999",
    "README",
    "",
  ])("%j is no path of a log", (path) => expect(parseLogPath(path)).toBeNull());
});

describe("the tiles of a size", () => {
  test("70,000 leaves have the tiles that C2SP tlog-tiles counts", () => {
    const places = [...tilePlaces(70_000)];
    const count = (level: number, full: boolean): number => places.filter((place) => place.level === level && (place.width === 256) === full).length;
    expect([count(0, true), count(0, false), count(1, true), count(1, false), count(2, true), count(2, false)]).toEqual([273, 1, 1, 1, 0, 1]);
    expect(widthAt(1, 1, 70_000)).toBe(17);
    expect(widthAt(0, 274, 70_000)).toBe(0);
    expect(widthAt(3, 0, 70_000)).toBe(0);
  });

  test("every listed tile has the width that its place says", () => {
    fc.assert(fc.property(fc.nat(200_000), (size) => [...tilePlaces(size)].every(({ level, index, width }) => width > 0 && widthAt(level, index, size) === width)));
  });
});

describe("entry bundles", () => {
  test("a bundle gives back its leaves", () => {
    const leaves = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(fc.property(leaves, (leaves) => void expect(decodeBundle(encodeBundle(leaves), leaves.length).map((leaf) => new Uint8Array(leaf))).toEqual(leaves)));
  });

  test("a leaf of 65,535 bytes fits, one more is refused before anything is written", () => {
    expect(decodeBundle(encodeBundle([Buffer.alloc(65_535)]), 1)[0]?.length).toBe(65_535);
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test.each([
    ["something trails", Buffer.from("000161ff", "hex"), 1],
    ["a length runs past the end", Buffer.from("000261", "hex"), 1],
    ["a leaf too few", Buffer.from("000161", "hex"), 2],
    ["a leaf too many", Buffer.from("000161000162", "hex"), 1],
  ])("a bundle is refused when %s", (_, bytes, width) => {
    expect(() => decodeBundle(bytes, width)).toThrow(expect.objectContaining({ code: "integrity" }));
  });
});
