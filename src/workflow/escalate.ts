import { eligible } from "../gate/index.ts";
import type { Decision, Escalation } from "../model/decision.ts";
import { addDuration } from "../model/duration.ts";
import type { Draft } from "../model/fact.ts";
import type { Case } from "./case.ts";
import { freshId, type Workplace } from "./workplace.ts";

/** Whether a person may resolve an escalation: named by its target, not asked before, and no contributor. */
export function mayResolve(opened: Case, escalation: Escalation, person: string, now: number): boolean {
  return !escalation.to.not.includes(person) && eligible(opened.people, contributorsOfCase(opened), now, escalation.to).includes(person);
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
 * was asked for. An open escalation that the unsure person was to resolve is closed by its successor.
 */
export function escalationDrafts(workplace: Workplace, opened: Case, decision: Pick<Decision, "id" | "person"> & { readonly doubt: string }): Draft[] {
  const now = workplace.clock();
  const mine = opened.escalations.filter((escalation) => escalation.kind === "unsure" && escalation.resolvedAt === null && mayResolve(opened, escalation, decision.person, now));
  const steps = opened.policy.policy.escalation.unsure;
  const from = mine.length > 0 ? Math.max(...mine.map(({ level }) => level)) + 1 : 0;
  const asked = [...new Set([...opened.decisions.map(({ person }) => person), decision.person])];
  const target = (level: number): Escalation["to"] => {
    const to = steps[level]?.to;
    return {
      qualification: to?.qualification === "same" ? sameQualification(opened) : (to?.qualification ?? null),
      role: to?.role ?? null,
      not: to?.notAsked === false ? [] : asked,
    };
  };
  const contributors = contributorsOfCase(opened);
  const answerable = steps.findIndex(
    (_, level) => level >= from && eligible(opened.people, contributors, now, target(level)).some((person) => !target(level).not.includes(person)),
  );
  const level = answerable === -1 ? Math.max(steps.length - 1, 0) : answerable;
  const within = steps[level]?.within ?? { count: 1, unit: "d" as const };
  const opening: Draft = {
    type: "escalation-opened",
    actor: decision.person,
    key: `escalation/${decision.id}`,
    data: {
      escalation: freshId(workplace, "x"),
      kind: "unsure",
      change: opened.summary.id,
      decision: decision.id,
      criterion: decision.doubt,
      level,
      to: { ...target(level), not: [...target(level).not] },
      due: addDuration(now, within),
    },
  };
  return [...mine.map((escalation) => resolutionDraft(escalation, decision)), opening];
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
