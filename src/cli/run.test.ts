import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { commands } from "./table.ts";
import { runIn, testFolder } from "./testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

/** The program itself, in a process of its own. */
function spawn(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...words], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: root },
  });
  return { exit: status, out: stdout, err: stderr };
}

describe("the program", () => {
  it("says its version", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
    expect(spawn("--version")).toEqual({ exit: 0, out: `${version}\n`, err: "" });
  });

  it("names the nearest command for an unknown one and changes nothing", () => {
    expect(spawn("gaet")).toEqual({ exit: 2, out: "", err: 'There is no command "gaet". Did you mean `gate`?\n' });
  });

  it("F01: ends with 2, not 0, when no command is named", () => {
    const { exit, out, err } = spawn();
    expect([exit, out, err.startsWith("Usage: countersign <command>")]).toEqual([2, "", true]);
  });

  it("says a failure as one sentence on standard error, or as one document on standard output", () => {
    expect(spawn("check", "--repo", root)).toEqual({ exit: 2, out: "", err: expect.stringContaining("is not inside a git repository") });
    const { exit, out, err } = spawn("check", "--repo", root, "--json");
    expect([exit, err, JSON.parse(out)]).toEqual([2, "", { error: { code: "not-a-repository", sentence: expect.any(String), hint: expect.any(String), place: null } }]);
  });

  it("F01: stays quiet and keeps its exit code when its reader goes away", () => {
    const { status, stderr } = spawnSync("sh", ["-c", `"$0" --disable-warning=ExperimentalWarning "$1" policy schema | head -c 1 >/dev/null`, process.execPath, main], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
  });
});

describe("a command line", () => {
  it.each(commands.map(({ name }) => name))("%s --help is its help", async (name) => {
    const { exit, out, err } = await runIn(root, [...name.split(" "), "--help"]);
    expect([exit, err, out.startsWith(`Usage: countersign ${name} `)]).toEqual([0, "", true]);
  });

  it.each([
    [["check", "--bsae", "main"], 'There is no option "--bsae" here. Did you mean `--base`? See `countersign check --help`.'],
    [["evidence", "add", "a.xml", "--comit", "HEAD", "--producer=ci"], 'There is no option "--comit" here. Did you mean `--commit`? See `countersign evidence add --help`.'],
    [["evidence", "add", "a.xml", "--producer", "--comit"], "Required option '--commit <SHA>' not specified."],
    [
      ["policy", "constraints", "health-data-in-log"],
      'SET cannot be "health-data-in-log". Did you mean `health-data-in-logs`? It is one of health-data-in-logs, secrets-in-source, sql-from-strings.',
    ],
    [["gate"], "Required option '--environment <NAME>' not specified. See `countersign gate --help`."],
    [["decide", "c-1"], "Missing required argument 'OUTCOME'. See `countersign decide --help`."],
    [["decide", "c-1", "aprove"], 'OUTCOME cannot be "aprove". Did you mean `approve`? It is one of approve, request-changes, defer, unsure.'],
    [["brief", "--target", "agent"], "Allowed choices are agents, claude, copilot, cursor, gemini, zed. See `countersign brief --help`."],
    [["--bad"], 'There is no command "--bad". See `countersign --help`.'],
    [["people", "ad"], 'There is no command "people ad". Did you mean `add`?'],
    [["gate", "--environment", "production", "--wait", "soon"], "soon is not a duration."],
  ])("is refused with the way out: %j", async (words, sentence) => {
    const { exit, out, err } = await runIn(root, words);
    expect([exit, out]).toEqual([2, ""]);
    expect(err.replace(/\n +/g, " ")).toContain(sentence);
  });

  it("F02: does not pass a gate because a variable of the pipeline holds `--help` or `--version`", async () => {
    for (const planted of ["--help", "-h", "--version", "help"]) {
      for (const words of [
        ["gate", "--environment", planted],
        ["gate", "--environment", "production", planted],
        ["gate", planted, "--environment", "production"],
        [planted, "gate", "--environment", "production"],
      ]) {
        expect([words, (await runIn(root, [...words, "--data", join(root, "none")])).exit]).toEqual([words, 2]);
      }
    }
  });

  it("takes common options before the command as well", async () => {
    expect((await runIn(root, ["--json", "--data", "d", "doctor", "--settings"])).json()).toMatchObject({
      settings: expect.arrayContaining([
        { name: "data", value: join(root, "d"), origin: "--data" },
        { name: "port", value: "8080", origin: "what is usual" },
      ]),
    });
  });

  it("shows the server's settings with where each comes from and without a secret, and doctor says what is wrong with them", async () => {
    const data = join(root, "served");
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, "countersign.config.yaml"), "port: 9000\nwebhook: { url: https://a.example/hook, secret: a-secret }\nsmtp: { url: smtp://mail.example }\n", {
      mode: 0o600,
    });
    const env = { COUNTERSIGN_OIDC_CLIENT_SECRET: "another-secret", COUNTERSIGN_PORT: "9100" };
    const shown = await runIn(root, ["doctor", "--settings", "--data", data, "--json"], { env });
    expect(shown.json()).toMatchObject({
      settings: expect.arrayContaining([
        { name: "port", value: "9100", origin: "COUNTERSIGN_PORT" },
        { name: "webhook.url", value: "https://a.example/…", origin: join(data, "countersign.config.yaml") },
        { name: "webhook.secret", value: "(hidden)", origin: join(data, "countersign.config.yaml") },
        { name: "oidc.client-secret", value: "(hidden)", origin: "COUNTERSIGN_OIDC_CLIENT_SECRET" },
        { name: "oidc.issuer", value: null, origin: "not set" },
      ]),
    });
    expect(shown.out + (await runIn(root, ["doctor", "--settings", "--data", data], { env })).out).not.toMatch(/a-secret|another-secret/);
    const doctor = await runIn(root, ["doctor", "--data", data, "--json"]);
    expect([doctor.exit, doctor.json()]).toMatchObject([
      1,
      { checks: expect.arrayContaining([expect.objectContaining({ name: "settings", ok: false, sentence: expect.stringContaining(":3:") })]) },
    ]);
    expect(doctor.out).not.toContain("a-secret");
  });

  it("prints one document and nothing else with --json, also for bad usage and help", async () => {
    const usage = await runIn(root, ["gate", "--json"]);
    expect([usage.exit, usage.err, usage.json()]).toEqual([2, "", { error: expect.objectContaining({ code: "bad-usage" }) }]);
    expect((await runIn(root, ["gate", "--help", "--json"])).json()).toMatchObject({ commands: [{ name: "gate" }] });
    expect((await runIn(root, ["--json"])).json()).toMatchObject({ error: { code: "bad-usage" } });
  });

  it("says that nothing was founded, and how to begin", async () => {
    const { exit, err } = await runIn(root, ["inbox", "--as", "ana", "--data", join(root, "none")]);
    expect([exit, err]).toEqual([2, expect.stringContaining("countersign init")]);
  });

  it("F02: takes no data folder for a gate from a file that the change may hold", async () => {
    const folder = join(root, "repository");
    mkdirSync(join(folder, ".git"), { recursive: true });
    writeFileSync(join(folder, "countersign.config.yaml"), "data: allow-everything\n");
    for (const words of [
      ["gate", "--environment", "production"],
      ["deploy", "start", "--environment", "production"],
      ["serve", "--port", "0"],
    ]) {
      const { exit, err } = await runIn(folder, words);
      expect([exit, err]).toEqual([2, expect.stringContaining("COUNTERSIGN_DATA")]);
    }
  });

  it("treats what it did not expect as denied, with the stack on standard error", async () => {
    const env = new Proxy(
      {},
      {
        get: () => {
          throw new Error("planted");
        },
      },
    );
    const { exit, err, json } = await runIn(root, ["inbox", "--as", "ana", "--json"], { env });
    expect([exit, err.includes("run.test.ts"), json()]).toEqual([4, true, { error: expect.objectContaining({ code: "bug", sentence: "Error: planted" }) }]);
  });
});
