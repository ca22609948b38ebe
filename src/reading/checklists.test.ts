import { describe, expect, it } from "vitest";
import { changePerson, deploy, recordOverdue, revokeKey } from "../workflow/index.ts";
import { type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { checklistOf, checklistRoles } from "./checklists.ts";

async function open(org: TestOrganisation, role: (typeof checklistRoles)[number]): Promise<Record<string, string>> {
  const { items, done } = await checklistOf(org.workplace, role);
  expect(done).toBe(items.filter((item) => item.done).length);
  return Object.fromEntries(items.filter((item) => !item.done && item.attestation === null).map(({ id, state }) => [id, state]));
}

describe("R104 role checklists", () => {
  it("compute each item from records: what is open on a young organisation", async () => {
    await using org = await testOrganisation();
    expect(await open(org, "administrator")).toEqual({ "two-administrators": "Only Ada Author is an administrator.", "policy-signed": "The built-in default rules." });
    expect(await open(org, "engineering-lead")).toEqual({ "policy-reviewed": "It names none." });
    expect(await open(org, "project-manager")).toEqual({});
  });

  it("turn when the records do, without anybody ticking anything", async () => {
    await using org = await testOrganisation({ policy: "policy: 1\nversion: 2\nreview-by: 2027-06-30\n" });
    await changePerson(org.workplace, "ada", "dora", { roles: ["engineering-lead", "administrator"] });
    expect([await open(org, "administrator"), await open(org, "engineering-lead")]).toEqual([{}, {}]);
    expect(await open(org, "project-manager")).toEqual({ "releasers-there": "Fewer than two people are release manager." });
    const { change } = await org.proposed();
    await deploy(org.workplace, "chen", { stage: "started", environment: "production", change });
    await revokeKey(org.workplace, "bo", org.keys.get("bo")?.fingerprint ?? "");
    expect(await open(org, "administrator")).toEqual({
      "everybody-signs": "Bo Berg cannot sign: invite them.",
      "nothing-around-gates": "1 deployment that went around a gate was not rolled back.",
    });
    expect(Object.keys(await open(org, "project-manager"))).toEqual(["releasers-there", "nothing-unfinished"]);
    org.clock.advance("2d");
    await recordOverdue(org.workplace);
    expect((await open(org, "project-manager"))["changes-move"]).toBe(`${change} does.`);
    org.clock.advance("1y");
    expect(Object.keys(await open(org, "engineering-lead"))).toContain("qualifications-held");
    expect((await open(org, "engineering-lead"))["policy-reviewed"]).toBe("It was to be reviewed by 2027-06-30.");
  });

  it("are there for the three roles that steer, each item leading to the page that mends it", async () => {
    await using org = await testOrganisation();
    const lists = await Promise.all(checklistRoles.map((role) => checklistOf(org.workplace, role)));
    expect(lists.map(({ role }) => role)).toEqual(["administrator", "engineering-lead", "project-manager"]);
    const items = lists.flatMap((list) => list.items);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    for (const { page, attestation } of items) expect(attestation === null ? ["/people", "/policy", "/deployments", "/escalations"] : ["/measures"]).toContain(page);
  });
});
