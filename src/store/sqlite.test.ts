import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../model/failure.ts";
import { describeStore } from "./conformance.ts";
import { openConnection, sqliteFailure } from "./sqlite-dialect.ts";
import { project, sqliteBed, startWriter, text } from "./testing.ts";

const failsWith = (code: string, words = "") => expect.objectContaining({ name: "Failure", code, message: expect.stringContaining(words) });

describeStore("SQLite", () => sqliteBed());
describeStore("SQLite with a thread that commits", () => sqliteBed({ sqlite: { thread: true } }));

describe("a SQLite connection", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-sqlite-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["writer", "reader"] as const)("has every setting read back, as %s", (role) => {
    const file = join(folder, "a.db");
    openConnection(file, "writer").database.close();
    const connection = openConnection(file, role);
    const setting = (name: string) => Object.values(connection.all(`pragma ${name}`)[0] ?? {})[0];
    const wanted = {
      journal_mode: "wal",
      synchronous: 2,
      busy_timeout: 5_000,
      foreign_keys: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      temp_store: 2,
      wal_autocheckpoint: 1_000,
      secure_delete: 1,
    };
    expect(Object.fromEntries(Object.keys(wanted).map((name) => [name, setting(name)]))).toEqual(wanted);
    connection.database.close();
  });

  it("refuses a setting that does not hold: a database in memory has no write-ahead log", () => {
    expect(() => openConnection(":memory:", "writer")).toThrow(failsWith("storage", "journal_mode"));
  });

  it("refuses a file that is no database, and a folder that is not there", () => {
    writeFileSync(join(folder, "b.db"), "this is a letter, not a database, and it is long enough to tell");
    expect(() => openConnection(join(folder, "b.db"), "writer")).toThrow(failsWith("storage", "no database"));
    expect(() => openConnection(join(folder, "c", "c.db"), "writer")).toThrow(failsWith("storage", "cannot be opened"));
  });

  it("cannot write as a reader", () => {
    openConnection(join(folder, "a.db"), "writer").database.close();
    const reader = openConnection(join(folder, "a.db"), "reader");
    expect(() => reader.run("create table t (a)")).toThrow(/readonly/);
    reader.database.close();
  });

  it("takes extended codes by their primary one, and leaves a bug a bug", () => {
    const failing = (errcode: number) => Object.assign(new Error("x"), { code: "ERR_SQLITE_ERROR", errcode });
    for (const code of [10, 266, 522, 1034, 4874, 11, 13]) expect(sqliteFailure(failing(code))).toEqual(failsWith("storage"));
    expect(sqliteFailure(failing(5))).toEqual(failsWith("locked"));
    expect(sqliteFailure(failing(1555))).not.toBeInstanceOf(Failure);
    const bug = new TypeError("a bug");
    expect(sqliteFailure(bug)).toBe(bug);
  });
});

describe("SQLite in trouble", () => {
  let bed: Awaited<ReturnType<typeof sqliteBed>>;
  beforeEach(async () => {
    bed = await sqliteBed();
  });
  afterEach(() => bed.end());

  it.each([false, true])("H13, H14 acknowledges nothing more once the disk is full, keeps reading, and recovers when there is room (thread: %s)", async (thread) => {
    const store = await bed.open({ sqlite: { thread, maximumPages: 110 } });
    const acknowledged: number[] = [];
    let refused: unknown = null;
    for (let number = 0; refused === null && number < 200; number++) {
      await store.append([{ ...project(`p${number}`), private: { note: text("x".repeat(20_000)) } }]).then(
        ([place]) => acknowledged.push(place?.index ?? -1),
        (error: unknown) => {
          refused = error;
        },
      );
    }
    expect(refused).toEqual(failsWith("storage", "disk is full"));
    expect(acknowledged.length).toBeGreaterThan(0);
    // A small fact would fit by now; still nothing is taken.
    await expect(store.append([project("small")])).rejects.toEqual(failsWith("storage"));
    await expect(store.checkpoint()).rejects.toEqual(failsWith("storage"));
    expect((await store.read.facts(0, 999)).map(({ index }) => index)).toEqual([0, ...acknowledged]);
    await store.close();

    const again = await bed.open();
    expect(await again.append([project("small")])).toMatchObject([{ index: acknowledged.length + 1 }]);
    expect((await again.checkViews()).every(({ equal }) => equal)).toBe(true);
    expect(await again.checkDatabase()).toEqual([]);
    await again.close();
  });

  it("answers `locked` when another process keeps the write lock", async () => {
    const store = await bed.open({ sqlite: { patience: 20 } });
    const other = new DatabaseSync(join(bed.folder, "ledger.db"));
    other.exec("begin immediate");
    const append = store.append([project("a")]);
    await expect(append).rejects.toEqual(failsWith("locked"));
    other.exec("rollback");
    other.close();
    // It was only a wait: nothing is broken.
    expect(await store.append([project("a")])).toMatchObject([{ index: 1 }]);
    await store.close();
  });

  it("H22 leaves nothing of an erased document in the files", async () => {
    const store = await bed.open();
    await store.append([{ ...project("a"), private: { note: text("a very private sentence") } }]);
    const files = () => ["ledger.db", "ledger.db-wal"].map((name) => readFileSync(join(bed.folder, name), "latin1")).join("");
    const note = (await store.read.fact(1))?.commitments["note"]?.commitment ?? "";
    expect(files()).toContain("a very private sentence");
    await store.append([{ type: "document-erased", actor: "system", key: "erase", data: { commitments: [note], reason: "asked" } }]);
    expect(files()).not.toContain("a very private sentence");
    await store.close();
  });
});

describe("two processes on one data folder", () => {
  let bed: Awaited<ReturnType<typeof sqliteBed>>;
  beforeEach(async () => {
    bed = await sqliteBed();
  });
  afterEach(() => bed.end());

  it("H07 append at once without a gap or a double index", async () => {
    const writers = ["a", "b", "c"].map((name) => runChild(bed.folder, name, 40));
    const places = (await Promise.all(writers)).flat();
    expect(places.map(({ index }) => index).sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, number) => number + 1));
    const store = await bed.open();
    for (const { key, index } of places) expect((await store.read.leafByKey(key))?.index).toBe(index);
    expect((await store.checkViews()).every(({ equal }) => equal)).toBe(true);
    await store.close();
  });

  it("H16 the second server refuses to start and names the first; a dead one's lock is taken over", async () => {
    const server = await bed.open({ exclusive: true });
    await expect(bed.open({ exclusive: true })).rejects.toEqual(failsWith("locked", String(process.pid)));
    const command = await bed.open();
    expect(await command.append([project("a")])).toMatchObject([{ index: 1 }]);
    await command.close();
    await server.close();

    const lock = join(bed.folder, "lock");
    writeFileSync(lock, `${process.ppid}\n`);
    await expect(bed.open({ exclusive: true })).rejects.toEqual(failsWith("locked", String(process.ppid)));
    for (const left of [await deadProcess(), process.pid, "nonsense"]) {
      writeFileSync(lock, `${left}\n`);
      await (await bed.open({ exclusive: true })).close();
    }
  });
});

/** Appends facts in a process of its own, one after the other; what it acknowledged. */
async function runChild(folder: string, name: string, facts: number): Promise<{ key: string; index: number }[]> {
  const child = startWriter(folder, name, facts);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`the child ended with ${code}`);
  return output
    .trim()
    .split("\n")
    .map((line) => ({ key: line.split(" ")[0] ?? "", index: Number(line.split(" ")[1]) }));
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await new Promise((resolve) => child.once("close", resolve));
  return child.pid ?? 0;
}
