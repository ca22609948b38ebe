import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenIdProvider from "oidc-provider";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changePerson, linkLogin } from "../workflow/index.ts";
import { type TestServer, testServer, testSettings } from "./testing.ts";

/** Accounts at the company's provider, which is real and runs beside the tests. */
const accounts: { readonly [login: string]: { readonly email: string; readonly email_verified: boolean } } = {
  bo: { email: "bo@example.com", email_verified: true },
  unverified: { email: "chen@example.com", email_verified: false },
  stranger: { email: "stranger@example.com", email_verified: true },
  dora: { email: "dora@elsewhere.example", email_verified: true },
};

const back = `${testSettings.origin}/sign-in/provider/callback`;
let http: Server;
let issuer: string;

beforeAll(async () => {
  http = createServer();
  await new Promise<void>((resolve) => void http.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new OpenIdProvider(issuer, {
    clients: [{ client_id: "countersign", client_secret: "a secret of the tests", redirect_uris: [back], response_types: ["code"], grant_types: ["authorization_code"] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...accounts[sub] }) }),
    pkce: { required: () => true },
    cookies: { keys: ["of the tests"] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  });
  http.on("request", provider.callback());
});
afterAll(() => new Promise((resolve) => http.close(resolve)));

let server: TestServer;
beforeEach(async () => {
  server = await testServer({ settings: { oidc: { issuer, clientId: "countersign", clientSecret: "a secret of the tests" } } });
  return () => server[Symbol.asyncDispose]();
});

/** A browser's cookies at the provider. */
class Jar {
  readonly #cookies = new Map<string, string>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { ...init.headers, cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}

const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields) });

/** Signs in at the provider as a person does, and returns the address that it sends the browser back to. */
async function throughProvider(url: string, login: string): Promise<string> {
  const jar = new Jar();
  let response = await jar.fetch(url);
  for (let step = 0; step < 12; step++) {
    const location = response.headers.get("location");
    if (location?.startsWith(back)) return location;
    if (location !== null) {
      response = await jar.fetch(new URL(location, issuer).href);
      continue;
    }
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? "";
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "";
    response = await jar.fetch(new URL(action, issuer).href, form(prompt === "login" ? { prompt, login, password: "any" } : { prompt }));
  }
  throw new Error("the provider did not send the browser back");
}

async function leave(): Promise<{ readonly url: string; readonly cookie: string }> {
  const response = await server.visitor("/sign-in/provider");
  expect(response.status).toBe(302);
  return { url: response.headers.get("location") ?? "", cookie: response.headers.get("set-cookie") ?? "" };
}

async function signIn(login: string): Promise<Response> {
  const { url, cookie } = await leave();
  const address = new URL(await throughProvider(url, login));
  return await server.fetch(`${address.pathname}${address.search}`, { headers: { cookie: cookie.split(";")[0] ?? "" } });
}

async function whoIs(response: Response): Promise<unknown> {
  const cookie =
    response.headers
      .getSetCookie()
      .find((line) => line.startsWith("__Host-countersign="))
      ?.split(";")[0] ?? "";
  const me = await server.visitor("/api/me", { headers: { cookie } });
  return me.status === 200 ? ((await me.json()) as { person: { handle: string }; proved: boolean }) : me.status;
}

describe("sign-in at the company's provider", () => {
  it("R32 takes a verified address of exactly one person, and remembers the account as a fact", async () => {
    const response = await signIn("bo");
    expect(response.status).toBe(200);
    expect(await whoIs(response)).toMatchObject({ person: { handle: "bo" }, proved: false });
    expect(await server.desk.workplace.store.read.logins()).toMatchObject([{ person: server.organisation.id("bo"), issuer, subject: "bo", endedAt: null }]);
    await changePerson(server.desk.workplace, "ada", "bo", { emails: ["bo.berg@example.com"] });
    expect(await whoIs(await signIn("bo"))).toMatchObject({ person: { handle: "bo" } });
  });

  it("A02 knows a person by every account that is linked to them", async () => {
    await linkLogin(server.desk.workplace, { by: "ada", person: "dora", issuer, subject: "dora" });
    expect(await whoIs(await signIn("dora"))).toMatchObject({ person: { handle: "dora" } });
  });

  it("A02 R32 an administrator links an account by the provider's own name for it, at the provider that is configured", async () => {
    const ada = await server.as("ada");
    expect(await whoIs(await signIn("unverified"))).toBe(401);
    const linked = await ada("/api/logins", { json: { person: "chen", subject: "unverified" } });
    expect(linked.status).toBe(201);
    expect(await server.desk.workplace.store.read.logins()).toMatchObject([{ person: server.organisation.id("chen"), issuer, subject: "unverified", endedAt: null }]);
    expect(await whoIs(await signIn("unverified"))).toMatchObject({ person: { handle: "chen" } });
    expect((await ada("/api/logins", { json: { person: "dora", subject: "unverified" } })).status).toBe(409);
  });

  it.each(["unverified", "stranger"])("refuses an account that is nobody's: %s", async (login) => {
    const before = server.desk.workplace.store.size;
    const response = await signIn(login);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "refused" });
    expect(response.headers.getSetCookie().filter((line) => line.startsWith("__Host-countersign="))).toEqual([]);
    expect(server.desk.workplace.store.size).toBe(before);
  });

  it("refuses a person who is no longer active", async () => {
    await signIn("bo");
    await changePerson(server.desk.workplace, "ada", "bo", { active: false });
    expect((await signIn("bo")).status).toBe(403);
  });

  it("asks with PKCE, state and nonce, and keeps its part where no script reads it", async () => {
    const { url, cookie } = await leave();
    const asked = new URL(url).searchParams;
    expect([asked.get("code_challenge_method"), asked.get("response_type"), asked.get("redirect_uri")]).toEqual(["S256", "code", back]);
    for (const name of ["code_challenge", "state", "nonce"]) expect(asked.get(name), name).toMatch(/^[\w-]{20,}$/);
    expect(cookie).toMatch(/^__Host-countersign-provider=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
  });

  it("G02 G14 signs nobody in over somebody, nor by a cookie that another host planted beside ours", async () => {
    await linkLogin(server.desk.workplace, { by: "ada", person: "dora", issuer, subject: "dora" });
    const [attackers, victims] = [await leave(), await leave()];
    const address = new URL(await throughProvider(attackers.url, "dora"));
    const [planted = "", ours = ""] = [attackers.cookie, victims.cookie].map((line) => line.split(";")[0]);
    const back = async (cookie: string) => server.fetch(`${address.pathname}${address.search}`, { headers: { cookie, "sec-fetch-site": "cross-site" } });
    const session = `__Host-countersign=${await server.secretOf("bo")}`;
    for (const cookie of [`${planted}; ${ours}`, planted.replace("__Host-", ""), `${planted}; ${session}`]) {
      const response = await back(cookie);
      expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
    }
    expect((await (await server.as("bo"))("/sign-in/provider")).status).toBe(403);
    expect(await whoIs(await back(planted))).toMatchObject({ person: { handle: "dora" } });
  });

  it("refuses another state, an answer that was used before, and a browser that did not begin here", async () => {
    const { url, cookie } = await leave();
    const address = new URL(await throughProvider(url, "bo"));
    const mine = { cookie: cookie.split(";")[0] ?? "" };
    expect((await server.fetch(`${address.pathname}${address.search}`)).status).toBe(403);
    const forged = new URL(address);
    forged.searchParams.set("state", "another");
    expect((await server.fetch(`${forged.pathname}${forged.search}`, { headers: mine })).status).toBe(403);
    // What was left with is spent by the first answer, right or wrong.
    expect((await server.fetch(`${address.pathname}${address.search}`, { headers: mine })).status).toBe(403);
  });
});
