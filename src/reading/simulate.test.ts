import { describe, expect, it } from "vitest";
import { startBlueprint } from "../workflow/index.ts";
import { failureOf, requirement, source, type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { simulate } from "./simulate.ts";

const policy = (more: string) => ({ text: `policy: 1\nversion: 9\n${more}`, file: "next.yaml" });
const nothingElse = policy("");
const twoReviewers = policy("ai: { reviewers: { human: 2, ai: 2, mixed: 2, unknown: 2 } }\n");

async function answersOf(org: TestOrganisation, given: Parameters<typeof simulate>[1]) {
  const { before, after, changes } = await simulate(org.workplace, given);
  return { before, after, changes: changes.map(({ change, before: was, after: would, differs }) => [change.id, was.verdict, would.verdict, differs]) };
}

describe("simulate", () => {
  it("says the same of a policy that asks the same: nobody's signature is lost to the other digest", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    const size = (await org.ledger()).length;
    expect(await answersOf(org, { policy: nothingElse })).toEqual({
      before: { allow: 1, wait: 0, deny: 0 },
      after: { allow: 1, wait: 0, deny: 0 },
      changes: [[change, "allow", "allow", false]],
    });
    expect((await org.ledger()).length).toBe(size);
  });

  it("counts what would have waited or been denied, and says why of each change", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    expect(await answersOf(org, { policy: twoReviewers })).toEqual({
      before: { allow: 1, wait: 0, deny: 0 },
      after: { allow: 0, wait: 1, deny: 0 },
      changes: [[change, "allow", "wait", true]],
    });
    const stricter = policy("change-types: { security: { paths: ['src/**'], qualification: security } }\n");
    const [moved] = (await simulate(org.workplace, { policy: stricter })).changes;
    expect([moved?.before.tier, moved?.after.tier, moved?.after.verdict, moved?.environment]).toEqual(["business-logic", "security", "deny", "production"]);
    expect(moved?.after.headline).toContain("analysis");
  });

  it("gives no approval that did not count before a second life", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change);
    org.commitChange("topic", `${source.after}export const more = 1;\n`);
    const head = org.repository.commit({ [source.path]: `${source.after}export const most = 1;\n` });
    await org.propose({ change });
    await org.attach(head);
    const { changes } = await answersOf(org, { policy: nothingElse });
    expect(changes).toEqual([[change, "wait", "wait", false]]);
  });

  it("judges both as of when the gate was last asked, so that only the policy differs", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    // Every qualification has run out by then.
    org.clock.advance("2y");
    expect((await answersOf(org, { policy: nothingElse })).changes).toEqual([[change, "allow", "allow", false]]);
  });

  it("R50 judges both under the governance of that moment: a blueprint that began since changes no answer", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    await startBlueprint(org.workplace, "bo", { project: "payments", start: "2026-11-02", end: "2026-11-20" });
    expect((await answersOf(org, { policy: nothingElse })).changes).toEqual([[change, "allow", "allow", false]]);
    await org.gate(change);
    expect((await answersOf(org, { policy: nothingElse })).changes).toEqual([[change, "deny", "deny", false]]);
  });

  it("looks only at what was put forward since, and only at a named project", async () => {
    await using org = await testOrganisation();
    await org.proposed();
    const since = Date.parse("2026-11-03T00:00:00Z");
    expect((await answersOf(org, { policy: nothingElse, since })).changes).toEqual([]);
    org.clock.advance("2d");
    org.repository.branch("late", org.base);
    org.repository.commit({ "src/other.ts": "export const other = 1;\n" });
    const { change: late } = await org.propose({ head: "refs/heads/late", requirement });
    expect((await answersOf(org, { policy: nothingElse, since })).changes.map(([id]) => id)).toEqual([late]);
    expect((await answersOf(org, { policy: twoReviewers, project: "payments" })).changes).toHaveLength(2);
    expect((await failureOf(answersOf(org, { policy: twoReviewers, project: "nothing" }))).code).toBe("not-found");
  });

  it("denies, with why, where a project's own policy would loosen the other one; a text that does not load is its writer's to mend", async () => {
    await using org = await testOrganisation({ projectPolicy: "policy: 1\nversion: 1\nlimits: { change-lines: 300 }\n" });
    await org.proposed();
    const { changes, after } = await simulate(org.workplace, { policy: policy("limits: { change-lines: 200 }\n") });
    expect([after, changes[0]?.after.verdict]).toEqual([{ allow: 0, wait: 0, deny: 1 }, "deny"]);
    expect(changes[0]?.after.headline).toContain("change-lines");
    expect((await failureOf(simulate(org.workplace, { policy: { text: "policy: 1\nversion: 9\ntiers: 3\n", file: "next.yaml" } }))).code).toBe("policy-invalid");
  });
});
