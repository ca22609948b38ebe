import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowedSigners, verifyReceipt } from "../src/workflow/index.ts";
import { findings, hasBrowser, type Running, startBrowser, startServer, type Visitor, visit } from "./browser.ts";
import { answerRelease, beside, joinBy, openChange } from "./steps.ts";

describe.skipIf(!hasBrowser)("the first minute, from an empty data folder", () => {
  let server: Running;
  let browser: Browser;
  let chen: Visitor;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer({ anew: true }), startBrowser()]);
    chen = await visit(browser);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it("prints one link, which says whom it signs in and makes their passkey", async () => {
    expect(server.printed().match(/\/join#/g)).toHaveLength(1);
    expect(server.printed()).toContain("This is a sample");
    await chen.page.goto(server.link ?? "");
    await chen.page.getByText("You join as").waitFor();
    expect(await chen.page.getByRole("main").innerText()).toContain("Chen Wei");
    await joinBy(chen.page, server.link ?? "");
  });

  it("opens on the change that waits for exactly this person, and says so in the title too", async () => {
    await chen.page.getByText(/1 change waits for you/).waitFor();
    expect(await chen.page.title()).toMatch(/1/);
    expect(await chen.page.getByRole("main").innerText()).toContain("Needs one more approval by a release manager: Chen Wei.");
  });

  it("shows the change with the lines that AI wrote marked, by which tool and how it is known", async () => {
    await openChange(chen.page);
    const mark = chen.page.getByRole("button", { name: /written by AI, tool claude-code/i }).first();
    await mark.waitFor();
    expect(await mark.getAttribute("aria-label")).toMatch(/trailer|note/);
    expect(await chen.page.getByRole("main").innerText()).toContain("AI 70 %");
  });

  it("R78 R65 shows why this tier, what is missing, who can give it and what holds, on a desk and without scrolling", async () => {
    const { page } = chen;
    await page.setViewportSize({ width: 1280, height: 800 });
    const bar = (await page.locator(".decide-bar").boundingBox())?.y ?? 0;
    const known = page.getByRole("region", { name: "What is known" });
    for (const part of [
      page.getByText(/^It needs the tier business-logic: src\/channel\.js and 2 more files match no other type/),
      known.getByText("What is missing"),
      known.getByText("Needs one more approval by a release manager: Chen Wei."),
      known.getByText("What holds"),
      known.getByText("Every test passes, and there are tests."),
      known.getByText("No test failed; 33 tests passed"),
      known.getByText(/^Approved by someone qualified for code review/),
    ]) {
      const box = await part.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(bar);
    }
    await known.getByText("No test failed; 33 tests passed").click();
    await known.getByText("evidence.tests.failed = 0, asked == 0; evidence.tests.passed = 33, asked > 0").waitFor();
    await page.getByText(/^It needs the tier business-logic/).click();
    await page.getByText("change-types.business-logic.otherwise").waitFor();
    expect(await findings(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it("R19 does not let anybody approve while a question is open, and says which", async () => {
    const approve = chen.page.getByRole("button", { name: "Approve for production" });
    expect(await approve.getAttribute("aria-disabled")).toBe("true");
    await approve.click({ force: true });
    expect(new URL(chen.page.url()).pathname).not.toContain("/sign");
    expect(await chen.page.getByText(/You cannot approve yet/).innerText()).toContain("Who and what is affected if this is wrong?");
  });

  it("R24 shows the exact text before it is signed, with a digest that the browser worked out itself", async () => {
    await answerRelease(chen.page);
    await chen.page.getByRole("button", { name: "Approve for production" }).click();
    await chen.page.waitForURL((url) => url.pathname.endsWith("/sign"));
    const text = chen.page.getByRole("region", { name: "What you sign" });
    await text.waitFor();
    const shown = await text.innerText();
    for (const part of ["Chen Wei", "production", "responsibility"]) expect(shown).toContain(part);
    expect(shown).toMatch(/[0-9a-f]{64}/);
    expect(await findings(chen.page)).toEqual([]);
  });

  it("R24 records the decision with the passkey, and gives a receipt with its place in the ledger", async () => {
    await chen.page.getByRole("button", { name: "Sign with your passkey" }).click();
    const receipt = chen.page.getByRole("region", { name: "Receipt" });
    await receipt.waitFor();
    expect(await receipt.innerText()).toMatch(/Entry [\d,]+/);
    expect(await chen.page.evaluate(() => document.activeElement?.matches(".receipt h2"))).toBe(true);
    expect(await findings(chen.page)).toEqual([]);
  });

  it("turns the gate to allow, with a receipt that verifies offline", async () => {
    await chen.page.getByRole("button", { name: "Ask the gate for production" }).click();
    await chen.page.getByText("The receipt holds until").waitFor();
    const [saved] = await Promise.all([chen.page.waitForEvent("download"), chen.page.getByRole("button", { name: /^Save .*\.tlog-proof$/ }).click()]);
    const [envelope] = await Promise.all([chen.page.waitForEvent("download"), chen.page.getByRole("button", { name: /^Save .*\.vsa\.json$/ }).click()]);
    const text = async (download: typeof saved) => readFileSync(await download.path(), "utf8");
    const vkey = await beside(server, async ({ store }) => store.identity.vkey);
    expect(await verifyReceipt({ proof: await text(saved), envelope: await text(envelope), vkey })).toMatchObject({ ok: true, receipt: { environment: "production" } });
  });

  it("has the gate asked on the page of the change too, where its allow and the receipt are found again", async () => {
    const { page } = chen;
    await page.getByRole("link", { name: "Back to the change" }).click();
    const last = page.getByText(/^The gate was last asked .* and answered allow/);
    await last.waitFor();
    await page.getByRole("button", { name: "Ask the gate for production" }).click();
    await page.getByText("The receipt holds until").waitFor();
    expect(await findings(page)).toEqual([]);
    await page.reload();
    await last.getByRole("link", { name: /^entry/ }).click();
    await page.getByRole("button", { name: /^Save as entry-\d+\.tlog-proof/ }).waitFor();
    expect(await page.getByRole("main").innerText()).toContain("countersign ledger export FOLDER --sample");
  });

  it("R6 lets whoever reads the decision save what its signature is checked with", async () => {
    const { page } = chen;
    await page.goto(`${server.origin}/changes`);
    await openChange(page);
    await page
      .getByRole("navigation", { name: "Gates of this change" })
      .getByRole("link", { name: /production/ })
      .click();
    await page.getByRole("link", { name: "Chen Wei approved" }).last().click();
    const folder = mkdtempSync(join(tmpdir(), "countersign-saved-"));
    for (const name of [/^Save d-.*\.sig$/, /^Save d-.*\.json$/, /^Save allowed_signers$/]) {
      const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
      await saved.saveAs(join(folder, saved.suggestedFilename()));
    }
    const command = await page.getByText(/^ssh-keygen -Y verify -f/).innerText();
    expect(execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" })).toContain("Good");
    expect(await findings(page)).toEqual([]);
  });

  it("R6 left a signature that stock ssh-keygen verifies against the allowed signers of the ledger", async () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-signature-"));
    const name = (file: string) => join(folder, file);
    const person = await beside(server, async (workplace) => {
      const [change] = await workplace.store.read.changes();
      const signed = (await workplace.store.read.decisions(change?.id ?? "")).findLast(({ signature }) => signature.kind === "passkey");
      writeFileSync(name("document"), signed?.document ?? "");
      writeFileSync(name("document.sig"), signed?.signatureText ?? "");
      writeFileSync(name("allowed_signers"), await allowedSigners(workplace));
      return signed?.person ?? "";
    });
    const words = ["-Y", "verify", "-f", name("allowed_signers"), "-I", person, "-n", "countersign.decision.v1", "-s", name("document.sig")];
    expect(execFileSync("ssh-keygen", words, { input: readFileSync(name("document")), encoding: "utf8" })).toContain("Good");
    const changed = Buffer.concat([readFileSync(name("document")), Buffer.from(" ")]);
    expect(() => execFileSync("ssh-keygen", words, { input: changed, stdio: ["pipe", "ignore", "ignore"] })).toThrow();
  });

  it("keeps to the content policy, and no script failed", () => {
    expect(chen.complaints).toEqual([]);
  });

  it("is there again after the process was killed, and whoever was signed in still is", async () => {
    const { data, origin } = server;
    await server.kill();
    await chen.page.goto(`${origin}/`).catch(() => null);
    server = await startServer({ data, port: Number(new URL(origin).port) });
    expect(server.link).toBeNull();
    await chen.page.goto(`${server.origin}/`);
    await chen.page
      .getByRole("link", { name: /Remind patients by phone/ })
      .first()
      .waitFor();
  });

  it("sends whoever is signed out to the sign-in page, and back to where they wanted to go", async () => {
    const { page } = chen;
    await chen.context.clearCookies();
    await page.goto(`${server.origin}/people`);
    await page.waitForURL((url) => url.pathname === "/sign-in");
    await page.getByRole("button", { name: /passkey/i }).click();
    await page.waitForURL((url) => url.pathname === "/people");
  });
});
