import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakGlass } from "./break-glass.ts";
import { judgeCase, openCase } from "./case.ts";
import { makeComment } from "./comments.ts";
import { deploy } from "./deploy.ts";
import { changePerson, enrolPerson, qualify, revokeKey, revokeQualification } from "./enrol.ts";
import { askGate, type TimedAnswer } from "./gate.ts";
import { junit, lcov, source, type TestOrganisation, testOrganisation } from "./testing.ts";
import { withdrawDecision } from "./withdraw-decision.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

const environments = [null, "production"] as const;
type Environment = (typeof environments)[number];

const ask = (org: TestOrganisation, change: string, environment: Environment): Promise<TimedAnswer> => askGate(org.workplace, { environment, change });

/** Somebody who opens the folder at this moment and has kept nothing. */
async function newcomer<T>(org: TestOrganisation, work: (workplace: Workplace) => Promise<T>): Promise<T> {
  await using workplace = await openWorkplace({ folder: org.folder, clock: () => org.clock.now, random: (length) => Buffer.alloc(length, org.clock.now % 251) });
  return await work(workplace);
}

const fresh = (org: TestOrganisation, change: string, environment: Environment) =>
  newcomer(org, async (workplace) => judgeCase(await openCase(workplace, change), environment === null ? null : { environment, artifact: null }, workplace.clock()));

/** Asks about each environment until its answer is one that was kept. */
async function kept(org: TestOrganisation, change: string, about: readonly Environment[] = environments): Promise<TimedAnswer[]> {
  // The first time records what is new, which ends what was kept for the others.
  for (const environment of [...about, ...about]) await ask(org, change, environment);
  const answers: TimedAnswer[] = [];
  for (const environment of about) {
    const answer = await ask(org, change, environment);
    expect(await ask(org, change, environment)).toBe(answer);
    answers.push(answer);
  }
  return answers;
}

describe("R7 an answer of the gate that was kept", () => {
  it("is never given after a fact of any kind, also one that another process recorded", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    const [granted] = (await org.workplace.store.read.qualifications()).filter(({ person }) => person === org.id("bo"));
    const decisionOf = async (handle: "bo" | "chen") => (await org.workplace.store.read.decisions(change)).findLast(({ person }) => person === org.id(handle))?.id ?? "";
    const facts: readonly (readonly [kind: string, record: (other: Workplace) => Promise<unknown>])[] = [
      ["decision-made", () => org.decide("bo", change)],
      ["decision-made for production", () => org.decide("chen", change, { environment: "production" })],
      ["deployment-recorded", (other) => deploy(other, "chen", { stage: "started", environment: "production", change })],
      ["qualification-revoked", (other) => revokeQualification(other, "ada", granted?.id ?? "")],
      ["qualification-granted", (other) => qualify(other, "ada", { person: "bo", domain: "code-review", basis: "Again" })],
      ["decision-made again", () => org.decide("bo", change)],
      ["person-changed", (other) => changePerson(other, "ada", "bo", { active: false })],
      ["person-changed back", (other) => changePerson(other, "ada", "bo", { active: true })],
      ["decision-withdrawn", async (other) => withdrawDecision(other, "ada", await decisionOf("bo"))],
      ["evidence-added", () => org.attach(head, [junit({ failed: 1 }), lcov()])],
      ["key-revoked", (other) => revokeKey(other, "ada", org.keys.get("chen")?.fingerprint ?? "")],
      ["escalation-opened", () => org.decide("dora", change, { outcome: "unsure", doubt: "meets-requirement", comment: "I do not know this tariff" })],
      ["comment-made", (other) => makeComment(other, "bo", { change, revision: 1, text: "Why twice?" })],
      ["person-enrolled", (other) => enrolPerson(other, "ada", { handle: "erin", name: "Erin", emails: ["erin@example.com"], roles: ["reviewer"] })],
      [
        "break-glass-used",
        (other) =>
          breakGlass(other, {
            people: (["bo", "dora"] as const).map((by) => ({ by, sign: org.signer(by) })),
            environment: "production",
            change,
            reason: "Payments have failed since 09:40 for every customer",
          }),
      ],
      [
        "change-proposed",
        async () => {
          org.repository.checkout("topic");
          org.repository.commit({ [source.path]: `${source.after}// and more\n` });
          return await org.propose({ change });
        },
      ],
    ];
    let asked = 0;
    for (const [kind, record] of facts) {
      const before = await kept(org, change);
      await newcomer(org, record);
      for (const [at, environment] of environments.entries()) {
        const answer = await ask(org, change, environment);
        expect(answer, kind).not.toBe(before[at]);
        expect(answer.answer.verdict, `${kind}, ${environment}`).toEqual(await fresh(org, change, environment));
        asked++;
      }
      org.clock.now += 1_000;
    }
    expect(asked).toBe(2 * facts.length);
  });

  it("is what a fresh judgement says at every moment, when qualifications, escalations, emergencies, allows and overdue steps end by themselves", async () => {
    const policy = `policy: 1
version: 2
escalation:
  overdue: [{ after: 20m, to: { role: engineering-lead } }, { after: 90m, to: { role: release-manager } }]
`;
    await using org = await testOrganisation({ policy });
    const begin = org.clock.now;
    const { change } = await org.proposed();
    for (const held of await org.workplace.store.read.qualifications())
      if (held.person === org.id("bo") && held.domain === "code-review") await revokeQualification(org.workplace, "ada", held.id);
    await qualify(org.workplace, "ada", { person: "bo", domain: "code-review", basis: "A trial day", until: "2026-11-02" });
    await org.decide("bo", change);
    await org.decide("dora", change, { outcome: "unsure", environment: "production", doubt: "rollback-known", comment: "I have not seen it" });
    await breakGlass(org.workplace, {
      people: (["bo", "chen"] as const).map((by) => ({ by, sign: org.signer(by) })),
      environment: "production",
      change,
      reason: "Payments have failed since 09:40 for every customer",
      validFor: "1h",
    });
    const step = fc.oneof(fc.constantFrom(0, 1, 999, 59_999, 60_000), fc.integer({ min: 2, max: 3_000_000 }));
    const [steps] = fc.sample(fc.array(step, { minLength: 120, maxLength: 120 }), { numRuns: 1, seed: 7 });
    const [minute, hour] = [60_000, 3_600_000];
    const ends = [20 * minute, hour, 90 * minute, 4 * hour, 15 * hour].map((after) => begin + after);
    let moment = begin;
    const moments = (steps ?? []).map((each) => {
      moment += each;
      return moment;
    });
    const around = ends.flatMap((end) => [end - 1, end, end + 1]);
    let given = 0;
    for (const now of [...moments, ...around].sort((a, b) => a - b)) {
      org.clock.now = now;
      for (const environment of environments) {
        const first = await ask(org, change, environment);
        expect(first.answer.verdict, new Date(now).toISOString()).toEqual(await fresh(org, change, environment));
        if ((await ask(org, change, environment)) === first) given++;
      }
    }
    // Most were answered from what was kept, or this test would show nothing.
    expect(given).toBeGreaterThan(moments.length);
  });

  it("F10 is not given while the clock is wrong, nor before the moment at which it was given", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const [before] = await kept(org, change, ["production"]);
    expect(before?.answer.verdict.verdict).toBe("allow");
    const right = org.clock.now;
    org.clock.now = right - 61_000;
    await expect(ask(org, change, "production")).rejects.toMatchObject({ code: "clock-wrong" });
    org.clock.now = right;
    expect(await ask(org, change, "production")).toBe(before);
  });

  it("holds for one question only: another environment, artifact or commit gets its own", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const [allowed] = await kept(org, change, ["production"]);
    const artifact = await askGate(org.workplace, { environment: "production", change, artifact: "sha256:other" });
    expect([allowed?.answer.verdict.verdict, artifact.answer.verdict.verdict]).toEqual(["allow", "wait"]);
    const commit = org.land();
    const landed = () => askGate(org.workplace, { environment: "production", change, commit, repository: org.repository.path });
    for (const answer of [await landed(), await landed(), await landed()]) expect(answer.holds).toBeNull();
    org.repository.checkout("topic");
    org.repository.git("update-ref", "refs/heads/main", org.base);
    expect((await landed()).answer.verdict.verdict).toBe("deny");
  });
});
