import { describe, expect, test } from "vitest";
import { judge } from "./judge.ts";
import { approval, day, decided, emergency, fileOf, now, said, situation, staff } from "./testing.ts";

const asked = situation({ release: "production", measured: { tests: { failed: 3 } } });

describe("F08: breaking the glass", () => {
  const broken = emergency(asked, ["ana", "chen"]);

  test("without it the gate denies", () => {
    expect(said(asked)).toMatch(/^deny: criterion-not-met; /);
  });

  test("two named people let the change pass, loudly, and a review afterwards is due", () => {
    const verdict = judge(broken);
    expect([verdict.verdict, verdict.reasons.map(({ code }) => code)]).toEqual(["allow", ["break-glass"]]);
    expect(verdict.headline).toBe("Allowed for production as an emergency by Ana and Chen; a review afterwards is due.");
    expect(verdict.exceptions).toEqual([
      {
        kind: "break-glass",
        id: "b-1",
        rule: "environments.production",
        reason: "Claims cannot be paid since 11:40",
        approvedBy: "Ana and Chen",
        expires: "2026-11-22 13:00 UTC",
      },
    ]);
  });

  test.each([
    ["one person", emergency(asked, ["ana"])],
    ["one person twice", emergency(asked, ["ana", "ana"])],
    ["a person and an agent", emergency(asked, ["ana", "bot"])],
    ["a person and somebody unknown", emergency(asked, ["ana", "mallory"])],
    [
      "contributors alone",
      emergency({ ...asked, change: { ...asked.change, contributors: ["dev", "ana"].map((person) => ({ person, identity: person, parts: [] })) } }, ["dev", "ana"]),
    ],
    ["a person and one who left", emergency({ ...asked, people: situation({ people: { ...staff, chen: { active: false } } }).people }, ["ana", "chen"])],
    ["another environment's", emergency(asked, ["ana", "chen"], { environment: "staging" })],
    ["of another subject", emergency(asked, ["ana", "chen"], { subjectDigest: "9".repeat(64) })],
    ["that ran out now", emergency(asked, ["ana", "chen"], { expires: now })],
  ])("%s: it does not hold", (_what, input) => {
    expect(said(input)).toMatch(/^deny: criterion-not-met; /);
  });

  test.each([
    ["one of two is the author", emergency(asked, ["dev", "chen"])],
    ["a millisecond is left", emergency(asked, ["ana", "chen"], { expires: now + 1 })],
    ["three people", emergency(asked, ["dev", "ana", "chen"])],
    ["it follows one that ran out", emergency(emergency(asked, ["ana", "chen"], { expires: now - day }), ["ana", "bo"], { id: "b-2" })],
    ["there is an objection", decided(broken, { person: "lea", outcome: "request-changes" })],
  ])("%s: the twin holds", (_what, input) => {
    expect(said(input)).toBe("allow");
  });

  test("it ends with a new head, new evidence, another artifact or another policy", () => {
    const { change, evidence } = broken;
    expect(said({ ...broken, change: { ...change, head: "9".repeat(40) } })).toMatch(/^deny/);
    expect(said({ ...broken, evidence: { ...evidence, items: [] } })).toMatch(/^deny/);
    expect(said({ ...broken, release: { environment: "production", artifact: "9".repeat(64) } })).toMatch(/^deny/);
  });

  test("it is for one release, never for the judgement of the change", () => {
    expect(said({ ...broken, release: null })).toMatch(/^deny: criterion-not-met; /);
  });

  test("an environment whose policy knows none has none", () => {
    const policy = "environments: { production: { human: Releases it, approvals: { count: 1, role: release-manager } } }";
    expect(said(emergency(situation({ policy, release: "production", measured: { tests: { failed: 3 } } }), ["ana", "chen"]))).toMatch(/^deny/);
  });

  test("a change that cannot be merged has nothing to let pass", () => {
    const conflicting = { ...asked, change: { ...asked.change, resultTree: null } };
    expect(said(emergency(conflicting, ["ana", "chen"], { subjectDigest: "" }))).toMatch(/^deny: merge-conflict/);
  });
});

describe("F11: a frozen environment", () => {
  const frozen =
    "environments: { production: { human: Releases it, approvals: { count: 1, role: release-manager }, freeze: [{ from: 2026-12-20, to: 2027-01-03, zone: Europe/Lisbon, why: Year end }] } }";
  const ready = (at: number) => {
    const input = decided(situation({ policy: frozen, release: "production", at }), approval("ana"), approval("bo"));
    return decided(input, approval("chen", { released: true }));
  };

  test("waits, and says until when and why", () => {
    const verdict = judge(ready(Date.UTC(2026, 11, 24)));
    expect(verdict.headline).toBe("production is frozen until 2027-01-03 (Europe/Lisbon): Year end.");
    expect(verdict.reasons.map(({ code, who }) => [code, who])).toEqual([["freeze", []]]);
  });

  test("both edges are the zone's own midnights", () => {
    expect(said(ready(Date.UTC(2026, 11, 20) - 1))).toBe("allow");
    expect(said(ready(Date.UTC(2026, 11, 20)))).toBe("wait: freeze");
    expect(said(ready(Date.UTC(2027, 0, 4) - 1))).toBe("wait: freeze");
    expect(said(ready(Date.UTC(2027, 0, 4)))).toBe("allow");
  });

  test("the change itself can be judged and merged meanwhile", () => {
    expect(said({ ...ready(Date.UTC(2026, 11, 24)), release: null })).toBe("allow");
  });

  test("an emergency is not held up by it", () => {
    const policy = frozen.replace("freeze:", "break-glass: { people: 2, review-within: 24h }, freeze:");
    const input = situation({ policy, release: "production", at: Date.UTC(2026, 11, 24), files: [fileOf("src/pay.ts")] });
    expect(said(emergency(input, ["ana", "chen"]))).toBe("allow");
  });
});
