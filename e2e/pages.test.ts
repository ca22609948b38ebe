import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, hasBrowser, type Running, settled, startBrowser, startServer, type Visitor } from "./browser.ts";
import { administrator, answerRelease, ask, beside, enrolAuditor, openChange, signedIn } from "./steps.ts";

/** Every page that a signed-in person can open. The change, the decision, the deployment and the person are the sample's. */
const pages = [
  "/",
  "/changes",
  "CHANGE",
  "/escalations",
  "/deployments",
  "DEPLOYMENT",
  "DECISION",
  "/ledger",
  "/ledger/0",
  "/people",
  "PERSON",
  "/policy",
  "/portfolio",
  "/framework",
  "/framework?framework=soc2",
  "/policy/adopt",
  "/measures",
  "/blueprint",
  "/ai-tools",
  "/map",
  "/plan",
  "/settings",
  "/api-docs",
  "/problems",
  "/nowhere",
];

describe.skipIf(!hasBrowser)("every page", () => {
  let server: Running;
  let browser: Browser;
  let chen: Visitor;
  const address = new Map<string, string>();
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
    chen = await administrator(browser, server);
    await decideAndDeploy();
    await enrolAuditor(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  /** So that no page is empty: the release is approved, allowed and deployed. */
  async function decideAndDeploy(): Promise<void> {
    const { page } = chen;
    await openChange(page);
    const change = new URL(page.url()).pathname.split("/")[2] ?? "";
    await answerRelease(page);
    await page.getByRole("button", { name: "Approve for production" }).click();
    await page.getByRole("button", { name: "Sign with your passkey" }).click();
    await page.getByRole("region", { name: "Receipt" }).waitFor();
    await ask(page, "POST", "/api/gate", { environment: "production", change });
    const { deployment, decision } = await beside(server, async (workplace) => {
      const { deploy } = await import("../src/workflow/index.ts");
      const started = await deploy(workplace, "chen", { stage: "started", environment: "production", change });
      await deploy(workplace, "chen", { stage: "succeeded", environment: "production", deployment: started.deployment });
      return { deployment: started.deployment, decision: (await workplace.store.read.decisions(change)).at(-1)?.id ?? "" };
    });
    const me = (await ask(page, "GET", "/api/me")) as { person: { id: string } };
    address.set("CHANGE", `/changes/${change}?environment=production`).set("DEPLOYMENT", `/deployments/${deployment}`);
    address.set("DECISION", `/decisions/${decision}`).set("PERSON", `/people/${me.person.id}`);
  }

  async function open({ page }: Visitor, name: string): Promise<void> {
    await page.goto(`${server.origin}${address.get(name) ?? name}`);
    await settled(page);
  }

  it.each(pages)("%s has nothing that axe finds, light and dark, at a desk and on a phone, where nothing is cut off or has to be scrolled to the side", async (name) => {
    const { page } = chen;
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await open(chen, name);
    expect(await findings(page), "light").toEqual([]);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    // Only colours differ.
    expect(await findings(page, ["color-contrast"]), "dark").toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await findings(page), "phone").toEqual([]);
  });

  it("R36 an auditor opens every page and is offered nothing that would be refused", async () => {
    await using ida = await signedIn(browser, server, "ida");
    for (const name of pages) {
      await open(ida, name);
      expect(await ida.page.getByRole("button", { name: /^(Approve|Enrol|Grant|Issue|Deactivate|Invite|Sign with)/ }).count(), name).toBe(0);
    }
    expect(ida.complaints).toEqual([]);
  });

  it("kept to the content policy throughout", () => {
    expect(chen.complaints).toEqual([]);
  });
});
