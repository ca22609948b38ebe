import { describe, expect, it } from "vitest";
import { changePerson } from "./enrol.ts";
import { failureOf, holding, junit, source, testOrganisation } from "./testing.ts";

// Ways past the gate that look like ordinary work, each with the ordinary work beside it.

describe("B05 B17 a base of one's own choosing", () => {
  it("is refused when it is not on the branch that changes go to: what lies before it was judged by nobody", async () => {
    await using org = await testOrganisation();
    org.repository.branch("topic", org.base);
    const backdoor = org.repository.commit({ "src/auth/login.ts": "export const open = true;\n" }, { author: "Chen Wei <chen@example.com>" });
    org.repository.commit({ "README.md": "A typo less.\n" });
    const failure = await failureOf(org.propose({ base: backdoor }));
    expect([failure.code, failure.message]).toEqual(["bad-input", `The base ${backdoor.slice(0, 12)} is not on refs/heads/main, where changes of payments go.`]);
    org.repository.git("update-ref", "refs/heads/mine", backdoor);
    expect((await failureOf(org.propose({ base: "mine" }))).code).toBe("bad-input");
  });

  it("twin: is taken where the branch has moved on since", async () => {
    await using org = await testOrganisation();
    org.commitChange();
    org.repository.checkout("main");
    org.repository.commit({ "other.txt": "meanwhile\n" });
    expect((await org.propose({ base: org.base })).revision).toBe(1);
  });
});

describe("A01 A05 a machine's address", () => {
  const bot = "Bo Berg <49699333+x@users.noreply.github.com>";
  const byBot = async (by: "ada" | "robin") => {
    const org = await testOrganisation();
    org.repository.branch("topic", org.base);
    org.repository.commit({ [source.path]: source.after }, { author: bot, committer: "GitHub <noreply@github.com>" });
    return { org, proposed: await org.propose({ by }) };
  };

  it("hides nobody: behind it, and an agent that puts the change forward, stands no person who answers for it", async () => {
    const { org, proposed } = await byBot("robin");
    await using _ = org;
    expect(holding({ verdict: proposed.report.verdict } as never)).toContain("unresolved-contributor");
    expect(proposed.report.contributors.map(({ name }) => name)).toContain(bot);
  });

  it("twin: is nobody where a person puts forward what it committed", async () => {
    const { org, proposed } = await byBot("ada");
    await using _ = org;
    expect(proposed.report.contributors.map(({ name }) => name)).toEqual(["Ada Author"]);
  });
});

describe("A07 contributors for the change's whole life", () => {
  it("stay contributors when somebody else amends or squashes their commits into the same content", async () => {
    await using org = await testOrganisation();
    org.repository.branch("topic", org.base);
    org.repository.commit({ [source.path]: source.after }, { author: "Bo Berg <bo@example.com>" });
    const first = await org.propose();
    const squashed = org.commitChange("squashed", source.after, "Charge twice, squashed");
    const second = await org.propose({ head: squashed });
    expect([second.change, second.revision]).toEqual([first.change, 2]);
    await org.attach(squashed);
    expect((await failureOf(org.decide("bo", second.change))).message).toContain("Bo Berg");
    await org.decide("chen", second.change);
    expect((await org.gate(second.change, { environment: null })).verdict.verdict).toBe("allow");
  });
});

describe("E05 most tests skipped", () => {
  const skipped = Buffer.from(
    `<testsuites><testsuite name="pay" tests="100" skipped="99"><testcase classname="pay" name="runs"/>${Array.from({ length: 99 }, (_, at) => `<testcase classname="pay" name="s${at}"><skipped/></testcase>`).join("")}</testsuite></testsuites>`,
  );

  it.each(["before", "after"])("is no evidence of tests, attached %s the change is put forward", async (when) => {
    await using org = await testOrganisation();
    const head = org.commitChange();
    if (when === "before") await org.attach(head, [skipped]);
    const { change } = await org.propose();
    if (when === "after") await org.attach(head, [skipped]);
    expect(holding(await org.gate(change, { environment: null }))).toContain("evidence-inconsistent");
  });
});

describe("R4 evidence of the base", () => {
  it("that arrives after an approval is not what was approved", async () => {
    await using org = await testOrganisation();
    await org.attach(org.base, [junit({ passed: 3 })]);
    const { change } = await org.proposed();
    await org.decide("bo", change);
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
    await org.attach(org.base, [junit({ passed: 2 })]);
    const { verdict } = await org.gate(change, { environment: null });
    expect([verdict.verdict, verdict.decisions.map(({ because }) => because)]).toEqual(["wait", ["evidence-changed"]]);
  });
});

describe("A14 a role that is given afterwards", () => {
  it("does not make an earlier signature count; signed again, it does", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change);
    await org.decide("bo", change, { environment: "production" });
    expect(holding(await org.gate(change))).toContain("approval-missing");
    await changePerson(org.workplace, "ada", "bo", { roles: ["engineering-lead", "reviewer", "release-manager"] });
    expect(holding(await org.gate(change))).toContain("approval-missing");
    await org.decide("bo", change, { environment: "production" });
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
  });
});

describe("R33 a doubt about the change", () => {
  it("is not resolved by a word about its release, and is by one about the change", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change, { outcome: "unsure", doubt: "meets-requirement", comment: "I do not know this fee" });
    await org.decide("dora", change, { environment: "production" });
    expect(holding(await org.gate(change))).toContain("escalated");
    await org.decide("dora", change);
    expect(holding(await org.gate(change))).not.toContain("escalated");
  });
});

describe("R22 R28 an answer", () => {
  it("about the linked requirement names that one", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const other = [{ criterion: "meets-requirement", value: "met" as const, reason: null, link: "PAY-8" }];
    const failure = await failureOf(org.prepare("bo", change, { answers: other }));
    expect([failure.code, failure.message]).toEqual(["answers-missing", "meets-requirement is answered for PAY-8, and the change was put forward for PAY-7."]);
  });
});

describe("B01 an approval that stopped counting", () => {
  it("is named with whose it was and why", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    await org.decide("bo", change);
    await org.attach(head, [junit({ passed: 4 })]);
    expect((await org.gate(change, { environment: null })).uncounted).toEqual(["The approval of Bo Berg does not count. Evidence arrived after the decision was signed."]);
  });
});
