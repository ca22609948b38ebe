import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changePerson, enrolPerson } from "./enrol.ts";
import { endLogin, linkLogin, personOfLogin } from "./logins.ts";
import { failureOf, type TestOrganisation, testOrganisation } from "./testing.ts";

const issuer = "https://id.example.com";
const account = (subject: string, email: string | null = null) => ({ issuer, subject, email });

describe("a login at the company's provider", () => {
  it("is linked by an administrator, signs the person in, and ends", async () => {
    await using org = await testOrganisation();
    const login = await linkLogin(org.workplace, { by: "ada", person: "bo", issuer, subject: "7" });
    expect(login).toMatchObject({ person: org.id("bo"), issuer, subject: "7", endedAt: null });
    expect(await personOfLogin(org.workplace, account("7"))).toMatchObject({ handle: "bo" });
    expect(await linkLogin(org.workplace, { by: "ada", person: "bo", issuer, subject: "7" })).toEqual(login);
    expect(await org.facts("login-linked")).toHaveLength(1);
    expect((await endLogin(org.workplace, "bo", login.id)).endedAt).toBeGreaterThan(login.index);
    expect(await failureOf(personOfLogin(org.workplace, account("7")))).toMatchObject({ code: "refused" });
    expect(await failureOf(endLogin(org.workplace, "bo", login.id))).toMatchObject({ code: "already-exists" });
  });

  it("R32 says nothing of issuer and subject in the open", async () => {
    await using org = await testOrganisation();
    await linkLogin(org.workplace, { by: "ada", person: "bo", issuer, subject: "bo-subject" });
    const [fact] = await org.facts("login-linked");
    expect(fact?.data).toEqual({ login: expect.stringMatching(/^l-[0-9a-f]{12}$/), person: org.id("bo"), digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(fact)).not.toMatch(/bo-subject|id\.example/);
  });

  it("A19 is one person's: giving it to a second one is refused and recorded", async () => {
    await using org = await testOrganisation();
    await linkLogin(org.workplace, { by: "ada", person: "bo", issuer, subject: "7" });
    expect(await failureOf(linkLogin(org.workplace, { by: "ada", person: "chen", issuer, subject: "7" }))).toMatchObject({ code: "already-exists" });
    expect((await org.facts("attempt-refused")).map(({ data }) => data)).toEqual([{ action: "link-login", code: "already-exists", person: org.id("chen") }]);
    // The same subject at another provider is somebody else.
    await linkLogin(org.workplace, { by: "ada", person: "chen", issuer: "https://other.example.com", subject: "7" });
    expect(await personOfLogin(org.workplace, account("7"))).toMatchObject({ handle: "bo" });
  });

  it("R32 is of no use once its person is not active", async () => {
    await using org = await testOrganisation();
    await linkLogin(org.workplace, { by: "ada", person: "bo", issuer, subject: "7" });
    await changePerson(org.workplace, "ada", "bo", { active: false });
    expect(await failureOf(personOfLogin(org.workplace, account("7", "bo@example.com")))).toMatchObject({ code: "refused" });
  });

  describe("that was never used", () => {
    let org: TestOrganisation;
    beforeAll(async () => {
      org = await testOrganisation();
      const known = await linkLogin(org.workplace, { by: "ada", person: "dora", issuer, subject: "ended" });
      await endLogin(org.workplace, "ada", known.id);
    });
    afterAll(async () => await org[Symbol.asyncDispose]());

    it("is linked to the one person who has the verified address", async () => {
      expect(await personOfLogin(org.workplace, account("8", "Bo@example.com"))).toMatchObject({ handle: "bo" });
      expect(await personOfLogin(org.workplace, account("8"))).toMatchObject({ handle: "bo" });
    });

    it.each([
      ["no verified address", account("9")],
      ["an address of nobody", account("9", "eve@example.com")],
      ["a handle for an address", account("9", "chen")],
      ["an agent's address", account("9", "robin@agents.example")],
      ["the address of somebody who has an account there", account("9", "bo@example.com")],
      ["an account that an administrator ended", account("ended", "dora@example.com")],
      ["the address of somebody whose account was ended", account("10", "dora@example.com")],
    ])("is refused with %s", async (_, given) => {
      expect(await failureOf(personOfLogin(org.workplace, given))).toMatchObject({ code: "refused" });
      expect((await org.facts("login-linked")).filter(({ data }) => data.person !== org.id("dora") && data.person !== org.id("bo"))).toEqual([]);
    });
  });

  it("A02 A19 is one of several with the same address that come at the same time, of this process and another", async () => {
    await using org = await testOrganisation();
    const other = await org.another();
    const linked = await Promise.allSettled([org.workplace, other, org.workplace, other].map((workplace, at) => personOfLogin(workplace, account(`s${at}`, "bo@example.com"))));
    expect(linked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected", "rejected"]);
    expect(await org.facts("login-linked")).toHaveLength(1);
  });

  it("signs in once and again when the first use of one account comes twice at the same time", async () => {
    await using org = await testOrganisation();
    const found = await Promise.all([1, 2, 3].map(() => personOfLogin(org.workplace, account("7", "bo@example.com"))));
    expect(found.map(({ handle }) => handle)).toEqual(["bo", "bo", "bo"]);
    expect(await org.facts("login-linked")).toHaveLength(1);
  });

  it("A02 is linked by no address beyond ASCII, which another case could make somebody else's", async () => {
    await using org = await testOrganisation();
    await enrolPerson(org.workplace, "ada", { handle: "kim", name: "Kim", emails: ["kim@example.com"], roles: ["reviewer"] });
    expect(await failureOf(personOfLogin(org.workplace, account("evil", "\u212aim@example.com")))).toMatchObject({ code: "refused" });
    expect(await personOfLogin(org.workplace, account("good", "KIM@example.com"))).toMatchObject({ handle: "kim" });
  });

  it("A11 R5 is linked by nobody else, and to no agent", async () => {
    await using org = await testOrganisation();
    for (const [by, person] of [
      ["chen", "bo"],
      ["robin", "robin"],
      ["ada", "robin"],
    ] as const)
      expect(await failureOf(linkLogin(org.workplace, { by, person, issuer, subject: "7" }))).toMatchObject({ code: "refused" });
    expect((await org.facts("attempt-refused")).map(({ data }) => data.code)).toEqual(["role-missing", "not-a-person", "not-a-person"]);
    expect(await failureOf(linkLogin(org.workplace, { by: "ada", person: "bo", issuer, subject: "" }))).toMatchObject({ code: "bad-input" });
  });
});
