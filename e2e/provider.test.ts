import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenIdProvider from "oidc-provider";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, hasBrowser, type Running, startBrowser, startServer, type Visitor, visit } from "./browser.ts";
import { administrator, ask, beside } from "./steps.ts";

/** A server that listens on a free port of this machine. */
async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe.skipIf(!hasBrowser)("sign-in through the company's provider", () => {
  let provider: Server;
  let server: Running;
  let browser: Browser;
  let bo: Visitor;
  beforeAll(async () => {
    const [{ server: http, port }, reserved] = [await listening(), await listening()];
    await new Promise((resolve) => reserved.server.close(resolve));
    provider = http;
    const issuer = `http://localhost:${port}`;
    const app = new OpenIdProvider(issuer, {
      clients: [
        {
          client_id: "countersign",
          client_secret: "a secret of the tests",
          redirect_uris: [`http://localhost:${reserved.port}/sign-in/provider/callback`],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        },
      ],
      claims: { openid: ["sub"], email: ["email", "email_verified"] },
      findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, email: `${sub}@northwind.example`, email_verified: true }) }),
      pkce: { required: () => true },
      cookies: { keys: ["of the tests"] },
      ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    });
    http.on("request", app.callback());
    const env = { COUNTERSIGN_OIDC_ISSUER: issuer, COUNTERSIGN_OIDC_CLIENT_ID: "countersign", COUNTERSIGN_OIDC_CLIENT_SECRET: "a secret of the tests" };
    [server, browser] = await Promise.all([startServer({ port: reserved.port, env }), startBrowser()]);
    bo = await visit(browser);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    provider?.close();
  });

  it("R32 goes to the provider and comes back signed in as the person whose verified address it is", async () => {
    const { page } = bo;
    await page.goto(`${server.origin}/sign-in`);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("link", { name: /localhost/ }).click();
    await page.getByPlaceholder("Enter any login").fill("bo.lindqvist");
    await page.getByPlaceholder("and password").fill("any");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL((url) => url.origin === server.origin && url.pathname === "/");
    await page.getByRole("button", { name: /Bo Lindqvist/ }).waitFor();
    expect(bo.complaints).toEqual([]);
  });

  it("R32 left the account as a fact, and a passkey can be created for signing", async () => {
    expect(await beside(server, ({ store }) => store.read.logins())).toMatchObject([{ subject: "bo.lindqvist" }]);
    await bo.page.goto(`${server.origin}/settings`);
    await bo.page
      .getByRole("button", { name: /passkey/i })
      .first()
      .click();
    await expect.poll(async () => (await beside(server, ({ store }) => store.read.keys())).some(({ kind }) => kind === "passkey")).toBe(true);
  });

  it("leaves passkeys as they were: the administrator signs in with one", async () => {
    const { page } = await administrator(browser, server);
    await page.getByRole("button", { name: /Chen Wei/ }).waitFor();
  });
  it("R32 an administrator links another account to a person, on the person’s page, with the passkey at hand", async () => {
    const { page } = await administrator(browser, server);
    const people = (await ask(page, "GET", "/api/people")) as { items: { id: string; name: string; handle: string }[] };
    const ana = people.items.find(({ handle }) => handle === "ana");
    await page.goto(`${server.origin}/people/${ana?.id}`);
    await page.getByRole("button", { name: "Link an account at localhost" }).click();
    const dialog = page.getByRole("dialog", { name: `Link an account of ${ana?.name}` });
    await dialog.getByRole("button", { name: "Link the account" }).click({ force: true });
    expect(await dialog.getByRole("alert").innerText()).toBe("The account is missing.");
    expect(await findings(page)).toEqual([]);
    await dialog.getByLabel("Account at localhost").fill("a-7f31");
    await dialog.getByRole("button", { name: "Link the account" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("table", { name: "Accounts at the company’s provider" }).getByText("a-7f31", { exact: true }).waitFor();
    expect(await beside(server, ({ store }) => store.read.logins())).toContainEqual(expect.objectContaining({ person: ana?.id, subject: "a-7f31", endedAt: null }));
  });
});
