import fc from "fast-check";
import { expect, it } from "vitest";
import { addedIn, hunksOf, openRepository } from "../git/index.ts";
import { testRepository } from "../git/testing.ts";
import { rangesOf } from "../provenance/index.ts";
import { carry, claim, linesOf, nobody } from "./carry.ts";
import { linesIn, plainLines } from "./text-lines.ts";

it("a line that git leaves in place keeps its owner, and one that arrives has none, whatever the two texts are", async () => {
  using repo = testRepository();
  repo.commit({ a: "" });
  await using repository = await openRepository(repo.path);
  const text = fc.array(fc.constantFrom("a", "b", "c", "}", ""), { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join(""));
  const pairs = fc.sample(fc.tuple(text, text), { numRuns: 60, seed: 7 });
  const blobs = await Promise.all(pairs.flat().map((each) => repository.scratch.write("blob", Buffer.from(each))));
  const hunks = await hunksOf(
    repository,
    pairs.map((_, at) => ({ old: blobs[2 * at] ?? "", new: blobs[2 * at + 1] ?? "" })),
  );
  pairs.forEach(([before, after], at) => {
    const [old, now] = [linesIn(Buffer.from(before)), linesIn(Buffer.from(after))];
    const carried = carry(
      old.map((_, line) => line),
      hunks[at] ?? [],
      now.length,
    );
    expect(carried).toHaveLength(now.length);
    const kept = carried.filter((owner) => owner !== nobody);
    expect(kept).toEqual([...kept].sort((one, other) => one - other));
    const added = new Set(linesOf(addedIn(hunks[at] ?? [])));
    carried.forEach((owner, line) => {
      expect(owner === nobody).toBe(added.has(line + 1));
      if (owner !== nobody) expect(old[owner]).toBe(now[line]);
    });
  });
});

it("ranges and lines say the same, and a claim ends where the text ends", () => {
  expect(rangesOf([1, 2, 4])).toEqual([
    { start: 1, end: 2 },
    { start: 4, end: 4 },
  ]);
  expect(linesOf(rangesOf([1, 2, 4]))).toEqual([1, 2, 4]);
  expect(claim([nobody, nobody, nobody], [{ start: 2, end: 900 }], 5)).toEqual([nobody, 5, 5]);
});

it("neither turned line ends nor a missing last one make another line of it", () => {
  expect(linesIn(plainLines(Buffer.from("a\r\nb")))).toEqual(linesIn(plainLines(Buffer.from("a\nb\n"))));
  expect(linesIn(plainLines(Buffer.from("")))).toEqual([]);
});
