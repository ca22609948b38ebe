import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addEvidence } from "../src/workflow/index.ts";
import { findings, hasBrowser, type Running, startBrowser, startServer } from "./browser.ts";
import { administrator, anotherChange, answerAll, answerRelease, beside, openChange, seeAll, signedIn } from "./steps.ts";

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await startBrowser();
});
afterAll(() => browser?.close());

/** A server of its own for each subject, since each leaves the sample's change otherwise. */
function onSample(name: string, tests: (server: () => Running) => void): void {
  describe.skipIf(!hasBrowser)(name, () => {
    let server: Running;
    beforeAll(async () => {
      server = await startServer();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    tests(() => server);
  });
}

async function size(server: Running): Promise<number> {
  return await beside(server, async ({ store }) => store.size);
}

onSample("unsure", (server) => {
  it("R33 is an outcome like the others: it names the criterion, opens an escalation, and the gate waits for it", async () => {
    const { page } = await administrator(browser, server());
    await openChange(page);
    await page.getByRole("button", { name: "Unsure" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Criterion in doubt").selectOption({ index: 1 });
    await dialog.getByLabel("Why").fill("I cannot tell who would be called twice.");
    expect(await findings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Read what you will sign" }).click();
    await page.getByRole("button", { name: "Sign with your passkey" }).click();
    const receipt = page.getByRole("region", { name: "Receipt" });
    await receipt.waitFor();
    expect(await receipt.innerText()).toContain("countersign ledger export ledger-copy --sample");
    expect(await page.getByRole("main").innerText()).toContain("on its way to somebody better qualified");
    const opened = await beside(server(), ({ store }) => store.read.escalations({ open: true }));
    expect(opened).toMatchObject([{ kind: "unsure", resolvedBy: null }]);
  });

  it("R33 is said to be recorded to whoever loads the page of its signing again, or comes back to it", async () => {
    const { page } = await administrator(browser, server());
    await page.reload();
    await page.getByText(/^Your decision is recorded as entry/).waitFor();
    expect(await page.getByRole("main").innerText()).not.toContain("Nothing was recorded");
    expect(await page.getByRole("main").innerText()).toContain("It holds the gate up until it is resolved.");
    expect(await findings(page)).toEqual([]);
    await page.getByRole("link", { name: "Its receipt" }).click();
    await page.getByRole("region", { name: "Receipt" }).waitFor();
    await page.goBack();
    await page.getByText(/^Your decision is recorded as entry/).waitFor();
  });

  it("R33 holds up the environment that it is about, named first in its sentence, and nothing else", async () => {
    const { page } = await administrator(browser, server());
    await page.goto(`${server().origin}/changes`);
    await openChange(page);
    const gates = page.getByRole("navigation", { name: "Gates of this change" });
    await gates.getByRole("link", { name: /production wait/ }).click();
    await page.getByText(/^An escalation about blast-radius waits for Bo Lindqvist until .* 1 more reason holds it up\.$/).waitFor();
    await gates.getByRole("link", { name: /The change itself allow/ }).waitFor();
  });

  it("R33 is found by whoever may resolve it, and a restart forgets neither it nor its due time", async () => {
    const before = await beside(server(), ({ store }) => store.read.escalations({ open: true }));
    await using bo = await signedIn(browser, server(), "bo");
    await bo.page.getByText("Escalated to me").waitFor();
    await bo.page.goto(`${server().origin}/escalations`);
    await bo.page.getByText("Remind patients by phone").first().waitFor();
    expect(await findings(bo.page)).toEqual([]);
    expect(await beside(server(), ({ store }) => store.read.escalations({ open: true }))).toEqual(before);
  });

  it("R33 is answered in the browser by whoever it went to, and the change goes on to allow", async () => {
    await using bo = await signedIn(browser, server(), "bo");
    await openChange(bo.page);
    await answerRelease(bo.page);
    await bo.page.getByRole("button", { name: "Approve for production" }).click();
    await bo.page.getByRole("button", { name: "Sign with your passkey" }).click();
    await bo.page.getByRole("region", { name: "Receipt" }).waitFor();
    expect(await beside(server(), ({ store }) => store.read.escalations({ open: true }))).toEqual([]);
  });
});

onSample("a stale page", (server) => {
  it("R21 records nothing when what is judged has changed since, and says what", async () => {
    const { page } = await administrator(browser, server());
    await openChange(page);
    await answerRelease(page);
    await page.getByRole("button", { name: "Approve for production" }).click();
    await page.getByRole("button", { name: "Sign with your passkey" }).waitFor();
    await beside(server(), async (workplace) => {
      const [change] = await workplace.store.read.changes();
      const files = [
        {
          name: "later.xml",
          bytes: Buffer.from('<testsuites><testsuite name="late" tests="1" failures="0" errors="0" skipped="0"><testcase classname="late" name="one"/></testsuite></testsuites>'),
        },
      ];
      await addEvidence(workplace, "ana", { repository: `${server().data}/sample/repository`, commit: change?.head ?? "", producer: "late", files });
    });
    const before = await size(server());
    await page.getByRole("button", { name: "Sign with your passkey" }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: /changed/ })
      .waitFor();
    expect(await page.getByRole("main").innerText()).toMatch(/evidence/i);
    expect(await beside(server(), async ({ store }) => (await store.read.facts(before, before + 10)).map(({ type }) => type))).not.toContain("decision-made");
  });
});

onSample("people who may not", (server) => {
  it("A01 tells a contributor why the own approval would not count, and who can give it", async () => {
    await using ana = await signedIn(browser, server(), "ana");
    await ana.page.goto(`${server().origin}/changes`);
    await openChange(ana.page);
    const text = await ana.page.getByRole("main").innerText();
    expect(text).toMatch(/would not count/);
    expect(text).toMatch(/Bo Lindqvist|Chen Wei/);
    expect(await ana.page.getByRole("button", { name: /^Approve/ }).getAttribute("aria-disabled")).toBe("true");
  });

  it("G10 records nothing by an authenticator that cannot check who holds it", async () => {
    const chen = await administrator(browser, server());
    await openChange(chen.page);
    await answerRelease(chen.page);
    await chen.page.getByRole("button", { name: "Approve for production" }).click();
    await chen.devtools.send("WebAuthn.setUserVerified", { authenticatorId: chen.authenticator, isUserVerified: false });
    const before = await size(server());
    await chen.page.getByRole("button", { name: "Sign with your passkey" }).click();
    await chen.page.getByRole("alert").waitFor();
    expect(await size(server())).toBe(before);
    await chen.devtools.send("WebAuthn.setUserVerified", { authenticatorId: chen.authenticator, isUserVerified: true });
    await chen.page
      .getByRole("button", { name: /Sign with your passkey|Prepare again/ })
      .first()
      .click();
    await chen.page.getByRole("region", { name: "Receipt" }).waitFor();
  });
});

onSample("two approvers at once", (server) => {
  it("B20 are both recorded, and both see what came of it", async () => {
    const change = await anotherChange(server());
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
      await page.getByRole("group", { name: asked }).getByRole("radio").first().focus();
      await page.keyboard.press("Space");
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

onSample("what is open", (server) => {
  it("leads from what keeps one from approving to the question itself", async () => {
    const { page } = await administrator(browser, server());
    await page.setViewportSize({ width: 390, height: 844 });
    const change = await anotherChange(server());
    await page.goto(`${server().origin}/changes/${change}`);
    await page.getByRole("tab", { name: /Known/ }).click();
    await page.getByRole("button", { name: "Show it" }).click();
    await page.getByRole("button", { name: /^Does the change do what/, expanded: true }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("question-head");
    expect(await findings(page)).toEqual([]);
  });
});
