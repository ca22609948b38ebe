import fc from "fast-check";
import { expect, it } from "vitest";
import { BatchPacker, BatchUnpacker } from "./batch-message.ts";
import type { Batch } from "./engine.ts";

const cell = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.constant(null), fc.uint8Array({ maxLength: 40 }));
const write = fc.record({ sql: fc.oneof(fc.constantFrom("a", "b"), fc.string()), rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 4 }) });
const batch: fc.Arbitrary<Batch> = fc.record({
  ground: fc.record({ size: fc.nat(), epoch: fc.nat(), reducer: fc.nat() }),
  keys: fc.array(fc.string(), { maxLength: 3 }),
  writes: fc.array(write, { maxLength: 4 }),
  head: write,
});

it("batches arrive on the other thread as they were sent, whatever statements they share", () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 4 }), (sent) => {
      const [packer, unpacker] = [new BatchPacker(), new BatchUnpacker()];
      expect(sent.map((one) => unpacker.unpack(structuredClone(packer.pack(one))))).toEqual(sent);
    }),
  );
});

it("sends the text of a statement once", () => {
  const packer = new BatchPacker();
  const once: Batch = { ground: { size: 0, epoch: 1, reducer: 1 }, keys: [], writes: [{ sql: "insert", rows: [[1], [2]] }], head: { sql: "swap", rows: [[3]] } };
  expect(packer.pack(once).text).toContain("insert");
  expect(packer.pack(once).text).not.toMatch(/insert|swap/);
});

it("sends its own bytes and not the pool that a buffer is a window on", () => {
  const window = Buffer.from("0123456789").subarray(2, 5);
  const { bytes } = new BatchPacker().pack({ ground: { size: 0, epoch: 1, reducer: 1 }, keys: [], writes: [], head: { sql: "x", rows: [[window]] } });
  expect(Buffer.from(bytes).toString()).toBe("234");
});
