import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Failure } from "../model/failure.ts";
import { findServerSettings, parseOrigin, readServerSettings } from "./settings.ts";
import { type FileSettings, shownSetting } from "./settings-given.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

const failureOf = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return null;
};
const refused = (attempt: () => unknown) => {
  const error = failureOf(attempt);
  return error instanceof Failure ? error.code : (error ?? "accepted");
};

/** A file that says one setting a line. */
function fileOf(values: Readonly<Record<string, string>>): FileSettings {
  const path = join(folder, "countersign.config.yaml");
  return { path, values: new Map(Object.entries(values)), at: (name) => ({ file: path, line: Object.keys(values).indexOf(name) + 1, column: 1 }) };
}

describe("the settings of the server", () => {
  it("come from flags, then variables, then what is usual", () => {
    expect(readServerSettings({}, {})).toEqual({ port: 8080, host: "127.0.0.1", origin: null, oidc: null, smtp: null, webhook: null, busyAfter: 100 });
    const env = { COUNTERSIGN_PORT: "9000", COUNTERSIGN_HOST: "0.0.0.0", COUNTERSIGN_ORIGIN: "https://a.example/" };
    expect(readServerSettings({}, env)).toMatchObject({ port: 9000, host: "0.0.0.0", origin: "https://a.example" });
    expect(readServerSettings({ port: "0", host: "::1", origin: "https://b.example:8443" }, env)).toMatchObject({ port: 0, host: "::1", origin: "https://b.example:8443" });
    expect(readServerSettings({}, { COUNTERSIGN_SMTP_URL: "smtp://mail.example", COUNTERSIGN_MAIL_FROM: "c@a.example" }).smtp).toEqual({
      url: "smtp://mail.example",
      from: "c@a.example",
    });
  });

  it.each(["http://a.example", "https://a.example/path", "a.example", "javascript:alert(1)", "http://127.0.0.1:8080", "https://a.example,b.example", "null"])(
    "refuse %s as origin",
    (text) => {
      expect(refused(() => parseOrigin(text))).toBe("bad-usage");
    },
  );

  it("take http on this machine itself, and https anywhere", () => {
    expect(parseOrigin("http://localhost:8080")).toEqual({ origin: "http://localhost:8080", rpId: "localhost" });
    expect(parseOrigin("https://a.example/")).toEqual({ origin: "https://a.example", rpId: "a.example" });
  });

  it.each(["-1", "65536", "80.5", "0x50", "http", "", " 80"])("refuse %j as port", (port) => {
    expect(refused(() => readServerSettings({ port }, {}))).toBe("bad-usage");
  });

  it.each(["0", "-5", "1s", "1e3", "100000"])("refuse %j as lateness", (text) => {
    expect(readServerSettings({}, { COUNTERSIGN_BUSY_AFTER: "250" }).busyAfter).toBe(250);
    expect(refused(() => readServerSettings({}, { COUNTERSIGN_BUSY_AFTER: text }))).toBe("bad-usage");
  });

  it("refuse half of what belongs together", () => {
    expect(refused(() => readServerSettings({}, { COUNTERSIGN_OIDC_ISSUER: "https://login.example" }))).toBe("bad-usage");
    expect(refused(() => readServerSettings({}, { COUNTERSIGN_WEBHOOK_SECRET: "s" }))).toBe("bad-usage");
  });

  it("come from the file after variables, each by itself", () => {
    const settings = readServerSettings({}, { COUNTERSIGN_HOST: "::1" }, fileOf({ host: "0.0.0.0", port: "9000", "webhook.url": "https://a.example/h", "webhook.secret": "s" }));
    expect(settings).toMatchObject({ host: "::1", port: 9000, webhook: { url: "https://a.example/h", secret: "s" } });
  });

  it("say where in the file stands what is wrong", () => {
    expect(failureOf(() => readServerSettings({}, {}, fileOf({ port: "9000", origin: "http://a.example" })))).toMatchObject({ code: "bad-usage", place: { line: 2 } });
    expect(failureOf(() => readServerSettings({}, {}, fileOf({ "smtp.url": "smtp://mail.example" })))).toMatchObject({ message: "smtp.from is missing.", place: { line: 1 } });
  });

  it("take a secret from a file of its own, which a variable or the config file names", () => {
    const path = join(folder, "secret");
    writeFileSync(path, "of the file\n", { mode: 0o600 });
    const beside = { COUNTERSIGN_WEBHOOK_URL: "https://a.example" };
    expect(readServerSettings({}, { ...beside, COUNTERSIGN_WEBHOOK_SECRET_FILE: path }).webhook?.secret).toBe("of the file");
    expect(readServerSettings({}, beside, fileOf({ "webhook.secret-file": "secret" })).webhook?.secret).toBe("of the file");
    expect(refused(() => readServerSettings({}, { ...beside, COUNTERSIGN_WEBHOOK_SECRET: "s", COUNTERSIGN_WEBHOOK_SECRET_FILE: path }))).toBe("bad-usage");
    expect(refused(() => readServerSettings({}, beside, fileOf({ "webhook.secret": "s", "webhook.secret-file": "secret" })))).toBe("bad-usage");
    writeFileSync(path, "\n");
    for (const file of [path, join(folder, "absent"), folder])
      expect(refused(() => readServerSettings({}, { ...beside, COUNTERSIGN_WEBHOOK_SECRET_FILE: file }))).toBe("bad-usage");
  });

  it("take no secret from what everybody may write, is too large, or is no file", () => {
    const path = join(folder, "open");
    writeFileSync(path, "s\n");
    const read = () => readServerSettings({}, { COUNTERSIGN_WEBHOOK_URL: "https://a.example", COUNTERSIGN_WEBHOOK_SECRET_FILE: path }).webhook?.secret;
    chmodSync(path, 0o646);
    expect(failureOf(read)).toMatchObject({
      code: "bad-usage",
      message: `The file ${path} should hold the secret webhook.secret, and everybody may write it.`,
      hint: `Run \`chmod o-w ${path}\`.`,
    });
    chmodSync(path, 0o444);
    expect(read()).toBe("s");
    chmodSync(path, 0o600);
    writeFileSync(path, "s".repeat(65_537));
    expect(failureOf(read)).toMatchObject({ message: `${path} is larger than 64 KB, and webhook.secret should stand in it.` });
    rmSync(path);
    execFileSync("mkfifo", ["-m", "600", path]);
    expect(failureOf(read)).toMatchObject({ message: `${path} is no file, and webhook.secret should stand in it.` });
  });

  it("show of the address of a webhook the scheme and the host: the path of a chat service is its secret", () => {
    const shown = (url: string) => findServerSettings({}, { COUNTERSIGN_WEBHOOK_URL: url }, null).find(({ setting }) => setting.name === "webhook.url") ?? never();
    expect(shownSetting(shown("https://hooks.example:8443/services/T0/B0/XyZ?k=1"))).toBe("https://hooks.example:8443/…");
    expect(shownSetting(shown("no address"))).toBe("(hidden)");
  });

  it("show no secret, nor an address that holds one, and read no secret's own file for it", () => {
    const env = {
      COUNTERSIGN_OIDC_CLIENT_SECRET: "s",
      COUNTERSIGN_SMTP_URL: "smtp://ana:s@mail.example",
      COUNTERSIGN_WEBHOOK_URL: "https://token@a.example",
      COUNTERSIGN_WEBHOOK_SECRET_FILE: "/absent",
      COUNTERSIGN_MAIL_FROM: "c@a.example",
    };
    const shown = new Map(findServerSettings({}, env, null).map((given) => [given.setting.name, shownSetting(given)]));
    expect(Object.fromEntries(shown)).toMatchObject({
      "oidc.client-secret": "(hidden)",
      "smtp.url": "(hidden)",
      "webhook.url": "(hidden)",
      "webhook.secret": "(hidden)",
      "smtp.from": "c@a.example",
      origin: null,
    });
    const bare = findServerSettings({}, { COUNTERSIGN_SMTP_URL: "ana:s@mail.example:25" }, null).find(({ setting }) => setting.name === "smtp.url");
    expect(shownSetting(bare ?? never())).toBe("(hidden)");
    expect(shownSetting(findServerSettings({}, { COUNTERSIGN_SMTP_URL: "smtp://mail.example" }, null).find(({ setting }) => setting.name === "smtp.url") ?? never())).toBe(
      "smtp://mail.example",
    );
  });
});

function never(): never {
  throw new Error("it is not there");
}
