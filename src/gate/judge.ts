import { digestOf } from "../model/canonical.ts";
import { type Answer, type Decision, type Escalation, type Subject, subjectDigest } from "../model/decision.ts";
import type { Environment, Policy, Waiver } from "../model/policy.ts";
import { type CountedDecision, type CriterionOutcome, type Reason, type ReasonCode, reasonCodes, type Verdict } from "../model/verdict.ts";
import { actualText } from "../policy/cel.ts";
import type { CompiledPolicy, Measurements } from "../policy/index.ts";
import { measuredWords } from "../policy/measured-words.ts";
import { isAnotherArtifact } from "./artifact.ts";
import { changeReasons } from "./change-reasons.ts";
import { type Demand, environmentOf } from "./demand.ts";
import { endOfDay } from "./end-of-day.ts";
import { frozen } from "./freeze.ts";
import { exceptionOf } from "./governance.ts";
import { headlineOf } from "./headline.ts";
import type { Exception, JudgeInput } from "./judge-input.ts";
import { nameOf, namesOf, type PeopleState } from "./people-state.ts";
import { answerers, fillPlaces } from "./quorum.ts";
import { demandOf, passingAlone, subjectFor, waiverOf } from "./subject.ts";
import { weigh } from "./weigh.ts";

/** The version of this evaluator; it stands in every verdict, so that a later one can be told apart. */
export const evaluator = "countersign-judge/2";

/**
 * What the gate says. A pure function of its argument: no clock, no database, no network; equal input gives an equal verdict.
 * It never throws: what it cannot answer is `deny` with `internal-error`. Every surface that needs an answer asks this one function.
 */
export function judge(input: JudgeInput): Verdict {
  try {
    return new Judgement(input).verdict();
  } catch (error) {
    return refusal(input, error);
  }
}

class Judgement {
  readonly #input: JudgeInput;
  readonly #policy: Policy;
  readonly #reasons: Reason[] = [];
  readonly #outcomes: CriterionOutcome[] = [];
  readonly #counted: CountedDecision[] = [];
  readonly #places: Verdict["places"][number][] = [];
  readonly #waivers = new Map<string, Waiver>();
  readonly #contributors: ReadonlySet<string>;
  #asked = 0;

  constructor(input: JudgeInput) {
    this.#input = input;
    this.#policy = input.policy.policy;
    this.#contributors = new Set(input.change.contributors.flatMap(({ person }) => (person === null ? [] : [person])));
  }

  verdict(): Verdict {
    const { release } = this.#input;
    const environment = release === null ? null : environmentOf(this.#policy, release.environment);
    const asked = demandOf(this.#input);
    const subject = subjectFor(this.#input, asked);
    const digest = subject === null ? null : subjectDigest(subject);
    if (release !== null && environment === null) {
      this.#add(
        "env-unknown",
        `The policy knows no environment called ${release.environment}; it knows ${Object.keys(this.#policy.environments).join(", ") || "none"}.`,
        release.environment,
      );
      return this.#answer(digest);
    }
    const exception = release === null ? undefined : this.#emergency(digest, environment);
    if (exception) return this.#answer(digest, exception);

    for (const { code, sentence, about } of changeReasons(this.#input, (rule) => this.#waived(rule) !== null)) this.#add(code, sentence, about);
    this.#judgeOrder();
    this.#judgeEvidence();
    const reviewed = release === null ? asked : demandOf({ ...this.#input, release: null });
    this.#judgeScope(reviewed, subject && { ...subject, criteria: reviewed.digest, environment: null, artifact: null }, null);
    this.#judgeAlone(reviewed);
    // A release rests on the judgement of the change, so what an environment asks affirms nothing of it (D11).
    if (this.#asked === 0) this.#add("no-rule-matched", "No rule of the policy affirms this change: nothing was checked and nobody was asked.");
    if (environment) {
      this.#judgeScope(asked, subject, environment.name);
      const freeze = frozen(environment, this.#input.now);
      if (freeze) this.#add("freeze", `${environment.name} is frozen until ${freeze.to} (${freeze.zone}): ${freeze.why}.`, environment.name);
    }
    this.#judgeEscalations();
    return this.#answer(digest);
  }

  // R4, R29: the policy before the proposal. That evidence comes before the decision is judged with each decision.
  #judgeOrder(): void {
    const { proposed } = this.#input.change;
    if (proposed === null) {
      this.#add("order-unproved", "Nothing was recorded, so the order of steps cannot be proved.");
    } else if (proposed.adoptions.length === 0) {
      this.#add("policy-missing", "No policy was in force when the change was put forward: adopt one, then put the change forward again.");
    } else if (!proposed.adoptions.every((adoption) => adoption < proposed.index)) {
      this.#add("out-of-order", "The policy was adopted after the change was put forward: put the change forward again.");
    }
    const { reviewBy } = this.#policy;
    if (reviewBy !== null && this.#input.now > endOfDay(reviewBy)) this.#add("policy-review-overdue", `The policy should have been reviewed by ${reviewBy}.`);
  }

  #judgeEvidence(): void {
    const artifact = this.#input.release?.artifact ?? null;
    for (const item of this.#input.evidence.items) {
      if (item.superseded) continue;
      if (item.commit !== this.#input.change.head) {
        this.#add("evidence-commit-mismatch", `Evidence ${item.id} is bound to ${item.commit.slice(0, 12)}, not to the head of the change.`, item.id);
      } else if (item.state !== "accepted") {
        this.#add("evidence-inconsistent", `Evidence ${item.id} is ${item.state}: ${item.sentence ?? "it contradicts itself."}`, item.id);
      } else if (artifact !== null && isAnotherArtifact(item.describes ?? [], artifact)) {
        this.#add("evidence-inconsistent", `Evidence ${item.id} describes another artifact than ${artifact}: ${item.describes?.join(", ")}.`, item.id);
      }
    }
  }

  #judgeScope(demand: Demand, subject: Subject | null, environment: string | null): void {
    const { change, decisions, people, now } = this.#input;
    this.#asked += demand.checks.length + demand.questions.length + demand.places.length;
    for (const asked of demand.checks) this.#check(asked);
    const questions = demand.questions.map(({ criterion }) => criterion);
    const gate = this.#input.release?.environment ?? null;
    const counts = weigh(decisions, { subject, environment, gate, questions, change, contributors: this.#contributors, people, now }, this.#input.evidence);
    this.#block(counts.standing);
    const quorum = fillPlaces(demand.places, counts.approvals, people, this.#contributors, now);
    this.#counted.push(...[...counts.recorded, ...quorum.recorded].sort((a, b) => a.index - b.index));
    this.#places.push(...quorum.places);
    for (const reason of quorum.reasons) this.#add(reason.code, reason.sentence, reason.about, reason.who);
    this.#answers(demand, quorum.counting);
    if (change.flags.includes("unreviewed-merge-residue") && environment === null && quorum.counting.length === 0) {
      this.#add("unreviewed-merge-residue", "A merge commit holds content of its own that nobody has approved.", "", this.#eligible());
    }
  }

  #check({ criterion, by }: Demand["checks"][number]): void {
    if (criterion.kind !== "check") return;
    const { id, says } = criterion;
    const evaluation = evaluate(this.#input.policy, id, this.#input.evidence.measured);
    const waiver = evaluation.result === "met" ? null : this.#waived(`criteria.${id}`);
    this.#outcomes.push({
      id,
      kind: "check",
      says,
      result: waiver ? "waived" : evaluation.result,
      restsOn: waiver ? `waiver ${waiver.id}: ${waiver.reason}` : evaluation.restsOn,
      askedBy: by,
    });
    if (evaluation.result === "met" || waiver) return;
    if (evaluation.result === "missing-evidence") {
      this.#add("evidence-missing", `${capital(evaluation.restsOn)} shows this: ${says}`, id);
    } else if (evaluation.result === "error") {
      this.#add("criterion-error", `${says} This could not be evaluated: ${evaluation.restsOn}.`, id);
    } else {
      this.#add("criterion-not-met", this.#notMet(id, says), id);
    }
  }

  /** What does not hold, in plain words; the values and the expression stand in the criterion's outcome. */
  #notMet(id: string, says: string): string {
    const { policy, evidence } = this.#input;
    const words = measuredWords(policy.checks.get(id)?.failing(evidence.measured) ?? [], evidence.measured, true);
    return words === "" ? `This does not hold: ${says}` : `${words}.`;
  }

  // An approver answers every question, so the questions are met when there is an approval that counts; they say here who answered.
  #answers(demand: Demand, approvals: readonly Decision[]): void {
    for (const { criterion, by } of demand.questions) {
      if (criterion.kind !== "question") continue;
      const answers: Answer[] = [];
      const given: string[] = [];
      for (const { person, answers: all } of approvals) {
        for (const answer of all) {
          if (answer.criterion !== criterion.id) continue;
          answers.push(answer);
          given.push(`${nameOf(this.#input.people, person)}: ${answer.value}${answer.link ? ` (${answer.link})` : ""}`);
        }
      }
      const result = answers.length === 0 ? "unanswered" : answers.every(({ value }) => value === "not-applicable") ? "not-applicable" : "met";
      const restsOn = given.join("; ");
      this.#outcomes.push({ id: criterion.id, kind: "question", says: criterion.ask, result, restsOn: restsOn || "nobody has answered", askedBy: by });
      if (answers.length === 0 && demand.places.length === 0) {
        this.#add("approval-missing", `Somebody has to answer: ${criterion.ask}`, criterion.id, this.#eligible());
      }
    }
  }

  #judgeAlone(demand: Demand): void {
    const alone = passingAlone(this.#input);
    for (const { check, met } of alone) if (!met) this.#waived(`criteria.${check}`);
    this.#tellWhyNotAlone(alone.map(({ name }) => name));
    if (alone.length === 0 || demand.places.length > 0 || demand.questions.length > 0) return;
    this.#asked++;
    for (const { name, check, met } of alone) this.#add("passed-alone", `The tier ${name} passes without a person: ${check} ${met ? "holds" : "is waived"}.`, name);
    // Drawn by the digest of what is judged, so that anybody can draw the sample again (R67).
    const drawn = Number.parseInt(digestOf([this.#input.change.id, this.#input.change.head]).slice(0, 8), 16) / 2 ** 32;
    if (drawn < Math.max(...alone.map(({ sample }) => sample))) this.#add("sampled", "The change is drawn for a second look by a person.", alone.at(-1)?.name);
  }

  // Whoever waits for a person should know what would have spared them.
  #tellWhyNotAlone(alone: readonly string[]): void {
    const { policy, change, evidence } = this.#input;
    for (const { name, passAlone } of this.#policy.tiers) {
      if (passAlone === null || !change.tiers.includes(name) || alone.includes(name)) continue;
      const { result, restsOn } = evaluate(policy, passAlone, evidence.measured);
      const criterion = this.#policy.criteria[passAlone];
      const says = criterion?.kind === "check" ? criterion.says : passAlone;
      this.#add(
        "not-passed-alone",
        `The tier ${name} did not pass alone: ${result === "not-met" ? this.#notMet(passAlone, says) : `${restsOn} shows that ${passAlone} holds.`}`,
        name,
      );
    }
  }

  #block(standing: readonly Decision[]): void {
    for (const decision of standing) {
      const name = nameOf(this.#input.people, decision.person);
      if (decision.outcome === "request-changes") {
        this.#add("changes-requested", `${name} asked for changes.`, decision.id, [decision.person]);
      } else if (decision.outcome === "defer" && !this.#over(decision.until)) {
        this.#add("deferred", `${name} deferred the change until ${decision.until ?? "further notice"}.`, decision.id, [decision.person]);
      } else if (decision.outcome === "unsure" && !this.#input.escalations.some((escalation) => escalation.decision === decision.id)) {
        this.#add("escalated", `${name} was unsure${decision.doubt ? ` about ${decision.doubt}` : ""}, and nobody has taken it up.`, decision.id, [decision.person]);
      }
    }
  }

  // What names no day has no end.
  #over(until: string | null): boolean {
    const end = until === null ? 0 : endOfDay(until);
    return end > 0 && this.#input.now > end;
  }

  #judgeEscalations(): void {
    const { escalations, people, now } = this.#input;
    for (const escalation of escalations) {
      if ((escalation.kind !== "unsure" && escalation.kind !== "question") || escalation.resolvedAt !== null || this.#isElsewhere(escalation)) continue;
      const who = this.#eligible(escalation);
      const names = namesOf(people, who);
      const doubt = escalation.criterion ? ` about ${escalation.criterion}` : "";
      if (now >= escalation.due) {
        this.#add(
          "escalation-timed-out",
          `The escalation${doubt} ran out on ${instantText(escalation.due)} before anybody resolved it. ${names} can still resolve it.`,
          escalation.id,
          who,
        );
      } else {
        this.#add("escalated", `An escalation${doubt} waits for ${names} until ${instantText(escalation.due)}.`, escalation.id, who);
      }
    }
  }

  // A doubt about one environment holds up that one. Which it is about its decision says; without one it holds up everything.
  #isElsewhere({ decision }: Escalation): boolean {
    const { decisions, release } = this.#input;
    const about = decision === null ? null : decisions.find(({ id }) => id === decision)?.subject.environment;
    return typeof about === "string" && about !== release?.environment;
  }

  /** Persons who may take up an escalation, or, without one, who may decide on the change at all. */
  #eligible(escalation?: Escalation): string[] {
    const { people, now } = this.#input;
    return answerers(people, this.#contributors, now, escalation?.to ?? { qualification: null, role: null, not: [] });
  }

  #emergency(digest: string | null, environment: Environment | null): Exception | undefined {
    const { exceptions, people, now, release } = this.#input;
    const rule = environment?.breakGlass;
    if (!rule || digest === null) return undefined;
    return exceptions.find((exception) => {
      const named = new Set(exception.people.filter((id) => people.persons.get(id)?.kind === "person" && people.persons.get(id)?.active === true));
      const independent = [...named].some((id) => !this.#contributors.has(id));
      return exception.subjectDigest === digest && exception.environment === release?.environment && now < exception.expires && named.size >= rule.people && independent;
    });
  }

  #waived(rule: string): Waiver | null {
    const waiver = waiverOf(this.#policy, this.#input.change, rule, this.#input.now);
    if (waiver && !this.#waivers.has(waiver.id)) {
      this.#waivers.set(waiver.id, waiver);
      this.#add("waived", `${rule} is waived until ${waiver.expires}: ${waiver.reason}`, waiver.id);
    }
    return waiver;
  }

  #blueprintException(): Verdict["exceptions"] {
    const { change, governance, people, now } = this.#input;
    const found = change.beyondDocuments === null ? null : exceptionOf(governance, this.#contributors, now);
    if (found === null) return [];
    const { id, reason, person, until } = found;
    return [{ kind: "blueprint", id, rule: "blueprint", reason, approvedBy: nameOf(people, person), expires: instantText(until) }];
  }

  #add(code: ReasonCode, sentence: string, about = "", who: readonly string[] = []): void {
    this.#reasons.push({ code, effect: reasonCodes[code].effect, sentence, about, who });
  }

  #answer(digest: string | null, exception?: Exception): Verdict {
    const { change, release, people } = this.#input;
    if (exception) this.#add("break-glass", `${namesOf(people, exception.people, "and")} let the change pass in an emergency: ${exception.reason}`, exception.id);
    const worst = exception ? "allow" : this.#reasons.some(({ effect }) => effect === "deny") ? "deny" : this.#reasons.some(({ effect }) => effect === "wait") ? "wait" : "allow";
    return {
      evaluator,
      verdict: worst,
      headline: headlineOf({ verdict: worst, environment: release?.environment ?? null, reasons: this.#reasons, places: this.#places, exception: exception ?? null, people }),
      environment: release?.environment ?? null,
      reasons: this.#reasons,
      types: [...change.types],
      tier: change.tiers.at(-1) ?? null,
      fired: [...change.fired],
      criteria: this.#outcomes,
      places: this.#places,
      decisions: this.#counted,
      contributors: [...this.#contributors],
      exceptions: [
        ...[...this.#waivers.values()].map(({ id, rule, reason, approvedBy, expires }) => ({ kind: "waiver" as const, id, rule, reason, approvedBy, expires })),
        ...(exception ? [emergencyText(exception, people)] : []),
        ...this.#blueprintException(),
      ],
      subject: digest,
    };
  }
}

function evaluate(policy: CompiledPolicy, id: string, measured: Measurements): { readonly result: CriterionOutcome["result"]; readonly restsOn: string } {
  const criterion = policy.checks.get(id);
  if (!criterion) return { result: "error", restsOn: "the policy does not define it" };
  const outcome = criterion.evaluate(measured);
  if (typeof outcome === "string") return { result: outcome, restsOn: actualText(criterion.actual(measured)) };
  return "missing" in outcome ? { result: "missing-evidence", restsOn: `no accepted ${evidenceWords[outcome.missing]}` } : { result: "error", restsOn: outcome.error };
}

const evidenceWords = { tests: "test report", coverage: "coverage report", analysis: "analysis", advisories: "report of known flaws", references: "check of references" } as const;

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

function emergencyText(exception: Exception, people: PeopleState): Verdict["exceptions"][number] {
  return {
    kind: "break-glass",
    id: exception.id,
    rule: `environments.${exception.environment}`,
    reason: exception.reason,
    approvedBy: namesOf(people, exception.people, "and"),
    expires: instantText(exception.expires),
  };
}

function refusal(input: JudgeInput, error: unknown): Verdict {
  const environment: unknown = input?.release?.environment;
  const sentence = `The gate could not come to an answer, so it denies: ${error instanceof Error ? error.message : "unknown error"}`;
  return {
    evaluator,
    verdict: "deny",
    headline: sentence,
    environment: typeof environment === "string" ? environment : null,
    reasons: [{ code: "internal-error", effect: "deny", sentence, about: "", who: [] }],
    types: [],
    tier: null,
    fired: [],
    criteria: [],
    places: [],
    decisions: [],
    contributors: [],
    exceptions: [],
    subject: null,
  };
}

function instantText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
