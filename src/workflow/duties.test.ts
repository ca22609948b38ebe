import { describe, expect, it } from "vitest";
import { deactivate, dutiesOf } from "./duties.ts";
import { changePerson, listPeople, revokeQualification } from "./enrol.ts";
import { failureOf, type Handle, type TestOrganisation, testOrganisation } from "./testing.ts";
import { issueToken } from "./tokens.ts";

const day = 86_400_000;

/** Leaves a qualification to one person. */
async function onlyHolder(org: TestOrganisation, handle: Handle, domain: string): Promise<void> {
  const { qualifications } = await listPeople(org.workplace);
  for (const each of qualifications) if (each.domain === domain && each.person !== org.id(handle)) await revokeQualification(org.workplace, "ada", each.id);
}

describe("R105 the duties of a person", () => {
  it("are what nobody else could do, and what waits for the person", async () => {
    await using org = await testOrganisation();
    await onlyHolder(org, "chen", "security");
    const { change } = await org.proposed();
    await changePerson(org.workplace, "ada", "chen", { roles: ["reviewer", "release-manager", "auditor"] });
    const { token } = await issueToken(org.workplace, "ada", { person: "robin", label: "pipeline", scopes: ["read"], until: org.clock.now + day });
    expect(await dutiesOf(org.workplace, "chen")).toMatchObject({
      roles: ["auditor"],
      qualifications: ["security"],
      escalations: [],
      changes: [{ id: change, title: "Charge twice", alone: false }],
      agents: [],
      tokens: [],
    });
    expect(await dutiesOf(org.workplace, "ada")).toMatchObject({
      roles: ["administrator", "policy-owner"],
      qualifications: [],
      changes: [],
      agents: [{ handle: "robin" }],
      tokens: [{ id: token.id, label: "pipeline" }],
    });
    expect(await dutiesOf(org.workplace, "robin")).toMatchObject({ roles: [], qualifications: [], changes: [] });
  });

  it("hold an open escalation that only the person can resolve", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const { escalation } = await org.decide("bo", change, { outcome: "unsure", doubt: "meets-requirement", comment: "I cannot tell." });
    for (const handle of ["chen", "dora"]) expect((await dutiesOf(org.workplace, handle)).escalations).toEqual([]);
    await changePerson(org.workplace, "ada", "chen", { active: false });
    expect((await dutiesOf(org.workplace, "dora")).escalations).toEqual([{ id: escalation?.id, change }]);
    const failure = await failureOf(deactivate(org.workplace, "ada", "dora", { roles: { "release-manager": "bo" }, leaveOpen: [] }));
    expect(failure).toMatchObject({ code: "bad-input", message: expect.stringContaining(escalation?.id ?? "?") });
  });
});

describe("R105 deactivating a person", () => {
  it("is refused while a duty is left without somebody, whichever way it is asked for, and changes nothing", async () => {
    await using org = await testOrganisation();
    await onlyHolder(org, "chen", "security");
    await changePerson(org.workplace, "ada", "chen", { roles: ["auditor"] });
    const { size } = org.workplace.store;
    const asks = [
      () => changePerson(org.workplace, "ada", "chen", { active: false }),
      () => deactivate(org.workplace, "ada", "chen"),
      () => deactivate(org.workplace, "ada", "chen", { leaveOpen: ["security"] }),
      () => deactivate(org.workplace, "ada", "chen", { roles: { auditor: "bo" } }),
      () => deactivate(org.workplace, "ada", "chen", { roles: { auditor: "robin" }, leaveOpen: ["security"] }),
      () => deactivate(org.workplace, "ada", "chen", { roles: { auditor: "chen" }, leaveOpen: ["security"] }),
      () => deactivate(org.workplace, "ada", "chen", { roles: { auditor: "bo", administrator: "bo" }, leaveOpen: ["security"] }),
    ];
    for (const ask of asks) expect(await failureOf(ask())).toMatchObject({ code: "bad-input" });
    expect(await failureOf(deactivate(org.workplace, "ada", "chen"))).toMatchObject({ message: "Without Chen Wei nobody would be left for the role auditor, security." });
    expect(org.workplace.store.size).toBe(size);
  });

  it("gives the roles away in the same step, and what the person did stays under the person's name", async () => {
    await using org = await testOrganisation();
    await onlyHolder(org, "chen", "security");
    await changePerson(org.workplace, "ada", "chen", { roles: ["reviewer", "auditor"] });
    const { change } = await org.proposed();
    await org.decide("chen", change);
    const { size } = org.workplace.store;
    const gone = await deactivate(org.workplace, "ada", "chen", { roles: { auditor: "bo" }, leaveOpen: ["security"] });
    expect(gone).toMatchObject({ name: "Chen Wei", active: false, roles: ["reviewer"] });
    expect(org.workplace.store.size).toBe(size + 2);
    expect(await org.workplace.store.read.person("bo")).toMatchObject({ name: "Bo Berg", emails: ["bo@example.com"], roles: ["engineering-lead", "reviewer", "auditor"] });
    expect((await org.workplace.store.read.keys()).find(({ person }) => person === gone.id)).toMatchObject({ revokedAt: null });
    expect((await org.workplace.store.read.decisions(change))[0]).toMatchObject({ person: gone.id, withdrawnAt: null });
    const { verdict } = await org.gate(change, { environment: null });
    expect(verdict.decisions).toContainEqual(expect.objectContaining({ person: gone.id, counts: false, because: "person-inactive" }));
    expect(await deactivate(org.workplace, "ada", "chen")).toEqual(gone);
  });

  it("lets the last administrator go once somebody takes over, and nobody else decides it", async () => {
    await using org = await testOrganisation();
    expect(await failureOf(deactivate(org.workplace, "bo", "chen"))).toMatchObject({ code: "refused" });
    await deactivate(org.workplace, "ada", "ada", { roles: { administrator: "bo", "policy-owner": "bo" } });
    expect(await org.workplace.store.read.person("bo")).toMatchObject({ roles: ["engineering-lead", "reviewer", "administrator", "policy-owner"] });
    expect(await failureOf(deactivate(org.workplace, "ada", "chen"))).toMatchObject({ code: "refused" });
    await deactivate(org.workplace, "bo", "robin");
    expect(await org.workplace.store.read.person("robin")).toMatchObject({ active: false });
  });

  it("names a change that nobody else could let pass", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    for (const handle of ["bo", "dora"] as const) await deactivate(org.workplace, "ada", handle, { roles: handle === "dora" ? { "engineering-lead": "chen" } : {} });
    const { changes, qualifications } = await dutiesOf(org.workplace, "chen");
    expect(changes).toEqual([{ id: change, title: "Charge twice", alone: true }]);
    const roles = { reviewer: "ada", "release-manager": "ada", "engineering-lead": "ada" };
    expect(await failureOf(deactivate(org.workplace, "ada", "chen", { roles, leaveOpen: qualifications }))).toMatchObject({
      message: `Without Chen Wei nobody would be left for ${change}.`,
    });
    expect(await deactivate(org.workplace, "ada", "chen", { roles, leaveOpen: [...qualifications, change] })).toMatchObject({ active: false });
  });
});
