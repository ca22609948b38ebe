import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRepository, resolveCommit } from "../../git/index.ts";
import { type TestRepository, testRepository } from "../../git/testing.ts";
import { LineStore, makeOf, type Progress, readLines } from "../../map/index.ts";
import { testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const [files, commits] = [60, 200];

/** So many pairs of versions to compare that a pass can be stopped in the middle. */
function longHistory(): TestRepository {
  const repo = testRepository();
  const contents = Array.from({ length: files }, (_, file) => Array.from({ length: 200 }, (__, line) => `${file} ${line}\n`));
  const parts: string[] = [];
  for (let commit = 0; commit < commits; commit++) {
    parts.push(`commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + commit} +0000\ndata 0\n`);
    for (const [file, lines] of contents.entries()) {
      lines[(commit * 7) % 200] = `${file} of ${commit}\n`;
      const text = lines.join("");
      parts.push(`M 100644 inline f${file}.txt\ndata ${text.length}\n${text}\n`);
    }
  }
  repo.import(parts.join(""));
  return repo;
}

let repo: TestRepository;
beforeAll(() => {
  repo = longHistory();
});
afterAll(() => repo[Symbol.dispose]());

const env = (cache: string) => ({ PATH: process.env["PATH"], HOME: root, XDG_CACHE_HOME: cache });
const words = ["--disable-warning=ExperimentalWarning", main, "map", "--json", "--repo", "."];

/** Where the store of a cache folder is; null while there is none. */
function storeIn(cache: string): string | null {
  const folder = join(cache, "countersign", "lines");
  const name = existsSync(folder) ? readdirSync(folder).find((each) => each.endsWith(".sqlite")) : undefined;
  return name === undefined ? null : join(folder, name);
}

function hunksIn(store: string | null): number {
  if (store === null) return 0;
  try {
    using database = new DatabaseSync(store, { readOnly: true });
    return Number(database.prepare("SELECT count(*) AS count FROM hunks").get()?.["count"]);
  } catch {
    // It is just being made.
    return 0;
  }
}

describe("a pass that is stopped by Control-C", () => {
  it("ends with 130, says that what it found is kept, and the next run goes on from there to the same answer", async () => {
    const cache = join(root, "cache");
    const child = spawn(process.execPath, words, { cwd: repo.path, env: env(cache), stdio: ["ignore", "pipe", "pipe"] });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    const printed: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const looking = setInterval(() => {
      if (hunksIn(storeIn(cache)) < 1_000) return;
      clearInterval(looking);
      child.kill("SIGINT");
    }, 5);
    expect(await ended).toBe(130);
    clearInterval(looking);
    expect([Buffer.concat(printed).toString(), Buffer.concat(said).toString()]).toEqual([
      "",
      expect.stringMatching(/Stopped\. What was found out is kept; the same command goes on from there\.\n$/),
    ]);

    const store = storeIn(cache);
    const kept = hunksIn(store);
    expect(kept).toBeGreaterThanOrEqual(1_000);
    expect(kept).toBeLessThan(files * (commits - 1));

    const told: Progress[] = [];
    {
      await using repository = await openRepository(repo.path);
      using lines = new LineStore(store, await makeOf(repository));
      await readLines(repository, await resolveCommit(repository, "HEAD"), lines, (progress) => told.push(progress));
    }
    expect(told.find(({ stage }) => stage === "lines")?.done).toBe(kept);

    const again = spawnSync(process.execPath, words, { cwd: repo.path, env: env(cache), encoding: "utf8" });
    const anew = spawnSync(process.execPath, [...words, "--no-cache"], { cwd: repo.path, env: env(cache), encoding: "utf8" });
    expect([again.status, JSON.parse(again.stdout)]).toEqual([0, JSON.parse(anew.stdout)]);
  }, 120_000);
});

describe("a cache folder that gets full", () => {
  it("costs a sentence and nothing else", () => {
    using short = testRepository();
    short.commit({ "a.txt": "one\n" });
    short.commit({ "a.txt": "one\ntwo\n" });
    const cache = join(root, "full");
    const ran = () => spawnSync(process.execPath, words, { cwd: short.path, env: env(cache), encoding: "utf8" });
    const whole = ran();
    // As SQLite does when it can write no more: the statement fails, and its transaction is gone.
    {
      using database = new DatabaseSync(storeIn(cache) ?? "");
      database.exec("DELETE FROM snapshots; DELETE FROM hunks; CREATE TRIGGER full BEFORE INSERT ON hunks BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END");
    }
    const full = ran();
    expect([whole.status, full.status, full.stderr.replace(/\s+/g, " ")]).toEqual([0, 0, expect.stringMatching(/\.sqlite can't be used \(.+\), so nothing is kept this time/)]);
    expect(JSON.parse(full.stdout)).toEqual(JSON.parse(whole.stdout));
  }, 120_000);
});
