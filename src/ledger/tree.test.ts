import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyRoot, leafHash, nodeHash } from "./hash.ts";
import { partialPlaces, type Tile, tilePath } from "./tiles.ts";
import { Frontier, rootOfPeaks, tileRoot } from "./tree.ts";

// The eight leaves that certificate transparency's implementations have shared since RFC 6962, and the roots of the trees over the first n.
const eightLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map((hex) => Buffer.from(hex, "hex"));
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

// RFC 6962 §2.1 word for word, and slow.
function plainRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return hash("sha256", "", "buffer");
  if (leaves.length === 1) return hash("sha256", Buffer.concat([Buffer.of(0), leaves[0] as Uint8Array]), "buffer");
  const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return hash("sha256", Buffer.concat([Buffer.of(1), plainRoot(leaves.slice(0, split)), plainRoot(leaves.slice(split))]), "buffer");
}

function grow(leaves: readonly Uint8Array[], frontier = new Frontier()): { frontier: Frontier; filled: Tile[] } {
  return { frontier, filled: leaves.flatMap((leaf) => frontier.append(leafHash(leaf))) };
}

const numbered = (count: number): Buffer[] => Array.from({ length: count }, (_, number) => Buffer.from(`leaf ${number}`));

describe("the tree of RFC 6962", () => {
  test("hashes leaves and nodes apart, so that neither passes for the other (H04)", () => {
    expect(leafHash(Buffer.alloc(0)).toString("hex")).toBe(roots[1]);
    expect(nodeHash(leafHash(Buffer.alloc(0)), leafHash(Buffer.of(0))).toString("hex")).toBe(roots[2]);
    expect(emptyRoot().toString("hex")).toBe(roots[0]);
  });

  test.each(roots.map((root, size) => ({ size, root })))("has the published root over the first $size of the eight leaves", ({ size, root }) => {
    expect(grow(eightLeaves.slice(0, size)).frontier.root().toString("hex")).toBe(root);
    expect(plainRoot(eightLeaves.slice(0, size)).toString("hex")).toBe(root);
  });

  test("has the root of the definition, whatever the leaves", () => {
    const leaves = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 });
    fc.assert(fc.property(leaves, (leaves) => void expect(grow(leaves).frontier.root()).toEqual(plainRoot(leaves))));
  });

  test.each([255, 256, 257, 511, 513, 600])("has the root of the definition at %i leaves, where tiles fill", (size) => {
    expect(grow(numbered(size)).frontier.root()).toEqual(plainRoot(numbered(size)));
  });

  test("emits each full tile once, when its last hash arrives, and hashes no partial tile upwards", () => {
    const { filled, frontier } = grow(numbered(65_536 + 300));
    expect(filled.length).toBe(257 + 1);
    expect(filled.filter(({ level }) => level === 1).map(tilePath)).toEqual(["tile/1/000"]);
    const above = filled.find(({ level }) => level === 1) as Tile;
    expect(above.bytes.subarray(32, 64)).toEqual(tileRoot((filled[1] as Tile).bytes));
    expect(frontier.partialTiles().map(tilePath)).toEqual(["tile/0/257.p/44", "tile/1/001.p/1", "tile/2/000.p/1"]);
  });

  test("continues from its partial tiles exactly as if it had never stopped", () => {
    fc.assert(
      fc.property(fc.nat(600), fc.nat(300), (before, after) => {
        const whole = grow(numbered(before + after)).frontier;
        const restored = Frontier.restore(before, grow(numbered(before)).frontier.partialTiles());
        grow(numbered(before + after).slice(before), restored);
        expect(restored.root()).toEqual(whole.root());
        expect(restored.partialTiles()).toEqual(whole.partialTiles());
        expect(rootOfPeaks(restored.peaks())).toEqual(whole.root());
      }),
      { numRuns: 25 },
    );
  });

  test("refuses to be restored from the tiles of another size", () => {
    const tiles = grow(numbered(300)).frontier.partialTiles();
    expect(() => Frontier.restore(301, tiles)).toThrow(expect.objectContaining({ code: "integrity" }));
    expect(() => Frontier.restore(256, tiles)).toThrow(expect.objectContaining({ code: "integrity" }));
    expect(() => Frontier.restore(300, tiles.slice(1))).toThrow(expect.objectContaining({ code: "integrity" }));
    expect(Frontier.restore(300, tiles.toReversed()).root()).toEqual(plainRoot(numbered(300)));
  });

  test("leaves the original alone when a clone grows, so that a failed batch costs nothing", () => {
    const { frontier } = grow(numbered(300));
    const root = frontier.root();
    grow(numbered(400), frontier.clone());
    expect(frontier.root()).toEqual(root);
    expect(frontier.size).toBe(300);
  });

  test("has as many partial tiles as C2SP says at 70,000 and at 256", () => {
    expect(partialPlaces(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect(partialPlaces(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
  });
});
