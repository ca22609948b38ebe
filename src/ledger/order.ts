import { digestOf } from "../model/canonical.ts";
import { type Subject, subjectDigest } from "../model/decision.ts";
import type { Fact, FactOf } from "../model/fact.ts";
import type { Disorder, ReportDisorder } from "./disorder.ts";
import { OrderGovernance } from "./order-governance.ts";
import { OrderPeople } from "./order-people.ts";

interface Revision {
  readonly fact: FactOf<"change-proposed">;
  readonly contributors: ReadonlySet<string>;
}

/**
 * Replays the order of steps from the facts alone (R4, R29): policy before proposal, decision after the evidence that it signed and by an enrolled
 * person who did not contribute, allow after its decisions, deployment after its allow and only once. Needs no names and no private documents.
 * Feed it every fact in ledger order; it answers with what stands wrong, which is empty for a ledger that only the workflow wrote, save
 * for deployments that went around the gate: those are reported, because they are true.
 */
export class OrderReplay {
  readonly #adoptions = new Map<number, FactOf<"policy-adopted">>();
  readonly #inForce = new Map<string, number>();
  readonly #people = new OrderPeople();
  readonly #governance = new OrderGovernance(this.#people);
  readonly #changes = new Map<string, Revision[]>();
  /** Commitments of the files by project and commit. */
  readonly #evidence = new Map<string, string[]>();
  readonly #withdrawn = new Set<string>();
  /** Who made each decision, by its id. */
  readonly #makers = new Map<string, string>();
  readonly #decisions = new Map<number, FactOf<"decision-made">>();
  readonly #exceptions = new Map<string, FactOf<"break-glass-used">>();
  readonly #allows = new Map<number, FactOf<"verdict-given">>();
  readonly #used = new Set<number>();
  #lastTime = 0;

  /** What is wrong with this fact at this place; empty when nothing is. */
  next(fact: Fact): Disorder[] {
    const found: Disorder[] = [];
    const wrong = (code: Disorder["code"], sentence: string) => found.push({ index: fact.index, code, sentence: `Entry ${fact.index} (${fact.type}): ${sentence}` });
    if (fact.at < this.#lastTime) wrong("time-runs-back", "its time is before that of the entry above it.");
    this.#lastTime = Math.max(this.#lastTime, fact.at);
    this.#people.next(fact);
    this.#governance.next(fact, wrong);
    switch (fact.type) {
      case "policy-adopted":
        this.#adopt(fact, wrong);
        break;
      case "change-proposed":
        this.#propose(fact, wrong);
        break;
      case "evidence-added": {
        const place = `${fact.data.project} ${fact.data.commit}`;
        const commitment = fact.commitments["file"]?.commitment ?? "";
        const known = this.#evidence.get(place);
        if (known) known.push(commitment);
        else this.#evidence.set(place, [commitment]);
        break;
      }
      case "decision-made":
        this.#decide(fact, wrong);
        break;
      case "decision-withdrawn":
        this.#withdraw(fact, wrong);
        break;
      case "break-glass-used":
        this.#exceptions.set(fact.data.exception, fact);
        if (new Set(fact.data.people.map(({ person }) => person)).size < 2) wrong("quorum-distinct", "an emergency takes two different people.");
        for (const { person, fingerprint } of fact.data.people) this.#people.signer(person, fingerprint, wrong);
        break;
      case "verdict-given":
        if (fact.data.answer === "allow") this.#allow(fact, wrong);
        break;
      case "deployment-recorded":
        if (fact.data.stage === "started") this.#deploy(fact, wrong);
        break;
    }
    return found;
  }

  #adopt(fact: FactOf<"policy-adopted">, wrong: ReportDisorder): void {
    const level = levelOf(fact);
    const before = this.#adoptions.get(this.#inForce.get(level) ?? -1);
    // An organisation is founded with the built-in default, before anybody has a key.
    if (fact.data.fingerprint !== null) this.#people.signer(fact.actor, fact.data.fingerprint, wrong);
    else if (level !== organisation || before) wrong("policy-unsigned", "nobody signed the policy.");
    if (before && fact.data.version <= before.data.version) wrong("policy-not-newer", `version ${before.data.version} was in force, and a version only ever grows.`);
    this.#adoptions.set(fact.index, fact);
    this.#inForce.set(level, fact.index);
  }

  #propose(fact: FactOf<"change-proposed">, wrong: ReportDisorder): void {
    const own = `project/${fact.data.project}`;
    const levels = new Set<string>();
    for (const index of fact.data.adoptions) {
      const adoption = this.#adoptions.get(index);
      const level = adoption ? levelOf(adoption) : null;
      if (level === null || this.#inForce.get(level) !== index) wrong("policy-not-in-force", `it rests on entry ${index}, which was not a policy in force then.`);
      else if (level !== organisation && level !== own) wrong("policy-not-in-force", `it rests on entry ${index}, which is the policy of another project.`);
      if (level !== null) levels.add(level);
    }
    if (!levels.has(organisation)) wrong("policy-not-in-force", "it does not rest on the policy of the organisation.");
    if (this.#inForce.has(own) && !levels.has(own)) wrong("policy-not-in-force", "it leaves out the policy of its project, which was in force.");
    const earlier = this.#changes.get(fact.data.change) ?? [];
    const contributors = new Set([...(earlier.at(-1)?.contributors ?? []), ...fact.data.contributors]);
    this.#changes.set(fact.data.change, [...earlier, { fact, contributors }]);
  }

  #decide(fact: FactOf<"decision-made">, wrong: ReportDisorder): void {
    this.#decisions.set(fact.index, fact);
    this.#makers.set(fact.data.decision, fact.data.person);
    const { subject } = fact.data;
    const revision = this.#changes.get(fact.data.change)?.at(-1);
    if (!revision) {
      wrong("no-such-change", "it decides on a change that nobody had put forward.");
      return;
    }
    this.#people.signer(fact.data.person, fact.data.fingerprint, wrong);
    const kind = this.#people.kindOfKey(fact.data.fingerprint) ?? fact.data.signature;
    if (kind !== fact.data.signature) wrong("key-not-enrolled", `it says that it was signed with ${keyWords[fact.data.signature]}, which the key is not.`);
    if (fact.data.outcome === "approve" && revision.contributors.has(fact.data.person)) wrong("contributor", "the person had contributed to the change.");
    if (subjectDigest(subject) !== fact.data.subjectDigest) wrong("subject-mismatch", "its digest is not that of the subject that it names.");
    if (!coversRevision(subject, revision.fact)) wrong("stale-revision", "it signs another base, head, result or policy than the revision that was in front.");
    if (subject.evidence !== this.#evidenceDigest(revision.fact)) wrong("evidence-not-covered", "the evidence that it signs is not the evidence that was there.");
  }

  // A withdrawal never takes anything away from what stands before it: an allow that rested on the decision stays in the ledger (A23).
  #withdraw({ data }: FactOf<"decision-withdrawn">, wrong: ReportDisorder): void {
    const maker = this.#makers.get(data.decision);
    if (maker === undefined) wrong("withdrawn-by-other", "it withdraws a decision that nobody had made.");
    else if (!this.#people.isActivePerson(data.person)) wrong("not-a-person", "whoever withdrew the decision was not an active natural person.");
    else if (data.person !== maker && !this.#people.holds(data.person, ["administrator"]))
      wrong("withdrawn-by-other", "neither whoever made the decision nor an administrator withdrew it.");
    this.#withdrawn.add(data.decision);
  }

  #allow(fact: FactOf<"verdict-given">, wrong: ReportDisorder): void {
    this.#allows.set(fact.index, fact);
    const revision = this.#changes.get(fact.data.change)?.at(-1);
    if (!revision || revision.fact.data.revision !== fact.data.revision) {
      wrong("no-such-change", "it allows a revision that was not in front.");
      return;
    }
    const { data } = fact;
    if (data.policy !== revision.fact.data.policy) wrong("stale-revision", "it judges under another policy than the revision was put forward under.");
    const digest = this.#evidenceDigest(revision.fact);
    for (const index of data.decisions) this.#counted(index, data, revision, digest, wrong);
    const held = data.exceptions.filter((id) => this.#emergency(id, fact, revision, wrong));
    const basis = data.reasons.includes("break-glass") ? held.length > 0 : data.decisions.length > 0 || data.reasons.includes("passed-alone");
    if (!basis) wrong("allow-without-basis", "it rests on no approval, on no emergency and on no rule that lets the change pass alone.");
    this.#governance.allow(fact, revision.fact, revision.contributors, wrong);
    if (data.reviewed && !data.decisions.some((index) => this.#decisions.get(index)?.data.subject.environment === null))
      wrong("allow-without-basis", "it calls the change reviewed, and rests on no approval of the change itself.");
  }

  #counted(index: number, allow: FactOf<"verdict-given">["data"], { fact, contributors }: Revision, evidence: string, wrong: ReportDisorder): void {
    const decision = this.#decisions.get(index)?.data;
    if (!decision || decision.change !== allow.change || decision.outcome !== "approve")
      wrong("allow-without-basis", `it rests on entry ${index}, which is no approval of this change.`);
    else if (this.#withdrawn.has(decision.decision)) wrong("allow-without-basis", `it rests on entry ${index}, which had been withdrawn.`);
    else if (contributors.has(decision.person)) wrong("contributor", `it rests on entry ${index}, by somebody who had contributed to the change.`);
    else if (!coversRevision(decision.subject, fact)) wrong("stale-revision", `it rests on entry ${index}, which approved something else.`);
    else if (decision.subject.evidence !== evidence) wrong("late-evidence", `evidence arrived after the approval in entry ${index}.`);
    else if (!isFor(decision.subject, allow)) wrong("allow-without-basis", `it rests on entry ${index}, which approved another environment or artifact.`);
  }

  /** Whether the id is that of an emergency that carries the allow. Of a waiver, which the policy holds, the facts say nothing more. */
  #emergency(id: string, { data, at }: FactOf<"verdict-given">, { contributors }: Revision, wrong: ReportDisorder): boolean {
    const exception = this.#exceptions.get(id)?.data;
    if (!exception && !id.startsWith(emergencyPrefix)) return false;
    const same = exception?.change === data.change && exception.environment === data.environment && exception.subjectDigest === data.subjectDigest;
    if (!exception || !same || exception.expires <= at || exception.expires < data.until) {
      wrong("allow-without-basis", `it rests on the emergency ${id}, which did not hold.`);
      return false;
    }
    if (exception.people.every(({ person }) => contributors.has(person))) {
      wrong("contributor", `it rests on the emergency ${id}, which only contributors signed.`);
      return false;
    }
    return true;
  }

  #deploy(fact: FactOf<"deployment-recorded">, wrong: ReportDisorder): void {
    const { verdict } = fact.data;
    const allow = verdict === null ? undefined : this.#allows.get(verdict);
    const same = allow?.data.environment === fact.data.environment && allow.data.change === fact.data.change && allow.data.artifact === fact.data.artifact;
    if (verdict === null || !allow || !same) {
      wrong("ungated-deployment", "no allow for this change and environment stands before it.");
      return;
    }
    if (this.#used.has(verdict)) wrong("verdict-used-twice", `the allow in entry ${verdict} had been used by another deployment.`);
    if (fact.at > allow.data.until) wrong("verdict-expired", `the allow in entry ${verdict} had run out.`);
    this.#used.add(verdict);
  }

  /** What decisions on this revision sign as their evidence: that of its head and, marked as such, that of its base. */
  #evidenceDigest({ data }: FactOf<"change-proposed">): string {
    const at = (commit: string) => this.#evidence.get(`${data.project} ${commit}`) ?? [];
    return digestOf([
      ...at(data.head).toSorted(),
      ...at(data.base)
        .map((commitment) => `base:${commitment}`)
        .toSorted(),
    ]);
  }
}

const organisation = "organisation";
/** What the ids of emergencies begin with. */
const emergencyPrefix = "b-";

const keyWords = { ssh: "an SSH key", passkey: "a passkey" } as const;

function coversRevision(subject: Subject, { data }: FactOf<"change-proposed">): boolean {
  return (
    subject.repository === data.repository &&
    subject.change === data.change &&
    subject.base === data.base &&
    subject.head === data.head &&
    subject.resultTree === data.resultTree &&
    subject.resultListing === data.resultListing &&
    subject.policy === data.policy
  );
}

// The judgement of the change itself serves every environment; a release serves its own, with its own artifact.
function isFor(subject: Subject, { environment, artifact }: FactOf<"verdict-given">["data"]): boolean {
  return subject.environment === null || (subject.environment === environment && subject.artifact === artifact);
}

function levelOf({ data }: FactOf<"policy-adopted">): string {
  return data.level === "organisation" ? organisation : `project/${data.project}`;
}
