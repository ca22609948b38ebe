import { describe, expect, it } from "vitest";
import type { Draft } from "../model/fact.ts";
import { changePerson, deploy, recordOverdue, revokeKey } from "../workflow/index.ts";
import { type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { checklistOf, checklistRoles } from "./checklists.ts";

async function open(org: TestOrganisation, role: (typeof checklistRoles)[number]): Promise<Record<string, string>> {
  const { items, done } = await checklistOf(org.workplace, role);
  expect(done).toBe(items.filter((item) => item.done).length);
  return Object.fromEntries(items.filter((item) => !item.done && item.attestation === null).map(({ id, state }) => [id, state]));
}

/** What a project lacks that never began with a blueprint. */
const ungoverned = { "blueprints-closed": "Open: payments (never started, 0 d).", "charters-signed": "Not signed: payments." };
const undrilled = { "registers-reviewed": "Not signed: payments (never).", "drills-done": "Not in payments." };

describe("R104 role checklists", () => {
  it("compute each item from records: what is open on a young organisation", async () => {
    await using org = await testOrganisation();
    expect(await open(org, "administrator")).toEqual({ "two-administrators": "Only Ada Author is an administrator.", "policy-signed": "The built-in default rules." });
    expect(await open(org, "engineering-lead")).toEqual({ "policy-reviewed": "It names none.", ...ungoverned });
    expect(await open(org, "project-manager")).toEqual(undrilled);
    expect(await open(org, "technology-leader")).toEqual({
      "policy-reviewed": "It names none.",
      "blueprints-closed": ungoverned["blueprints-closed"],
      "registers-reviewed": undrilled["registers-reviewed"],
      "acknowledgements-complete": "No AI policy is signed yet.",
    });
  });

  it("turn when the records do, without anybody ticking anything", async () => {
    await using org = await testOrganisation({ policy: "policy: 1\nversion: 2\nreview-by: 2027-06-30\n" });
    await changePerson(org.workplace, "ada", "dora", { roles: ["engineering-lead", "administrator"] });
    expect([await open(org, "administrator"), await open(org, "engineering-lead")]).toEqual([{}, ungoverned]);
    expect(await open(org, "project-manager")).toEqual({ "releasers-there": "Fewer than two people are release manager.", ...undrilled });
    const { change } = await org.proposed();
    await deploy(org.workplace, "chen", { stage: "started", environment: "production", change });
    await revokeKey(org.workplace, "bo", org.keys.get("bo")?.fingerprint ?? "");
    expect(await open(org, "administrator")).toEqual({
      "everybody-signs": "Bo Berg cannot sign: invite them.",
      "nothing-around-gates": "1 deployment that went around a gate was not rolled back.",
    });
    expect(Object.keys(await open(org, "project-manager"))).toEqual(["releasers-there", "nothing-unfinished", ...Object.keys(undrilled)]);
    org.clock.advance("2d");
    await recordOverdue(org.workplace);
    expect((await open(org, "project-manager"))["changes-move"]).toBe(`${change} does.`);
    org.clock.advance("1y");
    expect(Object.keys(await open(org, "engineering-lead"))).toContain("qualifications-held");
    expect((await open(org, "engineering-lead"))["policy-reviewed"]).toBe("It was to be reviewed by 2027-06-30.");
  });

  it("close what a blueprint asks of each role once signings, acknowledgements and drills are in the ledger, and open it again when they are old", async () => {
    await using org = await testOrganisation();
    const { store } = org.workplace;
    const signed = (document: "charter" | "risks" | "ai-policy"): Draft => {
      const data = {
        signing: `g-${document}`,
        project: "payments",
        document,
        id: "GOV-1",
        version: "1",
        digest: "a".repeat(64),
        reviewBy: null,
        roles: ["engineering-lead"],
        person: org.id("bo"),
        fingerprint: "SHA256:k",
      };
      return { type: "document-signed", actor: org.id("bo"), key: `signed/${document}`, data };
    };
    const read = (handle: "ada" | "bo" | "chen" | "dora"): Draft => {
      const data = { project: "payments", document: "ai-policy" as const, version: "1", digest: "a".repeat(64), person: org.id(handle) };
      return { type: "document-acknowledged", actor: org.id(handle), key: `read/${handle}`, data };
    };
    const drill: Draft = { type: "escalation-drilled", actor: org.id("bo"), key: "drill", data: { drill: "z-1", project: "payments", person: org.id("bo"), outcome: "answered" } };
    await store.append([signed("charter"), signed("risks"), signed("ai-policy"), read("ada"), read("bo"), read("chen"), drill]);
    expect((await open(org, "technology-leader"))["acknowledgements-complete"]).toBe("Not yet: Dora Diaz.");
    await store.append([read("dora")]);
    expect(Object.keys(await open(org, "technology-leader"))).toEqual(["policy-reviewed", "blueprints-closed"]);
    expect(Object.keys(await open(org, "engineering-lead"))).toEqual(["policy-reviewed", "blueprints-closed"]);
    expect(await open(org, "project-manager")).toEqual({});
    org.clock.advance("91d");
    expect(await open(org, "project-manager")).toEqual({ "drills-done": "Not in payments." });
    org.clock.advance("1y");
    expect((await open(org, "project-manager"))["registers-reviewed"]).toBe("Not signed: payments (over a year ago).");
  });

  it("are there for the four roles that steer, each item leading to the page that mends it", async () => {
    await using org = await testOrganisation();
    const lists = await Promise.all(checklistRoles.map((role) => checklistOf(org.workplace, role)));
    expect(lists.map(({ role }) => role)).toEqual(["administrator", "engineering-lead", "project-manager", "technology-leader"]);
    for (const { items } of lists) expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const computed = ["/measures", "/people", "/policy", "/deployments", "/escalations", "/portfolio", "/ai-tools"];
    for (const { page, attestation } of lists.flatMap(({ items }) => items)) expect(attestation === null ? computed : ["/measures"]).toContain(page);
  });
});
