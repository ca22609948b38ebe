import { describe, expect, it } from "vitest";
import { openRepository } from "./repository.ts";
import { listTags } from "./tags.ts";
import { testRepository } from "./testing.ts";

describe("the tags of a repository", () => {
  it("lead to their commits, annotated or not, and are left out when they lead to none", async () => {
    using repository = testRepository();
    const first = repository.commit({ "a.ts": "one\n" });
    const second = repository.commit({ "a.ts": "two\n" });
    repository.git("tag", "plain", first);
    repository.git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "tag", "-a", "-m", "A release", "annotated", second);
    repository.git("tag", "tree", `${first}^{tree}`);
    await using open = await openRepository(repository.path);
    const tags = await listTags(open, 10);
    expect(tags.map(({ name, commit }) => [name, commit]).sort()).toEqual([
      ["annotated", second],
      ["plain", first],
    ]);
    expect(tags.find(({ name }) => name === "plain")?.made).toBe(1_700_000_060);
    expect((await listTags(open, 1)).map(({ name }) => name)).toEqual(["annotated"]);
  });
});
