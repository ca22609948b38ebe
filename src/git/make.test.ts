import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeRepository, type NewCommit, type NewHistory, openRepository, readFileAt, readNotes } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "countersign-make-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let made = 0;
const fresh = () => {
  const parent = join(scratch, `${made++}`);
  mkdirSync(parent);
  return { parent, folder: join(parent, "repository") };
};

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: scratch, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
  }).trim();
}

const ada = "Ada Author <ada@example.com>";
const commit = (label: string, more: Partial<NewCommit> = {}): NewCommit => ({
  label,
  branch: "main",
  author: ada,
  date: "2026-09-01T09:12:00+02:00",
  message: `${label}\n`,
  changes: { [`${label}.txt`]: `${label}\n` },
  ...more,
});

const history: NewHistory = {
  defaultBranch: "main",
  commits: [
    commit("first", { changes: { "a.txt": "one\n", "run.sh": { mode: "100755", content: "#!/bin/sh\n" }, "gone.txt": "x\n", link: { mode: "120000", content: "a.txt" } } }),
    commit("second", { committer: "Bo <bo@example.com>", changes: (idOf) => ({ "a.txt": `after ${idOf("first")}\n`, "gone.txt": null }) }),
    commit("side", { branch: "topic", parents: ["first"] }),
    commit("both", { parents: ["second", "side"], message: "Merge topic\n", changes: { "side.txt": "side\n" } }),
  ],
  notes: [
    { ref: "refs/notes/ai", commit: "second", text: (idOf) => `about ${idOf("second")}\n` },
    { ref: "refs/notes/ai", commit: "first", text: "plain\n" },
    { ref: "refs/notes/other", commit: "first", text: "other\n" },
  ],
};

describe("a repository made from data", () => {
  it("has its commits, parents, people, dates and branches, and the default branch checked out clean", async () => {
    const { folder } = fresh();
    const { commits, branches } = await makeRepository(folder, history);
    const format = "%H|%P|%an <%ae>|%cn <%ce>|%aI|%s";
    const id = (label: string) => commits.get(label) ?? "";
    expect(git(folder, "log", `--format=${format}`, "main", "topic").split("\n").toSorted()).toEqual(
      [
        `${id("first")}||${ada}|${ada}|2026-09-01T09:12:00+02:00|first`,
        `${id("second")}|${id("first")}|${ada}|Bo <bo@example.com>|2026-09-01T09:12:00+02:00|second`,
        `${id("side")}|${id("first")}|${ada}|${ada}|2026-09-01T09:12:00+02:00|side`,
        `${id("both")}|${id("second")} ${id("side")}|${ada}|${ada}|2026-09-01T09:12:00+02:00|Merge topic`,
      ].toSorted(),
    );
    expect([...branches]).toEqual([
      ["main", id("both")],
      ["topic", id("side")],
    ]);
    expect(git(folder, "symbolic-ref", "HEAD")).toBe("refs/heads/main");
    expect(git(folder, "status", "--porcelain")).toBe("");
    expect(git(folder, "fsck", "--strict")).toBe("");
  });

  it("writes the work tree with modes, links and what was removed", async () => {
    const { folder } = fresh();
    const { commits } = await makeRepository(folder, history);
    expect(readdirSync(folder).sort()).toEqual([".git", "a.txt", "link", "run.sh", "side.txt"]);
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe(`after ${commits.get("first")}\n`);
    expect(statSync(join(folder, "run.sh")).mode & 0o100).toBe(0o100);
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
  });

  it("holds notes under any ref, which may name the commits", async () => {
    const { folder } = fresh();
    const { commits, branches } = await makeRepository(folder, history);
    await using repository = await openRepository(folder);
    const ids = [...commits.values()];
    const texts = async (ref: string) => [...(await readNotes(repository, ids, ref))].map(([id, text]) => [id, text.toString()]);
    expect(await texts("refs/notes/ai")).toEqual([
      [commits.get("first"), "plain\n"],
      [commits.get("second"), `about ${commits.get("second")}\n`],
    ]);
    expect(await texts("refs/notes/other")).toEqual([[commits.get("first"), "other\n"]]);
    expect((await readFileAt(repository, branches.get("topic") ?? "", "side.txt"))?.toString()).toBe("side\n");
  });

  it("gives the same ids every time", async () => {
    const [one, other] = [fresh().folder, fresh().folder];
    const [first, second] = [await makeRepository(one, history), await makeRepository(other, history)];
    expect([...second.commits]).toEqual([...first.commits]);
    expect(git(other, "for-each-ref")).toBe(git(one, "for-each-ref"));
  });

  it("fills an empty folder, and makes the folders above one that is missing", async () => {
    const { folder } = fresh();
    mkdirSync(folder);
    const { branches } = await makeRepository(folder, history);
    const deep = join(fresh().folder, "deep", "er");
    await makeRepository(deep, history);
    expect([folder, deep].map((each) => git(each, "rev-parse", "main"))).toEqual([branches.get("main"), branches.get("main")]);
  });
});

describe("a repository that can't be made", () => {
  it("is refused where something is, and leaves that alone", async () => {
    const { parent, folder } = fresh();
    mkdirSync(folder);
    writeFileSync(join(folder, "mine.txt"), "mine\n");
    writeFileSync(join(parent, "file"), "mine\n");
    await expect(makeRepository(folder, history)).rejects.toMatchObject({ code: "already-exists" });
    await expect(makeRepository(join(parent, "file"), history)).rejects.toMatchObject({ code: "already-exists" });
    expect(readdirSync(folder)).toEqual(["mine.txt"]);
    expect(readdirSync(parent).sort()).toEqual(["file", "repository"]);
  });

  it("leaves nothing behind when its history is faulty", async () => {
    const { parent, folder } = fresh();
    const faulty = (more: Partial<NewCommit>) => makeRepository(folder, { defaultBranch: "main", commits: [commit("first"), commit("second", more)] });
    await expect(faulty({ label: "first" })).rejects.toThrow("Two commits are called first.");
    await expect(faulty({ parents: ["third"] })).rejects.toThrow("No commit before is called third.");
    await expect(faulty({ date: "yesterday" })).rejects.toThrow("yesterday is no date with an offset.");
    await expect(faulty({ changes: { "../outside": "x" } })).rejects.toMatchObject({ code: "repository-unreadable" });
    expect(readdirSync(parent)).toEqual([]);
  });
});
