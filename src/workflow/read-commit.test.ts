import { describe, expect, it } from "vitest";
import { testRepository } from "../git/testing.ts";
import { readCommit } from "./read-commit.ts";
import { failureOf } from "./testing.ts";

describe("a commit that reports are about", () => {
  it("is read once when it is named by its full id, and what it is follows from that id", async () => {
    using repository = testRepository();
    const id = repository.commit({ "src/a.ts": "export {};\n" });
    const first = await readCommit(repository.path, id);
    expect([first.id, [...first.tree.paths]]).toEqual([id, ["src/a.ts"]]);
    const next = repository.commit({ "src/b.ts": "export {};\n" });
    expect(await readCommit(repository.path, id)).toBe(first);
    expect([...(await readCommit(repository.path, next)).tree.paths]).toEqual(["src/a.ts", "src/b.ts"]);
  });

  it("B16 is looked up each time when a name stands for it, which may name another one tomorrow", async () => {
    using repository = testRepository();
    const before = repository.commit({ "src/a.ts": "export {};\n" });
    expect((await readCommit(repository.path, "refs/heads/main")).id).toBe(before);
    const after = repository.commit({ "src/a.ts": "export const a = 1;\n" });
    expect((await readCommit(repository.path, "refs/heads/main")).id).toBe(after);
  });

  it("is kept of its own repository only, and not when there is none", async () => {
    using repository = testRepository();
    using other = testRepository();
    const id = repository.commit({ "src/a.ts": "export {};\n" });
    other.commit({ "src/other.ts": "export {};\n" });
    await readCommit(repository.path, id);
    expect((await failureOf(readCommit(other.path, id))).code).toBe("unknown-reference");
    for (const _ of [1, 2]) expect((await failureOf(readCommit(repository.path, "0".repeat(40)))).code).toBe("unknown-reference");
  });
});
