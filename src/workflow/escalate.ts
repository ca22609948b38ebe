import { answerers, eligible } from "../gate/index.ts";
import type { Decision, Escalation } from "../model/decision.ts";
import { addDuration } from "../model/duration.ts";
import type { Draft, PrivateDocument } from "../model/fact.ts";
import type { Case } from "./case.ts";
import { freshId, type Workplace } from "./workplace.ts";

/** Whether a person may resolve an escalation: named by its target or standing in for somebody who is, not asked before, and no contributor. */
export function mayResolve(opened: Case, escalation: Escalation, person: string, now: number): boolean {
  return answerers(opened.people, contributorsOfCase(opened), now, escalation.to).includes(person);
}

/** The environment that an escalation is about: that of the doubt which opened it; null for the change itself, undefined when no doubt did, so that any word answers it. */
export function environmentOfDoubt({ decisions }: Case, escalation: Escalation): string | null | undefined {
  return decisions.find(({ id }) => id === escalation.decision)?.subject.environment;
}

/** The open escalations that an approval or a request for changes by this person, about this environment, would resolve. A doubt about the change is not answered by a word about its release. */
export function resolvable(opened: Case, person: string, environment: string | null, now: number): Escalation[] {
  return opened.escalations.filter((escalation) => {
    const about = environmentOfDoubt(opened, escalation);
    return escalation.resolvedAt === null && escalation.kind !== "overdue" && (about === undefined || about === environment) && mayResolve(opened, escalation, person, now);
  });
}

export function contributorsOfCase({ assessment }: Case): ReadonlySet<string> {
  return new Set(assessment.change.contributors.flatMap(({ person }) => person ?? []));
}

/**
 * The escalation that an unsure decision opens: the next step of the policy's list that anybody can answer, or the last one. `same` stands for the qualification that the person
 * was asked for. An open escalation about the same environment that the unsure person was to resolve is closed by its successor; one about something else stays, since its successor would hold up that
 * no more.
 */
export function escalationDrafts(
  workplace: Workplace,
  opened: Case,
  decision: Pick<Decision, "id" | "person"> & { readonly doubt: string; readonly environment: string | null },
): Draft[] {
  const now = workplace.clock();
  const mine = opened.escalations.filter(
    (escalation) =>
      escalation.kind === "unsure" &&
      escalation.resolvedAt === null &&
      environmentOfDoubt(opened, escalation) === decision.environment &&
      mayResolve(opened, escalation, decision.person, now),
  );
  const from = mine.length > 0 ? Math.max(...mine.map(({ level }) => level)) + 1 : 0;
  const asked = [...new Set([...opened.decisions.map(({ person }) => person), decision.person])];
  const about = { kind: "unsure", decision: decision.id, criterion: decision.doubt, person: decision.person, key: `escalation/${decision.id}` } as const;
  return [...mine.map((escalation) => resolutionDraft(escalation, decision)), doubtDraft(workplace, opened, about, asked, null, from)];
}

interface Doubt {
  readonly kind: "unsure" | "re-review" | "question";
  readonly decision: string | null;
  readonly criterion: string | null;
  /** Whose doubt it is. */
  readonly person: string;
  /** Who does not answer it whatever the policy's step says. */
  readonly never?: readonly string[];
  readonly key: string;
}

/** Opens an escalation at the next step of the policy's list that anybody can answer, or the last one. `asked` are those who have spoken already. */
export function doubtDraft(workplace: Workplace, opened: Case, about: Doubt, asked: readonly string[], note: PrivateDocument | null = null, from = 0): Draft {
  const now = workplace.clock();
  const steps = opened.policy.policy.escalation.unsure;
  const target = (level: number): Escalation["to"] => {
    const to = steps[level]?.to;
    return {
      qualification: to?.qualification === "same" ? sameQualification(opened) : (to?.qualification ?? null),
      role: to?.role ?? null,
      not: to?.notAsked === false ? (about.never ?? []) : asked,
    };
  };
  const contributors = contributorsOfCase(opened);
  const answerable = steps.findIndex(
    (_, level) => level >= from && eligible(opened.people, contributors, now, target(level)).some((person) => !target(level).not.includes(person)),
  );
  const level = answerable === -1 ? Math.max(steps.length - 1, 0) : answerable;
  const within = steps[level]?.within ?? { count: 1, unit: "d" as const };
  const { kind, decision, criterion, person: actor, key } = about;
  return {
    type: "escalation-opened",
    actor,
    key,
    ...(note === null ? {} : { private: { note } }),
    data: {
      escalation: freshId(workplace, "x"),
      kind,
      change: opened.summary.id,
      decision,
      criterion,
      level,
      to: { ...target(level), not: [...target(level).not] },
      due: addDuration(now, within),
    },
  };
}

export function resolutionDraft(escalation: Escalation, decision: Pick<Decision, "id" | "person">): Draft {
  return {
    type: "escalation-resolved",
    actor: decision.person,
    key: `escalation-resolved/${escalation.id}`,
    data: { escalation: escalation.id, decision: decision.id, person: decision.person },
  };
}

/** The qualification of the first place that asks for one; null when none does. */
function sameQualification({ policy, assessment }: Case): string | null {
  const tier = policy.policy.tiers.find(({ name }) => name === assessment.change.tiers.at(-1));
  return tier?.approvals[assessment.change.risk].find(({ qualification }) => qualification !== null)?.qualification ?? null;
}
