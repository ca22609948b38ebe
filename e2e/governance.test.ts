import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { adoptPolicy, signAct } from "../src/workflow/index.ts";
import { sampleSigner } from "../src/workflow/sample/keys.ts";
import { finishedBlueprint } from "../src/workflow/testing-blueprint.ts";
import { findings, hasBrowser, type Running, settled, startBrowser, type Visitor } from "./browser.ts";
import { onSample } from "./on-sample.ts";
import { beside, openChange, signedIn } from "./steps.ts";

const project = "appointment-reminders";
const why = "The practice opens on Monday, and its patients wait.";

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Merges a blueprint that lacks nothing but signatures. */
async function mergeBlueprint(server: Running): Promise<void> {
  const files = await beside(server, (workplace) => finishedBlueprint({ workplace, clock: { now: Date.now() } }, { project, by: "chen" }));
  const repository = join(server.data, "sample", "repository");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", repository, "-c", "user.name=Ana Costa", "-c", "user.email=ana.costa@northwind.example", ...words], { stdio: "pipe" });
  git("add", "-A");
  git("commit", "-q", "-m", "The blueprint");
}

/** Puts a policy in force that registers the tool which wrote the sample's change, so that its review opens. */
async function register(server: Running): Promise<void> {
  await beside(server, async (workplace) => {
    const now = await workplace.store.read.policyInForce("organisation", null);
    const text = `policy: 1\nversion: ${(now?.version ?? 0) + 1}\nai:\n  tools: [{ tool: claude-code, owner: bo, models: ["*"], conditions: { data: [internal], modes: [agent], not-paths: [], account: business } }]\n`;
    await adoptPolicy(workplace, "ana", { text, file: "policy.yaml", sign: await sampleSigner(join(server.data, "sample", "keys", "people", "ana")) });
  });
}

/** All but the charter, in a terminal. */
async function signOthers(server: Running): Promise<void> {
  const key = await sampleSigner(join(server.data, "sample", "keys", "people", "bo"));
  await beside(server, async (workplace) => {
    for (const document of ["delivery", "risks", "audit-trail", "ai-policy"] as const) await signAct(workplace, "bo", { act: "document-signed", project, document }, key);
  });
}

async function sign(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign with your passkey" }).click();
  await page.getByRole("region", { name: "Receipt" }).waitFor();
}

onSample("governance", (server) => {
  let bo: Visitor;
  let page: Page;
  const answer = () => page.locator(".page-answer").innerText();
  const clean = async () => {
    await settled(page);
    expect(await findings(page)).toEqual([]);
  };

  it("R49 R64 begins with what it is, says for how long nobody did, and starts with two dates", async () => {
    bo = await signedIn(browser, server(), "bo");
    ({ page } = bo);
    await page.getByRole("button", { name: "Governance" }).click();
    await page.getByRole("link", { name: "Blueprint", exact: true }).click();
    await page.getByText("countersign init").waitFor();
    expect(await answer()).toContain("builds without a blueprint");
    await clean();
    await page.getByRole("button", { name: "Start the blueprint" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Start it" }).click();
    await page.getByText(/^Day 1 of 22\./).waitFor();
    await clean();
  });

  it("R50 a denied change says why and leads to the exception, which lets it pass and stays on the page", async () => {
    await page.goto(`${server().origin}/changes`);
    await openChange(page);
    await page.getByText("The project is in its blueprint").first().waitFor();
    await clean();
    await page.getByRole("link", { name: "except this change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Why it cannot wait").fill(why);
    await dialog.getByRole("button", { name: "Except this change" }).click();
    await page.getByRole("table", { name: "Exceptions, the newest first" }).getByText(why).waitFor();
    await page
      .getByRole("table", { name: "Exceptions, the newest first" })
      .getByRole("link", { name: /Remind patients by phone/ })
      .click();
    await page.getByRole("heading", { name: /Remind patients by phone/ }).waitFor();
    await settled(page);
    expect(await page.getByRole("main").innerText()).not.toContain("blueprint-running");
  });

  it("R11 R106 a registered tool is reviewed in three items before what it wrote is let through", async () => {
    await register(server());
    await page.reload();
    await page
      .getByRole("link", { name: `the AI tools of ${project}` })
      .first()
      .click();
    await page.getByRole("heading", { name: "claude-code" }).waitFor();
    await clean();
    await page.getByRole("button", { name: /^Close process/ }).click();
    await page.getByRole("dialog").getByLabel("What was done").fill("Who uses it, and with which account, is agreed.");
    await page.getByRole("dialog").getByRole("button", { name: "Close this item" }).click();
    await page.getByText("2 of 3 items are left.").waitFor();
    expect(await answer()).toContain("Chen Wei");
  });

  it("R29 R51 says what is missing, opens each document, is signed there, and closes by name", async () => {
    await mergeBlueprint(server());
    await page.goto(`${server().origin}/blueprint`);
    await page.getByText(/^Day 1 of 22\. 5 things are missing/).waitFor();
    await clean();
    await page.getByRole("link", { name: /^Governance charter of/ }).click();
    await page.getByRole("button", { name: "Sign version 1" }).click();
    await sign(page);
    await page.getByRole("button", { name: "Back to the document" }).click();
    await page.getByText(/^Version 1 says of itself that it is approved; signed by Bo Lindqvist/).waitFor();
    await signOthers(server());
    await page.getByRole("link", { name: `The blueprint of ${project}` }).click();
    await page.getByText(/Nothing that records show is missing/).waitFor();
    await page.getByRole("button", { name: "Close the blueprint" }).click();
    for (const box of await page.getByRole("checkbox", { name: "It is so" }).all()) await box.check();
    await clean();
    await page.getByRole("button", { name: "Read what you will sign" }).click();
    await sign(page);
    await page.getByRole("button", { name: "Back to the blueprint" }).click();
    await page.getByText(/^Bo Lindqvist closed the blueprint/).waitFor();
    await clean();
  });

  it("R55 R56 accepts a risk and advances a phase, each shown whole before it is signed", async () => {
    await page.goto(`${server().origin}/blueprint/risks`);
    await page.getByRole("button", { name: "Accept R-001" }).click();
    await page.getByRole("button", { name: "Read what you will sign" }).click();
    await sign(page);
    await page.getByRole("button", { name: "Back to the risk register" }).click();
    await page.getByRole("row", { name: /R-001.* as low by Bo Lindqvist/ }).waitFor();
    await clean();
    await page.goto(`${server().origin}/plan`);
    await page.getByRole("button", { name: "Advance the phase Blueprint" }).click();
    for (const box of await page.getByRole("checkbox", { name: "It is so" }).all()) await box.check();
    for (const [at, field] of (await page.getByLabel("Measured").all()).entries()) await field.fill(["5", "100"][at] ?? "");
    await clean();
    await page.getByRole("button", { name: "Read what you will sign" }).click();
    await page.getByText("blueprint-closed.metrics.areas-decided").waitFor();
    await sign(page);
    await page.getByRole("button", { name: "Back to the plan" }).click();
    await page.getByText(/^Next is “Half of the scope is merged”/).waitFor();
  });

  it("R81 is acknowledged person by person, and whoever has not is listed by name", async () => {
    await page.goto(`${server().origin}/blueprint/ai-policy`);
    await page.getByText(/^Missing: .*Bo Lindqvist/).waitFor();
    await page.getByRole("button", { name: "I have read version 1" }).click();
    await page.getByRole("row", { name: /Bo Lindqvist this version/ }).waitFor();
    expect(await page.getByText(/^Missing: /).innerText()).not.toContain("Bo Lindqvist");
    await clean();
    expect(bo.complaints).toEqual([]);
  });
});
