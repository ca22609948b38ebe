import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installedGit, openRepository, repositoryId, resolveCommit } from "./index.ts";
import { supportedVersion } from "./repository.ts";
import { testRepository } from "./testing.ts";

describe("opening a repository", () => {
  it("finds it from its root, from a folder inside, in a bare clone and in a linked work tree", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "a.txt": "a\n" });
    mkdirSync(join(repo.path, "deep", "er"), { recursive: true });
    repo.git("clone", "--quiet", "--bare", ".", "bare.git");
    repo.git("worktree", "add", "--quiet", "--no-checkout", "--detach", "linked", commit);
    for (const path of [repo.path, join(repo.path, "deep", "er"), join(repo.path, "bare.git"), join(repo.path, "linked"), join(repo.path, ".git")]) {
      await using repository = await openRepository(path);
      expect(await resolveCommit(repository, "HEAD"), path).toBe(commit);
      expect((await repository.objects.read(commit))?.type).toBe("commit");
    }
  });

  it("refuses a folder without one, and a path that does not exist", async () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
    try {
      await expect(openRepository(folder)).rejects.toMatchObject({ code: "not-a-repository" });
      await expect(openRepository(join(folder, "none"))).rejects.toMatchObject({ code: "not-a-repository" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses one that git can't read, with the reason", async () => {
    using repo = testRepository();
    repo.git("config", "core.repositoryformatversion", "1");
    repo.git("config", "extensions.fromTheFuture", "true");
    await expect(openRepository(repo.path)).rejects.toMatchObject({ code: "repository-unreadable", message: expect.stringContaining("fromthefuture") });
  });

  it("C20 refuses a shallow clone and names the remedy, and opens it once it is whole", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    const head = repo.commit({ "a.txt": "b\n" });
    repo.git("clone", "--quiet", "--depth=1", "--no-checkout", `file://${repo.path}`, "shallow");
    const shallow = join(repo.path, "shallow");
    await expect(openRepository(shallow)).rejects.toMatchObject({ code: "shallow-repository", exitCode: 2, hint: expect.stringContaining("git fetch --unshallow") });
    repo.git("-C", shallow, "fetch", "--quiet", "--unshallow");
    await using repository = await openRepository(shallow);
    expect(await resolveCommit(repository, "HEAD")).toBe(head);
  });

  it("notices a partial clone", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    repo.git("config", "uploadpack.allowFilter", "true");
    repo.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", `file://${repo.path}`, "partial");
    await using whole = await openRepository(repo.path);
    await using partial = await openRepository(join(repo.path, "partial"));
    expect([whole.partial, partial.partial]).toEqual([false, true]);
  });

  it("reads objects through a folder whose name tries to end the list of object stores", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    const odd = '# "odd"\\\n:name';
    repo.git("clone", "--quiet", "--bare", "--no-hardlinks", ".", odd);
    await using repository = await openRepository(join(repo.path, odd));
    expect(await resolveCommit(repository, "HEAD~0")).toBe(repo.git("rev-parse", "HEAD"));
  });

  it("leaves nothing behind when it is closed", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    const repository = await openRepository(repo.path);
    const folder = join(repository.scratch.place.home, "..");
    await repository.close();
    expect(() => readdirSync(folder)).toThrow("ENOENT");
  });

  it("accepts git 2.39 and later, and nothing below", async () => {
    expect(supportedVersion("git version 2.39.0\n")).toBe("2.39.0");
    expect(supportedVersion("git version 2.51.1 (Apple Git-157)\n")).toBe("2.51.1");
    expect(supportedVersion("git version 3.0.rc1")).toBe("3.0.rc1");
    for (const old of ["git version 2.38.5", "git version 1.99.0", "hub 2.40", ""]) expect(() => supportedVersion(old)).toThrow(expect.objectContaining({ code: "unsupported" }));
    expect(await installedGit()).toMatch(/^\d+\.\d+/);
  });
});

describe("the repository's id", () => {
  it("is the same in a clone, after more commits, and from any branch", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    await using repository = await openRepository(repo.path);
    const id = await repositoryId(repository);
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    repo.git("clone", "--quiet", "--bare", ".", "clone.git");
    repo.branch("other");
    repo.commit({ "a.txt": "b\n" });
    await using clone = await openRepository(join(repo.path, "clone.git"));
    expect(await repositoryId(clone)).toBe(id);
    expect(await repositoryId(repository, "other")).toBe(id);
  });

  it("B10 differs between repositories, and covers every root", async () => {
    using repo = testRepository();
    const first = repo.commit({ "a.txt": "a\n" });
    await using repository = await openRepository(repo.path);
    const id = await repositoryId(repository);
    const root = repo.commit({ "b.txt": "b\n" }, { parents: [] });
    const both = repo.commit({}, { parents: [first, root] });
    expect(new Set([id, await repositoryId(repository, root), await repositoryId(repository, both)]).size).toBe(3);
  });

  it("is the same with a commit-graph as without", async () => {
    using repo = testRepository();
    for (let count = 0; count < 5; count++) repo.commit({ "a.txt": `${count}\n` });
    await using repository = await openRepository(repo.path);
    const before = await repositoryId(repository);
    repo.git("commit-graph", "write", "--reachable");
    expect(await repositoryId(repository)).toBe(before);
  });

  it("says so when there is no commit yet", async () => {
    using repo = testRepository();
    await using repository = await openRepository(repo.path);
    await expect(repositoryId(repository)).rejects.toMatchObject({ code: "unknown-reference", message: "HEAD has no commit yet." });
  });
});
