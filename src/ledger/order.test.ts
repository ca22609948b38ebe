import { describe, expect, it } from "vitest";
import { digestOf } from "../model/canonical.ts";
import { type Subject, subjectDigest } from "../model/decision.ts";
import type { Fact, FactData, FactType } from "../model/fact.ts";
import { type Disorder, OrderReplay } from "./order.ts";

// The replay alone, over facts made by hand. `src/workflow/order.test.ts` finds the same from real exports.

const hex = (digit: string, length = 64) => digit.repeat(length);

const subject: Subject = {
  repository: "sha256:r",
  change: "c-1",
  base: hex("a", 40),
  head: hex("b", 40),
  resultTree: hex("c", 40),
  resultListing: hex("d"),
  policy: hex("e"),
  criteria: hex("f"),
  evidence: digestOf([]),
  environment: null,
  artifact: null,
};

/** A ledger in the making. Each step has a time one second after the one before. */
class Facts {
  readonly all: Fact[] = [];

  add<T extends FactType>(type: T, data: FactData<T>, { at = 1_000 * this.all.length, file }: { at?: number; file?: string } = {}): number {
    const index = this.all.length;
    const commitments = file === undefined ? {} : { file: { commitment: file, size: 1, mediaType: "text/plain" } };
    this.all.push({ type, index, at, actor: "system", organisation: "o", data, links: [], key: `${index}`, commitments } as unknown as Fact);
    return index;
  }

  adopt(version = 1, project: string | null = null): number {
    return this.add("policy-adopted", { level: project === null ? "organisation" : "project", project, version, digest: hex("0"), commit: null, fingerprint: null });
  }

  enrol(person: string, kind: "person" | "agent" = "person"): void {
    this.add("person-enrolled", { person, kind, roles: [] });
    this.add("key-enrolled", { person, fingerprint: `SHA256:${person}`, kind: "ssh" });
  }

  propose(adoptions: number[], changed: Partial<FactData<"change-proposed">> = {}): void {
    const { repository, change, base, head, resultTree, resultListing, policy, criteria } = subject;
    const origin = { human: 1, ai: 0, mixed: 0, unknown: 0 };
    const data = { change, revision: 1, project: "p", repository, base, head, resultTree, resultListing, policy, adoptions, criteria, types: [], tier: "t", origin, tools: [] };
    this.add("change-proposed", { ...data, contributors: ["p-ada"], sponsors: [], proposer: "p-ada", ...changed });
  }

  decide(person: string, changed: Partial<FactData<"decision-made">> = {}, about: Partial<Subject> = {}): number {
    const signed = { ...subject, ...about };
    const data = { decision: `d-${this.all.length}`, change: "c-1", revision: 1, person, outcome: "approve" as const, meaning: "approval" as const, tier: "t", subject: signed };
    const more = { subjectDigest: subjectDigest(signed), answers: [], doubt: null, until: null, signature: "ssh" as const, fingerprint: `SHA256:${person}` };
    return this.add("decision-made", { ...data, ...more, ...changed });
  }

  answer(decisions: number[], changed: Partial<FactData<"verdict-given">> = {}): number {
    const data = { verdict: `v-${this.all.length}`, change: "c-1", revision: 1, environment: "production", artifact: null, answer: "allow" as const, reasons: [] };
    const more = { subjectDigest: hex("1"), policy: subject.policy, decisions, evidence: [], exceptions: [], until: 1_000_000, evaluator: "e" };
    return this.add("verdict-given", { ...data, ...more, ...changed });
  }

  deploy(verdict: number | null, changed: Partial<FactData<"deployment-recorded">> = {}, at?: number): void {
    const data = {
      deployment: `r-${this.all.length}`,
      stage: "started" as const,
      project: "p",
      change: "c-1",
      commit: subject.head,
      environment: "production",
      artifact: null,
      verdict,
    };
    this.add("deployment-recorded", { ...data, ...changed }, at === undefined ? {} : { at });
  }

  get found(): Disorder[] {
    const replay = new OrderReplay();
    return this.all.flatMap((fact) => replay.next(fact));
  }

  get codes(): string[] {
    return this.found.map(({ code }) => code);
  }
}

/** Up to a proposal by Ada, whom Bo and Chen may judge; an agent is enrolled. */
function begun(): Facts {
  const facts = new Facts();
  const adopted = facts.adopt();
  for (const person of ["p-ada", "p-bo", "p-chen"]) facts.enrol(person);
  facts.enrol("p-robin", "agent");
  facts.propose([adopted]);
  return facts;
}

describe("R4 R29 the replay of the order", () => {
  it("finds nothing in a ledger whose steps stand where they may", () => {
    const facts = begun();
    const allow = facts.answer([facts.decide("p-bo"), facts.decide("p-chen")]);
    facts.deploy(allow);
    facts.deploy(allow, { stage: "succeeded" });
    facts.answer([], { answer: "deny" });
    expect(facts.found).toEqual([]);
  });

  it("names the entry and says what is wrong in one sentence", () => {
    const facts = begun();
    facts.decide("p-ada");
    const at = facts.all.length - 1;
    expect(facts.found).toEqual([{ index: at, code: "contributor", sentence: `Entry ${at} (decision-made): the person had contributed to the change.` }]);
  });

  it("time-runs-back: an entry is earlier than the one above it; twin: at the same time", () => {
    const facts = new Facts();
    facts.add("person-enrolled", { person: "p-ada", kind: "person", roles: [] }, { at: 5 });
    facts.add("person-enrolled", { person: "p-bo", kind: "person", roles: [] }, { at: 5 });
    expect(facts.codes).toEqual([]);
    facts.add("person-enrolled", { person: "p-chen", kind: "person", roles: [] }, { at: 4 });
    facts.add("person-enrolled", { person: "p-dora", kind: "person", roles: [] }, { at: 4 });
    expect(facts.found.map(({ index, code }) => [index, code])).toEqual([
      [2, "time-runs-back"],
      [3, "time-runs-back"],
    ]);
  });

  it("policy-not-in-force: a proposal under a policy that another had replaced, for the organisation and for each project", () => {
    const facts = begun();
    const [second, own] = [facts.adopt(2), facts.adopt(1, "p")];
    facts.adopt(1, "other");
    facts.propose([second, own], { revision: 2 });
    expect(facts.codes).toEqual([]);
    facts.adopt(2, "p");
    facts.propose([0, own], { revision: 3 });
    expect(facts.codes).toEqual(["policy-not-in-force", "policy-not-in-force"]);
  });

  it("A07 contributor: also of an earlier revision; an objection is everybody's", () => {
    const facts = begun();
    facts.propose([0], { revision: 2, contributors: ["p-bo"] });
    facts.decide("p-ada", { outcome: "request-changes" });
    expect(facts.codes).toEqual([]);
    facts.decide("p-ada");
    facts.decide("p-bo");
    expect(facts.codes).toEqual(["contributor", "contributor"]);
  });

  it("evidence-not-covered and late-evidence: what was there is what counts, in the project and for the head only", () => {
    const evidence = (facts: Facts, file: string, changed: Partial<FactData<"evidence-added">> = {}) =>
      facts.add("evidence-added", { evidence: "e", project: "p", commit: subject.head, kind: "tests", format: "junit", state: "accepted", producer: "ci", ...changed }, { file });
    const facts = begun();
    evidence(facts, hex("3"), { commit: hex("9", 40) });
    evidence(facts, hex("4"), { project: "other" });
    const early = facts.decide("p-bo");
    expect(facts.codes).toEqual([]);
    evidence(facts, hex("7"));
    evidence(facts, hex("6"));
    const covering = facts.decide("p-chen", {}, { evidence: digestOf([hex("6"), hex("7")]) });
    facts.answer([covering]);
    expect(facts.codes).toEqual([]);
    facts.decide("p-bo");
    facts.answer([early]);
    expect(facts.codes).toEqual(["evidence-not-covered", "late-evidence"]);
  });

  it("stale-revision and no-such-change: what is not in front any more carries nothing", () => {
    const facts = begun();
    const early = facts.decide("p-bo");
    facts.propose([0], { revision: 2, head: hex("8", 40) });
    facts.decide("p-bo");
    facts.answer([early], { revision: 2 });
    facts.answer([early]);
    facts.decide("p-bo", { change: "c-2" });
    expect(facts.codes).toEqual(["stale-revision", "stale-revision", "no-such-change", "no-such-change"]);
  });

  it("nobody, not-a-person, key-not-enrolled: of decisions and of emergencies", () => {
    const facts = begun();
    facts.decide("p-none");
    facts.decide("p-robin");
    facts.decide("p-bo", { fingerprint: "SHA256:p-chen" });
    facts.add("key-revoked", { person: "p-chen", fingerprint: "SHA256:p-chen" });
    facts.decide("p-chen");
    facts.add("person-changed", { person: "p-bo", roles: [], active: false });
    const people = ["p-bo", "p-robin"].map((person) => ({ person, fingerprint: `SHA256:${person}` }));
    facts.add("break-glass-used", { exception: "b", change: "c-1", environment: "production", subjectDigest: hex("1"), people, expires: 1 });
    expect(facts.codes).toEqual(["nobody", "key-not-enrolled", "not-a-person", "key-not-enrolled", "key-not-enrolled", "not-a-person", "not-a-person"]);
  });

  it("allow-without-basis: an allow over no approval, over another change's, over an emergency of something else or that had ended", () => {
    const facts = begun();
    const objection = facts.decide("p-bo", { outcome: "request-changes" });
    facts.answer([objection]);
    facts.answer([0]);
    const people = ["p-bo", "p-chen"].map((person) => ({ person, fingerprint: `SHA256:${person}` }));
    const glass = { exception: "b", change: "c-1", environment: "production", subjectDigest: hex("1"), people, expires: 60_000 };
    facts.add("break-glass-used", glass);
    facts.answer([], { exceptions: ["b", "w-waiver"] });
    expect(facts.codes).toEqual(["allow-without-basis", "allow-without-basis"]);
    facts.answer([], { exceptions: ["b"], subjectDigest: hex("2") });
    facts.add("break-glass-used", { ...glass, exception: "over", expires: 1 });
    facts.answer([], { exceptions: ["over"] });
    expect(facts.codes).toEqual(Array(4).fill("allow-without-basis"));
  });

  it("subject-mismatch: a decision whose digest is not that of what it names", () => {
    const facts = begun();
    facts.decide("p-bo", { subjectDigest: hex("0") });
    expect(facts.codes).toEqual(["subject-mismatch"]);
  });

  it("F14 verdict-used-twice, verdict-expired, ungated-deployment: a deployment has an allow of its own, in time, before it", () => {
    const facts = begun();
    const allow = facts.answer([facts.decide("p-bo")]);
    const other = facts.answer([facts.decide("p-chen")], { until: 100_000 });
    const late = facts.answer([facts.decide("p-bo")], { until: 99_999 });
    facts.deploy(allow, {}, 50_000);
    facts.deploy(other, {}, 100_000);
    expect(facts.codes).toEqual([]);
    facts.deploy(allow, {}, 100_000);
    facts.deploy(late, {}, 100_000);
    facts.deploy(null, {}, 100_000);
    facts.deploy(allow, { environment: "staging" }, 100_000);
    facts.deploy(allow, { change: null }, 100_000);
    facts.deploy(9_999, {}, 100_000);
    expect(facts.codes).toEqual(["verdict-used-twice", "verdict-expired", ...Array(4).fill("ungated-deployment")]);
  });
});
