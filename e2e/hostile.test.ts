import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addEvidence, enrolPerson, makeComment, propose } from "../src/workflow/index.ts";
import { hasBrowser, type Running, settled, startBrowser, startServer, type Visitor } from "./browser.ts";
import { administrator, beside } from "./steps.ts";

/** Texts that become more than text wherever a page takes one for markup, an address or a style. */
const payloads = [
  `<img src=x onerror="alert(1)">`,
  `"><script>alert(2)</script>`,
  `'"--></style></script><svg onload=alert(3)>`,
  "javascript:alert(4)",
  `<a href="javascript:alert(5)">here</a>`,
  "{{constructor.constructor('alert(6)')()}}",
  "#{alert(7)}",
  `<iframe srcdoc="<script>alert(8)</script>"></iframe>`,
  "\u202e<b onmouseover=alert(9)>\u202c",
  `<math><mtext></mtext><mglyph><svg><mtext><style><img src=x onerror=alert(10)></style>`,
];

describe.skipIf(!hasBrowser)("G04 script in whatever an author can type", () => {
  let server: Running;
  let browser: Browser;
  let chen: Visitor;
  let change: string;
  const dialogs: string[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
    chen = await administrator(browser, server);
    chen.page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    change = await plant();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  /** A change whose title, requirement, messages, paths, lines, tests, findings and comments are all hostile, by somebody whose name is. */
  async function plant(): Promise<string> {
    const repository = join(server.data, "sample", "repository");
    const clone = mkdtempSync(join(tmpdir(), "countersign-hostile-"));
    const git = (...words: string[]) =>
      execFileSync("git", ["-C", clone, "-c", "user.name=<img src=x onerror=alert(11)>", "-c", "user.email=mallory@northwind.example", ...words], { stdio: "pipe" });
    execFileSync("git", ["clone", "-q", repository, clone], { stdio: "pipe" });
    git("checkout", "-q", "-b", "hostile", "origin/main");
    const folder = join(clone, "src", "<img src=x onerror=alert(12)>");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '"><svg onload=alert(13)>.js'), payloads.join("\n"));
    git("add", "-A");
    git("commit", "-q", "-m", `${payloads[0]}\n\n${payloads.join("\n")}\n\nCo-Authored-By: <script>alert(14)</script> <noreply@anthropic.com>`);
    git("push", "-q", "origin", "hostile");
    rmSync(clone, { recursive: true, force: true });
    return await beside(server, async (workplace) => {
      await enrolPerson(workplace, "chen", { handle: "mallory", name: `<img src=x onerror="alert(15)">`, emails: ["mallory@northwind.example"], roles: ["reviewer"] });
      const proposed = await propose(workplace, "mallory", { repository, base: "refs/heads/main", head: "refs/heads/hostile", title: payloads[1], requirement: payloads[3] });
      const { head } = proposed.report;
      await addEvidence(workplace, "mallory", {
        repository,
        commit: head,
        producer: `<b onload=alert(16)>`,
        files: [
          { name: "<svg onload=alert(17)>.xml", bytes: Buffer.from(junit) },
          { name: "a.sarif", bytes: Buffer.from(JSON.stringify(sarif(proposed.report.files[0]?.path ?? ""))) },
        ],
      });
      for (const text of payloads) await makeComment(workplace, "mallory", { change: proposed.change, text });
      return proposed.change;
    });
  }

  it.each(["/", "/changes", "CHANGE", "/people", "/ledger", "/measures", "/map?rev=refs/heads/hostile", "/escalations", "/deployments"])(
    "stays text on %s: no dialog opens and the content policy has nothing to stop",
    async (name) => {
      const { page } = chen;
      await page.goto(`${server.origin}${name === "CHANGE" ? `/changes/${change}` : name}`);
      await settled(page);
      expect(dialogs).toEqual([]);
      expect(chen.complaints).toEqual([]);
      expect(await page.locator("main img, main svg[onload], main iframe, main script").count()).toBe(0);
      const addresses = await page.locator("a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
      expect(addresses.filter((protocol) => protocol !== "http:")).toEqual([]);
    },
  );

  it("shows them for what they are, with characters that reorder text as marks (C01)", async () => {
    await chen.page.goto(`${server.origin}/changes/${change}`);
    // The marks are in the lines of the diff, which are read after the rest of the page.
    await chen.page.getByText("U+202E").first().waitFor();
    const text = await chen.page.getByRole("main").innerText();
    expect(text).toContain(`<img src=x onerror="alert(1)">`);
    expect(text).not.toContain("\u202e");
    expect(text).toMatch(/U\+202E/);
  });
});

const inXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("\u202e", "").replaceAll("\u202c", "");
const junit = `<testsuites><testsuite name="hostile" tests="${payloads.length}" failures="1" errors="0" skipped="0">${payloads
  .map(
    (text, at) =>
      `<testcase classname="hostile" name="${inXml(text)}">${at === 0 ? `<failure message="${inXml(payloads[2] ?? "")}">${inXml(payloads[4] ?? "")}</failure>` : ""}</testcase>`,
  )
  .join("")}</testsuite></testsuites>`;

const sarif = (path: string) => ({
  version: "2.1.0",
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  runs: [
    {
      tool: { driver: { name: payloads[0], rules: [{ id: payloads[1], shortDescription: { text: payloads[2] } }] } },
      results: [
        {
          ruleId: payloads[1],
          level: "error",
          message: { text: payloads[4] },
          locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(path) }, region: { startLine: 1 } } }],
        },
      ],
    },
  ],
});
