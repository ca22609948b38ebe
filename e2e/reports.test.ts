import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { referenceLog } from "../src/checks/references/index.ts";
import { addEvidence, propose } from "../src/workflow/index.ts";
import { findings, type Running } from "./browser.ts";
import { onChange } from "./on-sample.ts";
import { beside } from "./steps.ts";

const code = "import fs from 'node:fs';\nexport const letters = (names) => fs.readFileAsync(names);\nexport const last = (names) => names.at(-1);\n";

const along = Array.from({ length: 15 }, (_, at) => `part-${String(at).padStart(2, "0")}`);
const packages: Readonly<Record<string, string>> = { lodash: "4.17.19", ...Object.fromEntries(along.map((name) => [name, "1.0.0"])) };
const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;
const manifest = { name: "letters", version: "1.0.0", dependencies: { lodash: "^4.17.0" } };
const lockfile = {
  ...{ name: "letters", version: "1.0.0", lockfileVersion: 3 },
  packages: {
    "": manifest,
    ...Object.fromEntries(
      Object.entries(packages).map(([name, version]) => [
        `node_modules/${name}`,
        { version, license: "MIT", resolved: `https://registry.npmjs.org/${name}/-/${name}-${version}.tgz`, integrity },
      ]),
    ),
  },
};

const found = (rule: string, level: string, text: string) => ({
  ...{ ruleId: rule, level, message: { text } },
  locations: [{ physicalLocation: { artifactLocation: { uri: "src/letters.js" }, region: { startLine: 3 } } }],
});
const sarif = {
  version: "2.1.0",
  runs: [
    {
      tool: { driver: { name: "ESLint" } },
      results: [found("no-implied-eval", "warning", "Names are taken as they come."), ...Array.from({ length: 13 }, (_, at) => found(`style-${at}`, "note", `Remark ${at}.`))],
    },
  ],
};

const via = (name: string, title: string, id: string, severity: string) => ({
  ...{ source: 1, name, dependency: name, title, url: `https://github.com/advisories/${id}`, severity, range: "<4.17.21" },
});
const vulnerable = (name: string, severity: string, all: object[]) => ({
  ...{ name, severity, isDirect: true, via: all, effects: [], range: "<4.17.21", nodes: [`node_modules/${name}`], fixAvailable: true },
});
const audit = {
  auditReportVersion: 2,
  vulnerabilities: {
    express: vulnerable("express", "moderate", [via("express", "Open redirect", "GHSA-aaaa-bbbb-cccc", "moderate")]),
    lodash: vulnerable("lodash", "moderate", [via("lodash", "Regular expression that takes long", "GHSA-29mw-wpgm-hmr9", "moderate")]),
  },
  metadata: {
    vulnerabilities: { info: 0, low: 0, moderate: 2, high: 0, critical: 0, total: 2 },
    dependencies: { prod: 17, dev: 0, optional: 0, peer: 0, peerOptional: 0, total: 17 },
  },
};

const bill = {
  ...{ bomFormat: "CycloneDX", specVersion: "1.6" },
  metadata: { component: { type: "application", name: "letters", version: "1.0.0", hashes: [{ alg: "SHA-256", content: "ab".repeat(32) }] } },
  components: Object.entries(packages).map(([name, version]) => ({ type: "library", name, version, purl: `pkg:npm/${name}@${version}`, licenses: [{ license: { id: "MIT" } }] })),
};

const reference = { path: "src/letters.js", line: 2, language: "javascript" };
const references = [
  { ...reference, name: "node:fs", line: 1, verdict: "verified", why: "The module is there.", drift: false } as const,
  { ...reference, name: "fs.readFileAsync", verdict: "contradicted", why: "Property 'readFileAsync' does not exist on type 'fs'.", drift: false } as const,
  { ...reference, name: "names.at", line: 3, verdict: "unverifiable", why: "Nothing says what names is.", drift: false } as const,
];

const tests = '<testsuites><testsuite name="letters" tests="1" failures="0" errors="0" skipped="0"><testcase classname="letters" name="one"/></testsuite></testsuites>';

/** A change in its second revision, with a report of the first one's head and one of each kind of its own. Returns its id. */
async function reported(server: Running): Promise<string> {
  const repository = join(server.data, "sample", "repository");
  const clone = mkdtempSync(join(tmpdir(), "countersign-clone-"));
  const git = (...words: string[]) => execFileSync("git", ["-C", clone, "-c", "user.name=Ana Costa", "-c", "user.email=ana.costa@northwind.example", ...words], { stdio: "pipe" });
  const commit = (files: Readonly<Record<string, string>>, message: string) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(clone, path, ".."), { recursive: true });
      writeFileSync(join(clone, path), text);
    }
    git("add", "-A");
    git("commit", "-q", "-m", message);
    git("push", "-q", "origin", "reported");
  };
  execFileSync("git", ["clone", "-q", repository, clone], { stdio: "pipe" });
  git("checkout", "-q", "-b", "reported", "origin/main");
  const options = { repository, base: "refs/heads/main", head: "refs/heads/reported", title: "Write letters with parts", requirement: "NW-301" };
  const change = await beside(server, async (workplace) => {
    const send = (head: string, name: string, bytes: Buffer) => addEvidence(workplace, "ana", { repository, commit: head, producer: `ci ${name}`, files: [{ name, bytes }] });
    commit({ "src/letters.js": "export const letters = 1;\n" }, "Begin letters");
    const first = await propose(workplace, "ana", options);
    await send(first.report.head, "tests-of-one.xml", Buffer.from(tests));
    const folder = "letters";
    commit({ "src/letters.js": code, [`${folder}/package.json`]: JSON.stringify(manifest), [`${folder}/package-lock.json`]: JSON.stringify(lockfile) }, "Write letters with parts");
    const { change: id, report } = await propose(workplace, "ana", { ...options, change: first.change });
    const log = referenceLog({ looked: ["src/letters.js"], references, notChecked: [] }, { commit: report.head, repository: `sha256:${"ab".repeat(32)}`, version: "1.0.0" });
    for (const [name, document] of Object.entries({ "eslint.sarif": sarif, "audit.json": audit, "bom.cdx.json": bill, "references.sarif": log }))
      await send(report.head, name, Buffer.from(JSON.stringify(document)));
    return id;
  });
  rmSync(clone, { recursive: true, force: true });
  return change;
}

onChange("R27 R69 R97 R109 reports of every kind on the page of a change", reported, ({ server, change, visitor, page }) => {
  const part = (name: RegExp) => page().locator("section.part", { has: page().getByRole("heading", { name }) });
  const open = async (name: string) => {
    await part(/^Evidence/)
      .getByRole("button", { name, exact: true })
      .click();
    return page().getByRole("dialog", { name });
  };
  const close = async () => {
    await page().getByRole("button", { name: "Close" }).click();
    await page().getByRole("dialog").waitFor({ state: "detached" });
  };

  it("of references opens with what is contradicted first, narrows to a group by its number, and leads to the file in the diff", async () => {
    const dialog = await open("references.sarif");
    await dialog.getByRole("heading", { name: "Contradicted" }).waitFor();
    expect(await dialog.getByRole("heading", { level: 3 }).allInnerTexts()).toEqual(["Contradicted", "Unverifiable", "Verified"]);
    expect(await findings(page())).toEqual([]);
    await dialog.getByRole("button", { name: "Verified 1", exact: true }).click();
    await dialog.getByRole("heading", { name: "Contradicted" }).waitFor({ state: "detached" });
    expect(await dialog.locator("li code").allInnerTexts()).toEqual(["node:fs"]);
    await dialog.getByRole("button", { name: "src/letters.js:1" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await page().locator("h3.file-name:focus").innerText()).toBe("src/letters.js");
  });

  it("stands once at its line in the diff, with a name that says what and where", async () => {
    const note = page().getByRole("note", { name: "contradicted, javascript fs.readFileAsync, line 2" });
    await note.waitFor();
    expect(await note.count()).toBe(1);
    expect(await note.innerText()).toContain("Not found: fs.readFileAsync — Property 'readFileAsync' does not exist on type 'fs'.");
  });

  it("of known flaws says which the change brings in; one of components is searched", async () => {
    const flaws = await open("audit.json");
    await flaws.getByRole("heading", { name: "Brought in by updates of this change" }).waitFor();
    expect(await flaws.getByRole("heading", { level: 3 }).allInnerTexts()).toEqual(["Brought in by updates of this change", "Not brought in by this change"]);
    expect(await flaws.locator("section").first().innerText()).toContain("It comes with lodash 4.17.19.");
    await close();
    const parts = await open("bom.cdx.json");
    await parts.getByRole("searchbox", { name: "Find in the report" }).fill("part-07");
    await parts.getByText("part-08", { exact: true }).waitFor({ state: "detached" });
    expect(await parts.locator("li code").allInnerTexts()).toEqual(["part-07"]);
    expect(await findings(page())).toEqual([]);
    const [download] = await Promise.all([page().waitForEvent("download"), parts.getByRole("link", { name: /Download the file/ }).click()]);
    expect(download.suggestedFilename()).toBe("bom.cdx.json");
    await close();
  });

  it("of an earlier revision stands apart and says that it does not count", async () => {
    const evidence = part(/^Evidence/);
    await evidence.getByText("1 report of an earlier revision does not count").click();
    await evidence.getByText(/of revision 1, does not count/).waitFor();
    const dialog = await open("tests-of-one.xml");
    await dialog.getByText("It is of revision 1 and does not count: revision 2 has another commit.").waitFor();
    await close();
  });

  it("R71 what was found is narrowed to what it does, where it is much", async () => {
    const list = part(/^Found/);
    await list.getByRole("button", { name: /^Asks \d+$/ }).click();
    await list.getByText("Remark 1.").waitFor({ state: "detached" });
    const asks = await list.locator("li").allInnerTexts();
    expect(asks.length).toBeGreaterThan(0);
    expect(asks.filter((each) => !/\basks\b/.test(each))).toEqual([]);
    await list.getByRole("button", { name: /^All \d+$/ }).click();
  });

  it("R69 of many updates, those that only come along are folded, and each leads to its question", async () => {
    const updates = part(/^Dependencies/);
    expect(await updates.locator("ul").first().locator("code").allInnerTexts()).toEqual(["lodash"]);
    await updates.getByText("15 more that only come along with others").click();
    await updates.getByText("part-00", { exact: true }).waitFor();
    await updates.getByRole("button", { name: "Answer them together" }).click();
    await page()
      .getByRole("radio", { name: /Defer until a day/ })
      .waitFor();
    expect(await findings(page())).toEqual([]);
    expect(visitor().complaints).toEqual([]);
  });

  it("loses nothing on a phone", async () => {
    const phone = await visitor().context.newPage();
    await phone.setViewportSize({ width: 390, height: 844 });
    await phone.emulateMedia({ colorScheme: "dark" });
    await phone.goto(`${server().origin}/changes/${change()}`);
    await phone.getByRole("tab", { name: "Known" }).click();
    await phone.getByRole("button", { name: "references.sarif", exact: true }).click();
    const dialog = phone.getByRole("dialog", { name: "references.sarif" });
    await dialog.getByRole("heading", { name: "Contradicted" }).waitFor();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    expect(await findings(phone)).toEqual([]);
    await dialog.getByRole("button", { name: "src/letters.js:2" }).click();
    await phone.locator("h3.file-name:focus").waitFor();
    await phone.close();
  });
});
