import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blameRange, git, listTree, openRepository, readNotes, readRange, resolveCommit } from "./index.ts";
import { testRepository } from "./testing.ts";

const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join("");

describe("the one way git is started", () => {
  it("runs no hook, monitor, filter, driver, pager or textconv that the repository's own configuration names", async () => {
    using repo = testRepository();
    const proof = join(repo.path, "executed");
    const trap = join(repo.path, ".git", "trap");
    writeFileSync(trap, `#!/bin/sh\ntouch ${proof}\ncat "$1" 2>/dev/null\ntrue\n`);
    chmodSync(trap, 0o755);
    const start = repo.commit({ "a.txt": lines, ".gitattributes": "* merge=trap diff=trap filter=trap\n" });
    repo.branch("topic");
    repo.commit({ "a.txt": lines.replace("line 2\n", "two\n") });
    const head = repo.commit({ "a.txt": lines.replace("line 2\n", "two\n").replace("line 9\n", "nine\n") });
    repo.checkout("main");
    const base = repo.commit({ "a.txt": lines.replace("line 17\n", "seventeen\n") });
    mkdirSync(join(repo.path, ".git", "info"), { recursive: true });
    writeFileSync(join(repo.path, ".git", "info", "attributes"), "* merge=trap diff=trap filter=trap\n");
    const programs = [
      "core.fsmonitor",
      "core.pager",
      "diff.external",
      "diff.trap.textconv",
      "diff.trap.command",
      "merge.trap.driver",
      "filter.trap.smudge",
      "filter.trap.clean",
      "core.sshCommand",
      "gpg.program",
      "alias.cat-file",
      "alias.diff-tree",
    ];
    for (const key of programs) repo.git("config", key, key.startsWith("alias") ? `!${trap}` : trap);
    repo.git("config", "core.hooksPath", join(repo.path, ".git"));

    await using repository = await openRepository(repo.path);
    expect(await resolveCommit(repository, "topic")).toBe(head);
    const range = await readRange(repository, { base, head });
    expect(range).toMatchObject({ mergeBases: [start], flags: [], files: [{ path: "a.txt", added: 2 }] });
    expect((await blameRange(repository, range)).get("a.txt")).toHaveLength(2);
    await readNotes(repository, [head]);
    await listTree(repository, head);
    expect(existsSync(proof)).toBe(false);
    // The bait is sound: git on its own takes it.
    repo.git("merge-tree", "--write-tree", base, head);
    expect(existsSync(proof)).toBe(true);
  });

  it("fetches nothing that a partial clone lacks, and says what is missing", async () => {
    using repo = testRepository();
    const proof = join(repo.path, "executed");
    const base = repo.commit({ "a.txt": "a\n" });
    const missing = repo.raw("tree", Buffer.concat([Buffer.from("100644 a.txt\0"), Buffer.alloc(20, 7)]));
    const who = "Ada <ada@example.com> 1700000000 +0000";
    const head = repo.raw("commit", `tree ${missing}\nparent ${base}\nauthor ${who}\ncommitter ${who}\n\nx\n`);
    for (const [key, value] of [
      ["core.repositoryformatversion", "1"],
      ["extensions.partialClone", "origin"],
      ["remote.origin.promisor", "true"],
      ["remote.origin.url", "ssh://example.com/x"],
      ["core.sshCommand", `touch ${proof}; false`],
    ] as const) {
      repo.git("config", key, value);
    }
    await using repository = await openRepository(repo.path);
    const failure = await readRange(repository, { base, head }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "repository-unreadable", hint: expect.stringContaining("--refetch") });
    expect(existsSync(proof)).toBe(false);
  });

  it("inherits nothing from the environment but PATH", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "a.txt": "a\n" });
    const trace = join(repo.path, "trace");
    const planted = {
      GIT_TRACE: trace,
      GIT_TRACE2: trace,
      GIT_DIR: "/nowhere",
      GIT_OBJECT_DIRECTORY: "/nowhere",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.bare",
      GIT_CONFIG_VALUE_0: "perhaps",
    };
    Object.assign(process.env, planted);
    try {
      await using repository = await openRepository(repo.path);
      expect(await resolveCommit(repository, "HEAD")).toBe(commit);
      expect(existsSync(trace)).toBe(false);
    } finally {
      for (const key of Object.keys(planted)) delete process.env[key];
    }
  });

  it("ignores replacement refs and grafts", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n" });
    const evil = repo.commit({ "a.txt": "evil\n" });
    const harmless = repo.commit({ "a.txt": "good\n" }, { parents: [base] });
    repo.git("replace", evil, harmless);
    writeFileSync(join(repo.path, ".git", "info", "grafts"), `${evil}\n`);
    await using repository = await openRepository(repo.path);
    const range = await readRange(repository, { base, head: evil });
    expect(range).toMatchObject({ mergeBases: [base], commits: [{ id: evil, parents: [base] }] });
    expect((await repository.objects.read(range.files[0]?.newBlob ?? ""))?.bytes.toString()).toBe("evil\n");
  });

  it("G20 takes no name for an option: nothing is written by --output", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "a.txt": "a\n" });
    repo.git("update-ref", "refs/heads/--output=stolen", commit);
    repo.git("update-ref", "refs/heads/-x", commit);
    await using repository = await openRepository(repo.path);
    for (const name of ["--output=stolen", "-x", "--upload-pack=touch stolen", "--help"])
      await expect(resolveCommit(repository, name), name).rejects.toMatchObject({ code: "bad-input" });
    expect(await resolveCommit(repository, "refs/heads/--output=stolen")).toBe(commit);
    expect(readdirSync(repo.path)).toEqual([".git"]);
    expect(readdirSync(repository.scratch.place.home)).toEqual([]);
  });

  it("says what to do when an object that a change needs is damaged", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n" });
    const head = repo.commit({ "a.txt": lines });
    const blob = repo.git("rev-parse", "HEAD:a.txt");
    const file = join(repo.path, ".git", "objects", blob.slice(0, 2), blob.slice(2));
    const sound = readFileSync(file);
    chmodSync(file, 0o644);
    for (const damaged of [Buffer.from("not an object"), sound.subarray(0, sound.length - 8)]) {
      writeFileSync(file, damaged);
      await using repository = await openRepository(repo.path);
      await expect(readRange(repository, { base, head })).rejects.toMatchObject({ code: "repository-unreadable", hint: expect.stringContaining("git fsck") });
    }
  });

  it("ends a process that is too slow, too talkative, or fails, with a reason", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": lines });
    await using repository = await openRepository(repo.path);
    const run = (args: string[], options = {}) => git(repository.scratch.place, args, options);
    await expect(run(["ls-tree", "-r", await resolveCommit(repository, "HEAD")], { maximumOutput: 3 })).rejects.toMatchObject({
      code: "repository-unreadable",
      message: expect.stringContaining("more than 3 bytes"),
    });
    // Hashing this takes long enough to be cut off on any machine.
    await expect(run(["hash-object", "--stdin"], { timeout: 0, input: Buffer.alloc(128 << 20) })).rejects.toMatchObject({ message: expect.stringContaining("did not end") });
    await expect(run(["rev-list", "0".repeat(40)])).rejects.toMatchObject({ code: "repository-unreadable", message: expect.stringContaining("exit code 128") });
    await expect(
      run(["config", "--list"], {
        onOutput: () => {
          throw new RangeError("stop");
        },
      }),
    ).rejects.toThrow(RangeError);
  });
});
