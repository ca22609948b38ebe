import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colleagues, signedDocuments, type Team, teamIn } from "../src/cli/testing-team.ts";
import { documentNames } from "../web/pages/document-names.ts";
import { findings, hasBrowser, type Running, settled, startBrowser, startServer, type Visitor } from "./browser.ts";
import { administrator, answerAll, ask, seeAll, signedIn } from "./steps.ts";

// The same story is told on the command line in src/cli/story.test.ts.
describe.skipIf(!hasBrowser)("a team on the pages, from no blueprint to a change that is allowed", () => {
  const root = mkdtempSync(join(tmpdir(), "countersign-story-"));
  let team: Team;
  let server: Running;
  let browser: Browser;
  let change = "";
  const others = Object.keys(colleagues);
  const visitors: Record<string, Visitor> = {};
  let page: Page;

  beforeAll(async () => {
    team = teamIn(root, Date.now);
    const starting = startBrowser();
    await team.found();
    server = await startServer({ data: team.data });
    browser = await starting;
    visitors["dana"] = await administrator(browser, server);
    ({ page } = visitors["dana"]);
    const enter = async (person: string) => {
      visitors[person] = await signedIn(browser, server, person);
    };
    await Promise.all(others.map(enter));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const answer = () => page.locator(".page-answer").innerText();
  const main = () => page.getByRole("main").innerText();
  const clean = async () => {
    await settled(page);
    expect(await findings(page)).toEqual([]);
  };
  /** The page of the change, and why it is denied. */
  const denied = async () => {
    await page.goto(`${server.origin}/changes/${change}`);
    await settled(page);
    const { verdict } = (await ask(page, "GET", `/api/changes/${change}`)) as { verdict: { reasons: { code: string; effect: string }[] } };
    return verdict.reasons.filter(({ effect }) => effect === "deny").map(({ code }) => code);
  };
  const sign = async (of: Page) => {
    await of.getByRole("button", { name: "Sign with your passkey" }).click();
    await of.getByRole("region", { name: "Receipt" }).waitFor();
  };
  const pageOf = (person: string): Page => visitors[person]?.page ?? page;

  it("R49 R64 the page of the blueprint says that there is none, and starts one", async () => {
    await page.goto(`${server.origin}/blueprint`);
    await page.getByRole("button", { name: "Start the blueprint" }).click();
    expect(await answer()).toBe("shop builds without a blueprint since today: nobody started one.");
    await page.getByRole("dialog").getByRole("button", { name: "Start it" }).click();
    await page.getByText(/^Day 1 of 22\. \d+ things are missing before it can close; it is the turn of Dana/).waitFor();
  });

  it("R50 a change that touches code is denied meanwhile, and its page says why and leads to the blueprint", async () => {
    team.git("checkout", "-qb", "feature");
    team.commitFeature("export const may = 1;\n");
    change = await team.proposed();
    expect(await denied()).toContain("blueprint-running");
    expect(await main()).toContain("The project is in its blueprint");
    await clean();
    await page.getByRole("link", { name: "the blueprint of shop" }).first().click();
    await page.getByRole("heading", { name: "Missing before it can close" }).waitFor();
  });

  it("R11 R106 what a newly registered tool wrote is denied until its review is closed, item by item", async () => {
    team.git("checkout", "-q", "main");
    await team.registerTool();
    expect(await denied()).toContain("tool-under-review");
    await page.getByRole("link", { name: "the AI tools of shop" }).first().click();
    const review = page.getByRole("region", { name: "Review of claude-code" });
    for (const left of [3, 2, 1]) {
      await review.getByText(new RegExp(`${left} of 3 items (?:is|are) left\\.`)).waitFor();
      await review
        .getByRole("button", { name: /^Close / })
        .first()
        .click();
      await page.getByRole("dialog").getByLabel("What was done").fill("Went through it with the whole team.");
      await page.getByRole("dialog").getByRole("button", { name: "Close this item" }).click();
    }
    await page.getByText(/^It may be used within its conditions/).waitFor();
    expect(await denied()).not.toContain("tool-under-review");
  });

  it("R29 R51 R53 R54 what is filled in waits for signatures only, and whoever is asked signs it on its page", async () => {
    await team.fillIn();
    const signAll = async (of: Page, documents: readonly string[]) => {
      for (const document of documents) {
        await of.goto(`${server.origin}/blueprint/${document}`);
        await of.getByRole("button", { name: /^Sign version / }).click();
        await sign(of);
        await of.getByRole("button", { name: "Back to the document" }).click();
        await of.getByText(/^Version .* approved; signed by /).waitFor();
      }
    };
    await Promise.all([signAll(page, signedDocuments), signAll(pageOf("eli"), ["delivery"])]);
    await page.goto(`${server.origin}/blueprint`);
    const row = page.getByRole("table", { name: /^The documents/ }).getByRole("row", { name: new RegExp(documentNames.delivery, "i") });
    expect(await row.innerText()).toMatch(/signed by (?:Dana and eli|eli and Dana)/);
  });

  it("R81 everybody acknowledges the AI policy in their own name, and whoever has not is named until then", async () => {
    await page.goto(`${server.origin}/blueprint/ai-policy`);
    await page.getByText("Missing: Dana, eli, finn and gita.").waitFor();
    const acknowledge = async (person: string) => {
      const of = pageOf(person);
      await of.goto(`${server.origin}/blueprint/ai-policy`);
      await of.getByRole("button", { name: /^I have read version / }).click();
      await of.getByRole("row", { name: new RegExp(`^${person} this version`, "i") }).waitFor();
    };
    await Promise.all(["dana", ...others].map(acknowledge));
    await page.getByText(/^Everybody who is asked has read version /).waitFor();
  });

  it("R51 closes by name, with an answer to each question that no record answers", async () => {
    await page.goto(`${server.origin}/blueprint`);
    await page.getByText("Nothing that records show is missing: Dana may close it.").waitFor();
    await page.getByRole("button", { name: "Close the blueprint" }).click();
    for (const box of await page.getByRole("checkbox", { name: "It is so" }).all()) await box.check();
    await page.getByRole("button", { name: "Read what you will sign" }).click();
    await sign(page);
    await page.getByRole("button", { name: "Back to the blueprint" }).click();
    await page.getByText(/^Dana closed the blueprint of shop/).waitFor();
  });

  it("R57 from then on a failing test denies the change, and mended and approved by three it is allowed", async () => {
    await team.reportFailing();
    const codes = await denied();
    expect(codes).not.toContain("blueprint-running");
    expect(codes).toContain("criterion-not-met");
    expect(await answer()).toMatch(/^1 test failed, none may;/);
    await clean();
    team.git("checkout", "-q", "feature");
    team.commitFeature("export const may = true;\n");
    expect(await team.proposed()).toBe(change);
    await team.reportPassing();
    const approve = async (of: Page) => {
      await of.goto(`${server.origin}/changes/${change}`);
      await seeAll(of);
      await answerAll(of, "SHOP-1");
      await of.getByRole("button", { name: /^Approve/ }).click();
      await sign(of);
    };
    await Promise.all(others.map((person) => approve(pageOf(person))));
    expect(await denied()).toEqual([]);
    expect(await answer()).toMatch(/^Allowed: approved by .*, and every criterion holds\.$/);
    await clean();
  });

  it("R11 suspending the tool denies it at once, approved or not, and its page says who did it and why", async () => {
    await page.goto(`${server.origin}/ai-tools`);
    await page.getByRole("button", { name: /^Suspend claude-code/ }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("It was seen to send what it should not.");
    await page.getByRole("dialog").getByRole("button", { name: "Suspend it now" }).click();
    await page.getByText("It was seen to send what it should not.").first().waitFor();
    expect(await denied()).toContain("tool-suspended");
    await page
      .getByText(/^claude-code .*suspended/)
      .first()
      .waitFor();
    expect(Object.values(visitors).flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
