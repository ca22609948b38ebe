import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { adoptPolicy, changePerson, enrolPerson, found, issueToken, qualify, registerProject, revokeQualification, revokeToken } from "../workflow/index.ts";
import { seededRandom, testOrganisation } from "../workflow/testing.ts";
import { nextSteps } from "./next-steps.ts";

describe("what a new organisation does next (R104)", () => {
  it("is computed from records, and each step is gone when it is done", async () => {
    await using org = await testOrganisation();
    const options = { folder: join(org.scratch, "new"), clock: () => org.clock.now, random: seededRandom("new") };
    const { workplace: young } = await found({
      ...options,
      organisation: "Northwind",
      administrator: { handle: "ada", name: "Ada Author", emails: ["ada@example.com"], roles: [] },
    });
    await using workplace = young;
    const open = async () => (await nextSteps(workplace)).map(({ id }) => id);
    expect(await open()).toEqual(["second-administrator", "own-policy", "first-project", "first-judge", "pipeline-token"]);
    for (const { who, page } of await nextSteps(workplace))
      expect([who.map(({ name }) => name), page]).toEqual([expect.any(Array), expect.stringMatching(/^\/(people|policy\/adopt|changes)$/)]);
    await enrolPerson(workplace, "ada", { handle: "bo", name: "Bo Berg", emails: ["bo@example.com"], roles: ["administrator", "engineering-lead", "reviewer"] });
    expect(await open()).toEqual(["own-policy", "first-project", "first-judge", "pipeline-token"]);
    await registerProject(workplace, "ada", org.repository.path, "payments");
    expect(await open()).toEqual(["own-policy", "first-judge", "pipeline-token"]);
    const { id } = await qualify(workplace, "bo", { person: "ada", domain: "code-review", basis: "Years" });
    expect(await open()).toEqual(["own-policy", "pipeline-token"]);
    await revokeQualification(workplace, "bo", id);
    expect(await open()).toEqual(["own-policy", "first-judge", "pipeline-token"]);
  });

  it("counts a policy once somebody signed it, and a token while it lets its agent do something", async () => {
    await using org = await testOrganisation();
    const open = async () => (await nextSteps(org.workplace)).map(({ id }) => id);
    await changePerson(org.workplace, "ada", "dora", { roles: ["engineering-lead", "administrator"] });
    expect(await open()).toEqual(["own-policy", "pipeline-token"]);
    await adoptPolicy(org.workplace, "ada", { text: "policy: 1\nversion: 2\n", file: "policy.yaml", sign: org.signer("ada") });
    expect(await open()).toEqual(["pipeline-token"]);
    const until = org.clock.now + 86_400_000;
    await issueToken(org.workplace, "ada", { person: "robin", label: "reads", scopes: ["read"], until });
    expect(await open()).toEqual(["pipeline-token"]);
    const { token } = await issueToken(org.workplace, "ada", { person: "robin", label: "ci", scopes: ["evidence", "gate"], until });
    expect(await open()).toEqual([]);
    await revokeToken(org.workplace, "ada", token.id);
    expect(await open()).toEqual(["pipeline-token"]);
  });

  it("R29 names a project whose repository holds a policy that is not in force, and goes where it is put in force; a repository that cannot be read says nothing", async () => {
    await using org = await testOrganisation();
    await org.proposed();
    const steps = async () => {
      org.clock.advance("1m");
      return (await nextSteps(org.workplace)).filter(({ id }) => id === "project-policy");
    };
    expect(await steps()).toEqual([]);
    const text = "policy: 1\nversion: 1\nai: { disclosure: required }\n";
    org.repository.checkout("main");
    org.repository.commit({ ".countersign/policy.yaml": text });
    expect(await steps()).toMatchObject([{ act: "Put the policy of payments in force", page: "/policy/adopt?project=payments", who: [{ id: org.id("ada") }] }]);
    await adoptPolicy(org.workplace, "ada", { text, file: "policy.yaml", project: "payments", sign: org.signer("ada") });
    expect(await steps()).toEqual([]);
    org.repository.commit({ ".countersign/policy.yaml": `${text}# another\n` });
    expect(await steps()).toHaveLength(1);
    rmSync(org.repository.path, { recursive: true });
    expect(await steps()).toEqual([]);
  });
});
