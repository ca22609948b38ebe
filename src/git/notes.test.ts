import { describe, expect, it } from "vitest";
import { listNotes, noteBlobs, openRepository, readNotes } from "./index.ts";
import { type TestRepository, testRepository } from "./testing.ts";

async function texts(repo: TestRepository, commits: readonly string[], ref?: string): Promise<Record<string, string>> {
  await using repository = await openRepository(repo.path);
  return Object.fromEntries([...(await readNotes(repository, commits, ref))].map(([commit, bytes]) => [commit, bytes.toString()]));
}

describe("notes", () => {
  it("are read for the commits asked for, from the ref asked for", async () => {
    using repo = testRepository();
    const [one, two, three] = ["1", "2", "3"].map((content) => repo.commit({ "a.txt": content })) as [string, string, string];
    repo.note(one, "first\n");
    repo.note(two, "second\n");
    repo.note(three, "elsewhere\n", "refs/notes/agent-trace");
    expect(await texts(repo, [one, three])).toEqual({ [one]: "first\n" });
    expect(await texts(repo, [one, three], "refs/notes/agent-trace")).toEqual({ [three]: "elsewhere\n" });
    expect(await texts(repo, [one], "refs/notes/none")).toEqual({});
  });

  it("are found behind every depth of fan-out, and all listed", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "a.txt": "a\n" });
    const blob = repo.raw("blob", "deep\n");
    const tree = (entries: [string, string, string][]) =>
      repo.raw("tree", Buffer.concat(entries.map(([mode, name, id]) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]))));
    const inner = tree([["100644", commit.slice(4), blob]]);
    const outer = tree([["40000", commit.slice(2, 4), inner]]);
    const gone = "f".repeat(40);
    const root = tree(
      [
        ["40000", commit.slice(0, 2), outer],
        ["100644", gone, blob],
        ["100644", "readme", blob],
      ].sort(([, a = ""], [, b = ""]) => (a < b ? -1 : 1)) as [string, string, string][],
    );
    repo.git("update-ref", "refs/notes/ai", repo.git("commit-tree", root, "-m", "notes"));
    expect(await texts(repo, [commit, gone, "e".repeat(40)])).toEqual({ [commit]: "deep\n", [gone]: "deep\n" });
    await using repository = await openRepository(repo.path);
    expect(await listNotes(repository)).toEqual([commit, gone].sort());
    expect(await listNotes(repository, "refs/notes/none")).toEqual([]);
    expect(await noteBlobs(repository)).toEqual(
      new Map([
        [commit, blob],
        [gone, blob],
      ]),
    );
  });

  it("are not followed where a tree names itself over and over, nor beyond the digits of an id", async () => {
    using repo = testRepository();
    const folder = (names: readonly string[], id: string) =>
      repo.raw("tree", Buffer.concat(names.map((name) => Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.from(id, "hex")]))));
    const pairs = Array.from({ length: 256 }, (_, at) => at.toString(16).padStart(2, "0"));
    const nested = (names: readonly string[], depth: number) => {
      let tree = repo.raw("tree", "");
      for (let at = 0; at < depth; at++) tree = folder(names, tree);
      repo.git("update-ref", "refs/notes/ai", repo.git("commit-tree", tree, "-m", "notes"));
    };
    await using repository = await openRepository(repo.path);
    nested(pairs, 8);
    await expect(noteBlobs(repository)).rejects.toMatchObject({ code: "repository-unreadable", message: expect.stringContaining("The tree of refs/notes/ai goes on") });
    nested(["00"], 40);
    expect(await noteBlobs(repository)).toEqual(new Map());
    nested(["other"], 3);
    expect(await noteBlobs(repository)).toEqual(new Map());
  });

  it("agree with git where git fans them out itself", async () => {
    using repo = testRepository();
    const commits = Array.from({ length: 60 }, (_, index) => repo.commit({ "a.txt": `${index}\n` }));
    const stream = commits.map((id, index) => `N inline ${id}\ndata ${String(index).length}\n${index}\n`).join("");
    repo.git("notes", "add", "-f", "-m", "0", commits[0] ?? "");
    const who = "committer Ada <ada@example.com> 1700000000 +0000";
    repo.import(`commit refs/notes/ai\n${who}\ndata 1\nx\n${stream}\n`);
    expect(await texts(repo, commits)).toEqual(Object.fromEntries(commits.map((id, index) => [id, String(index)])));
  });

  it("E25 that are rewritten or removed are simply what they are now: the ledger remembers", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "a.txt": "a\n" });
    repo.note(commit, "before\n");
    repo.note(commit, "after\n");
    expect(await texts(repo, [commit])).toEqual({ [commit]: "after\n" });
    repo.git("notes", "--ref=ai", "remove", commit);
    expect(await texts(repo, [commit])).toEqual({});
  });

  it("need a full ref", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    await using repository = await openRepository(repo.path);
    for (const ref of ["ai", "--all", "refs/notes/*", "refs/../x"]) await expect(readNotes(repository, [], ref), ref).rejects.toMatchObject({ code: "bad-input" });
  });
});
