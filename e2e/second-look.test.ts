import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrolPerson, qualify } from "../src/workflow/index.ts";
import { findings, hasBrowser, type Running, settled, startBrowser, startServer, type Visitor } from "./browser.ts";
import { administrator, beside, signedIn } from "./steps.ts";

describe.skipIf(!hasBrowser)("what a team sees to beside its changes", () => {
  let server: Running;
  let browser: Browser;
  let chen: Visitor;
  let bo: Visitor;
  let dan: Visitor;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
    chen = await administrator(browser, server);
    bo = await signedIn(browser, server, "bo");
    // Bo and Chen have approved the change, so somebody else is needed who could have.
    await beside(server, async (workplace) => {
      await enrolPerson(workplace, "chen", { handle: "dan", name: "Dan Dahl", emails: ["dan@northwind.example"], roles: ["reviewer"] });
      const domains = new Set((await workplace.store.read.qualifications()).map(({ domain }) => domain));
      for (const domain of domains) await qualify(workplace, "chen", { person: "dan", domain, basis: "Years in the field" });
    });
    dan = await signedIn(browser, server, "dan");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function look(page: Page, name: string): Promise<void> {
    await settled(page);
    expect(await findings(page), name).toEqual([]);
    const folder = process.env["COUNTERSIGN_PICTURES"];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    for (const [width, dark] of [
      [1440, false],
      [390, true],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
      await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  }

  it("R35 a lead orders a sample, whoever was drawn finds it in their turn, answers, and the numbers open into it", async () => {
    await bo.page.goto(`${server.origin}/measures`);
    await bo.page.getByRole("button", { name: "Order a sample" }).click();
    const dialog = bo.page.getByRole("dialog", { name: "Order a sample of second looks" });
    await dialog.getByLabel("How many").fill("1");
    await look(bo.page, "order");
    await dialog.getByRole("button", { name: "Draw and order" }).click();
    await bo.page.getByRole("table", { name: "Second looks that wait" }).waitFor();
    await look(bo.page, "ordered");

    const { page } = dan;
    await page.goto(`${server.origin}/`);
    await look(page, "asked");
    await page.getByRole("link", { name: /A second look at the approval of/ }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/decisions/"));
    const record = page.getByRole("button", { name: "Record the second look" });
    await page.getByRole("radio", { name: /No, I disagree/ }).check();
    await page.getByRole("textbox", { name: "Why" }).fill("The desk's hours of a holiday are not looked at.");
    await look(page, "answering");
    await record.click();
    await page.getByText("disagrees with the approval").waitFor();
    await page.getByText("How it was drawn").click();
    await look(page, "answered");

    await bo.page.reload();
    const row = bo.page.getByRole("row", { name: /Second looks that disagreed/ });
    await row.getByRole("button", { name: /Show 1 row/ }).click();
    await bo.page.getByText("the second look disagrees").waitFor();
    await look(bo.page, "rows");
  });

  it("R104 a lead attests what no record can show, and the list says who did and when it is due again", async () => {
    const { page } = bo;
    await page.goto(`${server.origin}/measures`);
    await page.getByRole("button", { name: /Attest that The team talked/ }).click();
    const dialog = page.getByRole("dialog", { name: "Attest that it is so" });
    await dialog.getByLabel("What was done").fill("In the retrospective of this week.");
    await look(page, "attesting");
    await dialog.getByRole("button", { name: "Attest it" }).click();
    await page.getByText(/Bo Lindqvist attested it on/).waitFor();
    expect(await page.getByRole("button", { name: /Attest that A backup/ }).count()).toBe(0);
    await look(page, "attested");
  });

  it("R105 a person names a deputy on their own page, and ends it there", async () => {
    const { page } = bo;
    await page.goto(`${server.origin}/people`);
    await page.getByRole("link", { name: "Bo Lindqvist" }).first().click();
    await page.getByRole("button", { name: "Name a deputy" }).click();
    const dialog = page.getByRole("dialog", { name: /Who stands in for Bo Lindqvist/ });
    await dialog.getByLabel("Deputy").selectOption({ label: "Chen Wei" });
    await dialog.getByLabel("Until").fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10));
    await look(page, "deputy");
    await dialog.getByRole("button", { name: "Name the deputy" }).click();
    await page.getByText("stands in now").waitFor();
    await look(page, "deputies");
    await page.getByRole("button", { name: /End that Chen Wei stands in/ }).click();
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByText("ended early").waitFor();
  });

  it("keeps to the content policy throughout", () => {
    expect([chen, bo, dan].flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
