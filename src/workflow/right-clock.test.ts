import { describe, expect, it } from "vitest";
import { breakGlass } from "./break-glass.ts";
import { makeComment } from "./comments.ts";
import { deploy } from "./deploy.ts";
import { failureOf, testOrganisation } from "./testing.ts";

const month = 30 * 86_400_000;

describe("F10 a clock that jumped ahead and was set right again", () => {
  it("stops the gate, decisions and reliance on an allow, until it has come after the ledger's newest entry", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const decision = await org.prepare("dora", change);
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
    const right = org.clock.now;
    org.clock.now = right + month;
    await makeComment(org.workplace, "bo", { change, text: "Recorded while the clock was wrong." });
    org.clock.now = right;
    const failures = [await failureOf(org.gate(change)), await failureOf(org.prepare("dora", change)), await failureOf(org.record("dora", decision))];
    expect(failures.map(({ code, exitCode }) => [code, exitCode])).toEqual(Array(3).fill(["clock-wrong", 4]));
    const started = await deploy(org.workplace, "robin", { stage: "started", environment: "production", change });
    expect(started).toMatchObject({ verdict: null, violation: expect.stringContaining("clock is behind the ledger") });
    org.clock.now = right + month - 60_000;
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
  });

  it("stops an emergency before anybody signs it, and one that was signed meanwhile: nobody could say when it ends", async () => {
    await using org = await testOrganisation();
    org.commitChange();
    const { change } = await org.propose();
    const right = org.clock.now;
    let signed = 0;
    const breaking = (meanwhile: () => Promise<unknown>) => {
      const signing = (by: "bo" | "chen") => async (bytes: Uint8Array, namespace: string) => {
        signed += 1;
        await meanwhile();
        return await org.signer(by)(bytes, namespace);
      };
      const people = (["bo", "chen"] as const).map((by) => ({ by, sign: signing(by) }));
      return breakGlass(org.workplace, { people, environment: "production", change, reason: "Payments have failed since 09:40 for every customer" });
    };
    const jump = async () => {
      org.clock.now = right + month;
      await makeComment(org.workplace, "bo", { change, text: "Recorded while the clock was wrong." });
      org.clock.now = right;
    };
    expect((await failureOf(breaking(jump))).code).toBe("clock-wrong");
    expect([signed, (await failureOf(breaking(async () => {}))).code, signed]).toEqual([2, "clock-wrong", 2]);
    expect(await org.facts("break-glass-used")).toEqual([]);
    org.clock.now = right + month;
    expect((await breaking(async () => {})).verdict.verdict).toBe("allow");
  });

  it("is as good as right while it is behind by a minute at most", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    org.clock.now -= 60_000;
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
    org.clock.now -= 1;
    expect((await failureOf(org.gate(change))).code).toBe("clock-wrong");
  });
});
