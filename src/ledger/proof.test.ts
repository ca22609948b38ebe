import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyRoot, leafHash, nodeHash } from "./hash.ts";
import { consistencyProof, inclusionProof, rootAt, type TileReader, verifyConsistency, verifyInclusion } from "./proof.ts";
import { tilePath } from "./tiles.ts";
import { Frontier } from "./tree.ts";

// Nodes of the tree over the eight well-known leaves of certificate transparency, as `level.index`.
const nodes: Record<string, string> = {
  "0.0": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "0.1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  "0.2": "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
  "0.3": "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
  "0.4": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  "0.5": "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
  "0.6": "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
  "0.7": "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
  "1.0": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "1.1": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  "1.2": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
  "1.3": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  "2.0": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "2.1": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
};
const eightLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map((hex) => Buffer.from(hex, "hex"));
const hex = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString("hex"));
const named = (names: readonly string[]): string[] => names.map((name) => nodes[name] as string);

function logOf(leaves: readonly Uint8Array[]): { read: TileReader; roots: Buffer[] } {
  const tiles = new Map<string, Buffer>();
  const frontier = new Frontier();
  const roots = [frontier.root()];
  for (const leaf of leaves) {
    for (const tile of frontier.append(leafHash(leaf))) tiles.set(tilePath(tile), tile.bytes);
    for (const tile of frontier.partialTiles()) tiles.set(tilePath(tile), tile.bytes);
    roots.push(frontier.root());
  }
  return { read: (place) => tiles.get(tilePath(place)) ?? null, roots };
}

const eight = logOf(eightLeaves);
const numbered = (count: number): Buffer[] => Array.from({ length: count }, (_, number) => Buffer.from(`leaf ${number}`));
const long = logOf(numbered(700));

// The right half of the tree over seven leaves, which RFC 6962 §2.1.3 calls l.
nodes["right"] = nodeHash(Buffer.from(nodes["1.2"] as string, "hex"), Buffer.from(nodes["0.6"] as string, "hex")).toString("hex");

// RFC 6962 §2.1.3 names these for a tree of seven leaves; the rest are the well-known ones over eight.
const inclusion = [
  { index: 0, size: 7, path: ["0.1", "1.1", "right"] },
  { index: 3, size: 7, path: ["0.2", "1.0", "right"] },
  { index: 4, size: 7, path: ["0.5", "0.6", "2.0"] },
  { index: 6, size: 7, path: ["1.2", "2.0"] },
  { index: 0, size: 1, path: [] },
  { index: 0, size: 8, path: ["0.1", "1.1", "2.1"] },
  { index: 5, size: 8, path: ["0.4", "1.3", "2.0"] },
  { index: 2, size: 3, path: ["1.0"] },
  { index: 1, size: 5, path: ["0.0", "1.1", "0.4"] },
];
const consistency = [
  { old: 3, size: 7, path: ["0.2", "0.3", "1.0", "right"] },
  { old: 4, size: 7, path: ["right"] },
  { old: 6, size: 7, path: ["1.2", "0.6", "2.0"] },
  { old: 1, size: 1, path: [] },
  { old: 1, size: 8, path: ["0.1", "1.1", "2.1"] },
  { old: 6, size: 8, path: ["1.2", "1.3", "2.0"] },
  { old: 2, size: 5, path: ["1.1", "0.4"] },
  { old: 0, size: 8, path: [] },
];
describe("published proofs", () => {
  test.each(inclusion)("leaf $index of $size is proved by $path", async ({ index, size, path }) => {
    const tree = logOf(eightLeaves.slice(0, size));
    const proof = await inclusionProof(index, size, tree.read);
    expect(hex(proof)).toEqual(named(path));
    expect(verifyInclusion({ index, size, leafHash: leafHash(eightLeaves[index] as Buffer), proof, root: tree.roots[size] as Buffer })).toBe(true);
  });

  test.each(consistency)("size $size is proved to begin with size $old by $path", async ({ old, size, path }) => {
    const proof = await consistencyProof(old, size, logOf(eightLeaves.slice(0, size)).read);
    expect(hex(proof)).toEqual(named(path));
    expect(verifyConsistency({ old, size, oldRoot: eight.roots[old] as Buffer, root: eight.roots[size] as Buffer, proof })).toBe(true);
  });
});

describe("proofs over several tiles", () => {
  test("every leaf is proved in every larger tree", async () => {
    const pair = fc.integer({ min: 1, max: 700 }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));
    await fc.assert(
      fc.asyncProperty(pair, async ([index, size]) => {
        const tree = logOf(numbered(size));
        const proof = await inclusionProof(index, size, tree.read);
        expect(verifyInclusion({ index, size, leafHash: leafHash(Buffer.from(`leaf ${index}`)), proof, root: tree.roots[size] as Buffer })).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("every smaller tree is proved to be the beginning, and its root can be read again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(700), async (old) => {
        const proof = await consistencyProof(old, 700, long.read);
        expect(verifyConsistency({ old, size: 700, oldRoot: long.roots[old] as Buffer, root: long.roots[700] as Buffer, proof })).toBe(true);
        expect(await rootAt(old, 700, long.read)).toEqual(long.roots[old]);
      }),
      { numRuns: 100 },
    );
  });

  test("a missing tile is an actionable failure", async () => {
    await expect(inclusionProof(3, 700, () => null)).rejects.toMatchObject({ code: "integrity", message: expect.stringContaining("tile/") });
  });
});

interface Claim {
  readonly index: number;
  readonly size: number;
  readonly first: Buffer;
  readonly root: Buffer;
  readonly proof: readonly Buffer[];
}

// Everything that a forger could try with one true proof; `index` is the old size in a consistency proof.
function mutations({ index, size, first, root, proof }: Claim): Claim[] {
  const claim = { index, size, first, root, proof };
  const flipped = (bytes: Buffer, bit: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
    return copy;
  };
  const stranger = leafHash(Buffer.from("stranger"));
  return [
    ...proof.flatMap((_, place) => [0, 77, 255].map((bit) => ({ ...claim, proof: proof.map((hash, other) => (other === place ? flipped(hash, bit) : hash)) }))),
    ...proof.map((_, place) => ({ ...claim, proof: proof.toSpliced(place, 1) })),
    ...proof.map((hash, place) => ({ ...claim, proof: proof.toSpliced(place, 0, hash) })),
    ...proof.slice(1).map((_, place) => ({ ...claim, proof: proof.with(place, proof[place + 1] as Buffer).with(place + 1, proof[place] as Buffer) })),
    ...[first, root, stranger, emptyRoot(), Buffer.alloc(0), Buffer.alloc(31), Buffer.alloc(33)].flatMap((extra) => [
      { ...claim, proof: [extra, ...proof] },
      { ...claim, proof: [...proof, extra] },
    ]),
    ...[1, 2, 4, 2 ** 32, 2 ** 52].flatMap((by) => [
      { ...claim, index: index + by },
      { ...claim, index: index - by },
    ]),
    { ...claim, size: index },
    { ...claim, size: -size },
    { ...claim, size: Number.NaN },
    { ...claim, index: index + 0.5 },
    { ...claim, size: 2 ** 53 },
    { ...claim, first: flipped(first, 9) },
    { ...claim, root: flipped(root, 9) },
    { ...claim, first: stranger },
    { ...claim, root: stranger },
    { ...claim, root: emptyRoot() },
    { ...claim, root: first, first: root },
    { ...claim, root: Buffer.alloc(0) },
    { ...claim, first: Buffer.alloc(31) },
  ];
}

describe("forged proofs (H04)", () => {
  const sizes = [5, 7, 8, 256, 257, 700];

  test("not one of several hundred forged inclusion proofs is accepted, and their originals are", async () => {
    let refused = 0;
    for (const size of sizes) {
      for (const index of [1, Math.floor(size / 2), size - 2]) {
        const tree = logOf(numbered(size));
        const original = { index, size, first: leafHash(Buffer.from(`leaf ${index}`)), root: tree.roots[size] as Buffer, proof: await inclusionProof(index, size, tree.read) };
        const accepts = (claim: Claim): boolean => verifyInclusion({ ...claim, leafHash: claim.first });
        expect(accepts(original)).toBe(true);
        for (const forged of mutations(original)) {
          expect(accepts(forged), JSON.stringify({ ...forged, was: original })).toBe(false);
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThanOrEqual(300);
  });

  test("not one of several hundred forged consistency proofs is accepted, and their originals are", async () => {
    let refused = 0;
    for (const size of sizes) {
      for (const old of [1, 3, Math.floor(size / 2) + 1, size - 1]) {
        const tree = logOf(numbered(size));
        const original = { index: old, size, first: tree.roots[old] as Buffer, root: tree.roots[size] as Buffer, proof: await consistencyProof(old, size, tree.read) };
        const accepts = (claim: Claim): boolean => verifyConsistency({ ...claim, old: claim.index, oldRoot: claim.first });
        expect(accepts(original)).toBe(true);
        for (const forged of mutations(original)) {
          expect(accepts(forged), JSON.stringify({ ...forged, was: original })).toBe(false);
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThanOrEqual(300);
  });

  test("the empty tree is the beginning of every other, by an empty proof only", () => {
    const root = eight.roots[8] as Buffer;
    const claim = { old: 0, size: 8, oldRoot: emptyRoot(), root, proof: [] };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, proof: [root] })).toBe(false);
    expect(verifyConsistency({ ...claim, oldRoot: root })).toBe(false);
    expect(verifyConsistency({ old: 8, size: 8, oldRoot: emptyRoot(), root, proof: [] })).toBe(false);
    expect(verifyConsistency({ old: 9, size: 8, oldRoot: root, root, proof: [] })).toBe(false);
  });
});
