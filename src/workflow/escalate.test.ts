import { describe, expect, it } from "vitest";
import { inbox, listEscalations } from "../reading/inbox.ts";
import { revokeQualification } from "./enrol.ts";
import { failureOf, holding, type TestOrganisation, testOrganisation } from "./testing.ts";

const unsure = { outcome: "unsure", doubt: "meets-requirement", comment: "I do not know this tariff" } as const;

describe("R33 unsure", () => {
  it("goes to whoever holds the same qualification and was not asked, with a due time, and blocks the gate until resolved", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("chen", change);
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
    const { escalation } = await org.decide("bo", change, unsure);
    expect(escalation).toMatchObject({ criterion: "meets-requirement", due: org.clock.now + 4 * 3_600_000 });
    const blocked = await org.gate(change, { environment: null });
    expect(holding(blocked)).toEqual(["escalated"]);
    expect(blocked.verdict.headline).toBe("An escalation about meets-requirement waits for Dora Diaz until 2026-11-02 13:00 UTC.");
    expect(await listEscalations(org.workplace)).toMatchObject([
      {
        kind: "unsure",
        criterion: "meets-requirement",
        to: "someone qualified for code review",
        who: ["Dora Diaz"],
        due: "2026-11-02T13:00:00.000Z",
        overdue: false,
        resolved: false,
      },
    ]);
    expect((await inbox(org.workplace, "dora")).escalatedToMe.map(({ why, until }) => [why, until])).toEqual([
      ["Somebody was unsure about meets-requirement.", "2026-11-02T13:00:00.000Z"],
    ]);
    expect((await inbox(org.workplace, "chen")).escalatedToMe).toEqual([]);
    await org.decide("dora", change);
    const resolved = await org.gate(change, { environment: null });
    expect([resolved.verdict.verdict, (await listEscalations(org.workplace)).map((each) => each.resolved)]).toEqual(["allow", [true]]);
  });

  it("is not resolved by who was asked before, who contributed, or who defers", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("chen", change);
    await org.decide("bo", change, unsure);
    await org.decide("chen", change);
    await org.decide("bo", change);
    await org.decide("ada", change, { outcome: "request-changes", comment: "Not mine to say" });
    await org.decide("dora", change, { outcome: "defer", until: "2026-11-02", comment: "Tonight" });
    expect((await listEscalations(org.workplace)).map(({ resolved }) => resolved)).toEqual([false]);
    await org.decide("dora", change, { outcome: "request-changes", comment: "The tariff is wrong" });
    expect((await listEscalations(org.workplace)).map(({ resolved }) => resolved)).toEqual([true]);
    expect((await org.gate(change, { environment: null })).verdict).toMatchObject({ verdict: "deny", headline: "Dora Diaz asked for changes." });
  });

  it("times out into a deny at its due moment, and may still be resolved by the right person", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("chen", change);
    await org.decide("bo", change, unsure);
    org.clock.now += 4 * 3_600_000 - 1;
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("wait");
    org.clock.now += 1;
    const late = await org.gate(change, { environment: null });
    expect([late.verdict.verdict, late.verdict.headline]).toEqual([
      "deny",
      "The escalation about meets-requirement ran out on 2026-11-02 13:00 UTC before anybody resolved it. Dora Diaz can still resolve it.",
    ]);
    expect((await listEscalations(org.workplace))[0]).toMatchObject({ overdue: true });
    await org.decide("dora", change);
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
  });

  it("a second unsure goes a level up, and closes the first", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("chen", change, unsure);
    const { escalation } = await org.decide("bo", change, { ...unsure, comment: "Nor do I" });
    expect(escalation?.due).toBe(org.clock.now + 24 * 3_600_000);
    expect((await listEscalations(org.workplace)).map(({ to, who, resolved }) => [to, who, resolved])).toEqual([
      ["someone qualified for code review", ["Bo Berg", "Dora Diaz"], true],
      ["an engineering lead", ["Bo Berg", "Dora Diaz"], false],
    ]);
    await org.decide("dora", change);
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
  });

  it("skips a level that nobody can answer", async () => {
    await using org = await testOrganisation();
    for (const held of await org.workplace.store.read.qualifications())
      if (held.domain === "code-review" && held.person !== org.id("bo")) await revokeQualification(org.workplace, "ada", held.id);
    const { change } = await org.proposed();
    await org.decide("bo", change, unsure);
    expect((await listEscalations(org.workplace)).map(({ to }) => to)).toEqual(["an engineering lead"]);
  });

  it("R24 is signed like every decision, and names no answer that was not given", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const { text, document } = await org.prepare("bo", change, unsure);
    expect([document.meaning, document.answers, text.split("\n")[0]]).toEqual(["review", [], "I am unsure about this change."]);
    expect((await failureOf(org.prepare("bo", change, { ...unsure, doubt: "" }))).hint).toMatch(/^One of meets-requirement, /);
  });
});

describe("R33 overdue", () => {
  const lines = async (org: TestOrganisation) => (await listEscalations(org.workplace)).map(({ kind, to }) => `${kind} ${to}`);

  it("a change that waits longer than the policy lets it opens one escalation, once", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.gate(change);
    expect(await lines(org)).toEqual([]);
    org.clock.advance("1d");
    await Promise.all([org.gate(change), org.gate(change)]);
    await org.gate(change, { environment: null });
    expect(await lines(org)).toEqual(["overdue an engineering lead"]);
  });
});

describe("R33 a doubt about one thing", () => {
  const twoPlaces = `policy: 1
version: 2
environments:
  staging: { human: Tries it out., ask: [rollback-known], approvals: { count: 1, role: release-manager } }
  production: { human: Releases it., ask: [rollback-known], approvals: { count: 1, role: release-manager } }
`;
  const about = (environment: string | undefined) => ({ ...unsure, ...(environment === undefined ? {} : { environment, doubt: "rollback-known" }) });

  it.each([
    ["the change", undefined, "staging", null],
    ["production", "production", "staging", "production"],
    ["production", "production", undefined, "production"],
  ])("about %s is not carried elsewhere by who would have resolved it and is unsure about something else", async (_, first, second, gated) => {
    await using org = await testOrganisation({ policy: twoPlaces });
    const { change } = await org.proposed();
    await org.decide("chen", change);
    await org.decide("bo", change, about(first));
    await org.decide("dora", change, about(second));
    expect(holding(await org.gate(change, { environment: gated }))).toContain("escalated");
    expect((await listEscalations(org.workplace)).map(({ resolved }) => resolved)).toEqual([false, false]);
  });
});
