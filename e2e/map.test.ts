import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findings, type Running, settled, startBrowser, type Visitor } from "./browser.ts";
import { onSample } from "./on-sample.ts";
import { signedIn } from "./steps.ts";

const branch = "refs/heads/reminders-by-phone";

onSample("R41 R44 the map of a project", (server) => {
  let browser: Browser;
  let bo: Visitor;
  let page: Page;
  beforeAll(async () => {
    browser = await startBrowser();
    bo = await signedIn(browser, server(), "bo");
    page = bo.page;
  }, 120_000);
  afterAll(() => browser?.close());

  /** Opens a place of the map and waits until it is made. */
  const open = async (running: Running, search: Readonly<Record<string, string>> = {}) => {
    await page.goto(`${running.origin}/map?${new URLSearchParams(search)}`);
    await page.locator("main h1").waitFor();
    await page.locator(".map-working, .loading").first().waitFor({ state: "detached", timeout: 60_000 });
    await settled(page);
  };
  const section = (name: string) => page.locator("section.section", { has: page.getByRole("heading", { name, exact: true }) });

  it("says in one sentence who wrote the lines and of how many nobody knows, and keeps to the rules of access", async () => {
    await page.goto(server().origin);
    await page.getByRole("link", { name: "Map", exact: true }).click();
    await page.getByText(/^AI wrote or had a part in 212 of 385 lines \(55 %\); of 163 \(42 %\) nobody knows who wrote them\.$/).waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
    const known = section("Who wrote the lines").getByRole("table", { name: "How it is known" });
    expect(await known.getByRole("row", { name: /unknown nothing/ }).textContent()).toContain("163 lines");
    expect(
      await section("Who approved them")
        .getByRole("row", { name: /Unavailable/ })
        .textContent(),
    ).toContain("385 lines");
  });

  it("goes down by folders to the lines of a file, with who approved each", async () => {
    await open(server(), { rev: branch });
    const rows = section("Folders and files").getByRole("table");
    expect(await rows.getByRole("row", { name: /^src\// }).textContent()).toMatch(/% approved, .*% unavailable.*Remind patients by phone/);
    await rows.getByRole("link", { name: "src/" }).press("Enter");
    await section("In this folder").getByRole("link", { name: "channel.js" }).click();
    const lines = page.getByRole("table", { name: "Lines 1 to 25 of src/channel.js" });
    await lines.waitFor();
    expect(await lines.getByText(/phoneNumber\(patient\) !== null/).count()).toBe(1);
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await lines.getByRole("button", { name: /^Line 12: AI, cursor, by note.*approved by Bo Lindqvist, Chen Wei/ }).click();
    const dialog = page.getByRole("dialog", { name: "Line 12" });
    for (const told of ["note, which speaks about each line", "Offer calls as a channel", "Remind patients by phone", "Bo Lindqvist approved it"])
      await dialog.getByText(told).first().waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await lines.getByRole("button", { name: /^Line 3: AI, cursor.*approval unavailable/ }).click();
    await page
      .getByRole("dialog", { name: "Line 3" })
      .getByText(/^Unavailable: the ledger knows no change/)
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("navigation", { name: "The way to this place" }).getByRole("link", { name: "src", exact: true }).click();
    await section("In this folder").waitFor();
  });

  it("opens each number into the lines that it counts", async () => {
    await open(server(), { rev: branch });
    await section("AI tools").getByRole("button", { name: "43 lines behind lines of cursor", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "The lines behind it" });
    await dialog.getByRole("link", { name: /^src\/channel\.js:12/ }).click();
    await page.waitForURL((url) => url.searchParams.get("file") === "src/channel.js" && url.searchParams.get("line") === "12");
    await page.locator("#L12.row-wanted").waitFor();
  });

  it("draws lines by origin over releases, beside the table with the same numbers", async () => {
    const repository = join(server().data, "sample", "repository");
    const git = (...words: string[]) => execFileSync("git", ["-C", repository, ...words], { encoding: "utf8" }).trim();
    git("tag", "v0.1", git("rev-list", "--max-parents=0", "refs/heads/main"));
    await open(server(), { part: "history" });
    await page.getByText("AI wrote or had a part in 55 % of the lines of main now; it was 0 % at v0.1.").waitFor({ timeout: 30_000 });
    expect(await page.locator(".stacks .stack-piece").count()).toBeGreaterThan(3);
    const table = page.getByRole("table", { name: "Lines by origin at each release" });
    expect(await table.getByRole("row", { name: /^main now/ }).textContent()).toMatch(/212 \(55 %\).*163 \(42 %\).*385/);
    expect(await findings(page)).toEqual([]);
    await table.getByRole("link", { name: "v0.1" }).click();
    await page.waitForURL((url) => url.searchParams.has("rev"));
    await page.getByText(/nothing says that AI had a part in any/).waitFor();
  });

  it("fits a phone, in the dark as well", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    for (const search of [{ rev: branch }, { rev: branch, file: "src/channel.js" }, { part: "history" }]) {
      await open(server(), search);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await findings(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
    expect(bo.complaints).toEqual([]);
  });

  it("says what is not there, and the way back", async () => {
    await open(server(), { rev: branch, folder: "nowhere" });
    await page.getByText("There is no such file or folder in").waitFor();
    await page.getByRole("link", { name: "The whole of appointment-reminders" }).click();
    await page.getByText(/^AI wrote or had a part in/).waitFor();
    rmSync(join(server().data, "sample", "repositories.json"));
    await page.reload();
    await page.getByText("This machine does not know where the repository of appointment-reminders is.").first().waitFor();
  });
});
