import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAncestry } from "./ancestry.ts";
import { firstParentChanges } from "./first-parent-changes.ts";
import { openRepository, type Repository } from "./repository.ts";
import { testRepository } from "./testing.ts";
import { writeHistory } from "./testing-history.ts";

function file(content: string, mode: "100644" | "100755" | "120000" | "160000" = "100644") {
  return { mode, content } as const;
}

function step(parents: readonly number[], files: Readonly<Record<string, ReturnType<typeof file>>>) {
  return { parents, tree: new Map(Object.entries(files)), date: 1_700_000_000 };
}

async function changes(repository: Repository, commits: Parameters<typeof firstParentChanges>[1], ids: readonly string[]): Promise<string[]> {
  const told: string[] = [];
  await firstParentChanges(repository, commits, (commit, { status, path, newMode }) => told.push(`${ids.indexOf(commit)} ${status} ${path} ${newMode ?? "-"}`));
  return told;
}

describe("a history from its first commits on", () => {
  it("has every parent before its children, all roots, and parents in their order", async () => {
    using repo = testRepository();
    const ids = await writeHistory(repo, [step([], { a: file("1") }), step([], { b: file("1") }), step([0], {}), step([2, 1, 0, 2], {}), step([0], { z: file("1") })]);
    await using repository = await openRepository(repo.path);
    const found = await readAncestry(repository, [ids[3] as string]);
    expect(new Map(found.map(({ id, parents }) => [ids.indexOf(id), parents.map((parent) => ids.indexOf(parent))]))).toEqual(
      new Map([
        [0, []],
        [1, []],
        [2, [0]],
        [3, [2, 1, 0, 2]],
      ]),
    );
    for (const [at, { parents }] of found.entries()) for (const parent of parents) expect(found.findIndex(({ id }) => id === parent)).toBeLessThan(at);
  });

  it("leaves out what is known, and is empty where all is", async () => {
    using repo = testRepository();
    const ids = await writeHistory(repo, [step([], { a: file("1") }), step([0], {}), step([1], { a: file("2") })]);
    await using repository = await openRepository(repo.path);
    expect((await readAncestry(repository, [ids[2] as string], [ids[0] as string])).map(({ id }) => ids.indexOf(id))).toEqual([1, 2]);
    expect(await readAncestry(repository, [ids[1] as string], [ids[2] as string])).toEqual([]);
  });

  it("E27 is that of the objects, whatever replacements and grafts say", async () => {
    using repo = testRepository();
    const ids = await writeHistory(repo, [step([], { a: file("1") }), step([0], { a: file("2") }), step([1], { a: file("3") })]);
    const [first = "", second = "", third = ""] = ids;
    repo.git("replace", second, first);
    writeFileSync(join(repo.path, ".git/info/grafts"), `${third} ${first}\n`);
    await using repository = await openRepository(repo.path);
    const found = await readAncestry(repository, [third]);
    expect(found.map(({ id, parents }) => [id, parents])).toEqual([
      [first, []],
      [second, [first]],
      [third, [second]],
    ]);
    expect(await changes(repository, found, ids)).toEqual(["0 A a 100644", "1 M a 100644", "2 M a 100644"]);
  });

  it("is refused where a commit is missing", async () => {
    using repo = testRepository();
    const [id = ""] = await writeHistory(repo, [step([], {})]);
    await using repository = await openRepository(repo.path);
    await expect(readAncestry(repository, [id, "1".repeat(40)])).rejects.toMatchObject({ code: "repository-unreadable" });
  });
});

describe("what each commit differs in from its first parent", () => {
  it("is told in the order of the commits, of merges and roots too, with nothing paired and nothing left out", async () => {
    using repo = testRepository();
    const ids = await writeHistory(repo, [
      step([], { a: file("1"), ".gitmodules": file('[submodule "s"]\n\tpath = s\n\turl = x\n\tignore = all\n'), s: file("1".repeat(40), "160000") }),
      step([0], { a: file("1") }),
      step([0], { "a/b": file("1"), s: file("2".repeat(40), "160000") }),
      step([1, 2], { a: file("1", "120000"), "\xff\n:": file("1", "100755") }),
      step([3], { a: file("1", "120000"), "\xff\n:": file("1", "100755") }),
      step([4, 4], { a: file("1") }),
    ]);
    await using repository = await openRepository(repo.path);
    const descent = [0, 1, 2, 3, 4, 5].map((at) => ({ id: ids[at] as string, parents: [[], [0], [0], [1, 2], [3], [4, 4]][at]?.map((parent) => ids[parent] as string) ?? [] }));
    expect(await changes(repository, descent, ids)).toEqual([
      "0 A .gitmodules 100644",
      "0 A a 100644",
      "0 A s 160000",
      "1 D .gitmodules -",
      "1 D s -",
      "2 D .gitmodules -",
      "2 D a -",
      "2 A a/b 100644",
      "2 M s 160000",
      "3 T a 120000",
      "3 A \xff\n: 100755",
      "5 T a 100644",
      "5 D \xff\n: -",
    ]);
    expect(await changes(repository, [], ids)).toEqual([]);
  });
});
