import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../e2e/browser.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "countersign-guide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = {
  PATH: `${root}:${join(root, "node_modules/.bin")}:${process.env["PATH"]}`,
  HOME: folder,
  COUNTERSIGN_DATA: join(folder, "data"),
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C",
};
const shell = (script: string) => spawnSync("bash", ["--norc", "--noprofile", "-c", `set -euo pipefail\n${script}`], { cwd: folder, env, encoding: "utf8" });

const junit = `<testsuites><testsuite name="price" tests="1" failures="0"><testcase classname="price" name="adds tax" time="0.01"/></testsuite></testsuites>\n`;
const lcov = "SF:src/price.js\nDA:1,3\nDA:2,3\nDA:3,3\nDA:4,3\nLF:4\nLH:4\nend_of_record\n";

beforeAll(() => {
  for (const path of ["reports", "keys"]) mkdirSync(join(folder, path));
  writeFileSync(join(folder, "reports/junit.xml"), junit);
  writeFileSync(join(folder, "reports/lcov.info"), lcov);
  const made = shell(`
    for person in dana eli finn; do ssh-keygen -q -t ed25519 -N "" -C "$person" -f "keys/$person"; done
    git init -q -b main shop && cd shop
    git config user.name "Dana Okafor" && git config user.email dana@example.com
    mkdir src && printf 'export const price = 1;\\n' > src/price.js && git add . && git commit -qm "Start"
    git checkout -qb feature
    printf 'export const price = 1;\\nexport function withTax(net) {\\n  return net * 1.2;\\n}\\n' > src/price.js
    git commit -qam "Add tax" -m "Co-Authored-By: Claude <noreply@anthropic.com>"
    git checkout -q main
  `);
  expect(made.status, made.stderr).toBe(0);
});

/** The commands of a guide, as they stand. `countersign` is the file of the same name in the clone; a command that answers no is followed by a test of its exit code. */
function commandsOf(guide: string): string {
  const page = readFileSync(join(root, "docs/guides", guide), "utf8");
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
  return blocks.join("\n").replace(/^(.*); test \$\? -eq (\d+)$/gm, 'set +e; $1; code=$?; set -e; test "$code" -eq $2');
}

// The second begins where the first ends.
describe("the guides that a newcomer follows", () => {
  it("R10 take a repository from nothing to a deployment that a stranger can check, word by word", () => {
    const ran = shell(commandsOf("first-change.md"));
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    expect(ran.stdout).toContain("✔ allow");
    expect(ran.stdout).toMatch(/export verifies\./);
  });

  it("R65–R72 take one change through each of the five tiers, word by word", () => {
    const ran = shell(commandsOf("tiers.md"));
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    const answers = [...ran.stdout.matchAll(/^([✔…✖]) (allow|wait|deny)/gm)].map(([, , answer]) => answer);
    // A decision says what the gate would say now, so each approval adds an answer to those of the gates.
    expect(answers).toEqual(["allow", "wait", "allow", "allow", "wait", "wait", "wait", "allow", "allow", "allow", "allow"]);
    expect(ran.stdout).toContain("The tier tests passes without a person: tests-pass-unweakened holds.");
  });

  it("R3 R44 record who writes which lines, word by word", () => {
    const ran = shell(`git -C shop checkout -qb recorded main && cd shop\n${commandsOf("recording.md")}`);
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    expect(ran.stdout).toContain("Add the tax\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n");
    expect(ran.stdout).toMatch(/^src\/tax\.js\n {2}s_[0-9a-f]{14}::t_[0-9a-f]{14} 1$/m);
  });
});

describe("the guide to the map", () => {
  it("R3 R41 R44: is run where the guide to recording ended, and prints what it shows", () => {
    const ran = shell(`cd shop\n${commandsOf("map.md")}`);
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    const shown = /^```text\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, "docs/guides/map.md"), "utf8"))?.[1] ?? "";
    expect(shown).not.toBe("");
    expect(ran.stdout).toContain(shown);
    expect(ran.stdout).toContain("1 ▌ ai cursor claude-sonnet-4-5 — by note, high confidence");
    expect(ran.stdout).toMatch(/the map and git blame say the same\s+of\s+each/);
  });
});

describe("the first screen of the README", () => {
  it("shows what `npm start` prints, line by line", async () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const shown = /^```text\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? "";
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
    expect(scripts.start).toMatch(/src\/cli\/main\.ts serve$/);
    await using server = await startServer({ anew: true });
    // The port is the usual one, and the secret of the link is made anew each time.
    const plain = (text: string) =>
      text
        .replace(/localhost:\d+/g, "localhost")
        .replace(/join#\S+/, "join#…")
        .split("\n")
        .filter((line) => line !== "");
    expect(plain(shown)).not.toEqual([]);
    expect(plain(server.printed())).toEqual(expect.arrayContaining(plain(shown)));
  });
});
