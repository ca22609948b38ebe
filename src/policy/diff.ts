import { type Duration, durationText } from "../model/duration.ts";
import { spoken } from "../model/people.ts";
import type { AiTool, ChangeType, DisclosureGrammar, Environment, EscalationStep, Policy, Tier, Waiver } from "../model/policy.ts";
import type { PolicyParts } from "./closure.ts";
import {
  anyChange,
  approvalsEffect,
  approvalsText,
  breakGlassText,
  criterionEffect,
  criterionText,
  type DiffEntry,
  type Effect,
  earlierIsTighter,
  fewerIsTighter,
  higherIsTighter,
  inOrder,
  listText,
  lowerIsTighter,
  moreIsTighter,
  narrowerIsTighter,
  rulesEffect,
  rulesText,
  shorterIsTighter,
  signatureOrder,
  worst,
} from "./compare.ts";
import { findingText, freezeText } from "./convert.ts";

type Entries = (DiffEntry | null)[];

/** Every setting that differs, with what the difference does to the control, in the order of a policy file. */
export function diffPolicies(from: PolicyParts, to: PolicyParts): DiffEntry[] {
  return [
    entry("review-by", from.reviewBy, to.reviewBy, earlierIsTighter(from.reviewBy, to.reviewBy)),
    ...aiEntries(from.ai, to.ai),
    ...qualificationEntries(from.qualifications, to.qualifications),
    ...typeEntries(from, to),
    ...criterionEntries(from.criteria, to.criteria),
    ...tiersEntries(from.tiers, to.tiers),
    ...constraintEntries(from.constraints, to.constraints),
    ...escalationEntries(from.escalation, to.escalation),
    ...environmentsEntries(from.environments, to.environments),
    ...limitEntries(from, to),
    ...waiverEntries(from.waivers, to.waivers),
  ].filter((one): one is DiffEntry => one !== null);
}

function entry(path: string, from: string | null, to: string | null, effect: Effect | null): DiffEntry | null {
  if (effect === null) return null;
  const verb = effect === "changed" ? "is changed" : `is ${effect}`;
  const sentence =
    from === null ? `\`${path}\` ${verb}: it is new, ${to ?? "nothing"}.` : to === null ? `\`${path}\` ${verb}: ${from} is gone.` : `\`${path}\` ${verb}: from ${from} to ${to}.`;
  return { path, from, to, effect, sentence };
}

interface Collection<T> {
  readonly path: string;
  readonly added: (one: T) => Effect;
  readonly removed: (one: T) => Effect;
  readonly text: (one: T) => string;
  readonly both: (path: string, a: T, b: T) => Entries;
}

function collection<T>(from: { readonly [name: string]: T }, to: { readonly [name: string]: T }, { path, added, removed, text, both }: Collection<T>): Entries {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) => {
    const a = Object.hasOwn(from, name) ? from[name] : undefined;
    const b = Object.hasOwn(to, name) ? to[name] : undefined;
    if (a === undefined) return b === undefined ? [] : [entry(`${path}.${name}`, null, text(b), added(b))];
    if (b === undefined) return [entry(`${path}.${name}`, text(a), null, removed(a))];
    // What a project leaves as it is are the organisation's own objects: most of any two policies, and nothing of it has to be read.
    return a === b ? [] : both(`${path}.${name}`, a, b);
  });
}

const more = { added: (): Effect => "tighter", removed: (): Effect => "looser" };
const less = { added: (): Effect => "looser", removed: (): Effect => "tighter" };

function byName<T>(list: readonly T[], nameOf: (one: T) => string): { readonly [name: string]: T } {
  return Object.fromEntries(list.map((one) => [nameOf(one), one]));
}

function aiEntries(from: Policy["ai"], to: Policy["ai"]): Entries {
  const origins = ["human", "ai", "mixed", "unknown"] as const;
  return [
    entry("ai.undeclared", from.undeclared, to.undeclared, inOrder(["treat-as-ai", "deny"], from.undeclared, to.undeclared)),
    entry("ai.disclosure", from.disclosure, to.disclosure, inOrder(["optional", "required"], from.disclosure, to.disclosure)),
    entry("ai.disclosure.in", listText(placesOf(from)), listText(placesOf(to)), placesEffect(from, to)),
    entry("ai.disclosure.grammar", grammarText(from.disclosureGrammar), grammarText(to.disclosureGrammar), grammarEffect(from.disclosureGrammar, to.disclosureGrammar)),
    // Where nobody speaks, a level below may say either.
    entry("ai.prompts", from.prompts ?? null, to.prompts ?? null, inOrder([undefined, "digest", "none"], from.prompts, to.prompts)),
    ...origins.map((origin) =>
      entry(`ai.reviewers.${origin}`, String(from.reviewers[origin]), String(to.reviewers[origin]), higherIsTighter(from.reviewers[origin], to.reviewers[origin])),
    ),
    ...collection(
      byName(from.tools, ({ tool }) => tool),
      byName(to.tools, ({ tool }) => tool),
      { path: "ai.tools", ...less, text: ({ owner }) => `owned by ${owner}`, both: toolEntries },
    ),
    entry("ai.suspended", listText(from.suspended), listText(to.suspended), moreIsTighter(from.suspended, to.suspended)),
  ];
}

// Required without a place, it is required of the commit; where one of them does not require it, that is the difference.
function placesOf({ disclosure, disclosureIn }: Policy["ai"]): readonly string[] {
  return disclosure === "optional" ? [] : (disclosureIn ?? ["commit"]);
}

function placesEffect(from: Policy["ai"], to: Policy["ai"]): Effect | null {
  return from.disclosure === to.disclosure ? moreIsTighter(placesOf(from), placesOf(to)) : null;
}

function grammarText(grammar: DisclosureGrammar | undefined): string | null {
  return typeof grammar === "object" ? `the trailer ${grammar.trailer}` : (grammar ?? null);
}

// The kernel's form is free text, too; of any other two neither holds the other.
function grammarEffect(from: DisclosureGrammar | undefined, to: DisclosureGrammar | undefined): Effect | null {
  if (grammarText(from) === grammarText(to)) return null;
  if (from === undefined || to === undefined) return from === undefined ? "tighter" : "looser";
  const order = ["free-text", "kernel"];
  return [from, to].every((each) => typeof each === "string" && order.includes(each)) ? inOrder<DisclosureGrammar | string>(order, from, to) : "changed";
}

function toolEntries(path: string, a: AiTool, b: AiTool): Entries {
  const any = (list: readonly string[]): string => (list.length === 0 ? "any" : list.join(", "));
  return [
    entry(`${path}.owner`, a.owner, b.owner, anyChange(a.owner, b.owner)),
    entry(`${path}.models`, any(a.models), any(b.models), narrowerIsTighter(a.models, b.models)),
    entry(`${path}.conditions.data`, any(a.data), any(b.data), narrowerIsTighter(a.data, b.data)),
    entry(`${path}.conditions.modes`, any(a.modes), any(b.modes), narrowerIsTighter(a.modes, b.modes)),
    entry(`${path}.conditions.not-paths`, listText(a.notPaths), listText(b.notPaths), moreIsTighter(a.notPaths, b.notPaths)),
    entry(`${path}.conditions.account`, a.account ?? null, b.account ?? null, accountEffect(a, b)),
    entry(`${path}.review-by`, a.reviewBy, b.reviewBy, earlierIsTighter(a.reviewBy, b.reviewBy)),
  ];
}

function accountEffect({ account: from }: AiTool, { account: to }: AiTool): Effect | null {
  if (from === to) return null;
  if (from === undefined || to === undefined) return from === undefined ? "tighter" : "looser";
  return "changed";
}

function qualificationEntries(from: Policy["qualifications"], to: Policy["qualifications"]): Entries {
  return collection(from, to, {
    path: "qualifications",
    ...more,
    text: ({ grantedBy, validFor }) => `granted by ${listText(grantedBy)} for ${durationText(validFor)}`,
    both: (path, a, b) => [
      entry(`${path}.granted-by`, listText(a.grantedBy), listText(b.grantedBy), fewerIsTighter(a.grantedBy, b.grantedBy)),
      durationEntry(`${path}.valid-for`, a.validFor, b.validFor),
    ],
  });
}

function durationEntry(path: string, a: Duration, b: Duration): DiffEntry | null {
  return entry(path, durationText(a), durationText(b), shorterIsTighter(a, b));
}

function typeEntries(from: PolicyParts, to: PolicyParts): Entries {
  const strict = (type: ChangeType): boolean => strictAsTheRest(type, from, to);
  const added = (type: ChangeType): Effect => (strict(type) ? "tighter" : "looser");
  // Files of a type that goes fall to what takes the rest; that is tighter only where the type asked for less than the rest, both before and after.
  const removed = (type: ChangeType): Effect => (strictAsTheRest(type, to, from) || strictAsTheRest(type, from, from) ? "looser" : "tighter");
  return collection(
    byName(from.changeTypes, ({ name }) => name),
    byName(to.changeTypes, ({ name }) => name),
    {
      path: "change-types",
      added,
      removed,
      text: (type) => `${listText([...type.paths, ...type.findings.map(findingText)])} in the tier ${type.tier}`,
      both: (path, a, b) => {
        const takes = (x: readonly string[], y: readonly string[]): Effect | null => {
          const [gains, loses] = [y.some((one) => !x.includes(one)), x.some((one) => !y.includes(one))];
          return worst([gains ? added(b) : null, loses ? removed(b) : null]);
        };
        const [findingsA, findingsB] = [a.findings.map(findingText), b.findings.map(findingText)];
        return [
          entry(`${path}.paths`, listText(a.paths), listText(b.paths), takes(a.paths, b.paths)),
          entry(`${path}.findings`, listText(findingsA), listText(findingsB), takes(findingsA, findingsB)),
          entry(`${path}.otherwise`, String(a.otherwise), String(b.otherwise), anyChange(a.otherwise, b.otherwise)),
          entry(
            `${path}.qualification`,
            a.qualification,
            b.qualification,
            a.qualification === null && b.qualification !== null
              ? "tighter"
              : a.qualification !== null && b.qualification === null
                ? "looser"
                : anyChange(a.qualification, b.qualification),
          ),
          entry(`${path}.tier`, a.tier, b.tier, tierEffect(a.tier, b.tier, from, to)),
        ];
      },
    },
  );
}

function tierEffect(a: string, b: string, from: PolicyParts, to: PolicyParts): Effect | null {
  if (a === b) return null;
  if (atLeastAsStrict(b, a, from, to)) return "tighter";
  return atLeastAsStrict(a, b, from, to) ? "looser" : "changed";
}

/**
 * True when files may move into this type from the one that takes what no other takes: a type that takes a path takes it away from
 * that one, so it must ask at least as much.
 */
function strictAsTheRest(type: ChangeType, from: PolicyParts, to: PolicyParts): boolean {
  const rest = from.changeTypes.find(({ otherwise }) => otherwise);
  if (rest === undefined) return true;
  return (rest.qualification === null || rest.qualification === type.qualification) && atLeastAsStrict(type.tier, rest.tier, from, to);
}

// Measured by what the tiers ask, not by their order: a stricter name that asks for less would let a project loosen by moving files there.
function atLeastAsStrict(tier: string, than: string, from: PolicyParts, to: PolicyParts): boolean {
  if (tier === than) return true;
  const named = (name: string, ...parts: PolicyParts[]): Tier | undefined => parts.flatMap(({ tiers }) => tiers).find((one) => one.name === name);
  const [base, candidate] = [named(than, from, to), named(tier, from, to)];
  return base !== undefined && candidate !== undefined && tierEntries("", { ...base, human: candidate.human }, candidate).every((one) => one === null || one.effect === "tighter");
}

function criterionEntries(from: Policy["criteria"], to: Policy["criteria"]): Entries {
  return collection(from, to, {
    path: "criteria",
    ...more,
    text: criterionText,
    both: (path, a, b) => {
      const [textA, textB] = [criterionText(a), criterionText(b)];
      // Same question or check, other words beside it.
      const [wordsA, wordsB] = a.kind === "check" && b.kind === "check" && textA === textB ? [a.says, b.says] : [textA, textB];
      return [entry(path, wordsA, wordsB, criterionEffect(a, b))];
    },
  });
}

function tiersEntries(from: readonly Tier[], to: readonly Tier[]): Entries {
  const names = (tiers: readonly Tier[], others: readonly Tier[]): string => listText(tiers.map(({ name }) => name).filter((name) => others.some((other) => other.name === name)));
  const [before, after] = [names(from, to), names(to, from)];
  return [
    entry("tiers", before, after, anyChange(before, after)),
    ...collection(
      byName(from, ({ name }) => name),
      byName(to, ({ name }) => name),
      { path: "tiers", ...more, text: ({ human }) => human, both: tierEntries },
    ),
  ];
}

function tierEntries(path: string, a: Tier, b: Tier): Entries {
  return [
    entry(`${path}.human`, a.human || null, b.human || null, a.human === "" && b.human !== "" ? "tighter" : anyChange(a.human, b.human)),
    entry(`${path}.pass-alone`, a.passAlone, b.passAlone, a.passAlone === b.passAlone ? null : b.passAlone === null ? "tighter" : a.passAlone === null ? "looser" : "changed"),
    entry(`${path}.sample`, percentText(a.sample), percentText(b.sample), higherIsTighter(a.sample, b.sample)),
    entry(`${path}.check`, listText(a.checks), listText(b.checks), moreIsTighter(a.checks, b.checks)),
    entry(`${path}.ask`, listText(a.questions), listText(b.questions), moreIsTighter(a.questions, b.questions)),
    entry(`${path}.approvals`, approvalsText(a.approvals), approvalsText(b.approvals), approvalsEffect(a.approvals, b.approvals)),
    entry(`${path}.signature`, a.signature, b.signature, inOrder(signatureOrder, a.signature, b.signature)),
    entry(`${path}.findings`, findingsText(a), findingsText(b), moreIsTighter((a.findings ?? []).map(findingText), (b.findings ?? []).map(findingText))),
    entry(`${path}.updates`, a.updates ?? null, b.updates ?? null, inOrder(updatesOrder, a.updates ?? "none", b.updates ?? "none")),
  ];
}

// The lower the least risk is, the more updates are asked about.
const updatesOrder = ["none", "high", "medium", "low"];

function findingsText({ findings = [] }: Tier): string {
  return listText(findings.map(findingText));
}

export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}

function constraintEntries(from: Policy["constraints"], to: Policy["constraints"]): Entries {
  return collection(
    byName(from, ({ id }) => id),
    byName(to, ({ id }) => id),
    {
      path: "constraints",
      ...more,
      text: ({ why }) => why,
      both: (path, a, b) => [
        entry(`${path}.why`, a.why, b.why, anyChange(a.why, b.why)),
        entry(`${path}.rule`, a.rule, b.rule, anyChange(a.rule, b.rule)),
        entry(`${path}.severity`, a.severity, b.severity, inOrder(["warn", "ask", "deny"], a.severity, b.severity)),
      ],
    },
  );
}

function escalationEntries(from: Policy["escalation"], to: Policy["escalation"]): Entries {
  const unsure = (steps: readonly EscalationStep[]) => steps.map(({ to: target, within }) => ({ to: targetText(target), time: within }));
  const overdue = (steps: Policy["escalation"]["overdue"]) => steps.map(({ role, after }) => ({ to: `the role ${spoken(role)}`, time: after }));
  return [stepsEntry("escalation.unsure", unsure(from.unsure), unsure(to.unsure)), stepsEntry("escalation.overdue", overdue(from.overdue), overdue(to.overdue))];
}

export function targetText({ qualification, role, notAsked }: EscalationStep["to"]): string {
  const who = [
    qualification === null ? "" : qualification === "same" ? "the same qualification" : `the qualification ${spoken(qualification)}`,
    role === null ? "" : `the role ${spoken(role)}`,
  ];
  return [who.filter(Boolean).join(" and ") || "anybody", notAsked ? "not asked yet" : ""].filter(Boolean).join(", ");
}

interface Step {
  readonly to: string;
  readonly time: Duration;
}

// The same people in the same order, each in no more time; further steps may follow.
function stepsEntry(path: string, a: readonly Step[], b: readonly Step[]): DiffEntry | null {
  const text = (steps: readonly Step[]): string => listText(steps.map(({ to, time }) => `${to} in ${durationText(time)}`));
  if (b.length < a.length) return entry(path, text(a), text(b), "looser");
  const effects = a.map((step, index): Effect | null => {
    const other = b[index];
    return other === undefined || other.to !== step.to ? "changed" : shorterIsTighter(step.time, other.time);
  });
  return entry(path, text(a), text(b), worst([...effects, b.length > a.length ? "tighter" : null]));
}

function environmentsEntries(from: Policy["environments"], to: Policy["environments"]): Entries {
  return collection(from, to, { path: "environments", ...more, text: ({ human }) => human, both: environmentEntries });
}

function environmentEntries(path: string, a: Environment, b: Environment): Entries {
  const [freezeA, freezeB] = [a.freeze.map(freezeText), b.freeze.map(freezeText)];
  return [
    entry(`${path}.human`, a.human || null, b.human || null, a.human === "" && b.human !== "" ? "tighter" : anyChange(a.human, b.human)),
    entry(`${path}.check`, listText(a.checks), listText(b.checks), moreIsTighter(a.checks, b.checks)),
    entry(`${path}.ask`, listText(a.questions), listText(b.questions), moreIsTighter(a.questions, b.questions)),
    entry(`${path}.approvals`, rulesText(a.approvals), rulesText(b.approvals), rulesEffect(a.approvals, b.approvals)),
    entry(`${path}.freeze`, listText(freezeA), listText(freezeB), moreIsTighter(freezeA, freezeB)),
    entry(`${path}.break-glass`, breakGlassText(a.breakGlass), breakGlassText(b.breakGlass), breakGlassEffect(a.breakGlass, b.breakGlass)),
    durationEntry(`${path}.verdict-valid-for`, a.verdictValidFor, b.verdictValidFor),
  ];
}

// Break-glass is a way around the gate: having none is the tightest.
function breakGlassEffect(a: Environment["breakGlass"], b: Environment["breakGlass"]): Effect | null {
  if (a === null || b === null) return a === b ? null : b === null ? "tighter" : "looser";
  return worst([higherIsTighter(a.people, b.people), shorterIsTighter(a.reviewWithin, b.reviewWithin), shorterIsTighter(a.validFor, b.validFor)]);
}

/** A limit that need not be there; none is the loosest. */
function ceilingEntry(path: string, a: number | undefined, b: number | undefined): DiffEntry | null {
  return entry(path, a === undefined ? null : String(a), b === undefined ? null : String(b), lowerIsTighter(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY));
}

function limitEntries(from: PolicyParts, to: PolicyParts): Entries {
  const [a, b] = [from.limits, to.limits];
  return [
    ceilingEntry("limits.change-lines.block", a.block?.changeLines, b.block?.changeLines),
    ceilingEntry("limits.reviews-per-person-per-day.block", a.block?.reviewsPerPersonPerDay, b.block?.reviewsPerPersonPerDay),
    ceilingEntry("limits.open-reviews-per-person", a.openReviewsPerPerson, b.openReviewsPerPerson),
    ceilingEntry("limits.open-reviews-per-person.block", a.block?.openReviewsPerPerson, b.block?.openReviewsPerPerson),
    entry("limits.change-lines", String(a.changeLines), String(b.changeLines), lowerIsTighter(a.changeLines, b.changeLines)),
    entry(
      "limits.reviews-per-person-per-day",
      String(a.reviewsPerPersonPerDay),
      String(b.reviewsPerPersonPerDay),
      lowerIsTighter(a.reviewsPerPersonPerDay, b.reviewsPerPersonPerDay),
    ),
    entry("limits.skipped-tests", percentText(a.skippedTests), percentText(b.skippedTests), lowerIsTighter(a.skippedTests, b.skippedTests)),
    // A longer window sees more defects.
    entry("licences", licencesText(from), licencesText(to), narrowerIsTighter(from.licences ?? [], to.licences ?? [])),
    entry("measure.ai-window", durationText(from.measure.aiWindow), durationText(to.measure.aiWindow), shorterIsTighter(to.measure.aiWindow, from.measure.aiWindow)),
    entry(
      "measure.escape-window",
      durationText(from.measure.escapeWindow),
      durationText(to.measure.escapeWindow),
      shorterIsTighter(to.measure.escapeWindow, from.measure.escapeWindow),
    ),
  ];
}

function waiverEntries(from: readonly Waiver[], to: readonly Waiver[]): Entries {
  const fields = ["rule", "project", "change", "reason", "risk", "approvedBy"] as const;
  return collection(
    byName(from, ({ id }) => id),
    byName(to, ({ id }) => id),
    {
      path: "waivers",
      ...less,
      text: ({ rule, expires }) => `${rule} until ${expires}`,
      both: (path, a, b) => [
        ...fields.map((field) => entry(`${path}.${field === "approvedBy" ? "approved-by" : field}`, a[field], b[field], anyChange(a[field], b[field]))),
        entry(`${path}.expires`, a.expires, b.expires, earlierIsTighter(a.expires, b.expires)),
      ],
    },
  );
}

function licencesText({ licences }: PolicyParts): string {
  return licences === undefined ? "any" : listText(licences);
}
