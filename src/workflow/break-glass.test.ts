import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inbox, listEscalations } from "../reading/inbox.ts";
import { addEvidence } from "./add-evidence.ts";
import { type BreakGlassOptions, breakGlass } from "./break-glass.ts";
import { changePerson } from "./enrol.ts";
import { exportLedger } from "./export-ledger.ts";
import { failureOf, type Handle, source, type TestOrganisation, testOrganisation } from "./testing.ts";
import { verifyFolder } from "./verify.ts";

const reason = "Payments have failed since 09:40 for every customer";

describe("F08 breaking the glass", () => {
  let org: TestOrganisation;
  let change: string;
  beforeAll(async () => {
    org = await testOrganisation();
    org.commitChange();
    ({ change } = await org.propose());
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  const breaking = (people: readonly Handle[], more: Partial<BreakGlassOptions> = {}) =>
    breakGlass(org.workplace, { people: people.map((by) => ({ by, sign: org.signer(by) })), environment: "production", change, reason, ...more });

  it("is refused with one person, one person twice, contributors only, or a key that is not theirs; each attempt that names persons is a fact", async () => {
    const failures = [await failureOf(breaking(["bo"])), await failureOf(breaking(["bo", "bo"])), await failureOf(breaking(["ada"]))];
    expect(failures.map(({ code, message }) => `${code}: ${message}`)).toEqual(Array(3).fill("refused: Breaking the glass takes 2 different people."));
    const stolen = {
      people: [
        { by: "bo", sign: org.signer("bo") },
        { by: "chen", sign: org.signer("dora") },
      ],
    };
    expect((await failureOf(breaking([], stolen))).code).toBe("signature-invalid");
    expect((await org.facts("attempt-refused")).map(({ data }) => [data.action, data.code])).toEqual(Array(3).fill(["break-glass", "quorum-distinct"]));
    expect(await org.facts("break-glass-used")).toEqual([]);
  });

  it("is refused without a reason that somebody can judge, for longer than the policy lets it, or where the policy knows none", async () => {
    expect((await failureOf(breaking(["bo", "chen"], { reason: `${"urgent".padEnd(19)} ` }))).message).toBe("The reason has at least 20 characters.");
    expect((await failureOf(breaking(["bo", "chen"], { validFor: "5h" }))).message).toBe("The glass stays broken for at most 4h.");
    expect((await failureOf(breaking(["bo", "chen"], { validFor: "soon" }))).message).toBe('"soon" is not a duration.');
    expect((await failureOf(breaking(["bo", "chen"], { environment: "staging" }))).code).toBe("refused");
    expect(await org.facts("break-glass-used")).toEqual([]);
  });

  it("lets the change pass for what was signed until it ends, loudly, and opens a review for somebody else", async () => {
    expect((await org.gate(change)).verdict.verdict).toBe("deny");
    const answer = await breaking(["ada", "bo"], { validFor: "1h" });
    expect(answer.verdict).toMatchObject({
      verdict: "allow",
      headline: "Allowed for production as an emergency by Ada Author and Bo Berg; a review afterwards is due.",
      exceptions: [{ kind: "break-glass", rule: "environments.production", reason, approvedBy: "Ada Author and Bo Berg", expires: "2026-11-02 10:00 UTC" }],
    });
    expect(answer.receipt).not.toBeNull();
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("deny");
    expect((await org.gate(change, { artifact: "sha256:other" })).verdict.verdict).toBe("deny");
    expect(await listEscalations(org.workplace)).toMatchObject([{ kind: "break-glass-review", due: "2026-11-03T09:00:00.000Z", resolved: false, who: ["Chen Wei", "Dora Diaz"] }]);
    expect((await inbox(org.workplace, "chen")).escalatedToMe.map(({ why }) => why)).toEqual(["An emergency waits for its review."]);
    org.clock.now += 3_600_000 - 1;
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
    org.clock.now += 1;
    expect((await org.gate(change)).verdict.verdict).toBe("deny");
  });

  it("is reviewed by a third person, whose decision closes the review; those who broke it cannot", async () => {
    await org.decide("bo", change, { outcome: "request-changes", comment: "I broke it myself" });
    expect((await listEscalations(org.workplace)).map(({ resolved }) => resolved)).toEqual([false]);
    await org.decide("dora", change, { outcome: "request-changes", comment: "It worked, and wants a test" });
    expect((await listEscalations(org.workplace)).map(({ resolved }) => resolved)).toEqual([true]);
  });

  it("does not carry over to the next commit, or to evidence that came since", async () => {
    const allowed = await breaking(["bo", "chen"]);
    expect(allowed.verdict.verdict).toBe("allow");
    const head = org.repository.commit({ [source.path]: `${source.after}// more\n` });
    await org.propose();
    expect((await org.gate(change)).verdict.verdict).toBe("deny");
    expect((await breaking(["bo", "chen"])).verdict.verdict).toBe("allow");
    const { junit } = await import("./testing.ts");
    await addEvidence(org.workplace, "ada", { repository: org.repository.path, commit: head, files: [{ name: "junit.xml", bytes: junit({ failed: 1 }) }] });
    expect((await org.gate(change)).verdict.verdict).toBe("deny");
  });

  it("does not hold once one of the two has left, and the ledger of all this verifies", async () => {
    expect((await breaking(["bo", "chen"])).verdict.verdict).toBe("allow");
    await changePerson(org.workplace, "ada", "chen", { active: false });
    expect((await org.gate(change)).verdict.verdict).toBe("deny");
    expect((await failureOf(breaking(["bo", "chen"]))).message).toBe("Chen Wei is not active any more.");
    const folder = `${org.scratch}/export`;
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null });
  });
});
