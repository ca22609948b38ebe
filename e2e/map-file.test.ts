import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIn, testFolder } from "../src/cli/testing.ts";
import { testRepository } from "../src/git/testing.ts";
import { findings, hasBrowser, startBrowser, type Visitor, visit } from "./browser.ts";

const hostile = "<img src=x onerror=alert(1)>";
const { path: root, remove } = testFolder();
const file = pathToFileURL(join(root, "map.html")).href;

async function writeMap(): Promise<void> {
  using repo = testRepository();
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`many/f${at}.txt`, `${at}\n`.repeat(at + 1)]));
  repo.commit({ "src/own.ts": "one\ntwo\n", [`src/${hostile}.ts`]: "x\n", ...many }, { message: hostile });
  repo.commit({ "src/own.ts": "one\ntwo\nthree\n" }, { message: "Add three\n\nCo-authored-by: Claude <noreply@anthropic.com>\n" });
  const { exit } = await runIn(root, ["map", "--repo", repo.path, "--no-cache", "--html", "map.html", "--data", join(root, "none")]);
  expect(exit).toBe(0);
}

/** Everything that the page asks for beside itself. */
function askedBy(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(file)) asked.push(request.url());
  });
  return asked;
}

describe.skipIf(!hasBrowser)("R41 R44: the map as one page", () => {
  let browser: Browser;
  let reader: Visitor;
  let page: Page;
  let asked: string[];
  beforeAll(async () => {
    await writeMap();
    browser = await startBrowser();
    reader = await visit(browser, { width: 1280 });
    page = reader.page;
    asked = askedBy(page);
    page.on("dialog", () => asked.push("a dialog"));
    await page.goto(file);
    await page.locator("a.cell").first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    remove();
  });

  it("shows folders as areas and the same numbers as a table", async () => {
    expect(await page.locator("a.cell").evaluateAll((cells) => cells.map((cell) => cell.getAttribute("aria-label")))).toEqual([
      "many/ 7,260 lines, AI 0\u00a0%, mixed 0\u00a0%, unknown 100\u00a0%, human 0\u00a0%",
      "src/ 4 lines, AI 25\u00a0%, mixed 0\u00a0%, unknown 75\u00a0%, human 0\u00a0%",
    ]);
    expect(await page.getByRole("row", { name: /^src\// }).innerText()).toMatch(/src\/\s+4\s+1\s+25\s%\s+0\s+0\s%\s+3\s+75\s%\s+0\s+0\s%/);
  });

  it("opens folders and files by keyboard and by click, goes up with Escape, and back as any page", async () => {
    const first = page.locator("a.cell").first();
    await first.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "src/" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("src/");
    await page
      .getByRole("row", { name: /own\.ts/ })
      .getByRole("link")
      .click();
    await page.getByRole("heading", { name: "src/own.ts" }).waitFor();
    const rows = page.getByRole("row");
    expect(await rows.nth(2).innerText()).toMatch(
      /^3\s+AI\s+claude-code\s+by trailer only, for a whole commit at a time \(may include a person's lines\), \w+ confidence\s+[0-9a-f]{12} .* Add three\s+unavailable$/s,
    );
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "src/", exact: true }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "src/own.ts" }).waitFor();
    await page.getByRole("link", { name: "All", exact: true }).click();
    await page.getByRole("heading", { name: "Where the lines are" }).waitFor();
  });

  it("R41 R44: names shares by tool, model, sponsor, author, review and age, and each number opens into its lines, by keyboard alone", async () => {
    await page.goto(`${file}#`);
    await page.reload();
    await page.locator("summary").first().waitFor();
    expect((await page.locator("summary").allInnerTexts()).map((text) => text.replaceAll("\u00a0", " "))).toEqual([
      "Tools: claude-code 100 %",
      "Models: a model that is not named 100 %",
      "Sponsors: nobody is named for AI's lines",
      "Authors: 1 address",
      "Review: unavailable",
      "Age: 100 % up to 30 days, 0 % older than two years",
    ]);
    await page.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("details").first().getAttribute("open")).toBe(null);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("1 line: claude-code");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Lines of claude-code" }).waitFor();
    expect(await page.locator(".rows tbody").innerText()).toMatch(/^src\/own\.ts\s+1\s+1\s+100\s%/);
    await page.locator(".rows").getByRole("link").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Lines of claude-code, in src/own.ts" }).waitFor();
    expect(await page.locator(".rows tbody").innerText()).toMatch(/^3\s+AI\s+claude-code/);
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "src/own.ts", exact: true }).waitFor();
    expect(await page.locator(".rows tbody tr").count()).toBe(2);
  });

  it("counts the same lines by every kind, and leaves none out behind a number", async () => {
    await page.goto(`${file}#`);
    await page.reload();
    const links = await page.locator(".figures a").evaluateAll((all) => all.map((link) => [link.getAttribute("href"), link.textContent]));
    expect(links).toHaveLength(6);
    for (const [href, lines] of links) {
      await page.goto(`${file}${href}`);
      await page.locator(".of").waitFor();
      expect(await page.locator(".rows caption").innerText()).toMatch(new RegExp(`^${lines} lines? in `));
    }
    await page.goto(`${file}#?tool=99`);
    await page.getByText("0 lines in 0 files").waitFor();
  });

  it("draws the largest and puts the rest together, while the table has all", async () => {
    await page.goto(`${file}#many`);
    await page.getByRole("heading", { name: "many/" }).waitFor();
    expect(await page.locator("a.cell").count()).toBe(79);
    expect(await page.locator("span.cell").getAttribute("title")).toMatch(/^41 smaller ones, see the table 861 lines/);
    expect(await page.locator(".rows").getByRole("row").count()).toBe(121);
  });

  it("shows what strangers typed as text, asks for nothing and runs nothing but itself", async () => {
    await page.goto(`${file}#${encodeURIComponent(`src/${hostile}.ts`)}`);
    await page.getByRole("heading", { name: `src/${hostile}.ts` }).waitFor();
    expect(await page.getByRole("table").innerText()).toContain(`Ada Author <ada@example.com>: ${hostile}`);
    expect(await page.locator("img").count()).toBe(0);
    expect([asked, reader.complaints]).toEqual([[], []]);
  });

  it.each([
    [1280, false],
    [1280, true],
    [390, false],
    [390, true],
  ])("is accessible and as wide as the screen at %i px, dark: %s", async (width, dark) => {
    await using visitor = await visit(browser, { width, height: 844, dark });
    for (const place of ["", "#many", "#src%2Fown.ts", "#?tool=0", "#src%2Fown.ts?author=0"]) {
      await visitor.page.goto(`${file}${place}`);
      await visitor.page.locator("#look h2").waitFor();
      // Another fragment of the page that is open already loads nothing.
      await visitor.page.reload();
      await visitor.page.locator("#look h2").waitFor();
      expect([place, await findings(visitor.page)]).toEqual([place, []]);
      expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
});
