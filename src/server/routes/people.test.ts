import { describe, expect, it } from "vitest";
import { changePerson, linkLogin } from "../../workflow/index.ts";
import type { AnyRoute } from "../route.ts";
import { type Client, testServer } from "../testing.ts";
import { routes } from "./index.ts";

const read = async <T>(answer: Promise<Response>, status = 200): Promise<T> => {
  const response = await answer;
  const body = (await response.json()) as T;
  expect([response.status, body]).toEqual([status, expect.anything()]);
  return body;
};

interface Page {
  readonly id: string;
  readonly active: boolean;
  readonly duties: { readonly roles: readonly string[]; readonly changes: readonly { readonly id: string }[] };
  readonly qualifications: readonly {
    readonly id: string;
    readonly domain: string;
    readonly state: string;
    readonly basis: string;
    readonly by: { readonly name: string };
    readonly until: string;
  }[];
}

const codeOf = async (answer: Promise<Response>) => {
  const response = await answer;
  return [response.status, ((await response.json()) as { code: string }).code];
};

describe("people", () => {
  it("R31 show, of one person, each qualification with basis, granter, expiry and state", async () => {
    await using server = await testServer();
    const chen = await server.as("chen");
    const page = await read<Page>(chen("/api/people/bo"));
    expect(page.qualifications.map(({ domain, basis, by, state, until }) => [domain, basis, by.name, state, until.slice(0, 10)])).toEqual(
      ["compliance", "security", "code-review"].map((domain) => [domain, "Years in the field", "Ada Author", "holds", "2027-11-02"]),
    );
    server.organisation.clock.advance("2y");
    const later = await read<Page>((await server.as("chen"))("/api/people/bo"));
    expect(later.qualifications.map(({ state }) => state)).toEqual(["expired", "expired", "expired"]);
  });

  it("are enrolled with a link to join, which an administrator may renew and nobody else", async () => {
    await using server = await testServer();
    const [ada, bo] = [await server.as("ada"), await server.as("bo")];
    const eve = { handle: "eve", name: "Eve Ek", emails: ["eve@example.com"], roles: ["reviewer"], invite: true };
    expect(await codeOf(bo("/api/people", { json: eve }))).toEqual([403, "role-missing"]);
    const { person, invitation } = await read<{ person: { id: string }; invitation: { link: string; until: string } }>(ada("/api/people", { json: eve }), 201);
    const secretOf = (link: string) => new URL(link).hash.slice(1);
    expect(await server.desk.state.invitations.look(secretOf(invitation.link))).toMatchObject({ person: person.id, by: server.organisation.id("ada") });
    const again = await read<{ link: string }>(ada(`/api/people/${person.id}/invitation`, { method: "POST" }));
    expect(await server.desk.state.invitations.look(secretOf(invitation.link))).toBeNull();
    expect(await server.desk.state.invitations.look(secretOf(again.link))).toMatchObject({ person: person.id });
    expect(await codeOf(ada("/api/people/robin/invitation", { method: "POST" }))).toEqual([422, "bad-input"]);
  });

  it("R105 are taken out of service only once their duties are handed over; their sessions end, and what they did stays theirs", async () => {
    await using server = await testServer();
    const { organisation } = server;
    const { change } = await organisation.proposed();
    await organisation.decide("bo", change);
    for (const handle of ["dora"]) await read((await server.as("ada"))(`/api/people/${handle}`, { method: "PATCH", json: { roles: ["engineering-lead"] } }));
    const [ada, chen] = [await server.as("ada"), await server.as("chen")];
    const { duties } = await read<Page>(ada("/api/people/chen"));
    expect(duties.roles).toEqual(["release-manager"]);
    expect(await read(chen("/api/people/chen/duties"))).toEqual(duties);
    expect(await codeOf(ada("/api/people/chen/deactivation", { json: {} }))).toEqual([422, "bad-input"]);
    expect((await chen("/api/people")).status).toBe(200);
    expect(await read(ada("/api/people/chen/deactivation", { json: { roles: { "release-manager": "dora" } } }))).toMatchObject({ handle: "chen", active: false });
    expect((await chen("/api/people")).status).toBe(401);
    const people = await read<{ items: { handle: string; roles: string[] }[] }>(ada("/api/people"));
    expect(people.items.find(({ handle }) => handle === "dora")?.roles).toEqual(["engineering-lead", "release-manager"]);
    const ledger = await read<{ items: { sentence: string }[] }>(ada("/api/ledger?type=decision-made"));
    expect(ledger.items.map(({ sentence }) => sentence)).toEqual([`Bo Berg approved ${change}.`]);
  });

  it("are qualified by somebody else, as the policy says, until the qualification is revoked", async () => {
    await using server = await testServer();
    await server.enrol("fay", ["reviewer"]);
    const grant = { person: "fay", domain: "code-review", basis: "Ten reviews beside Bo", until: "2027-03-31" };
    const bo = await server.as("bo");
    const { id, state } = await read<{ id: string; state: string }>(bo("/api/qualifications", { json: grant }), 201);
    expect(state).toBe("holds");
    expect(await codeOf((await server.as("chen"))("/api/qualifications", { json: grant }))).toEqual([403, "refused"]);
    expect(await codeOf(bo("/api/qualifications", { json: { ...grant, person: "bo" } }))).toEqual([403, "refused"]);
    expect((await bo(`/api/qualifications/${id}/revocation`, { method: "POST" })).status).toBe(204);
    const { items } = await read<{ items: { id: string; state: string }[] }>(bo("/api/qualifications"));
    expect(items.find((line) => line.id === id)?.state).toBe("revoked");
  });

  it("end their own key, an administrator anybody's, and nobody else's", async () => {
    await using server = await testServer();
    const fingerprint = server.organisation.keys.get("bo")?.fingerprint;
    const revoke = (client: Client) => client("/api/keys/revocation", { json: { fingerprint } });
    expect(await codeOf(revoke(await server.as("chen")))).toEqual([403, "refused"]);
    expect(await read(revoke(await server.as("bo")))).toEqual({ fingerprint });
    expect(await codeOf(revoke(await server.as("ada")))).toEqual([409, "already-exists"]);
  });
});

describe("an invitation of somebody who has had a key", () => {
  it("R32 needs two administrators within a day where two can sign in: one alone does not become somebody else", async () => {
    await using server = await testServer({ settings: { smtp: { url: "smtp://mail.example", from: "countersign@example.com" } } });
    await server.enrol("eve", ["administrator"]);
    const { organisation, desk } = server;
    await organisation.enrolPasskey("ada");
    const { id: eveId = "" } = (await desk.workplace.store.read.person("eve")) ?? {};
    await linkLogin(desk.workplace, { by: "ada", person: "eve", issuer: "https://id.example", subject: "eve" });
    const invite = async (handle: string) => codeOf((await server.as(handle))("/api/people/bo/invitation", { method: "POST" }));
    expect([await invite("ada"), await invite("ada")]).toEqual([
      [403, "refused"],
      [403, "refused"],
    ]);
    organisation.clock.advance("1d");
    expect(await invite("eve")).toEqual([403, "refused"]);
    const { link } = await read<{ link: string }>((await server.as("ada"))("/api/people/bo/invitation", { method: "POST" }));
    expect(await desk.state.invitations.look(new URL(link).hash.slice(1))).toMatchObject({ person: organisation.id("bo"), by: organisation.id("ada") });
    expect(await invite("ada")).toEqual([403, "refused"]);
    const told = await desk.state.db.selectFrom("outbox").selectAll().execute();
    expect(told.map(({ channel, recipient, about }) => [channel, recipient, about])).toEqual([["mail", "bo@example.com", "A new passkey of yours can be made"]]);
    await changePerson(desk.workplace, "ada", eveId, { roles: ["reviewer"] });
    expect((await (await server.as("ada"))("/api/people/bo/invitation", { method: "POST" })).status).toBe(200);
  });
});

describe("what a session alone must not do", () => {
  const asks: readonly [string, Parameters<Client>[1]][] = [
    ["/api/keys", { json: { person: "chen", publicKey: "ssh-ed25519 x" } }],
    ["/api/keys/revocation", { json: { fingerprint: "SHA256:x" } }],
    ["/api/logins", { json: { person: "bo", issuer: "https://id.example", subject: "7" } }],
    ["/api/logins/l-1/end", { method: "POST" }],
    ["/api/people", { json: { handle: "fay", name: "Fay", emails: [] } }],
    ["/api/people/bo/invitation", { method: "POST" }],
    ["/api/people/bo", { method: "PATCH", json: { roles: ["administrator"] } }],
    ["/api/people/bo/deactivation", { json: {} }],
    ["/api/qualifications", { json: { person: "bo", domain: "security", basis: "said so" } }],
    ["/api/qualifications/q-1/revocation", { method: "POST" }],
    ["/api/tokens", { json: { agent: "robin", label: "x", scopes: ["read"], until: "2026-12-31" } }],
    ["/api/tokens/t-1/revocation", { method: "POST" }],
    ["/api/people/bo/deputies", { json: { deputy: "chen", until: "2026-12-31" } }],
    ["/api/projects/payments/plan/feed", { method: "POST" }],
  ];

  it.each(asks)("G14 A10 %s is refused to a session whose person did not use the passkey of late, and nothing is recorded", async (path, asked) => {
    await using server = await testServer();
    await server.organisation.enrolPasskey("ada");
    const ada = await server.as("ada");
    server.organisation.clock.advance("5m");
    const before = server.desk.workplace.store.size;
    const response = await ada(path, asked);
    expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ code: "proof-needed", hint: "Use your passkey once more." })]);
    expect(server.desk.workplace.store.size).toBe(before);
  });

  it("G14 is every operation that changes who may do what", () => {
    const asked = Object.values<AnyRoute>(routes).filter(({ proof }) => proof);
    expect(asked.map(({ id }) => id).filter((id) => !id.startsWith("me."))).toHaveLength(asks.length);
  });
});

describe("the accounts of a person at the company's provider", () => {
  it("R32 are shown to the person and to administrators alone", async () => {
    await using server = await testServer();
    await linkLogin(server.desk.workplace, { by: "ada", person: "bo", issuer: "https://id.example", subject: "bo-subject" });
    const seen = async (handle: string) => (await (await server.as(handle))("/api/people/bo")).text();
    expect([(await seen("ada")).includes("bo-subject"), (await seen("bo")).includes("bo-subject")]).toEqual([true, true]);
    expect(await seen("chen")).not.toMatch(/bo-subject|id\.example/);
  });
});

describe("API tokens", () => {
  it("R5 are issued to agents only, show their text once, let in, and are revoked at once", async () => {
    await using server = await testServer();
    const [ada, bo] = [await server.as("ada"), await server.as("bo")];
    const asked = { agent: "robin", label: "pipeline of payments", scopes: ["read"], until: "2027-02-28" };
    expect(await codeOf(bo("/api/tokens", { json: asked }))).toEqual([403, "role-missing"]);
    expect(await codeOf(ada("/api/tokens", { json: { ...asked, agent: "bo" } }))).toEqual([403, "refused"]);
    const headers = { "idempotency-key": "once" };
    const { secret, token } = await read<{ secret: string; token: { id: string; state: string } }>(ada("/api/tokens", { json: asked, headers }), 201);
    const program: Client = (path, more = {}) => server.fetch(path, { ...more, headers: { authorization: `Bearer ${secret}` } });
    expect((await program("/api/deployments")).status).toBe(200);
    expect(await codeOf(program("/api/people"))).toEqual([403, "person-needed"]);
    const listed = await (await bo("/api/tokens")).text();
    expect([listed.includes(token.id), listed.includes(secret)]).toEqual([true, false]);
    expect((await (await ada("/api/tokens", { json: asked, headers })).text()).includes(secret)).toBe(false);
    expect(await read(ada(`/api/tokens/${token.id}/revocation`, { method: "POST" }))).toMatchObject({ id: token.id, state: "revoked" });
    expect((await program("/api/deployments")).status).toBe(401);
  });
});
