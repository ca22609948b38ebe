import { describe, expect, it } from "vitest";
import { testDigest } from "./test-digest.ts";

// Of two code units as one character each: the UTF-16LE bytes of the result are the ASCII of the text.
const asCodeUnits = (ascii: string) => Buffer.from(ascii, "latin1").toString("utf16le");
const hex = (text: string) => testDigest(text).toString(16).padStart(13, "0");

describe("the digest of a test's identity", () => {
  it("is the beginning of its MurmurHash3: vectors of murmurhash3js-revisited, and values of a program that gives SMHasher's verification value 0xB3ECE62A", () => {
    expect(hex("")).toBe("0000000000000");
    expect(hex(asCodeUnits("01"))).toBe("0f87acb4674f3");
    expect(hex(asCodeUnits("0123"))).toBe("dc378fea485d3");
    expect(hex(asCodeUnits("hello world!"))).toBe("1ee80f1b9e8d0");
    expect(hex(asCodeUnits("I will not buy this record, it is scratched."))).toBe("a0a9683b25ac5");
    expect(hex(asCodeUnits("ab".repeat(4_001)))).toBe("82a2c955ca150");
    expect(hex("src/a.test.ts › adds")).toBe("006ce8b3f5dc1");
  });

  it("differs for each of a million names, in the 40 bits that are kept as well, and spreads them evenly", () => {
    const names = Array.from({ length: 1_000_000 }, (_, at) => `src/area-${at % 97}/module.test.ts › case ${at}`);
    const digests = names.map(testDigest);
    expect(new Set(digests).size).toBe(names.length);
    // By chance one pair in two such sets falls together.
    expect(new Set(digests.map((digest) => Math.floor(digest / 2 ** 12))).size).toBeGreaterThanOrEqual(names.length - 2);
    for (const bits of [0, 12, 20, 42]) {
      const counts = new Array<number>(1_024).fill(0);
      for (const digest of digests) counts[Math.floor(digest / 2 ** bits) % 1_024] = (counts[Math.floor(digest / 2 ** bits) % 1_024] ?? 0) + 1;
      // Chi-squared of 1,023 degrees of freedom: 1,300 is six standard deviations above what is expected.
      const expected = names.length / counts.length;
      expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(1_300);
    }
  });

  it("differs for names that differ in a single character, wherever it stands", () => {
    const name = "a name of some length › with a second part";
    const changed = Array.from({ length: name.length }, (_, at) => `${name.slice(0, at)}#${name.slice(at + 1)}`);
    const cut = Array.from({ length: name.length }, (_, at) => name.slice(0, at));
    expect(new Set([name, ...changed, ...cut].map(testDigest)).size).toBe(1 + 2 * name.length);
  });
});
