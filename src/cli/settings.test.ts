import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Failure } from "../model/failure.ts";
import { readSettings, shownValue } from "./settings.ts";
import { testFolder } from "./testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const around = (folder: string, env: Record<string, string> = {}) => ({ folder, env, home: join(root, "home"), platform: "linux" as const });

function folder(name: string, config?: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  if (config !== undefined) writeFileSync(join(path, "countersign.config.yaml"), config);
  return path;
}

async function failureOf(config: string): Promise<Failure> {
  const found = await readSettings({}, around(folder(`bad-${config.length}`, config))).catch((error: unknown) => error);
  if (!(found instanceof Failure)) throw new Error("the settings were read");
  return found;
}

describe("settings", () => {
  it("take a flag before a variable, a variable before the file, the file before what is usual", async () => {
    const here = folder("order", "data: from-file\nperson: file@example.org\n");
    const origins = async (flags: object, env: Record<string, string>) =>
      (await readSettings(flags, around(here, env))).all.slice(0, 2).map(({ value, origin }) => [value, origin]);
    const file = join(here, "countersign.config.yaml");
    expect(await origins({}, {})).toEqual([
      [join(here, "from-file"), file],
      ["file@example.org", file],
    ]);
    expect((await origins({}, { COUNTERSIGN_DATA: "/srv/data" }))[0]).toEqual(["/srv/data", "COUNTERSIGN_DATA"]);
    expect((await origins({ data: "flag" }, { COUNTERSIGN_DATA: "/srv/data" }))[0]).toEqual([join(here, "flag"), "--data"]);
  });

  it("are looked for upwards as far as the root of the work tree and no further", async () => {
    folder("outer", "person: outer\n");
    const inner = folder("outer/repository/src");
    mkdirSync(join(root, "outer/repository/.git"));
    expect((await readSettings({}, around(inner))).person).toBeNull();
    writeFileSync(join(root, "outer/repository/countersign.config.yaml"), "person: inner\n");
    expect((await readSettings({}, around(inner))).person).toBe("inner");
  });

  it("keep data where the system keeps a user's data", async () => {
    const here = folder("usual");
    const data = async (platform: NodeJS.Platform, env: Record<string, string>) => (await readSettings({}, { ...around(here, env), platform })).data;
    expect(await data("linux", {})).toBe(join(root, "home/.local/share/countersign"));
    expect(await data("linux", { XDG_DATA_HOME: "/xdg" })).toBe("/xdg/countersign");
    expect(await data("linux", { XDG_DATA_HOME: "relative" })).toBe(join(root, "home/.local/share/countersign"));
    expect(await data("darwin", {})).toBe(join(root, "home/Library/Application Support/countersign"));
  });

  it("put the sample below the data folder, with its repository", async () => {
    const settings = await readSettings({ sample: true, data: "/srv/data" }, around(folder("sampled", "repo: elsewhere\n")));
    expect([settings.data, settings.place, settings.repo]).toEqual(["/srv/data", "/srv/data/sample", "/srv/data/sample/repository"]);
    expect((await readSettings({ data: "/srv/data" }, around(folder("own", "person: ana\n")))).place).toBe("/srv/data/organisation");
  });

  it("refuse an unknown name with its place and the nearest one", async () => {
    const failure = await failureOf("person: ana\ndatta: /srv\n");
    expect([failure.code, failure.place?.line, failure.hint]).toEqual(["bad-input", 2, "Did you mean `data`?"]);
  });

  it("refuse a value of the wrong kind, aliases, and what is no set of names", async () => {
    expect((await failureOf("data: 7\n")).message).toBe("The setting data is not a text.");
    expect((await failureOf("- data\n")).code).toBe("bad-input");
    expect((await failureOf("data: &a /srv\nkey: *a\n")).code).toBe("bad-input");
  });

  it("ask for no colour when NO_COLOR is set to anything, and not when it is empty", async () => {
    const colour = async (env: Record<string, string>) => (await readSettings({}, around(folder("colour"), env))).colour;
    expect([await colour({}), await colour({ NO_COLOR: "" }), await colour({ NO_COLOR: "0" }), await colour({ COUNTERSIGN_NO_COLOR: "1" })]).toEqual([true, true, false, false]);
  });

  it("never show a private key that somebody put where a file belongs", () => {
    expect(shownValue({ value: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl" })).toBe("(hidden)");
    expect([shownValue({ value: "/home/ana/.ssh/id_ed25519" }), shownValue({ value: null })]).toEqual(["/home/ana/.ssh/id_ed25519", "—"]);
  });
});
