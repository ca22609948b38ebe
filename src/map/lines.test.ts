import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { openRepository, type Repository } from "../git/index.ts";
import { testRepository } from "../git/testing.ts";
import { LineStore } from "./line-store.ts";
import { followTo, type LineMap, makeOf, readLines } from "./lines.ts";
import { blamed, linesBlamed, linesOf } from "./nasty/testing.ts";
import type { Progress } from "./progress.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));

const numbered = (from: number, to: number, word = "line") => Array.from({ length: to - from + 1 }, (_, at) => `${word} ${from + at}\n`).join("");

/** Of each file the lines with commit, path and number there. */
const owners = ({ files, ownerOf }: LineMap) => new Map(files.map(({ path, runs }) => [path, linesOf(runs, ownerOf)]));

async function asBlamed(repository: Repository, commit: string, store: LineStore): Promise<void> {
  expect(owners(await readLines(repository, commit, store))).toEqual(await linesBlamed(repository, commit));
}

/** A history with a merge of a branch that forked early, a rename with edits, a link and an empty file. */
function history() {
  const repo = testRepository();
  const commits = [repo.commit({ "a.txt": numbered(1, 40), "b.txt": numbered(1, 30, "b"), empty: "" })];
  repo.branch("side");
  commits.push(repo.commit({ "b.txt": numbered(1, 20, "b") + numbered(1, 9, "side") }));
  repo.checkout("main");
  commits.push(repo.commit({ "a.txt": numbered(1, 10) + numbered(1, 5, "new") + numbered(11, 40) }));
  commits.push(repo.commit({ "a.txt": null, "moved/a.txt": `first\n${numbered(1, 10)}${numbered(1, 5, "new")}${numbered(11, 40)}` }));
  commits.push(repo.merge("side"));
  commits.push(repo.commit({ "c.txt": numbered(1, 3, "c") }));
  return { repo, commits, head: commits.at(-1) ?? "" };
}

describe("who owns each line of a commit", () => {
  it("R41 is what git blame says, at the head and at each release before, in whichever order they are asked for", async () => {
    const { repo, commits, head } = history();
    using _ = repo;
    await using repository = await openRepository(repo.path);
    using store = new LineStore(null, await makeOf(repository));
    for (const commit of [head, ...commits, head]) await asBlamed(repository, commit, store);
  });

  it("R41 is the same whether one more commit was followed from the last or the whole history at once", async () => {
    const { repo, commits } = history();
    using _ = repo;
    await using repository = await openRepository(repo.path);
    using stepwise = new LineStore(null, await makeOf(repository));
    for (const commit of commits) {
      using whole = new LineStore(null, await makeOf(repository));
      expect(owners(await readLines(repository, commit, stepwise))).toEqual(owners(await readLines(repository, commit, whole)));
    }
  });

  it("goes on where it was stopped: what git told once is not asked again", async () => {
    const { repo, head } = history();
    using _ = repo;
    await using repository = await openRepository(repo.path);
    const file = join(folder, "stopped.sqlite");
    const make = await makeOf(repository);
    {
      using store = new LineStore(file, make);
      const stop = followTo(repository, head, store, ({ stage }) => {
        if (stage === "owners") throw new Error("stopped");
      });
      await expect(stop).rejects.toThrow("stopped");
    }
    using store = new LineStore(file, make);
    const told: Progress[] = [];
    await followTo(repository, head, store, (progress) => told.push(progress));
    const first = told.find(({ stage }) => stage === "lines");
    expect(first?.total).toBeGreaterThan(3);
    expect(first?.done).toBe(first?.total);
    await asBlamed(repository, head, store);
  });

  it("E27 follows the objects themselves, whatever is replaced", async () => {
    const { repo, commits, head } = history();
    using _ = repo;
    repo.git("replace", commits[2] ?? "", commits[0] ?? "");
    await using repository = await openRepository(repo.path);
    using store = new LineStore(null, await makeOf(repository));
    const { ownerOf, files } = await readLines(repository, head, store);
    const moved = files.find(({ path }) => path === "moved/a.txt");
    expect(linesOf(moved?.runs ?? new Int32Array(0), ownerOf)[11]).toBe(`${commits[2]} a.txt 11`);
  });

  it("a file of which nobody could tell for want of an object is followed once the object is there", async () => {
    const { repo, commits, head } = history();
    using _ = repo;
    const lost = repo.git("rev-parse", `${commits[0]}:b.txt`);
    const place = join(repo.path, ".git/objects", lost.slice(0, 2), lost.slice(2));
    renameSync(place, `${place}.away`);
    using store = new LineStore(null, "any");
    {
      await using repository = await openRepository(repo.path);
      expect((await readLines(repository, commits.at(-2) ?? "", store)).files[0]?.settled).toBe("unreadable");
      expect((await readLines(repository, head, store)).files[0]?.settled).toBe("unreadable");
    }
    renameSync(`${place}.away`, place);
    await using repository = await openRepository(repo.path);
    for (const commit of [head, commits.at(-2) ?? ""]) await asBlamed(repository, commit, store);
  });

  it("a file of which nobody can tell stays one when the next commit touches it, and hides no other", async () => {
    const { repo, commits, head } = history();
    using _ = repo;
    const lost = repo.git("rev-parse", `${commits[0]}:b.txt`);
    rmSync(join(repo.path, ".git/objects", lost.slice(0, 2), lost.slice(2)));
    const next = repo.commit({ "b.txt": numbered(1, 20, "b") });
    await using repository = await openRepository(repo.path);
    using store = new LineStore(null, await makeOf(repository));
    await readLines(repository, head, store);
    expect((await readLines(repository, next, store)).files.map(({ settled }) => settled)).toEqual(["unreadable", "followed", "followed", "followed"]);
  });

  it("says of a file whose history lacks an object that nobody can tell, and of all others who it was", async () => {
    const { repo, commits, head } = history();
    using _ = repo;
    const lost = repo.git("rev-parse", `${commits[0]}:b.txt`);
    rmSync(join(repo.path, ".git/objects", lost.slice(0, 2), lost.slice(2)));
    await using repository = await openRepository(repo.path);
    using store = new LineStore(null, await makeOf(repository));
    const map = await readLines(repository, head, store);
    expect(map.files.map(({ path, settled }) => [path, settled])).toEqual([
      ["b.txt", "unreadable"],
      ["c.txt", "followed"],
      ["empty", "followed"],
      ["moved/a.txt", "followed"],
    ]);
    expect(owners(map).get("moved/a.txt")).toEqual(await blamed(repository, head, "moved/a.txt"));
    expect(owners(map).get("b.txt")).toEqual([]);
  });
});

describe("what is kept of it", () => {
  it("is of all processes that begin with it at once, and none throws away what another laid out", async () => {
    const file = join(folder, "together.sqlite");
    const script = `import { LineStore } from ${JSON.stringify(new URL("./line-store.ts", import.meta.url).href)};
      while (Date.now() < ${Date.now() + 1_500});
      const store = new LineStore(${JSON.stringify(file)}, "make");
      store.atOnce(() => store.keepRename(process.argv[1], null));`;
    const ran = await Promise.all([1, 2, 3, 4].map((each) => promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script, String(each)])));
    expect(ran).toHaveLength(4);
    using store = new LineStore(file, "make");
    expect([1, 2, 3, 4].map((each) => store.rename(String(each)))).toEqual([null, null, null, null]);
  });

  it("is thrown away when it is no database, a broken one, or of another make", async () => {
    const { repo, head } = history();
    using _ = repo;
    await using repository = await openRepository(repo.path);
    const file = join(folder, "broken.sqlite");
    const make = await makeOf(repository);
    for (const spoil of [() => writeFileSync(file, "no database"), () => new LineStore(file, "another").keepRename("a", null), () => writeFileSync(file, Buffer.alloc(4096, 7))]) {
      rmSync(file, { force: true });
      spoil();
      using store = new LineStore(file, make);
      expect(store.rename("a")).toBeUndefined();
      await asBlamed(repository, head, store);
    }
    expect(existsSync(file)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes("broken")).length).toBeLessThanOrEqual(3);
  });
});
