import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findings, hasBrowser, type Running, startBrowser } from "./browser.ts";
import { onSample } from "./on-sample.ts";
import { administrator, anotherChange, answerAll, answerRelease, beside, openChange, seeAll, signedIn } from "./steps.ts";

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await startBrowser();
});
afterAll(() => browser?.close());

onSample("another change", (server) => {
  let change = "";
  beforeAll(async () => {
    change = await anotherChange(server());
  });

  it("leads from what keeps one from approving to the question itself", async () => {
    const { page } = await administrator(browser, server());
    const whole = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${server().origin}/changes/${change}`);
    await page.getByRole("tab", { name: /Known/ }).click();
    await page.getByRole("button", { name: "Show it" }).click();
    await page.getByRole("button", { name: /^Does the change do what/, expanded: true }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe("question-head");
    expect(await findings(page)).toEqual([]);
    await page.setViewportSize(whole ?? { width: 1280, height: 720 });
  });

  it("B20 is approved by two people at once: both are recorded, and both see what came of it", async () => {
    const [chen, bo] = [await administrator(browser, server()), await signedIn(browser, server(), "bo")];
    const pages = [chen.page, bo.page];
    await Promise.all(pages.map((page) => prepareReview(page, server(), change)));
    await Promise.all(pages.map((page) => page.getByRole("button", { name: "Sign with your passkey" }).click()));
    await Promise.all(pages.map((page) => page.getByRole("region", { name: "Receipt" }).waitFor()));
    const { decisions, verdict } = await beside(server(), async (workplace) => {
      const { gate } = await import("../src/workflow/index.ts");
      return { decisions: await workplace.store.read.decisions(change), verdict: (await gate(workplace, { environment: null, change })).verdict };
    });
    expect(decisions.map(({ outcome }) => outcome)).toEqual(["approve", "approve"]);
    expect(verdict.verdict).toBe("allow");
    await bo[Symbol.asyncDispose]();
  });

  async function prepareReview(page: Page, { origin }: Running, change: string): Promise<void> {
    await page.goto(`${origin}/changes/${change}`);
    expect(await page.getByText(/You cannot approve yet/).innerText()).toMatch(/not seen|unseen|seen/);
    await seeAll(page);
    await answerAll(page, "NW-300");
    await page.getByRole("button", { name: /^Approve/ }).click();
    await page.getByRole("button", { name: "Sign with your passkey" }).waitFor();
  }
});

onSample("the keyboard alone", (server) => {
  it("leads from the inbox to the signature", async () => {
    const { page } = await administrator(browser, server());
    await page.goto(`${server().origin}/`);
    await page.getByText(/1 change waits/).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.startsWith("/changes/"));
    await page.getByText(/You cannot approve yet/).waitFor();
    expect(await focused(page)).toMatch(/^H1 Remind patients by phone/);
    await keepsTheLine(page);
    for (const asked of [/Who and what is affected/, /What breaks if this is wrong/]) {
      const head = page.getByRole("button", { name: asked });
      if ((await head.getAttribute("aria-expanded")) !== "true") {
        await head.focus();
        await page.keyboard.press("Enter");
      }
      const question = page.locator(".question", { has: head });
      await question.getByRole("radio").first().focus();
      await page.keyboard.press("Space");
      await question.getByRole("textbox", { name: "Reason" }).focus();
      await page.keyboard.type("Only reminders are affected.");
    }
    await page.getByText("2 of 2 answered").waitFor();
    await tabTo(page, /Approve for production/);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign with your passkey" }).waitFor();
    expect(await focused(page)).toMatch(/^H1 Remind patients by phone/);
    await tabTo(page, /Sign with your passkey/);
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Receipt" }).waitFor();
  });

  /** A dialog that is closed, and a comment that is left, give the focus back to the line. */
  async function keepsTheLine(page: Page): Promise<void> {
    await page.locator("tr[data-line]").first().waitFor();
    for (const press of ["?", "l", "c"]) {
      await page.locator("tr[data-line]").nth(2).focus();
      const line = await focused(page);
      await page.keyboard.press(press);
      await (press === "c" ? page.getByRole("textbox", { name: /^Comment on line/ }) : page.getByRole("dialog")).waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => focused(page)).toBe(line);
    }
  }

  function focused(page: Page): Promise<string> {
    return page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent}`);
  }

  /** Presses Tab until the named element has the focus, as a person does who looks for it. */
  async function tabTo(page: Page, name: RegExp): Promise<void> {
    for (let pressed = 0; pressed < 200; pressed++) {
      await page.keyboard.press("Tab");
      if (name.test((await page.evaluate(() => document.activeElement?.textContent)) ?? "")) return;
    }
    throw new Error(`Tab never reached ${name}`);
  }
});

onSample("a phone", (server) => {
  it("reads, answers and signs: three tabs, and nothing is lost", async () => {
    await using chen = await signedIn(browser, server(), "chen", { width: 390, height: 844 });
    const { page } = chen;
    await openChange(page);
    await expectEquals(page);
    for (const tab of ["Changed", "Known", "Asked"]) {
      await page.getByRole("tab", { name: new RegExp(tab) }).click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      expect(await findings(page)).toEqual([]);
    }
    await answerRelease(page);
    await page.getByRole("button", { name: "Approve for production" }).click();
    await page.getByRole("button", { name: "Sign with your passkey" }).click();
    await page.getByRole("region", { name: "Receipt" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  /** The four outcomes are in reach before anything is scrolled, each as large as the others. */
  async function expectEquals(page: Page): Promise<void> {
    const verbs = page.getByRole("group", { name: "Your decision" }).getByRole("button");
    const boxes = await Promise.all((await verbs.all()).map((verb) => verb.boundingBox()));
    expect(boxes.map((box) => box !== null && box.y + box.height <= 844)).toEqual([true, true, true, true]);
    expect(new Set(boxes.map((box) => `${Math.round(box?.width ?? 0)} ${Math.round(box?.height ?? 0)}`)).size).toBe(1);
  }
});
