import fc from "fast-check";
import { expect, it } from "vitest";
import { packBatch, unpackBatch } from "./batch-message.ts";
import type { Batch } from "./engine.ts";

const cell = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.constant(null), fc.uint8Array({ maxLength: 40 }));
const write = fc.record({ sql: fc.string(), rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 4 }) });
const batch: fc.Arbitrary<Batch> = fc.record({
  ground: fc.record({ size: fc.nat(), epoch: fc.nat(), reducer: fc.nat() }),
  keys: fc.array(fc.string(), { maxLength: 3 }),
  writes: fc.array(write, { maxLength: 4 }),
  head: write,
});

it("a batch arrives on the other thread as it was sent", () => {
  fc.assert(
    fc.property(batch, (sent) => {
      expect(unpackBatch(structuredClone(packBatch(sent)))).toEqual(sent);
    }),
  );
});

it("sends its own bytes and not the pool that a buffer is a window on", () => {
  const window = Buffer.from("0123456789").subarray(2, 5);
  const { bytes } = packBatch({ ground: { size: 0, epoch: 1, reducer: 1 }, keys: [], writes: [], head: { sql: "x", rows: [[window]] } });
  expect(Buffer.from(bytes).toString()).toBe("234");
});
