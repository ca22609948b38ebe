import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addEvidence } from "../src/workflow/index.ts";
import { findings, hasBrowser, type Running, startBrowser } from "./browser.ts";
import { onSample } from "./on-sample.ts";
import { administrator, answerRelease, beside, openChange, signedIn } from "./steps.ts";

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await startBrowser();
});
afterAll(() => browser?.close());

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
