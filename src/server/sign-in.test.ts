import { beforeEach, describe, expect, it } from "vitest";
import { TestPasskey } from "../ledger/testing.ts";
import { authenticatorFlags } from "../ledger/webauthn.ts";
import { changePerson, linkLogin, revokeKey } from "../workflow/index.ts";
import { page } from "../workflow/testing.ts";
import type { Client, TestServer } from "./testing.ts";
import { testServer } from "./testing.ts";

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
  return () => server[Symbol.asyncDispose]();
});

interface Begun {
  readonly ceremony: string;
  readonly options: { readonly challenge: string };
}

async function json<T = Readonly<Record<string, unknown>>>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

async function invite(handle: string): Promise<string> {
  return (await server.desk.state.invitations.issue(server.organisation.id(handle as "bo"), "system")).secret;
}

/** Spends an invitation with a fresh passkey. */
async function join(handle: string, passkey = new TestPasskey(page), secret?: string): Promise<{ passkey: TestPasskey; response: Response }> {
  const given = secret ?? (await invite(handle));
  const { ceremony, options } = await json<Begun>(await server.visitor("/api/join/options", { json: { secret: given } }));
  const { challenge } = options;
  return { passkey, response: await server.visitor("/api/join", { json: { secret: given, ceremony, attestation: passkey.registration(challenge) } }) };
}

async function signIn(passkey: TestPasskey, change: (sent: { ceremony: string; challenge: string }) => unknown = ({ challenge }) => passkey.answer(challenge)): Promise<Response> {
  const { ceremony, options } = await json<Begun>(await server.visitor("/api/sign-in/options", { json: undefined, method: "POST" }));
  const { challenge } = options;
  return await server.visitor("/api/sign-in", { json: { ceremony, assertion: change({ ceremony, challenge }) } });
}

function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

function withCookie(cookie: string): Client {
  return (path, asking = {}) => server.visitor(path, { ...asking, headers: { cookie, ...asking.headers } });
}

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${(await json(response))["code"]}`;
}

describe("joining by an invitation", () => {
  it("R32 enrols the person's passkey as a fact and signs the person in", async () => {
    const before = server.desk.workplace.store.size;
    const { passkey, response } = await join("bo");
    expect(response.status).toBe(200);
    expect(server.desk.workplace.store.size).toBe(before + 1);
    const key = await server.desk.workplace.store.read.keyByCredential(passkey.credential.id);
    expect(key).toMatchObject({ person: server.organisation.id("bo"), kind: "passkey", fingerprint: passkey.fingerprint, origin: page });
    const me = await json(await withCookie(cookieOf(response))("/api/me"));
    expect(me).toMatchObject({ person: { handle: "bo", name: "Bo Berg" }, acts: true, proved: true, passkeys: 1 });
  });

  it("says for whom it is, and holds for one use", async () => {
    const secret = await invite("bo");
    expect(await json(await server.visitor("/api/join/look", { json: { secret } }))).toMatchObject({ name: "Bo Berg", roles: ["engineering-lead", "reviewer"] });
    expect((await join("bo", new TestPasskey(page), secret)).response.status).toBe(200);
    expect(await codeOf(await server.visitor("/api/join/look", { json: { secret } }))).toBe("403 refused");
  });

  it("ends after seven days, and with the next invitation of the same person", async () => {
    const first = await invite("bo");
    const second = await invite("bo");
    expect(await codeOf(await server.visitor("/api/join/look", { json: { secret: first } }))).toBe("403 refused");
    server.organisation.clock.advance("7d");
    expect(await codeOf(await server.visitor("/api/join/look", { json: { secret: second } }))).toBe("403 refused");
  });

  it("is refused for a person who is no longer active", async () => {
    const secret = await invite("bo");
    await changePerson(server.desk.workplace, "ada", "bo", { active: false });
    expect(await codeOf(await server.visitor("/api/join/look", { json: { secret } }))).toBe("403 refused");
  });

  it("R32 A11 says in the ledger who invited to the passkey: the administrator, and the person only where the server itself printed the link", async () => {
    const { secret } = await server.desk.state.invitations.issue(server.organisation.id("bo"), server.organisation.id("ada"));
    expect((await join("bo", new TestPasskey(page), secret)).response.status).toBe(200);
    expect((await join("chen")).response.status).toBe(200);
    const { ada, bo, chen } = { ada: server.organisation.id("ada"), bo: server.organisation.id("bo"), chen: server.organisation.id("chen") };
    const enrolled = (await server.organisation.facts("key-enrolled")).filter(({ data }) => data.kind === "passkey");
    expect(enrolled.map(({ actor, data }) => [actor, data.person])).toEqual([
      [ada, bo],
      [chen, chen],
    ]);
  });

  it("is worth nothing once who gave it is no administrator any more", async () => {
    await server.enrol("eve", ["administrator"]);
    const { id = "" } = (await server.desk.workplace.store.read.person("eve")) ?? {};
    const { secret } = await server.desk.state.invitations.issue(server.organisation.id("bo"), id);
    expect((await server.visitor("/api/join/look", { json: { secret } })).status).toBe(200);
    await changePerson(server.desk.workplace, "ada", "eve", { roles: ["reviewer"] });
    expect(await codeOf(await server.visitor("/api/join/look", { json: { secret } }))).toBe("403 refused");
  });

  it.each<[string, unknown, string]>([
    ["other than a list", "usb", "400 bad-request"],
    ["other than words", [{ toString: 1 }], "400 bad-request"],
    ["more than there are", Array(50_000).fill("usb"), "400 bad-request"],
  ])("G05 takes no ways to reach a passkey that are %s", async (_, transports, expected) => {
    const secret = await invite("bo");
    const { ceremony, options } = await json<Begun>(await server.visitor("/api/join/options", { json: { secret } }));
    const { response, ...rest } = new TestPasskey(page).registration(options.challenge);
    const attestation = { ...rest, response: { ...response, transports } };
    expect(await codeOf(await server.visitor("/api/join", { json: { secret, ceremony, attestation } }))).toBe(expected);
  });

  it("G05 keeps of the ways to reach a passkey those that it knows, once each", async () => {
    const secret = await invite("bo");
    const { ceremony, options } = await json<Begun>(await server.visitor("/api/join/options", { json: { secret } }));
    const passkey = new TestPasskey(page);
    const { response, ...rest } = passkey.registration(options.challenge);
    const attestation = { ...rest, response: { ...response, transports: ["hybrid", "telepathy", "hybrid", "usb"] } };
    expect((await server.visitor("/api/join", { json: { secret, ceremony, attestation } })).status).toBe(200);
    expect((await server.desk.workplace.store.read.keyByCredential(passkey.credential.id))?.credential?.transports).toEqual(["usb", "hybrid"]);
  });

  it("A19 refuses an authenticator that is enrolled for somebody else, and records the attempt", async () => {
    const { passkey } = await join("bo");
    const { response } = await join("chen", passkey);
    expect(await codeOf(response)).toBe("409 already-exists");
    expect(await server.desk.workplace.store.read.attempts()).toMatchObject([{ action: "enrol-key" }]);
  });

  it.each<[string, Parameters<TestPasskey["registration"]>[1]]>([
    ["that did not check who it is", { flags: authenticatorFlags.userPresent }],
    ["that was made on another page", { origin: "https://evil.example" }],
    ["that answers another ceremony", { type: "webauthn.get" }],
  ])("G10 refuses a passkey %s, and the invitation stays", async (_, choices) => {
    const secret = await invite("bo");
    const passkey = new TestPasskey(page);
    const { ceremony, options } = await json<Begun>(await server.visitor("/api/join/options", { json: { secret } }));
    const attestation = passkey.registration(options.challenge, choices);
    const before = server.desk.workplace.store.size;
    expect(await codeOf(await server.visitor("/api/join", { json: { secret, ceremony, attestation } }))).toBe("403 refused");
    expect(server.desk.workplace.store.size).toBe(before);
    expect((await server.visitor("/api/join/look", { json: { secret } })).status).toBe(200);
  });
});

describe("signing in with a passkey", () => {
  it("needs no name: the passkey says who it is", async () => {
    const { passkey } = await join("bo");
    const response = await signIn(passkey);
    expect(response.status).toBe(200);
    expect(await json(await withCookie(cookieOf(response))("/api/me"))).toMatchObject({ person: { handle: "bo" }, proved: true });
  });

  it.each<[string, Parameters<TestPasskey["answer"]>[1]]>([
    ["user verification is missing", { flags: authenticatorFlags.userPresent }],
    ["nobody was present", { flags: authenticatorFlags.userVerified }],
    ["it was used on another page", { origin: "https://evil.example" }],
    ["it was used in a frame of another page", { crossOrigin: true }],
    ["it answers another ceremony", { type: "webauthn.create" }],
  ])("G10 is refused when %s", async (_, choices) => {
    const { passkey } = await join("bo");
    expect(await codeOf(await signIn(passkey, ({ challenge }) => passkey.answer(challenge, choices)))).toBe("403 refused");
  });

  it("G10 is refused with a challenge of another time, used twice, or too late", async () => {
    const { passkey } = await join("bo");
    expect(await codeOf(await signIn(passkey, () => passkey.answer(Buffer.from("another").toString("base64url"))))).toBe("403 refused");
    const { ceremony, options } = await json<Begun>(await server.visitor("/api/sign-in/options", { method: "POST" }));
    const sent = { ceremony, assertion: passkey.answer(options.challenge) };
    expect((await server.visitor("/api/sign-in", { json: sent })).status).toBe(200);
    expect(await codeOf(await server.visitor("/api/sign-in", { json: sent }))).toBe("403 refused");
    const late = await json<Begun>(await server.visitor("/api/sign-in/options", { method: "POST" }));
    server.organisation.clock.advance("1m");
    const assertion = passkey.answer(late.options.challenge);
    expect(await codeOf(await server.visitor("/api/sign-in", { json: { ceremony: late.ceremony, assertion } }))).toBe("403 refused");
  });

  it("G10 is refused when the counter goes back, and one that always says zero is taken", async () => {
    const { passkey } = await join("bo");
    passkey.counter = 7;
    expect((await signIn(passkey)).status).toBe(200);
    expect(await codeOf(await signIn(passkey))).toBe("403 refused");
    passkey.counter = 8;
    expect((await signIn(passkey)).status).toBe(200);
    const { passkey: synced } = await join("chen");
    expect([(await signIn(synced)).status, (await signIn(synced)).status]).toEqual([200, 200]);
  });

  it("is refused for a passkey that nobody enrolled, and for one that was revoked", async () => {
    expect(await codeOf(await signIn(new TestPasskey(page)))).toBe("403 refused");
    const { passkey } = await join("bo");
    await revokeKey(server.desk.workplace, "ada", passkey.fingerprint);
    expect(await codeOf(await signIn(passkey))).toBe("403 refused");
  });

  it("G14 gives a new secret each time, and ends at once when the account is disabled", async () => {
    const { passkey, response } = await join("bo");
    const first = cookieOf(response);
    const second = cookieOf(await signIn(passkey));
    expect(second).not.toBe(first);
    await changePerson(server.desk.workplace, "ada", "bo", { active: false });
    expect([(await withCookie(first)("/api/me")).status, (await withCookie(second)("/api/me")).status]).toEqual([401, 401]);
    expect(await codeOf(await signIn(passkey))).toBe("403 refused");
  });

  it("ends with signing out, after 12 hours without use, and after seven days at the latest", async () => {
    const { passkey, response } = await join("bo");
    const me = withCookie(cookieOf(response));
    expect((await me("/api/sign-out", { method: "POST" })).status).toBe(200);
    expect((await me("/api/me")).status).toBe(401);
    const idle = withCookie(cookieOf(await signIn(passkey)));
    server.organisation.clock.advance("11h");
    expect((await idle("/api/me")).status).toBe(200);
    server.organisation.clock.advance("12h");
    expect((await idle("/api/me")).status).toBe(401);
  });
});

describe("a proof of presence", () => {
  async function prove(client: Client, passkey: TestPasskey): Promise<Response> {
    const { ceremony, options } = await json<Begun>(await client("/api/proof/options", { method: "POST" }));
    return await client("/api/proof", { json: { ceremony, assertion: passkey.answer(options.challenge) } });
  }

  it("G14 gives the session another secret", async () => {
    const { passkey, response } = await join("bo");
    const before = withCookie(cookieOf(response));
    const renewed = await prove(before, passkey);
    expect(renewed.status).toBe(200);
    expect((await before("/api/me")).status).toBe(401);
    expect((await withCookie(cookieOf(renewed))("/api/me")).status).toBe(200);
  });

  it("is refused with somebody else's passkey", async () => {
    const { response } = await join("bo");
    const { passkey: chens } = await join("chen");
    expect(await codeOf(await prove(withCookie(cookieOf(response)), chens))).toBe("403 refused");
  });

  it("G10 G14 is of nobody's challenge, nor somebody else's: whoever holds a session and any passkey here does not become the session's person", async () => {
    const { response } = await join("bo");
    const { passkey: chens } = await join("chen");
    const me = withCookie(cookieOf(response));
    const { ceremony, options } = await json<Begun>(await server.visitor("/api/sign-in/options", { method: "POST" }));
    expect(await codeOf(await me("/api/proof", { json: { ceremony, assertion: chens.answer(options.challenge) } }))).toBe("403 refused");
    const chen = await json<Begun>(await (await server.as("chen"))("/api/proof/options", { method: "POST" }));
    expect(await codeOf(await me("/api/proof", { json: { ceremony: chen.ceremony, assertion: chens.answer(chen.options.challenge) } }))).toBe("403 refused");
    expect((await me("/api/me")).status).toBe(200);
  });

  it("G10 is no sign-in: its challenge opens no session", async () => {
    const { passkey, response } = await join("bo");
    const { ceremony, options } = await json<Begun>(await withCookie(cookieOf(response))("/api/proof/options", { method: "POST" }));
    expect(await codeOf(await server.visitor("/api/sign-in", { json: { ceremony, assertion: passkey.answer(options.challenge) } }))).toBe("403 refused");
  });

  it("G14 is not got around by ending the keys first: with none left, nobody adds one to a session alone", async () => {
    const { passkey, response } = await join("bo");
    const me = withCookie(cookieOf(response));
    server.organisation.clock.advance("5m");
    const end = () => me("/api/keys/revocation", { json: { fingerprint: passkey.fingerprint } });
    expect(await codeOf(await end())).toBe("403 proof-needed");
    await revokeKey(server.desk.workplace, "ada", passkey.fingerprint);
    for (const path of ["/api/me/passkeys/options", "/api/keys/revocation"]) {
      const asked = path.endsWith("options") ? { method: "POST" } : { json: { fingerprint: passkey.fingerprint } };
      expect([path, await codeOf(await me(path, asked))]).toEqual([path, "403 refused"]);
    }
  });

  it("G14 is asked of nobody who comes in through the company's provider and never had a passkey, whatever else they sign with", async () => {
    const secret = await server.desk.state.sessions.start(server.organisation.id("bo"), { agent: "", proved: false });
    expect((await withCookie(`__Host-countersign=${secret}`)("/api/me/passkeys/options", { method: "POST" })).status).toBe(200);
  });

  it("is needed before another passkey is added, unless one was given a moment ago", async () => {
    const { passkey, response } = await join("bo");
    const me = withCookie(cookieOf(response));
    expect((await me("/api/me/passkeys/options", { method: "POST" })).status).toBe(200);
    server.organisation.clock.advance("5m");
    expect(await codeOf(await me("/api/me/passkeys/options", { method: "POST" }))).toBe("403 proof-needed");
    const again = withCookie(cookieOf(await prove(me, passkey)));
    const { ceremony, options } = await json<Begun>(await again("/api/me/passkeys/options", { method: "POST" }));
    const second = new TestPasskey(page);
    const added = await again("/api/me/passkeys", { json: { ceremony, attestation: second.registration(options.challenge) } });
    expect(await json(added)).toEqual({ fingerprint: second.fingerprint });
    expect((await json(await again("/api/me/passkeys")))["items"]).toHaveLength(2);
  });
});

describe("a person's sessions", () => {
  it("G14 end with a key of theirs, but for the one in which they ended it", async () => {
    const { passkey, response } = await join("bo");
    const [me, elsewhere, chen] = [withCookie(cookieOf(response)), await server.as("bo"), await server.as("chen")];
    expect((await me("/api/keys/revocation", { json: { fingerprint: passkey.fingerprint } })).status).toBe(200);
    expect([(await me("/api/me")).status, (await elsewhere("/api/me")).status, (await chen("/api/me")).status]).toEqual([200, 401, 200]);
    const again = await join("bo");
    const ada = await server.as("ada");
    expect((await ada("/api/keys/revocation", { json: { fingerprint: again.passkey.fingerprint } })).status).toBe(200);
    expect([(await withCookie(cookieOf(again.response))("/api/me")).status, (await ada("/api/me")).status]).toEqual([401, 200]);
  });

  it("G14 end with a login of theirs", async () => {
    const { id } = await linkLogin(server.desk.workplace, { by: "ada", person: "bo", issuer: "https://id.example", subject: "7" });
    const [ada, bo] = [await server.as("ada"), await server.as("bo")];
    expect((await ada(`/api/logins/${id}/end`, { method: "POST" })).status).toBe(200);
    expect((await bo("/api/me")).status).toBe(401);
  });

  it("G14 and their invitation stay ended when another process made them inactive and active again", async () => {
    await server.enrol("eve", ["reviewer"]);
    const person = await server.desk.workplace.store.read.person("eve");
    const { secret } = await server.desk.state.invitations.issue(person?.id ?? "", "system");
    const eve = await server.as("eve");
    expect((await eve("/api/me")).status).toBe(200);
    const other = await server.organisation.another();
    server.organisation.clock.advance("1m");
    await changePerson(other, "ada", "eve", { active: false });
    await changePerson(other, "ada", "eve", { active: true });
    server.organisation.clock.advance("1m");
    expect((await eve("/api/me")).status).toBe(401);
    expect(await codeOf(await server.visitor("/api/join/look", { json: { secret } }))).toBe("403 refused");
    expect((await (await server.as("eve"))("/api/me")).status).toBe(200);
  });

  it("are listed and ended by their person, and by nobody else", async () => {
    const [one, two, chen] = [await server.as("bo"), await server.as("bo"), await server.as("chen")];
    const { items } = await json<{ items: { id: string; current: boolean }[] }>(await one("/api/me/sessions"));
    expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = items.find(({ current }) => !current)?.id ?? "";
    expect(await codeOf(await chen(`/api/me/sessions/${other}`, { method: "DELETE" }))).toBe("404 not-found");
    expect((await one(`/api/me/sessions/${other}`, { method: "DELETE" })).status).toBe(200);
    expect((await two("/api/me")).status).toBe(401);
  });
});
