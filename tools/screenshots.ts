// Makes the pictures of the documentation: the real program, the sample, a real browser. `npm run screenshots`
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { settled, startBrowser, startServer, visit } from "../e2e/browser.ts";
import { answerRelease, ask, beside, joinBy, openChange, signedIn } from "../e2e/steps.ts";
import { governedProject, makeGovernedSample } from "./governed-sample.ts";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "docs", "pictures");

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle").catch(() => null);
  await page.evaluate(() => document.fonts.ready.then(() => null));
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`docs/pictures/${name}.png\n`);
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const browser = await startBrowser();
  try {
    await deciding(browser);
    await governing(browser);
  } finally {
    await browser.close();
  }
}

/** One change, from whose turn it is to its deployment. */
async function deciding(browser: Browser): Promise<void> {
  await using server = await startServer();
  await using chen = await visit(browser, { width: 1280, height: 800 });
  const { page } = chen;
  await joinBy(page, server.link ?? "");
  await page.getByText(/1 change waits/).waitFor();
  await picture(page, "your-turn");
  await openChange(page);
  await page.getByText("import { afterQuietHours }").waitFor();
  await picture(page, "change");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "change-dark");
  await page.setViewportSize({ width: 390, height: 780 });
  await picture(page, "change-phone");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });
  await sign(page);
  await deployIt(page, () => server);
  await page.goto(`${server.origin}/policy`);
  await page.locator("main h1").waitFor();
  await picture(page, "policy");
  await page.goto(`${server.origin}/map?rev=refs/heads/reminders-by-phone`);
  await page.getByText(/^AI wrote or had a part in/).waitFor();
  await picture(page, "map");
  await page.goto(`${server.origin}/ledger`);
  await page.locator("main h1").waitFor();
  await picture(page, "ledger");
}

/** A project in the middle of its blueprint, among others. */
async function governing(browser: Browser): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "countersign-pictures-"));
  await makeGovernedSample(data);
  const server = await startServer({ data });
  try {
    await using bo = await signedIn(browser, server, "bo", { width: 1280, height: 800 });
    const of = `?project=${governedProject}`;
    // The portfolio shows the share of AI that a map has counted.
    await bo.page.goto(`${server.origin}/map${of}`);
    await bo.page.getByText(/^AI wrote or had a part in/).waitFor();
    const pages = {
      blueprint: `/blueprint${of}`,
      document: `/blueprint/ai-policy${of}`,
      "ai-tools": "/ai-tools",
      plan: `/plan${of}`,
      portfolio: "/portfolio",
      framework: `/framework${of}`,
    };
    for (const [name, path] of Object.entries(pages)) {
      await bo.page.goto(`${server.origin}${path}`);
      await settled(bo.page);
      await picture(bo.page, name);
    }
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function sign(page: Page): Promise<void> {
  await answerRelease(page);
  await page.getByRole("button", { name: "Approve for production" }).click();
  await page.getByRole("button", { name: "Sign with your passkey" }).waitFor();
  await picture(page, "sign");
  await page.getByRole("button", { name: "Sign with your passkey" }).click();
  await page.getByRole("region", { name: "Receipt" }).waitFor();
  await page.getByRole("button", { name: "Ask the gate for production" }).click();
  await page.getByText("The receipt holds until").waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, "receipt");
}

async function deployIt(page: Page, server: () => Parameters<typeof beside>[0]): Promise<void> {
  const change = new URL(page.url()).pathname.split("/")[2] ?? "";
  const deployment = await beside(server(), async (workplace) => {
    const { deploy } = await import("../src/workflow/index.ts");
    const started = await deploy(workplace, "chen", { stage: "started", environment: "production", change });
    await deploy(workplace, "chen", { stage: "succeeded", environment: "production", deployment: started.deployment });
    return started.deployment;
  });
  await ask(page, "GET", "/api/me");
  await page.goto(`${server().origin}/deployments/${deployment}`);
  await page.locator("main h1").waitFor();
  await picture(page, "deployment");
}

await main();
