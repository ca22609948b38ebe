import { afterAll, describe, expect, it } from "vitest";
import { isAncestor, isReachableFrom, mergeBases, openRepository, reachableFrom, resolveCommit } from "./index.ts";
import { testRepository } from "./testing.ts";

const repo = testRepository();
const first = repo.commit({ "a.txt": "a\n" });
const second = repo.commit({ "a.txt": "b\n" });
repo.branch("feature/x");
const topic = repo.commit({ "a.txt": "c\n" });
repo.checkout("main");
repo.git("tag", "light", first);
repo.git("tag", "-a", "v1", "-m", "one", second);
repo.git("tag", "-a", "v1-of-tag", "-m", "nested", "v1");
repo.git("update-ref", "refs/remotes/origin/main", first);
const short = first.slice(0, 7);
for (const name of [short, "deadbee", "20240101", "facade"]) repo.git("update-ref", `refs/heads/${name}`, topic);
repo.git("update-ref", "refs/heads/twice", first);
repo.git("update-ref", "refs/tags/twice", second);
repo.git("update-ref", "refs/heads/same", first);
repo.git("update-ref", "refs/tags/same", first);
repo.git("update-ref", "refs/tags/a-tree", repo.git("rev-parse", "HEAD^{tree}"));
const repository = await openRepository(repo.path);

afterAll(async () => {
  await repository.close();
  repo[Symbol.dispose]();
});

describe("what a person calls a commit", () => {
  it.each([
    ["a full id", first, first],
    ["a full id in upper case", first.toUpperCase(), first],
    ["a full ref", "refs/heads/main", second],
    ["a branch", "feature/x", topic],
    ["a partly written ref", "heads/main", second],
    ["a remote branch", "origin/main", first],
    ["a tag", "light", first],
    ["an annotated tag", "v1", second],
    ["a tag of a tag", "v1-of-tag", second],
    ["HEAD", "HEAD", second],
    ["steps back", "feature/x~2", first],
    ["a parent", "HEAD^", first],
    ["steps from an id", `${topic}^1~1`, first],
    ["a name that a tag and a branch share for one commit", "same", first],
    ["a word of six hexadecimal digits", "facade", topic],
  ])("takes %s", async (_, text, id) => {
    expect(await resolveCommit(repository, text)).toBe(id);
  });

  it.each([
    ["B16 an abbreviated id that a branch is named like", short, "bad-input"],
    ["B16 an abbreviated id", second.slice(0, 12), "bad-input"],
    ["B16 an id with one digit less", second.slice(0, 39), "bad-input"],
    ["B16 four digits", second.slice(0, 4), "bad-input"],
    ["B16 an abbreviated id with steps", `${second.slice(0, 8)}~1`, "bad-input"],
    ["B16 a branch that looks like an abbreviated id", "deadbee", "bad-input"],
    ["B16 a branch of eight digits", "20240101", "bad-input"],
    ["an id of the other hash kind", "a".repeat(64), "bad-input"],
    ["a name that two refs share", "twice", "bad-input"],
    ["an empty name", "", "bad-input"],
    ["an option", "--all", "bad-input"],
    ["a range", "main..feature/x", "bad-input"],
    ["a path in a commit", "HEAD:a.txt", "bad-input"],
    ["a search", "HEAD^{/a}", "bad-input"],
    ["a reflog entry", "HEAD@{1}", "bad-input"],
    ["a pattern", "feature/*", "bad-input"],
    ["a newline", "main\nfeature/x", "bad-input"],
    ["a traversal", "../../../etc/passwd", "bad-input"],
    ["an unknown branch", "nowhere", "unknown-reference"],
    ["a folder of refs", "feature", "unknown-reference"],
    ["an unknown id", "a".repeat(40), "unknown-reference"],
    ["a described commit", `v1-1-g${second.slice(0, 7)}`, "unknown-reference"],
    ["a tag of a tree", "a-tree", "unknown-reference"],
    ["too many steps", "HEAD~9", "unknown-reference"],
  ])("refuses %s", async (_, text, code) => {
    await expect(resolveCommit(repository, text)).rejects.toMatchObject({ code });
  });

  it("B16 takes the same branch by its full ref, and says so", async () => {
    await expect(resolveCommit(repository, short)).rejects.toMatchObject({ hint: expect.stringContaining(`refs/heads/${short}`) });
    expect(await resolveCommit(repository, `refs/heads/${short}`)).toBe(topic);
    expect(await resolveCommit(repository, "refs/heads/20240101")).toBe(topic);
  });
});

describe("what is reachable", () => {
  it("B17 tells a commit behind the ref from one that exists beside it", async () => {
    const stray = repo.commit({ "a.txt": "stray\n" }, { parents: [first] });
    repo.git("update-ref", "refs/heads/main", second);
    expect(await isReachableFrom(repository, first, "refs/heads/main")).toBe(true);
    expect(await isReachableFrom(repository, second, "refs/heads/main")).toBe(true);
    expect(await isReachableFrom(repository, stray, "refs/heads/main")).toBe(false);
    expect(await isReachableFrom(repository, "b".repeat(40), "refs/heads/main")).toBe(false);
    expect(await isReachableFrom(repository, first, "refs/tags/light")).toBe(true);
  });

  it("B17 asks for a full ref that exists, and a full id", async () => {
    await expect(isReachableFrom(repository, first, "main")).rejects.toMatchObject({ code: "bad-input" });
    await expect(isReachableFrom(repository, first, "refs/heads/none")).rejects.toMatchObject({ code: "unknown-reference" });
    await expect(isReachableFrom(repository, short, "refs/heads/main")).rejects.toMatchObject({ code: "bad-input" });
  });

  it("B17 picks what is behind a commit out of ids that anybody may have written", async () => {
    const ids = [first, second, topic, "b".repeat(40), "a".repeat(64), short, "HEAD", "--all", "", repo.git("rev-parse", "main^{tree}")];
    expect(await reachableFrom(repository, ids, second)).toEqual(new Set([first, second]));
    expect(await reachableFrom(repository, [], second)).toEqual(new Set());
  });

  it("knows ancestors and merge bases", async () => {
    expect(await isAncestor(repository, first, topic)).toBe(true);
    expect(await isAncestor(repository, topic, topic)).toBe(true);
    expect(await isAncestor(repository, topic, first)).toBe(false);
    expect(await mergeBases(repository, topic, second)).toEqual([second]);
    const other = repo.raw("commit", `tree ${repo.git("rev-parse", "main^{tree}")}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nroot\n`);
    expect(await mergeBases(repository, topic, other)).toEqual([]);
    await expect(isAncestor(repository, "b".repeat(40), topic)).rejects.toMatchObject({ code: "repository-unreadable" });
  });
});
