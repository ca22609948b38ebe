import { afterAll, describe, expect, it } from "vitest";
import { NewTrees } from "./pack.ts";
import { git } from "./process.ts";
import { openRepository, type Repository } from "./repository.ts";
import { testRepository } from "./testing.ts";

const repo = testRepository();
afterAll(() => repo[Symbol.dispose]());

async function listed(repository: Repository, tree: string): Promise<string> {
  const { output } = await git(repository.scratch.place, ["ls-tree", "-r", "-z", tree]);
  return output.toString("latin1");
}

describe("trees of our own", () => {
  it.each(["sha1", "sha256"] as const)("have the ids that git gives them, and are read back as they were written (%s)", async (objectFormat) => {
    using other = testRepository({ objectFormat });
    await using repository = await openRepository(other.path);
    const blob = other.raw("blob", "text\n");
    const trees = new NewTrees(repository);
    const entries = Array.from({ length: 5_000 }, (_, at) => ({ mode: "100644", name: `${at}`.padStart(5, "0"), id: blob }));
    const inner = trees.add([{ mode: "120000", name: "\xff\n", id: blob }]);
    const small = trees.add([
      { mode: "100755", name: "a", id: blob },
      { mode: "040000", name: "b", id: inner },
    ]);
    const ids = [trees.add([]), small, trees.add(entries)];
    await trees.write();
    expect(await listed(repository, small)).toBe(`100755 blob ${blob}\ta\x00120000 blob ${blob}\tb/\xff\n\0`);
    expect(await listed(repository, ids[2] ?? "")).toBe(entries.map(({ name }) => `100644 blob ${blob}\t${name}\0`).join(""));
    expect(await listed(repository, ids[0] ?? "")).toBe("");
    await git(repository.scratch.place, ["fsck", "--strict", "--no-dangling"]);
  });

  it("of every size around where the head of an entry grows are taken by git", async () => {
    await using repository = await openRepository(repo.path);
    const blob = repo.raw("blob", "text\n");
    const trees = new NewTrees(repository);
    // A name of n bytes makes a tree of n + 28: sizes up to and over 15, 2,047 and 262,143 would need a byte more.
    const names = [1, 100, 2_018, 2_019, 2_020, 2_021].map((length) => "n".repeat(length));
    const ids = names.map((name) => trees.add([{ mode: "100644", name, id: blob }]));
    const many = trees.add(Array.from({ length: 9_000 }, (_, at) => ({ mode: "100644", name: `${at}`.padStart(6, "0"), id: blob })));
    await trees.write();
    for (const [at, id] of ids.entries()) expect(await listed(repository, id)).toBe(`100644 blob ${blob}\t${names[at]}\0`);
    expect((await listed(repository, many)).split("\0")).toHaveLength(9_001);
  });

  it("go into the scratch repository alone, and can be written again and again", async () => {
    await using repository = await openRepository(repo.path);
    const before = repo.git("count-objects", "-v");
    const trees = new NewTrees(repository);
    await trees.write();
    const blob = repo.raw("blob", "other\n");
    const after = repo.git("count-objects", "-v");
    const first = trees.add([{ mode: "100644", name: "a", id: blob }]);
    await trees.write();
    expect(trees.add([{ mode: "100644", name: "a", id: blob }])).toBe(first);
    await trees.write();
    expect(await listed(repository, first)).toBe(`100644 blob ${blob}\ta\0`);
    expect(repo.git("count-objects", "-v")).toBe(after);
    expect(before).not.toBe(after);
  });
});
