import { expect, it } from "vitest";
import { murmur3 } from "./murmur3.ts";

// Vectors of the reference implementation with seed 0, as commonly published for MurmurHash3_x86_32.
it.each([
  ["", "00000000"],
  ["test", "ba6bd213"],
  ["hello", "248bfa47"],
  ["Hello, world!", "c0363e43"],
  ["The quick brown fox jumps over the lazy dog", "2e4ff723"],
])("%j hashes to %s", (text, digest) => {
  expect(murmur3(Buffer.from(text))).toBe(digest);
});

it("reads from the middle of a buffer", () => {
  expect(murmur3(Buffer.from("xxhello").subarray(2))).toBe("248bfa47");
});
