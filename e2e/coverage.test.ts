import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, type Running, startBrowser, startServer, type Visitor } from "./browser.ts";
import { openChange, signedIn } from "./steps.ts";

describe.skipIf(!hasBrowser)("R83 coverage of AI's lines on the page of a change", () => {
  let server: Running;
  let browser: Awaited<ReturnType<typeof startBrowser>>;
  let chen: Visitor;
  beforeAll(async () => {
    server = await startServer();
    browser = await startBrowser();
    chen = await signedIn(browser, server, "chen");
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it("opens a tool's number into its files and lines, and a file into the diff", async () => {
    const { page, complaints } = chen;
    await openChange(page);
    await page.getByRole("heading", { name: "Coverage of AI lines" }).waitFor();
    await page.getByRole("button", { name: /^claude-code, \d+ lines$/ }).click();
    const dialog = page.getByRole("dialog", { name: "Coverage of AI lines" });
    await dialog
      .getByText(/claude-code, \d+ lines: .*executable ran/)
      .first()
      .waitFor();
    const file = dialog.getByRole("button", { name: /^src\// }).first();
    const path = (await file.textContent()) ?? "";
    await file.click();
    await dialog.waitFor({ state: "detached" });
    await page.locator("h3.file-name:focus").waitFor();
    expect(await page.locator("h3.file-name:focus").textContent()).toContain(path);
    expect(complaints).toEqual([]);
  });
});
