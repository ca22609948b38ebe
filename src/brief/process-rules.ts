import { spoken } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import type { Lesson } from "./lesson.ts";
import { type BriefRule, code, codes } from "./rule.ts";

/** What no policy can change: an agent proposes, attaches and asks. */
export const cannotApprove = "You cannot approve.";

export function decideRules(): BriefRule[] {
  const rule = (id: string, level: BriefRule["level"], says: string): BriefRule => ({ id, section: "decide", level, says, check: "countersign check", paths: [], risk: 100 });
  return [
    rule("agents.decide", "MUST NOT", "approve, waive, resolve an escalation, grant a qualification or put a policy in force, nor ask for a person's key or session to do it"),
    rule(
      "agents.rules",
      "MUST NOT",
      "change `AGENTS.md`, any other file of rules for agents, or anything under `.countersign/`, unless a person asked for exactly that: it changes the rules that you work under",
    ),
  ];
}

/** When an agent stops and asks a person instead of going on. */
export function stopRules(policy: Policy): BriefRule[] {
  const judged = policy.changeTypes.filter(({ qualification }) => qualification !== null).map(({ name }) => name);
  const roles = [...new Set(policy.escalation.unsure.flatMap(({ to }) => to.role ?? []))].map(spoken);
  const whom = roles.length === 0 ? "a person" : `a person, at last the ${roles.join(" or the ")},`;
  const stop = (id: string, says: string): BriefRule => ({ id, section: "stop", level: "MUST", says: `stop and ask ${says}`, check: "countersign check", paths: [], risk: 92 });
  const { changeLines, block } = policy.limits;
  return [
    stop("escalation.unsure", `${whom} when what is wanted is not clear, or two rules contradict each other`),
    ...(judged.length === 0 ? [] : [stop("change-types.qualification", `before you change what is ${codes(judged, 12)}, unless the task names it`)]),
    stop("constraints", "when a constraint or a criterion cannot be kept; never work around it"),
    stop("criteria.tests", "before you remove, skip or weaken a test, or a tool that checks"),
    stop("change-types.dependencies", "before you add a package that the lockfile does not hold"),
    stop("limits.change-lines", `when a change grows beyond ${changeLines} lines${block?.changeLines === undefined ? "" : `; beyond ${block.changeLines} it does not pass`}`),
  ];
}

export function lessonRules(lessons: readonly Lesson[]): BriefRule[] {
  return lessons.map(({ id, says, paths, from }) => ({
    id: `lessons.${id}`,
    section: "lessons",
    level: "MUST NOT",
    says: `${paths.length === 0 ? "" : `under ${codes(paths)} `}${says.replace(/\.$/, "")} (${code(from)})`,
    check: "countersign check",
    paths,
    risk: 40,
  }));
}
