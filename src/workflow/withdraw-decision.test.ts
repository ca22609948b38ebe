import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Draft } from "../model/fact.ts";
import { deploy } from "./deploy.ts";
import { exportLedger } from "./export-ledger.ts";
import { failureOf, testOrganisation } from "./testing.ts";
import { verifyFolder } from "./verify.ts";
import { withdrawDecision } from "./withdraw-decision.ts";

describe("withdrawing a decision", () => {
  it.each([
    ["whoever made it", "bo"],
    ["an administrator", "ada"],
  ] as const)("A23 by %s ends its effect on later verdicts, and everything that was recorded stays", async (_, by) => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
    await deploy(org.workplace, org.id("chen"), { environment: "production", change, stage: "started" });
    const before = await org.ledger();
    const [decision] = await org.workplace.store.read.decisions(change);
    const withdrawn = await withdrawDecision(org.workplace, by, decision?.id ?? "", " Too early ");
    expect(withdrawn.withdrawnAt).toBe(before.length);
    const [fact] = await org.facts("decision-withdrawn");
    expect(fact).toMatchObject({ actor: org.id(by), data: { decision: decision?.id, person: org.id(by) }, links: [decision?.index] });
    expect((await org.ledger()).slice(0, before.length)).toEqual(before);
    const after = await org.gate(change);
    expect(after.verdict.verdict).toBe("wait");
    expect(after.verdict.decisions).toContainEqual(expect.objectContaining({ id: decision?.id, counts: false, because: "withdrawn" }));
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, order: { problems: [] } });
  });

  it("A23 R5 is refused to everybody else, and the attempt is recorded", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const { document } = await org.decide("bo", change);
    for (const by of ["chen", "robin"]) expect(await failureOf(withdrawDecision(org.workplace, by, document))).toMatchObject({ code: "refused" });
    expect((await org.facts("attempt-refused")).map(({ data }) => data.code)).toEqual(["role-missing", "not-a-person"]);
    expect(await org.facts("decision-withdrawn")).toEqual([]);
    await withdrawDecision(org.workplace, "bo", document);
    expect(await failureOf(withdrawDecision(org.workplace, "bo", document))).toMatchObject({ code: "already-exists" });
    expect(await failureOf(withdrawDecision(org.workplace, "bo", "d-9"))).toMatchObject({ code: "not-found" });
  });

  it.each([
    ["by somebody else", "chen", false],
    ["by an agent", "robin", false],
    ["of a decision that nobody made", "bo", true],
  ] as const)("A23 is found in an export when it was recorded past this room %s", async (_, by, invented) => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const { document } = await org.decide("bo", change);
    const data = { decision: invented ? "d-9" : document, person: org.id(by) };
    const draft: Draft = { type: "decision-withdrawn", actor: org.id(by), key: "past", data };
    await org.workplace.store.append([draft]);
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    const code = by === "robin" ? "not-a-person" : "withdrawn-by-other";
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: false, first: { code, where: `entry ${org.workplace.store.size - 1}` } });
  });
});
