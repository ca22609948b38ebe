import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "./coverage.ts";
import { limits } from "./limits.ts";
import { coverage } from "./testing.ts";

const entry = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.oneof(fc.nat(3), fc.constantFrom(1_000_000_000_000_000, Number.MAX_SAFE_INTEGER)));
const record = fc.record({
  path: fc.constantFrom("a.ts", "b.ts"),
  entries: fc.array(entry, { maxLength: 12 }),
  way: fc.constantFrom("plain", "checksum", "spaces", "carriage return"),
});
const written = { plain: "", checksum: ",kP4", spaces: "  ", "carriage return": "\r" };

describe("R83 hits of a tracefile", () => {
  it("are those of all records of a file, added up by line, in whatever order and writing they stand", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), (records) => {
        const text = records.map(
          ({ path, entries, way }) => `SF:${path}\n${entries.map(([line, hits]) => `DA:${line},${hits}${written[way as keyof typeof written]}\n`).join("")}end_of_record\n`,
        );
        const expected = new Map<string, Map<number, number>>();
        for (const { path, entries } of records) {
          const hits = expected.get(path) ?? new Map<number, number>();
          expected.set(path, hits);
          for (const [line, count] of entries) if (line > 0) hits.set(line, Math.min(Number.MAX_SAFE_INTEGER, (hits.get(line) ?? 0) + count));
        }
        const report = coverage(`TN:\nSF:c.ts\nend_of_record\n${text.join("")}`);
        const found = report.files.filter(({ path }) => path !== "c.ts").map((file) => [file.path, linesOf(file)]);
        expect(found).toEqual([...expected].map(([path, hits]) => [path, [...hits].sort(([a], [b]) => a - b)]));
        expect(report.executable).toBe(found.reduce((sum, [, lines]) => sum + (lines?.length ?? 0), 0));
      }),
      { numRuns: 500 },
    );
  });

  it("of more lines than are listed stand as one text a file, and say the same", () => {
    const text = (lines: number) => `SF:a.ts\n${Array.from({ length: lines }, (_, at) => `DA:${at + 1},${at % 3}\n`).join("")}end_of_record\n`;
    const [listed, packed] = [coverage(text(limits.listedLines)), coverage(text(limits.listedLines + 1))];
    expect([typeof listed.files[0]?.lines, typeof packed.files[0]?.lines]).toEqual(["object", "string"]);
    expect(packed.files.flatMap((file) => linesOf(file)).slice(0, limits.listedLines)).toEqual(listed.files.flatMap((file) => linesOf(file)));
    expect([packed.executable, packed.hit]).toEqual([limits.listedLines + 1, Math.floor(((limits.listedLines + 1) * 2) / 3)]);
  });
});
