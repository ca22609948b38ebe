import { describe, expect, it } from "vitest";
import { digestOf } from "../model/canonical.ts";
import { type Subject, subjectDigest } from "../model/decision.ts";
import type { Fact, FactData, FactType } from "../model/fact.ts";
import type { Disorder } from "./disorder.ts";
import { OrderReplay } from "./order.ts";

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

  add<T extends FactType>(type: T, data: FactData<T>, { at = 1_000 * this.all.length, file, actor = "system" }: { at?: number; file?: string; actor?: string } = {}): number {
    const index = this.all.length;
    const commitments = file === undefined ? {} : { file: { commitment: file, size: 1, mediaType: "text/plain" } };
    this.all.push({ type, index, at, actor, organisation: "o", data, links: [], key: `${index}`, commitments } as unknown as Fact);
    return index;
  }

  /** Without a project and a version it is the default, which an organisation is founded with; any other is signed by Olga. */
  adopt(version = 1, project: string | null = null, changed: Partial<FactData<"policy-adopted">> = {}): number {
    const fingerprint = version === 1 && project === null ? null : "SHA256:p-olga";
    if (fingerprint !== null && !this.all.some(({ type, data }) => type === "person-enrolled" && data.person === "p-olga")) this.enrol("p-olga");
    const level = project === null ? ("organisation" as const) : ("project" as const);
    return this.add("policy-adopted", { level, project, version, digest: hex("0"), commit: null, fingerprint, ...changed }, { actor: "p-olga" });
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
    const data = { verdict: `v-${this.all.length}`, change: "c-1", revision: 1, environment: "production", artifact: null, answer: "allow" as const, reasons: [], reviewed: false };
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

function signer(person: string): { person: string; fingerprint: string } {
  return { person, fingerprint: `SHA256:${person}` };
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

  it("D14 policy-unsigned: a policy that nobody signed; twin: the default, as the first", () => {
    const facts = begun();
    expect(facts.codes).toEqual([]);
    facts.adopt(2, null, { fingerprint: null });
    facts.adopt(1, "p", { fingerprint: null });
    expect(facts.codes).toEqual(["policy-unsigned", "policy-unsigned"]);
  });

  it("nobody, key-not-enrolled: a policy that is signed by whom the ledger does not know", () => {
    const facts = begun();
    facts.adopt(2);
    facts.adopt(3, null, { fingerprint: "SHA256:p-bo" });
    facts.add("key-revoked", { person: "p-olga", fingerprint: "SHA256:p-olga" });
    facts.adopt(4);
    expect(facts.codes).toEqual(["key-not-enrolled", "key-not-enrolled"]);
  });

  it("D14 policy-not-newer: a version that was replaced and comes back; twin: each project counts for itself", () => {
    const facts = begun();
    facts.adopt(3);
    facts.adopt(1, "p");
    facts.adopt(1, "other");
    expect(facts.codes).toEqual([]);
    facts.adopt(3);
    facts.adopt(2);
    facts.adopt(1, "p");
    expect(facts.codes).toEqual(Array(3).fill("policy-not-newer"));
  });

  it("policy-not-in-force: a proposal without the organisation's policy, without its project's, or under another project's", () => {
    const facts = begun();
    const [own, other] = [facts.adopt(1, "p"), facts.adopt(1, "other")];
    facts.propose([own], { revision: 2 });
    facts.propose([0], { revision: 3 });
    facts.propose([0, own, other], { revision: 4 });
    facts.propose([0, own], { revision: 5 });
    const [front] = facts.all.slice(-4);
    expect(facts.found.map(({ index, code }) => [index - (front?.index ?? 0), code])).toEqual([0, 1, 2].map((place) => [place, "policy-not-in-force"]));
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

  it("evidence-not-covered and late-evidence: of the base too, and never in the place of the head's", () => {
    const evidence = (facts: Facts, file: string, commit: string, project = "p") =>
      facts.add("evidence-added", { evidence: "e", project, commit, kind: "coverage", format: "lcov", state: "accepted", producer: "ci" }, { file });
    const facts = begun();
    evidence(facts, hex("7"), subject.base);
    evidence(facts, hex("6"), subject.base);
    evidence(facts, hex("8"), subject.head);
    evidence(facts, hex("5"), subject.base, "other");
    const covering = facts.decide("p-bo", {}, { evidence: digestOf([hex("8"), `base:${hex("6")}`, `base:${hex("7")}`]) });
    facts.answer([covering]);
    expect(facts.codes).toEqual([]);
    facts.decide("p-chen", {}, { evidence: digestOf([hex("8")]) });
    facts.decide("p-chen", {}, { evidence: digestOf([hex("6"), hex("7"), hex("8")]) });
    evidence(facts, hex("4"), subject.base);
    facts.answer([covering]);
    expect(facts.codes).toEqual(["evidence-not-covered", "evidence-not-covered", "late-evidence"]);
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

  it("key-not-enrolled: a decision that says passkey over an SSH key, or over one enrolled afterwards; twin: a passkey enrolled before", () => {
    const facts = begun();
    facts.decide("p-bo", { signature: "passkey" });
    facts.decide("p-bo", { signature: "passkey", fingerprint: "SHA256:passkey" });
    expect(facts.codes).toEqual(["key-not-enrolled", "key-not-enrolled"]);
    const good = begun();
    good.add("key-enrolled", { person: "p-bo", fingerprint: "SHA256:passkey", kind: "passkey", origin: "https://x.example" });
    good.answer([good.decide("p-bo", { signature: "passkey", fingerprint: "SHA256:passkey" })]);
    expect(good.codes).toEqual([]);
    good.decide("p-bo", { signature: "ssh", fingerprint: "SHA256:passkey" });
    expect(good.codes).toEqual(["key-not-enrolled"]);
  });

  it("A23 withdrawn-by-other: by somebody else, or of nothing; twins: by whoever made it, and by an administrator", () => {
    const facts = begun();
    facts.decide("p-bo", { decision: "d-bo" });
    facts.decide("p-chen", { decision: "d-chen" });
    facts.add("decision-withdrawn", { decision: "d-bo", person: "p-chen" });
    facts.add("decision-withdrawn", { decision: "d-none", person: "p-bo" });
    facts.add("decision-withdrawn", { decision: "d-bo", person: "p-robin" });
    expect(facts.codes).toEqual(["withdrawn-by-other", "withdrawn-by-other", "not-a-person"]);
    const good = begun();
    good.decide("p-bo", { decision: "d-bo" });
    good.decide("p-chen", { decision: "d-chen" });
    good.add("decision-withdrawn", { decision: "d-bo", person: "p-bo" });
    good.add("person-changed", { person: "p-bo", roles: ["administrator"], active: true });
    good.add("decision-withdrawn", { decision: "d-chen", person: "p-bo" });
    expect(good.codes).toEqual([]);
  });

  it("allow-without-basis: an allow over no approval, over another change's, or over nothing at all; twin: what passes alone", () => {
    const facts = begun();
    facts.answer([], { reasons: ["passed-alone"] });
    expect(facts.codes).toEqual([]);
    facts.answer([facts.decide("p-bo", { outcome: "request-changes" })]);
    facts.answer([0]);
    facts.answer([]);
    facts.answer([], { exceptions: ["w-waiver"] });
    expect(facts.codes).toEqual(Array(4).fill("allow-without-basis"));
  });

  describe("F08 an allow over an emergency", () => {
    const glass = { exception: "b-1", change: "c-1", environment: "production", subjectDigest: hex("1"), people: [signer("p-bo"), signer("p-chen")], expires: 60_000 };
    const broken = (changed: Partial<FactData<"break-glass-used">> = {}, allow: Partial<FactData<"verdict-given">> = {}): Facts => {
      const facts = begun();
      facts.add("break-glass-used", { ...glass, ...changed });
      facts.answer([], { exceptions: ["b-1"], reasons: ["break-glass"], until: 60_000, ...allow });
      return facts;
    };

    it("stands while the emergency holds, waivers beside it or not", () => {
      expect(broken().codes).toEqual([]);
      expect(broken({ people: [signer("p-bo"), signer("p-ada")] }, { exceptions: ["b-1", "w-waiver"] }).codes).toEqual([]);
    });

    it.each<[string, Partial<FactData<"break-glass-used">>, Partial<FactData<"verdict-given">>]>([
      ["is of another subject", {}, { subjectDigest: hex("2") }],
      ["is of another environment", { environment: "staging" }, {}],
      ["is of another change", { change: "c-2" }, {}],
      ["had ended", { expires: 1 }, { until: 1 }],
      ["ends before the allow does", {}, { until: 60_001 }],
      ["nobody recorded", {}, { exceptions: ["b-2"] }],
      ["is not named", {}, { exceptions: [] }],
      ["is only a waiver", {}, { exceptions: ["w-waiver"] }],
      ["is no reason of the allow", {}, { reasons: [] }],
    ])("allow-without-basis: that %s", (_, changed, allow) => {
      expect(new Set(broken(changed, allow).codes)).toEqual(new Set(["allow-without-basis"]));
    });

    it("allow-without-basis: also beside approvals, one that nobody recorded", () => {
      const facts = begun();
      facts.answer([facts.decide("p-bo")], { exceptions: ["b-9"] });
      expect(facts.codes).toEqual(["allow-without-basis"]);
    });

    it("quorum-distinct: one person twice is one", () => {
      expect(broken({ people: [signer("p-bo"), signer("p-bo")] }).codes).toEqual(["quorum-distinct"]);
    });

    it("contributor: nobody else than who contributed", () => {
      const facts = begun();
      facts.propose([0], { revision: 2, contributors: ["p-bo"] });
      facts.add("break-glass-used", { ...glass, people: [signer("p-ada"), signer("p-bo")] });
      facts.answer([], { revision: 2, exceptions: ["b-1"], reasons: ["break-glass"], until: 60_000 });
      expect(facts.codes).toEqual(["contributor", "allow-without-basis"]);
    });
  });

  it("stale-revision: an allow under another policy than the revision's", () => {
    const facts = begun();
    const approval = facts.decide("p-bo");
    facts.answer([approval], { policy: hex("9") });
    expect(facts.codes).toEqual(["stale-revision"]);
  });

  it("allow-without-basis: an allow over an approval that had been withdrawn; twin: one withdrawn afterwards", () => {
    const facts = begun();
    const approval = facts.decide("p-bo", { decision: "d-bo" });
    facts.answer([approval]);
    facts.add("decision-withdrawn", { decision: "d-bo", person: "p-bo" });
    expect(facts.codes).toEqual([]);
    facts.answer([approval]);
    expect(facts.codes).toEqual(["allow-without-basis"]);
  });

  it("A07 contributor: an allow over the approval of somebody who contributed by the time of the allow", () => {
    const facts = begun();
    const approvals = [facts.decide("p-bo"), facts.decide("p-chen")];
    facts.propose([0], { revision: 2, contributors: ["p-bo"] });
    facts.propose([0], { revision: 3, contributors: [] });
    facts.answer(approvals, { revision: 3 });
    expect(facts.codes).toEqual(["contributor"]);
  });

  it("allow-without-basis: an allow that calls the change reviewed, over an approval of its release alone; twin: of the change itself", () => {
    const facts = begun();
    const [review, release] = [facts.decide("p-bo"), facts.decide("p-chen", {}, { environment: "production" })];
    facts.answer([review, release], { reviewed: true });
    facts.answer([release]);
    expect(facts.codes).toEqual([]);
    facts.answer([release], { reviewed: true });
    expect(facts.codes).toEqual(["allow-without-basis"]);
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
