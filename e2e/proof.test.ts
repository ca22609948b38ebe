import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, type Running, startBrowser, startServer } from "./browser.ts";
import { administrator } from "./steps.ts";

describe.skipIf(!hasBrowser)("what a session alone must not do", () => {
  let server: Running;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it("G14 asks for the passkey by itself, once, and is done then", async () => {
    const chen = await administrator(browser, server);
    await chen.page.goto(`${server.origin}/people`);
    await chen.page.getByRole("link", { name: "Bo Lindqvist" }).first().click();
    await chen.page.getByRole("button", { name: "Make an invitation" }).waitFor();
    forgetProofs(join(server.data, "sample", "state.db"));
    const proofs: string[] = [];
    chen.page.on("request", (request) => void (request.method() === "POST" && proofs.push(new URL(request.url()).pathname.replace(/p-[0-9a-f]+/, "BO"))));
    await chen.page.getByRole("button", { name: "Make an invitation" }).click();
    await chen.page.getByRole("dialog").getByText("Invitation for Bo Lindqvist").waitFor();
    expect(proofs).toEqual(["/api/people/BO/invitation", "/api/proof/options", "/api/proof", "/api/people/BO/invitation"]);
    expect(chen.complaints).toEqual([]);
  });

  // As if everybody had signed in through the company's provider, or more than five minutes ago.
  function forgetProofs(state: string): void {
    const database = new DatabaseSync(state);
    database.exec("pragma busy_timeout = 5000; update sessions set proved_at = 0");
    database.close();
  }
});
