import { describe, expect, it } from "vitest";
import { adoptPolicy, changePerson } from "../workflow/index.ts";
import { failureOf, testOrganisation } from "../workflow/testing.ts";
import { policyGaps } from "./policy-gaps.ts";
import { diffVersions, lintText, policyHistory, policyText, readPolicy } from "./policy-page.ts";

const tighter = "policy: 1\nversion: 2\nlimits: { change-lines: 200 }\n";
const looser = "policy: 1\nversion: 2\nlimits: { change-lines: 900 }\nai: { reviewers: { human: 1, ai: 1, mixed: 2, unknown: 2 } }\n";

describe("the policy page", () => {
  it("R30 R34 R65 reads as people read it: tiers in order, each criterion marked automated or human, and the four elements of each gate", async () => {
    await using org = await testOrganisation();
    const page = await readPolicy(org.workplace, null);
    expect(page.tiers.map(({ name }) => name)).toEqual(["tests", "documentation", "dependencies", "business-logic", "compliance", "security"]);
    const logic = page.tiers.find(({ name }) => name === "business-logic");
    expect(logic?.human).toBe("Reviews the whole diff against its requirement");
    expect(logic?.criteria.map(({ id, decidedBy }) => [id, decidedBy])).toEqual([
      ["tests-pass", "automated"],
      ["ai-lines-covered", "automated"],
      ["meets-requirement", "human"],
    ]);
    for (const { elements } of [...page.tiers, ...page.environments]) {
      const { active, ...four } = elements;
      expect([active, Object.keys(four).sort(), Object.values(four).every(({ present }) => present)]).toEqual([true, ["criteria", "escalation", "logging", "qualification"], true]);
    }
    expect(page.qualifications.map(({ name, holders }) => [name, holders.map((holder) => holder.name)])).toEqual(
      ["code-review", "security", "compliance"].map((name) => [name, ["Bo Berg", "Chen Wei", "Dora Diaz"]]),
    );
    expect(page.organisation).toMatchObject({ version: 1, by: { name: "Ada Author" }, fingerprint: null, inForce: true });
    expect(page.findings).toEqual([]);
  });

  it("R34 shows the element that a gate lacks, for a policy that could not be put in force so", async () => {
    await using org = await testOrganisation();
    const text = "policy: 1\nversion: 2\nenvironments:\n  staging: { human: Nobody stops what is tested, check: tests-pass }\n";
    const problems = await lintText(org.workplace, text, null);
    expect(problems).toMatchObject([{ code: "gate-incomplete", level: "error", path: "environments.staging", line: 4, column: expect.any(Number) }]);
    const adopting = adoptPolicy(org.workplace, "ada", { text, file: "policy.yaml", sign: org.signer("ada") });
    expect((await failureOf(adopting)).message).toBe(problems[0]?.sentence);
  });

  it("reads a project's policy as it rules there, on the organisation's", async () => {
    await using org = await testOrganisation({ projectPolicy: "policy: 1\nversion: 1\nlimits: { change-lines: 100 }\n" });
    const [whole, project] = [await readPolicy(org.workplace, null), await readPolicy(org.workplace, "payments")];
    expect([whole.limits[0], project.limits[0], whole.own, project.own?.version]).toEqual([
      "A change of more than 400 changed lines is marked as large, and one of more than 1600 says why.",
      "A change of more than 100 changed lines is marked as large, and one of more than 400 says why.",
      null,
      1,
    ]);
    expect((await failureOf(readPolicy(org.workplace, "nothing"))).code).toBe("not-found");
  });

  it("keeps every version with who put it in force and under which key, and says what differs between two", async () => {
    await using org = await testOrganisation({ policy: tighter });
    const history = await policyHistory(org.workplace, null);
    expect(history.map(({ version, inForce, by, fingerprint }) => [version, inForce, by.name, fingerprint])).toEqual([
      [2, true, "Ada Author", org.keys.get("ada")?.fingerprint],
      [1, false, "Ada Author", null],
    ]);
    const [second, first] = history;
    const { entries } = await diffVersions(org.workplace, first?.index ?? -1, second?.index ?? -1);
    expect(entries.map(({ path, from, to, effect }) => [path, from, to, effect])).toEqual([["limits.change-lines", "400", "200", "tighter"]]);
    const text = await policyText(org.workplace, second?.index ?? -1);
    expect([text.text, text.signature?.split("\n")[0]]).toEqual([tighter, "-----BEGIN SSH SIGNATURE-----"]);
    expect((await failureOf(policyText(org.workplace, 0))).code).toBe("not-found");
  });

  it("says what is wrong with a text, and where, also when it does not load", async () => {
    await using org = await testOrganisation();
    expect(await lintText(org.workplace, "policy: 1\nversion: 2\nlimts: {}\n", null)).toMatchObject([
      { code: "policy-invalid", level: "error", sentence: "A policy has no setting `limts`.", hint: expect.stringContaining("limits"), line: 3, column: 1 },
    ]);
    expect(await lintText(org.workplace, "policy: 1\nversion: 1\nlimits: { change-lines: 900 }\n", "payments")).toMatchObject([{ code: "policy-loosened", line: 3 }]);
    expect(await lintText(org.workplace, tighter, null)).toEqual([]);
  });
});

describe("R18 the gap assessment", () => {
  it("finds nothing missing where the baseline itself rules and everybody is there", async () => {
    await using org = await testOrganisation();
    expect((await policyGaps(org.workplace, null)).gaps).toEqual([]);
  });

  it("lists what is looser than the baseline, whose it is, and a day that does not move", async () => {
    await using org = await testOrganisation({ policy: looser });
    const { gaps } = await policyGaps(org.workplace, null);
    expect(gaps.map(({ kind, path, baseline, current, owner, due }) => [kind, path, baseline, current, owner.role, owner.people.map(({ name }) => name), due])).toEqual([
      ["setting", "ai.reviewers.ai", "2", "1", "policy-owner", ["Ada Author"], "2026-12-02"],
      ["setting", "limits.change-lines", "400", "900", "policy-owner", ["Ada Author"], "2026-12-02"],
    ]);
    org.clock.advance("10d");
    expect((await policyGaps(org.workplace, null)).gaps.map(({ due }) => due)).toEqual(["2026-12-02", "2026-12-02"]);
  });

  it("lists the people who are missing, for those who grant qualifications", async () => {
    await using org = await testOrganisation();
    for (const handle of ["chen", "dora"]) await changePerson(org.workplace, "ada", handle, { roles: ["reviewer", "engineering-lead"] });
    const { gaps } = await policyGaps(org.workplace, null);
    expect(gaps).toMatchObject([{ kind: "people", path: "environments.production.approvals", owner: { role: "engineering-lead" }, due: "2026-11-16" }]);
    expect(gaps[0]?.owner.people.map(({ name }) => name)).toEqual(["Bo Berg", "Chen Wei", "Dora Diaz"]);
  });
});
