import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseVkey } from "../ledger/index.ts";
import { createInstance, type InstanceOptions, isInstance, openInstance } from "./instance.ts";
import { seededRandom, sqliteBed, startOfTime } from "./testing.ts";

const failsWith = (code: string) => expect.objectContaining({ name: "Failure", code });

describe("an instance", () => {
  let bed: Awaited<ReturnType<typeof sqliteBed>>;
  let options: InstanceOptions;
  beforeEach(async () => {
    bed = await sqliteBed();
    options = { folder: join(bed.scratch, "other"), clock: () => startOfTime, random: seededRandom("other") };
  });
  afterEach(() => bed.end());

  it("is founded with a fact that names its origin and key", async () => {
    const store = await createInstance(options, { name: "Harbour Bank" });
    const { origin, organisation, vkey } = store.identity;
    expect(origin).toMatch(new RegExp(`^countersign\\.invalid/[0-9a-f-]{36}/${organisation}$`));
    expect(await store.read.fact(0)).toMatchObject({ type: "organisation-founded", organisation, at: startOfTime, data: { origin, vkey, name: "Harbour Bank" } });
    expect(await store.read.organisation()).toEqual({ id: organisation, name: "Harbour Bank", origin, vkey, foundedAt: startOfTime });
    expect(parseVkey(vkey).name).toBe(origin);
    await store.close();
    expect(isInstance(options.folder)).toBe(true);
    expect(readdirSync(options.folder).sort()).toEqual(["anchor", "blobs", "instance.json", "keys", "ledger.db"]);
    expect(readdirSync(bed.scratch).filter((name) => name.includes(".partial"))).toEqual([]);
  });

  it("takes its origin from its host when it has one", async () => {
    const store = await createInstance(options, { name: "Harbour Bank", host: "countersign.harbour.example" });
    expect(store.identity.origin).toBe(`countersign.harbour.example/log/${store.identity.organisation}`);
    await store.close();
    await expect(createInstance({ ...options, folder: join(bed.scratch, "third") }, { name: "x", host: "a host+name" })).rejects.toEqual(failsWith("bad-input"));
  });

  it("is not founded over something", async () => {
    await expect(createInstance({ ...options, folder: bed.folder }, { name: "x" })).rejects.toEqual(failsWith("already-exists"));
    mkdirSync(options.folder);
    writeFileSync(join(options.folder, "letter.txt"), "mine");
    await expect(createInstance(options, { name: "x" })).rejects.toEqual(failsWith("already-exists"));
    expect(readdirSync(options.folder)).toEqual(["letter.txt"]);
  });

  it("is founded in an empty folder", async () => {
    mkdirSync(options.folder);
    await (await createInstance(options, { name: "x" })).close();
    expect(isInstance(options.folder)).toBe(true);
  });

  it("does not open where there is none", async () => {
    await expect(openInstance(options)).rejects.toEqual(failsWith("not-initialised"));
    expect(existsSync(options.folder)).toBe(false);
    expect(isInstance(options.folder)).toBe(false);
  });

  it.runIf(process.platform !== "win32")("keeps its key to its owner, and refuses to sign with one that others can read", async () => {
    const key = join(bed.folder, "keys", "instance.pem");
    expect(statSync(key).mode & 0o777).toBe(0o400);
    chmodSync(key, 0o440);
    await expect(bed.open()).rejects.toEqual(failsWith("refused"));
    chmodSync(key, 0o400);
    await (await bed.open()).close();
  });

  it("refuses key, database and identity of different instances", async () => {
    await (await createInstance(options, { name: "Harbour Bank" })).close();
    const at = (name: string) => [join(options.folder, name), join(bed.folder, name)] as const;
    for (const [name, files] of Object.entries({
      key: ["keys/instance.pem"],
      database: ["ledger.db"],
      "database and anchor": ["ledger.db", "anchor"],
      identity: ["instance.json"],
    })) {
      const kept = join(bed.scratch, `kept ${name}`);
      cpSync(bed.folder, kept, { recursive: true });
      for (const file of files) {
        const [from, to] = at(file);
        chmodSync(to, 0o600);
        copyFileSync(from, to);
        chmodSync(to, 0o400);
        if (file === "ledger.db") chmodSync(to, 0o600);
      }
      await expect(bed.open(), name).rejects.toEqual(failsWith("integrity"));
      for (const file of files) {
        chmodSync(at(file)[1], 0o600);
        copyFileSync(join(kept, file), at(file)[1]);
        chmodSync(at(file)[1], file.endsWith(".pem") ? 0o400 : 0o600);
      }
      await (await bed.open()).close();
    }
  });

  it("does not open with a spoilt identity or without its key", async () => {
    const file = join(bed.folder, "instance.json");
    const whole = readFileSync(file);
    for (const spoilt of ["", "{}", "[1]"]) {
      writeFileSync(file, spoilt);
      await expect(bed.open()).rejects.toEqual(failsWith("integrity"));
    }
    writeFileSync(file, whole);
    await (await bed.open()).close();
  });

  it("may keep its anchor elsewhere", async () => {
    const anchorFile = join(bed.scratch, "anchor-elsewhere");
    await expect(bed.open({ anchorFile })).rejects.toEqual(failsWith("integrity"));
    writeFileSync(anchorFile, bed.firstNote);
    const store = await bed.open({ anchorFile });
    await store.append([{ type: "project-registered", actor: "system", key: "k", data: { project: "a", repository: "r", branch: "refs/heads/main" } }]);
    await store.close();
    expect(readFileSync(anchorFile, "utf8").split("\n")[1]).toBe("2");
  });
});
