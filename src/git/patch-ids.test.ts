import { describe, expect, it } from "vitest";
import { openRepository, patchIds } from "./index.ts";
import { testRepository } from "./testing.ts";

const many = Array.from({ length: 60 }, (_, at) => `line ${at}\n`);

describe("patch ids (E25)", () => {
  it("are equal for one patch at two places, as a rebase leaves it", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": many.join(""), "b.txt": "b\n" });
    repo.branch("topic");
    const before = repo.commit({ "a.txt": [...many.slice(0, 40), "new\n", ...many.slice(40)].join("") });
    repo.branch("moved", base);
    repo.commit({ "a.txt": ["first\n", ...many].join("") });
    const after = repo.commit({ "a.txt": ["first\n", ...many.slice(0, 40), "new\n", ...many.slice(40)].join("") });
    const other = repo.commit({ "b.txt": "c\n" });
    await using repository = await openRepository(repo.path);
    const ids = await patchIds(repository, [base, before, after, other]);
    expect(ids.get(before)).toMatch(/^[0-9a-f]{40}$/);
    expect(ids.get(after)).toBe(ids.get(before));
    expect(new Set(ids.values()).size).toBe(3);
  });

  it("count binary content as it is, and none has a commit without a difference, or a merge", async () => {
    using repo = testRepository();
    const one = repo.commit({ "a.bin": "\0one\n", ".gitattributes": "*.bin binary\n" });
    const two = repo.commit({ "a.bin": "\0two\n" });
    repo.commit({ "a.bin": "\0one\n" });
    const three = repo.commit({ "a.bin": "\0three\n" });
    const empty = repo.commit({});
    repo.branch("side", one);
    repo.commit({ "c.txt": "c\n" });
    const merge = repo.merge("main");
    await using repository = await openRepository(repo.path);
    const ids = await patchIds(repository, [two, three, empty, merge]);
    expect([...ids.keys()].sort()).toEqual([two, three].sort());
    expect(ids.get(two)).not.toBe(ids.get(three));
    expect(await patchIds(repository, [])).toEqual(new Map());
  });

  it("an object that is not there is a failure, with no process left behind", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    const broken = repo.raw("commit", `tree ${"1".repeat(40)}\nauthor A <a@example.com> 1 +0000\ncommitter A <a@example.com> 1 +0000\n\nx\n`);
    await using repository = await openRepository(repo.path);
    await expect(patchIds(repository, [broken])).rejects.toMatchObject({ code: "repository-unreadable" });
  });
});
