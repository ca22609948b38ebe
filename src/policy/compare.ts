import { compareDurations, type Duration, durationText } from "../model/duration.ts";
import { spoken } from "../model/people.ts";
import type { ApprovalRule, Criterion, Risk, SignatureKind } from "../model/policy.ts";
import { risks } from "../model/policy.ts";
import { compareChecks } from "./cel.ts";

/** What a difference does to the control. `changed` cannot be put in an order: other words, another tier, another rule. */
export type Effect = "tighter" | "looser" | "changed";

/** One setting that differs, in the words of a policy file; null where the setting is not there. */
export interface DiffEntry {
  readonly path: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly effect: Effect;
  readonly sentence: string;
}

// Each of these says what going from `a` to `b` does, or null when nothing differs.

export function higherIsTighter(a: number, b: number): Effect | null {
  return a === b ? null : b > a ? "tighter" : "looser";
}

export function lowerIsTighter(a: number, b: number): Effect | null {
  return higherIsTighter(b, a);
}

export function shorterIsTighter(a: Duration, b: Duration): Effect | null {
  const difference = compareDurations(a, b);
  return difference === 0 ? null : difference > 0 ? "tighter" : "looser";
}

/** Dates as `YYYY-MM-DD`; none is the loosest. */
export function earlierIsTighter(a: string | null, b: string | null): Effect | null {
  if (a === b) return null;
  if (a === null || b === null) return a === null ? "tighter" : "looser";
  return b < a ? "tighter" : "looser";
}

/** `order` goes from the loosest to the tightest. */
export function inOrder<T>(order: readonly T[], a: T, b: T): Effect | null {
  return higherIsTighter(order.indexOf(a), order.indexOf(b));
}

export function anyChange(a: unknown, b: unknown): Effect | null {
  return a === b ? null : "changed";
}

/** Each entry is one more thing asked; a missing one counts for more than an added one. */
export function moreIsTighter(a: readonly string[], b: readonly string[]): Effect | null {
  if (a.some((entry) => !b.includes(entry))) return "looser";
  return b.some((entry) => !a.includes(entry)) ? "tighter" : null;
}

/** Each entry is one more thing allowed. */
export function fewerIsTighter(a: readonly string[], b: readonly string[]): Effect | null {
  return moreIsTighter(b, a) === null ? null : b.some((entry) => !a.includes(entry)) ? "looser" : "tighter";
}

/** As `fewerIsTighter`, where an empty list allows everything. */
export function narrowerIsTighter(a: readonly string[], b: readonly string[]): Effect | null {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? null : a.length === 0 ? "tighter" : "looser";
  return fewerIsTighter(a, b);
}

/** The loosest of several effects; something that cannot be ordered counts as loose, after what is looser for certain. */
export function worst(effects: readonly (Effect | null)[]): Effect | null {
  for (const effect of ["looser", "changed", "tighter"] as const) if (effects.includes(effect)) return effect;
  return null;
}

export type Approvals = { readonly [risk in Risk]: readonly ApprovalRule[] };

export function approvalsEffect(a: Approvals, b: Approvals): Effect | null {
  return worst(risks.map((risk) => rulesEffect(a[risk], b[risk])));
}

export function rulesEffect(a: readonly ApprovalRule[], b: readonly ApprovalRule[]): Effect | null {
  const kept = covers(b, a);
  const keeps = covers(a, b);
  if (kept && keeps) return null;
  if (kept) return "tighter";
  return keeps ? "looser" : "changed";
}

// Whoever satisfies `stricter` satisfies `rules`. A rule with a qualification or role needs a rule of its own on the other side, since
// different qualifications ask for different people. The first rule stands apart: the fewest reviewers by origin raise its count.
function covers(stricter: readonly ApprovalRule[], rules: readonly ApprovalRule[]): boolean {
  const [first] = rules;
  const [strictFirst] = stricter;
  if (first === undefined) return true;
  if (strictFirst === undefined || !implies(strictFirst, first)) return false;
  return matched(stricter, rules);
}

function matched(stricter: readonly ApprovalRule[], rules: readonly ApprovalRule[]): boolean {
  const anybody = rules.filter(({ qualification, role }) => qualification === null && role === null);
  const held = rules.filter((rule) => !anybody.includes(rule));
  return anybody.every((rule) => stricter.some((one) => implies(one, rule))) && matchedApart(stricter, held);
}

function matchedApart(stricter: readonly ApprovalRule[], rules: readonly ApprovalRule[]): boolean {
  const [rule, ...rest] = rules;
  if (rule === undefined) return true;
  return stricter.some((one, index) => implies(one, rule) && matchedApart(stricter.toSpliced(index, 1), rest));
}

function implies(stricter: ApprovalRule, rule: ApprovalRule): boolean {
  return (
    stricter.count >= rule.count &&
    (rule.qualification === null || rule.qualification === stricter.qualification) &&
    (rule.role === null || rule.role === stricter.role) &&
    (rule.signature === "any" || stricter.signature === "passkey")
  );
}

/** A project may make a threshold stricter; any other change to a criterion needs a name of its own. */
export function criterionEffect(a: Criterion, b: Criterion): Effect | null {
  if (a.kind === "check" && b.kind === "check") {
    const comparison = compareChecks(a.check, b.check);
    if (comparison === "same") return anyChange(a.says, b.says);
    return comparison === "other" ? "changed" : comparison === "stricter" ? "tighter" : "looser";
  }
  if (a.kind === "question" && b.kind === "question") {
    if (a.ask !== b.ask) return "changed";
    if (a.link === b.link) return null;
    return a.link === null ? "tighter" : b.link === null ? "looser" : "changed";
  }
  return "changed";
}

// Words for settings.

export function listText(list: readonly string[]): string {
  return list.length === 0 ? "nothing" : list.join(", ");
}

export function criterionText(criterion: Criterion): string {
  return criterion.kind === "check" ? criterion.check : criterion.link === null ? criterion.ask : `${criterion.ask} (names a ${criterion.link})`;
}

export function ruleText({ count, qualification, role, signature }: ApprovalRule): string {
  const held = [qualification === null ? "" : `qualified for ${spoken(qualification)}`, role === null ? "" : `with the role ${spoken(role)}`].filter(Boolean).join(" and ");
  return [`${count} ${count === 1 ? "person" : "people"}`, held, signature === "passkey" ? "signing with a passkey" : ""].filter(Boolean).join(" ");
}

export function rulesText(rules: readonly ApprovalRule[]): string {
  return rules.length === 0 ? "nobody" : rules.map(ruleText).join(", and ");
}

export function approvalsText(approvals: Approvals): string {
  const texts = risks.map((risk) => rulesText(approvals[risk]));
  if (texts.every((text) => text === texts[0])) return texts[0] ?? "";
  return risks.map((risk, index) => `${risk} risk: ${texts[index]}`).join("; ");
}

export function breakGlassText(breakGlass: { readonly people: number; readonly reviewWithin: Duration; readonly validFor: Duration } | null): string | null {
  if (breakGlass === null) return null;
  return `${breakGlass.people} people, reviewed within ${durationText(breakGlass.reviewWithin)}, valid for ${durationText(breakGlass.validFor)}`;
}

export const signatureOrder: readonly SignatureKind[] = ["any", "passkey"];
