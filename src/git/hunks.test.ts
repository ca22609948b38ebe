import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { addedIn, type Hunk, hunksOf, mapBack } from "./hunks.ts";
import { parseListings } from "./listing.ts";
import { parseMerges } from "./merges.ts";
import { openRepository } from "./repository.ts";
import { testRepository } from "./testing.ts";

const repo = testRepository();
const repository = await openRepository(repo.path);
afterAll(async () => {
  await repository.close();
  repo[Symbol.dispose]();
});

const file = fc
  .array(fc.constantFrom("a", "b", "", "@@ -1 +1 @@", "diff --git a/00000000 b/00000000", "-", "+", "\\ No newline", "é\r"), { maxLength: 12 })
  .map((lines) => lines.join("\n"));

function split(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

describe("hunks", () => {
  it("turn the old file into the new one, for any content and many pairs at once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(file, file), { minLength: 1, maxLength: 60 }), async (texts) => {
        const pairs = await Promise.all(
          texts.map(async ([old, now]) => ({ old: await repository.scratch.write("blob", Buffer.from(old)), new: await repository.scratch.write("blob", Buffer.from(now)) })),
        );
        const hunks = await hunksOf(repository, pairs);
        for (const [index, [old, now]] of texts.entries()) expect(apply(split(old), split(now), hunks[index] ?? [])).toEqual(split(now));
      }),
      { numRuns: 12 },
    );
  });

  it("map each new line back to an equal old line, or to none when it was added", async () => {
    await fc.assert(
      fc.asyncProperty(file, file, async (old, now) => {
        const pair = { old: await repository.scratch.write("blob", Buffer.from(old)), new: await repository.scratch.write("blob", Buffer.from(now)) };
        const [hunks = []] = await hunksOf(repository, [pair]);
        const lines = split(now);
        const added = new Set(addedIn(hunks).flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, index) => start + index)));
        const mapped = lines.length === 0 ? [] : mapBack([{ start: 1, end: lines.length }], hunks);
        expect(
          mapped.flatMap(({ start, end, oldStart }) =>
            lines.slice(start - 1, end).map((line, index) => (oldStart === null ? added.has(start + index) : split(old)[oldStart + index - 1] === line)),
          ),
        ).toEqual(lines.map(() => true));
      }),
      { numRuns: 40 },
    );
  });

  function apply(old: string[], now: string[], hunks: readonly Hunk[]): string[] {
    const made: string[] = [];
    let at = 0;
    for (const { oldStart, oldLength, newStart, newLength } of hunks) {
      const from = oldLength === 0 ? oldStart : oldStart - 1;
      made.push(...old.slice(at, from), ...now.slice(newStart - 1, newStart - 1 + newLength));
      at = from + oldLength;
    }
    return [...made, ...old.slice(at)];
  }

  it("are none of equal contents, which are not even looked for", async () => {
    const missing = "1".repeat(40);
    const [old, now] = await Promise.all(["a\n", "b\n"].map((text) => repository.scratch.write("blob", Buffer.from(text))));
    const pairs = [
      { old: missing, new: missing },
      { old: old ?? "", new: now ?? "" },
    ];
    expect(await hunksOf(repository, pairs)).toEqual([[], [{ oldStart: 1, oldLength: 1, newStart: 1, newLength: 1 }]]);
  });
});

describe("what git prints is read strictly", () => {
  it("so that a path can't pass for a heading", () => {
    const zero = "0".repeat(40);
    const one = "1".repeat(40);
    const output = Buffer.from(`${one}\0:000000 100644 ${zero} ${one} A\0${one}\0:100644 000000 ${one} ${zero} D\0:100644\0`);
    expect(parseListings(output)).toMatchObject([
      {
        of: one,
        differences: [
          { path: one, status: "A", oldId: null },
          { path: ":100644", status: "D", newId: null },
        ],
      },
    ]);
  });

  it("so that garbage is a failure", () => {
    for (const garbage of ["x", `:100644 100644 ${"1".repeat(40)} ${"2".repeat(40)} X\0a\0`, `:100644 100644 ${"1".repeat(40)} ${"2".repeat(40)} M\0a`]) {
      expect(() => parseListings(Buffer.from(garbage))).toThrow(expect.objectContaining({ code: "repository-unreadable" }));
    }
    for (const garbage of ["x\0y\0", `1\0${"1".repeat(40)}`, `0\0${"1".repeat(40)}\0conflict\0\0`])
      expect(() => parseMerges(Buffer.from(garbage))).toThrow(expect.objectContaining({ code: "repository-unreadable" }));
  });
});
