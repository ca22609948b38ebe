import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Failure } from "../model/failure.ts";
import { readServerSettings } from "../server/settings.ts";
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

async function failure(reading: Promise<unknown>): Promise<Failure> {
  const found = await reading.catch((error: unknown) => error);
  if (!(found instanceof Failure)) throw new Error("the settings were read", { cause: found });
  return found;
}

function failureOf(config: string): Promise<Failure> {
  return failure(readSettings({}, around(folder(`bad-${config.length}`, config))));
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

  it("take the data folder's file after the one in the current folder, and one that is named instead of both", async () => {
    const here = folder("both", "person: here\ndata: ../kept\n");
    const data = folder("kept", "person: kept\nkey: kept.pub\n");
    expect(await readSettings({}, around(here))).toMatchObject({ data, person: "here", key: join(data, "kept.pub"), file: { found: "data" } });
    const named = join(folder("named"), "own.yaml");
    writeFileSync(named, "person: named\n");
    for (const settings of [await readSettings({ config: named }, around(here)), await readSettings({}, around(here, { COUNTERSIGN_CONFIG: "../named/own.yaml" }))])
      expect(settings).toMatchObject({ person: "named", key: null, data: join(root, "home/.local/share/countersign"), file: { path: named } });
    expect((await failure(readSettings({ config: "absent.yaml" }, around(here)))).code).toBe("not-found");
  });

  it("F02 take nothing of the server, and no data folder of a gate, from a file that the change may hold", async () => {
    const here = folder("judged", "oidc: { issuer: https://evil.example }\n");
    expect(await failure(readSettings({}, around(here)))).toMatchObject({ code: "bad-input", message: expect.stringContaining("oidc.issuer"), place: { line: 1, column: 9 } });
    const repository = folder("judged/repository", "data: evil\n");
    mkdirSync(join(repository, ".git"));
    const fromFile = async (flags: object) => (await readSettings(flags, around(repository))).all.find(({ name }) => name === "data")?.fromFile;
    expect([await fromFile({}), await fromFile({ config: "countersign.config.yaml" }), await fromFile({ data: "x" })]).toEqual([true, true, false]);
  });

  it.skipIf(process.platform === "win32")("F02 are not read from what is no file, which a link in the repository can be, nor from what is far too large", async () => {
    const here = folder("linked");
    symlinkSync("/dev/zero", join(here, "countersign.config.yaml"));
    expect(await failure(readSettings({}, around(here)))).toMatchObject({ code: "bad-input", message: expect.stringContaining("no file") });
    const large = folder("large", `# ${" ".repeat(300 * 1024)}\n`);
    expect(await failure(readSettings({}, around(large)))).toMatchObject({ code: "bad-input", message: expect.stringContaining("larger") });
  });

  it("F02 are not taken from a file that everybody may write, who would choose who signs in", async () => {
    const data = folder("open", "port: 8080\n");
    const read = (mode: number) => {
      chmodSync(join(data, "countersign.config.yaml"), mode);
      return readSettings({ data }, around(folder("outside")));
    };
    for (const mode of [0o666, 0o602]) expect(await failure(read(mode))).toMatchObject({ code: "bad-input", message: expect.stringContaining("everybody may write") });
    expect((await read(0o664)).file?.values.get("port")).toBe("8080");
  });

  it("of a data folder name no other data folder", async () => {
    const data = folder("data-in-data", "data: elsewhere\n");
    expect(await failure(readSettings({ data }, around(folder("outside"))))).toMatchObject({ code: "bad-input", place: { line: 1 } });
  });

  it("say the place and the nearest name of an unknown setting inside a group", async () => {
    const data = folder("nested", "port: 8080\noidc:\n  issuer: https://login.example\n  client-sekret: s\n");
    expect(await failure(readSettings({ data }, around(folder("outside"))))).toMatchObject({
      message: 'There is no setting "oidc.client-sekret".',
      hint: "Did you mean `client-secret`?",
      place: { file: join(data, "countersign.config.yaml"), line: 4, column: 3 },
    });
  });

  it.each([
    ["port: http\n", "The setting port is not a whole number up to 65535."],
    ["port: 65536\n", "The setting port is not a whole number up to 65535."],
    ["oidc: https://login.example\n", "The setting oidc is not a group of settings."],
    ["smtp:\n  url: ''\n", "The setting smtp.url is not a text."],
    ["no-color: 1\n", "The setting no-color is not true or false."],
  ])("refuse %j in one sentence", async (text, sentence) => {
    const data = folder(`kinds-${text.length}`, text);
    expect((await failure(readSettings({ data }, around(folder("outside"))))).message).toBe(sentence);
  });

  it("refuse a file that holds a secret and that others may read, and take it when only its owner may, or when the secret stands elsewhere", async () => {
    const data = folder("secret", "webhook: { url: https://a.example, secret: s }\n");
    const path = join(data, "countersign.config.yaml");
    const read = (mode: number) => {
      chmodSync(path, mode);
      return readSettings({ data }, around(folder("outside")));
    };
    for (const mode of [0o644, 0o640, 0o604])
      expect(await failure(read(mode))).toMatchObject({ code: "bad-input", message: expect.stringContaining("webhook.secret"), place: { line: 1 } });
    expect((await read(0o600)).file?.values.get("webhook.secret")).toBe("s");
    writeFileSync(path, "webhook: { url: https://a.example, secret-file: secret }\nsmtp: { url: smtp://mail.example }\n");
    expect((await read(0o644)).file?.values.get("webhook.secret-file")).toBe("secret");
    writeFileSync(path, "smtp: { url: 'smtp://ana:s@mail.example' }\n");
    expect((await failure(read(0o644))).message).toContain("smtp.url");
    writeFileSync(path, "smtp: { url: 'ana:s@mail.example:25' }\n");
    expect((await failure(read(0o644))).message).toContain("smtp.url");
  });

  it("are what the guide to the server shows, from its file to what serves", async () => {
    const guide = readFileSync(new URL("../../docs/guides/server.md", import.meta.url), "utf8");
    const data = folder("guide", /^```yaml\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? "none");
    mkdirSync(join(data, "secrets"));
    for (const name of ["oidc", "smtp"]) writeFileSync(join(data, "secrets", name), name === "oidc" ? "of the provider\n" : "smtp://ana:s@mail.example\n", { mode: 0o600 });
    const { file } = await readSettings({ data }, around(folder("outside")));
    expect(readServerSettings({}, {}, file)).toEqual({
      port: 8080,
      host: "127.0.0.1",
      origin: "https://countersign.example.com",
      oidc: { issuer: "https://login.example.com", clientId: "countersign", clientSecret: "of the provider" },
      smtp: { url: "smtp://ana:s@mail.example", from: "countersign@example.com" },
      webhook: null,
      busyAfter: 100,
    });
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
    expect([shownValue({ value: "/home/ana/.ssh/id_ed25519" }), shownValue({ value: null })]).toEqual(["/home/ana/.ssh/id_ed25519", null]);
  });
});
