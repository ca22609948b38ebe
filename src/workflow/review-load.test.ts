import { describe, expect, it } from "vitest";
import { inbox, readChange } from "../reading/index.ts";
import { failureOf, type TestOrganisation, testOrganisation } from "./testing.ts";

const policy = (limits: string) => `policy: 1\nversion: 2\nlimits: ${limits}\n`;

/** As many changes, put forward an hour apart. */
async function changes(org: TestOrganisation, count: number): Promise<string[]> {
  const made = [];
  for (let number = 0; number < count; number++) {
    const branch = `topic-${number}`;
    const head = org.commitChange(branch, `export const fee = ${number + 2};\n`, `Charge ${number + 2}`);
    const { change } = await org.propose({ head: `refs/heads/${branch}` });
    await org.attach(head);
    made.push(change);
    org.clock.advance("1h");
  }
  return made;
}

describe("R12 reviews a day that the policy stops at", () => {
  it("take no approval of one more change that day, refuse it by name, and take it tomorrow", async () => {
    await using org = await testOrganisation({ policy: policy("{ reviews-per-person-per-day: { warn: 1, block: 2 } }") });
    const [first = "", second = "", third = ""] = await changes(org, 3);
    await org.decide("bo", first);
    await org.decide("bo", second);
    const failure = await failureOf(org.decide("bo", third));
    expect([failure.code, failure.message]).toEqual([
      "refused",
      "Bo Berg has judged 2 changes today, and the policy takes no approval of another one after 2 before tomorrow (UTC).",
    ]);
    expect((await org.facts("attempt-refused")).at(-1)?.data).toMatchObject({ action: "decide", code: "limit-reached" });
    const { you } = await readChange(org.workplace, "bo", { change: third }, { marks: [], opened: [], last: null });
    expect([you.mayApprove, you.mayDecide, you.because]).toEqual([false, true, failure.message]);
    expect((await inbox(org.workplace, "bo")).load.find(({ person }) => person.name === "Bo Berg")?.warning).toContain("takes no approval of another one before tomorrow");
    // What was judged today may be judged again, and who cannot approve can still say no.
    await org.decide("bo", second);
    await org.decide("bo", third, { outcome: "request-changes", comment: "Too late in the day" });
    await org.decide("chen", third);
    org.clock.advance("1d");
    await org.decide("bo", third);
    expect((await org.workplace.store.read.decisions(third)).map(({ outcome }) => outcome)).toEqual(["request-changes", "approve", "approve"]);
  });

  it("hold in the transaction that records: what was prepared before the limit was reached is not recorded after it", async () => {
    await using org = await testOrganisation({ policy: policy("{ reviews-per-person-per-day: { block: 1 } }") });
    const [first = "", second = ""] = await changes(org, 2);
    const prepared = await org.prepare("bo", second);
    await org.decide("bo", first);
    expect((await failureOf(org.record("bo", prepared))).code).toBe("refused");
    expect(await org.workplace.store.read.decisions(second)).toEqual([]);
  });

  it("hold up no release, which is no review", async () => {
    await using org = await testOrganisation({ policy: policy("{ reviews-per-person-per-day: { block: 1 } }") });
    const [first = "", second = ""] = await changes(org, 2);
    await org.decide("bo", first);
    await org.decide("chen", second);
    const { you } = await readChange(org.workplace, "bo", { change: second, environment: "production" }, { marks: [], opened: [], last: null });
    expect(you.because ?? "").not.toContain("judged");
    await org.decide("chen", first, { environment: "production" });
    expect(await org.facts("decision-made")).toHaveLength(3);
  });
});

describe("R12 open reviews that the policy stops at", () => {
  it("have what has waited longest approved first, so that nobody is stuck", async () => {
    await using org = await testOrganisation({ policy: policy("{ open-reviews-per-person: { warn: 1, block: 2 } }") });
    const [first = "", second = "", third = ""] = await changes(org, 3);
    expect((await failureOf(org.decide("bo", third))).message).toBe(
      "2 changes have waited longer for Bo Berg, and beyond 2 at once the policy has those approved first that have waited longest.",
    );
    const { warnings } = await readChange(org.workplace, "bo", { change: third }, { marks: [], opened: [], last: null });
    expect(warnings).toContainEqual({ code: "reviewer-load", sentence: "3 changes wait for Bo Berg; beyond 2, those that have waited longest are approved first." });
    await org.decide("bo", second);
    await org.decide("bo", third);
    await org.decide("bo", first);
    expect(await org.facts("decision-made")).toHaveLength(3);
  });

  it.each(["request-changes", "defer", "unsure"] as const)("are not held up by one that nobody should approve: who says %s has done with it for now", async (outcome) => {
    await using org = await testOrganisation({ policy: policy("{ open-reviews-per-person: { warn: 1, block: 1 } }") });
    const [junk = "", good = ""] = await changes(org, 2);
    expect((await failureOf(org.decide("bo", good))).code).toBe("refused");
    await org.decide("bo", junk, { outcome, comment: "Not so", doubt: "meets-requirement", until: "2026-11-30" });
    await org.decide("bo", good);
    const { verdict } = await org.gate(good, { environment: null });
    expect(verdict.verdict).toBe("allow");
  });

  it("are not dodged by a word that is taken back at once: the change keeps its place", async () => {
    await using org = await testOrganisation({ policy: policy("{ open-reviews-per-person: { warn: 1, block: 1 } }") });
    const [, second = ""] = await changes(org, 2);
    await org.decide("bo", second, { outcome: "request-changes", comment: "Not so" });
    expect((await failureOf(org.decide("bo", second))).code).toBe("refused");
  });

  it("only warn where the policy does not say block", async () => {
    await using org = await testOrganisation({ policy: policy("{ open-reviews-per-person: 1, reviews-per-person-per-day: 1, change-lines: 1 }") });
    const [first = "", second = ""] = await changes(org, 2);
    expect((await inbox(org.workplace, "bo")).load.find(({ person }) => person.name === "Bo Berg")?.warning).toBe("2 changes wait for Bo Berg; the policy's limit is 1.");
    await org.decide("bo", second);
    await org.decide("bo", first);
    expect((await org.gate(first, { environment: null })).verdict.verdict).toBe("allow");
  });
});

describe("R12 a change larger than the policy lets pass", () => {
  it("is denied by name although it is approved, and says so in its row", async () => {
    await using org = await testOrganisation({ policy: policy("{ change-lines: { block: 1 } }") });
    const { change } = await org.proposed();
    await org.decide("bo", change);
    const { verdict } = await org.gate(change, { environment: null });
    expect([verdict.verdict, verdict.headline]).toEqual(["deny", "The change has 2 changed lines, and none of more than 1 passes: split it."]);
    expect(verdict.reasons.map(({ code }) => code)).toContain("change-over-limit");
    expect((await inbox(org.workplace, "ada")).returnedToMe.map(({ change: { sizeWarning } }) => sizeWarning)).toEqual([
      "2 changed lines are more than the 1 that the policy lets pass: split the change.",
    ]);
  });
});
