import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, hasBrowser, type Running, settled, startBrowser, startServer, type Visitor } from "./browser.ts";
import { administrator, ask, signedIn } from "./steps.ts";

describe.skipIf(!hasBrowser)("the people pages", () => {
  let server: Running;
  let browser: Browser;
  let chen: Visitor;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
    chen = await administrator(browser, server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it("a button that cannot be pressed yet says why when it is pressed, by mouse and by Enter", async () => {
    const { page } = chen;
    await page.goto(`${server.origin}/people`);
    await page.getByRole("button", { name: "Enrol somebody" }).click();
    const dialog = page.getByRole("dialog", { name: "Enrol somebody" });
    const enrol = dialog.getByRole("button", { name: "Enrol the person" });
    expect(await dialog.getByRole("alert").count()).toBe(0);
    await enrol.click({ force: true });
    expect(await dialog.getByRole("alert").innerText()).toBe("A name is missing.");
    expect(await findings(page)).toEqual([]);
    await dialog.getByLabel("Name").fill("Zoe");
    expect(await dialog.getByRole("alert").count()).toBe(0);
    await dialog.getByLabel("Name").fill("");
    await dialog.getByLabel("Name").press("Enter");
    expect(await dialog.getByRole("alert").innerText()).toBe("A name is missing.");
  });

  it("a form says what is wrong at its field, in one plain sentence", async () => {
    const { page } = chen;
    const dialog = page.getByRole("dialog", { name: "Enrol somebody" });
    await dialog.getByLabel("Name").fill("Zoe Kovacs");
    await dialog.getByLabel("E-mail addresses").fill("z");
    await dialog.getByLabel("Handle").fill("h".repeat(201));
    await dialog.getByRole("button", { name: "Enrol the person" }).click();
    await dialog.getByText("Something in the form does not fit").waitFor();
    const said = async (label: string) => {
      const field = dialog.getByLabel(label);
      return await field.evaluate((input) => [
        input.getAttribute("aria-invalid"),
        (input.getAttribute("aria-describedby") ?? "")
          .split(" ")
          .map((id) => document.getElementById(id)?.innerText)
          .at(-1),
      ]);
    };
    expect(await said("E-mail addresses")).toEqual(["true", "It needs at least 3 characters."]);
    expect(await said("Handle")).toEqual(["true", "It takes at most 200 characters."]);
    expect(await dialog.getByText(/expected|body\./).count()).toBe(0);
    expect(await findings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Close" }).click();
  });

  it("names roles alike on every page, and finds people by what is on screen", async () => {
    const { page } = chen;
    const me = (await ask(page, "GET", "/api/me")) as { person: { id: string } };
    for (const path of ["/people", `/people/${me.person.id}`, "/settings", "/policy", "/measures", "/"]) {
      await page.goto(`${server.origin}${path}`);
      await settled(page);
      expect([path, (await page.locator("body").innerText()).match(/(?:policy-owner|engineering-lead|release-manager|project-manager)/g)]).toEqual([path, null]);
    }
    await page.goto(`${server.origin}/people`);
    await page.getByRole("searchbox", { name: "Filter people" }).fill("release manager");
    await expect.poll(() => page.getByRole("table", { name: "Everybody, by name" }).getByRole("row").count()).toBeLessThan(5);
    expect(await page.getByRole("table", { name: "Everybody, by name" }).innerText()).toContain("release manager");
  });

  it("says that something was copied beside its buttons, on a phone too, and covers none of them", async () => {
    const bo = await signedIn(browser, server, "bo", { width: 390, height: 700 });
    const { page } = bo;
    await bo.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${server.origin}/ledger/3`);
    const copy = page.getByRole("button", { name: /^Copy the proof/ });
    await copy.click();
    await page.getByText("Copied the proof.").waitFor();
    expect(await page.locator(".status p").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    // What is said in passing stands above, where no thumb has anything to press.
    await page.goto(`${server.origin}/settings`);
    await page.getByRole("group", { name: "When it is my turn" }).getByRole("radio", { name: "At once" }).check();
    const { y = 700, height = 0 } = (await page.getByText("Saved.").boundingBox()) ?? {};
    expect(y + height).toBeLessThan(100);
    await bo[Symbol.asyncDispose]();
  });

  it("says once that the session has ended: nothing else stands behind the dialog that says it", async () => {
    const ana = await signedIn(browser, server, "ana");
    const { page } = ana;
    await page.goto(`${server.origin}/people`);
    await page.getByRole("table", { name: "Everybody, by name" }).waitFor();
    await ana.context.clearCookies();
    // By the script: whether the page has found out before, and its dialog lies above the link, is a matter of chance.
    await page.getByRole("link", { name: "Deployments" }).first().dispatchEvent("click");
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
    await settled(page);
    expect(await page.getByText(/Nobody is/).count()).toBe(0);
    await page.getByRole("dialog").getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Deployments" }).first().waitFor();
    expect(await page.getByText(/session has ended|Nobody is/).count()).toBe(0);
    await ana[Symbol.asyncDispose]();
  });
});
