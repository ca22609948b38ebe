import { expect, it } from "vitest";
import { sizesOf } from "./object-sizes.ts";
import { openRepository } from "./repository.ts";
import { testRepository } from "./testing.ts";

it("sizes are told of what is held, each once, and of nothing else", async () => {
  using repo = testRepository();
  const [small, empty, commit] = [repo.raw("blob", "12345"), repo.raw("blob", ""), repo.commit({ a: "1\n" })];
  await using repository = await openRepository(repo.path);
  const sizes = await sizesOf(repository, [small, "1".repeat(40), empty, small, commit]);
  expect([...sizes.keys()]).toEqual([small, empty, commit]);
  expect([sizes.get(small), sizes.get(empty), (sizes.get(commit) ?? 0) > 100]).toEqual([5, 0, true]);
  expect(await sizesOf(repository, [])).toEqual(new Map());
});
