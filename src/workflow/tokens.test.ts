import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import type { TokenScope } from "../model/fact.ts";
import { changePerson, enrolPerson } from "./enrol.ts";
import { failureOf, type TestOrganisation, testOrganisation } from "./testing.ts";
import { holderOfToken, type IssuedToken, issueToken, parseToken, revokeToken } from "./tokens.ts";

const day = 86_400_000;

describe("an API token", () => {
  let org: TestOrganisation;
  let issued: IssuedToken;
  const given = (more = {}) => ({ person: "robin", label: "pipeline of payments", scopes: ["gate", "read"] as const, until: org.clock.now + 30 * day, ...more });
  beforeAll(async () => {
    org = await testOrganisation();
    issued = await issueToken(org.workplace, "ada", given());
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  it("is shown once, and only its hash is kept", async () => {
    expect(issued.secret).toMatch(/^cs_[0-9A-Za-z]{49}$/);
    expect(issued.token).toMatchObject({ person: org.id("robin"), scopes: ["read", "gate"], label: "pipeline of payments", issuedBy: org.id("ada"), revokedAt: null });
    expect(issued.token.hash).toBe(sha256(issued.secret));
    const [fact] = await org.facts("token-issued");
    expect(JSON.stringify(fact)).not.toContain(issued.secret.slice(3, 20));
    expect(fact?.data.hash).toBe(issued.token.hash);
    const other = await issueToken(org.workplace, "ada", given());
    expect(other.secret).not.toBe(issued.secret);
  });

  it("R5 stands for the agent that holds it", async () => {
    expect(await holderOfToken(org.workplace, issued.secret)).toMatchObject({ person: { handle: "robin", kind: "agent" }, token: { id: issued.token.id } });
  });

  it("G08 is refused before any look-up when a character of it is another", () => {
    expect(parseToken(issued.secret)).toBe(issued.token.hash);
    for (let at = 0; at < issued.secret.length; at++) {
      const other = issued.secret[at] === "a" ? "b" : "a";
      expect(parseToken(`${issued.secret.slice(0, at)}${other}${issued.secret.slice(at + 1)}`)).toBeNull();
    }
  });

  it.each([
    ["empty", () => ""],
    ["a prefix alone", () => "cs_"],
    ["followed by a space", (text: string) => `${text} `],
    ["followed by a line's end", (text: string) => `${text}\n`],
    ["a digit longer", (text: string) => `${text}0`],
    ["under another prefix", (text: string) => text.replace("cs_", "ct_")],
  ])("G08 is refused when it is %s", (_, spoil) => expect(parseToken(spoil(issued.secret))).toBeNull());

  it("G08 with a checksum of its own is found nowhere", async () => {
    await using elsewhere = await testOrganisation();
    const { secret } = await issueToken(elsewhere.workplace, "ada", { ...given(), until: elsewhere.clock.now + day });
    expect(parseToken(secret)).not.toBeNull();
    expect(await holderOfToken(org.workplace, secret)).toBeNull();
  });

  it("ends when it runs out, when it is revoked, and with its agent", async () => {
    await using own = await testOrganisation();
    const until = own.clock.now + day;
    const issue = () => issueToken(own.workplace, "ada", { ...given(), until });
    const [first, second, third] = [await issue(), await issue(), await issue()];
    expect((await revokeToken(own.workplace, "ada", first.token.id)).revokedAt).toBeGreaterThan(0);
    expect(await holderOfToken(own.workplace, first.secret)).toBeNull();
    expect(await failureOf(revokeToken(own.workplace, "ada", first.token.id))).toMatchObject({ code: "already-exists" });
    expect(await holderOfToken(own.workplace, second.secret)).not.toBeNull();
    await changePerson(own.workplace, "ada", "robin", { active: false });
    expect(await holderOfToken(own.workplace, second.secret)).toBeNull();
    await changePerson(own.workplace, "ada", "robin", { active: true });
    own.clock.now = until - 1;
    expect(await holderOfToken(own.workplace, third.secret)).not.toBeNull();
    own.clock.now = until;
    expect(await holderOfToken(own.workplace, third.secret)).toBeNull();
  });

  it.each([
    ["no scope", { scopes: [] }],
    ["a scope that there is not", { scopes: ["read", "decide"] as unknown as TokenScope[] }],
    ["no label", { label: " " }],
    ["a label with a line's end", { label: "a\nb" }],
    ["an end that has passed", { until: 0 }],
    ["an end that is none", { until: Number.NaN }],
    ["an end more than a year away", { until: Date.parse("2026-11-02T09:00:00Z") + 366 * day }],
  ])("is not issued with %s", async (_, wrong) => {
    expect(await failureOf(issueToken(org.workplace, "ada", given(wrong)))).toMatchObject({ code: "bad-input" });
  });

  it("R5 R32 is issued by an administrator, to an active agent only, and an attempt is recorded", async () => {
    await using own = await testOrganisation();
    await enrolPerson(own.workplace, "ada", { handle: "old", name: "Old", emails: [], roles: [], kind: "agent" });
    await changePerson(own.workplace, "ada", "old", { active: false });
    for (const [by, person] of [
      ["bo", "robin"],
      ["robin", "robin"],
      ["ada", "bo"],
      ["ada", "old"],
    ] as const)
      expect(await failureOf(issueToken(own.workplace, by, given({ person })))).toMatchObject({ code: "refused" });
    expect(await failureOf(revokeToken(own.workplace, "bo", "t-1"))).toMatchObject({ code: "refused" });
    expect((await own.facts("attempt-refused")).map(({ data }) => data.code)).toEqual(["role-missing", "not-a-person", "not-an-agent", "person-inactive", "role-missing"]);
    expect(await own.facts("token-issued")).toEqual([]);
  });
});
