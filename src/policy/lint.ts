import type { Place } from "../model/failure.ts";
import type { Person, Qualification } from "../model/people.ts";
import { standardRoles } from "../model/people.ts";
import type { ApprovalRule, Policy, Tier } from "../model/policy.ts";
import { ruleText } from "./compare.ts";
import { type Gate, gateElements, gatePath, isTier, ruleSets } from "./gate-elements.ts";
import { globCovers } from "./glob-covers.ts";
import { type LoadedPolicy, placeIn } from "./load.ts";
import { didYouMean } from "./nearest.ts";
import { type People, poolOf } from "./pool.ts";
import { criteriaUsed } from "./resolve.ts";
import { missingToolConditions } from "./tool-conditions.ts";
import { waiverEnds, waiverFor } from "./waivers.ts";

/** Everything that the lint can say; codes are stable and never used again for another meaning. */
export const lintCodes = {
  "human-empty": "error",
  "gate-incomplete": "error",
  "rubber-stamp": "error",
  "pass-alone-forbidden": "error",
  "pass-alone-unsampled": "error",
  "criterion-unused": "warning",
  "qualification-unheld": "error",
  "role-unheld": "error",
  "count-above-pool": "error",
  "pool-needs-author": "error",
  "granter-unheld": "warning",
  "no-otherwise": "error",
  "type-without-rule": "error",
  "type-never-decides": "error",
  "path-shadowed": "warning",
  "tier-unused": "warning",
  "tool-suspended": "warning",
  "tool-conditions-missing": "warning",
  "tool-models-unversioned": "warning",
  "owner-unknown": "warning",
  "review-overdue": "warning",
  "waiver-expired": "warning",
  "waiver-unknown-rule": "error",
  "rule-invalid": "error",
  "rule-test-failed": "error",
  "rule-untested": "warning",
  "rule-without-grammar": "warning",
} as const satisfies Record<string, "error" | "warning">;

export type LintCode = keyof typeof lintCodes;

/** An `error` is something that can never be satisfied or that the rules of the language forbid; a `warning` is worth a look. */
export interface LintFinding {
  readonly code: LintCode;
  readonly level: "error" | "warning";
  readonly sentence: string;
  /** Setting that it is about. */
  readonly path: string;
  /** Null when the setting stands in none of the files, so comes from the default. */
  readonly place: Place | null;
}

export interface LintContext {
  /** Null when nobody is enrolled yet, or the file is looked at outside an organisation: what needs people is then not looked at. */
  readonly people: readonly Person[] | null;
  readonly qualifications: readonly Qualification[];
  /** Ids of the people who write most of the changes. */
  readonly usualAuthors: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The project's name, as waivers know it. */
  readonly project: string | null;
  /** The files that the policy was made from, the project's first. */
  readonly files: readonly LoadedPolicy[];
}

type Found = Pick<LintFinding, "code" | "path" | "sentence">;

/** What is wrong with a resolved policy although it loads, in no file's order: errors first. */
export function lint(policy: Policy, context: LintContext): LintFinding[] {
  const found = [
    ...gates(policy).flatMap((gate) => gateFindings(policy, gate)),
    ...policy.tiers.flatMap((tier) => tierFindings(policy, tier, context)),
    ...typeFindings(policy),
    ...criterionFindings(policy, context.files),
    ...dateFindings(policy, context),
    ...waiverFindings(policy, context),
    ...toolFindings(policy),
    ...conditionFindings(policy, context.files),
    ...(context.people === null ? [] : peopleFindings(policy, { people: context.people, qualifications: context.qualifications, now: context.now }, context.usualAuthors)),
  ];
  const seen = new Set<string>();
  return found
    .filter(({ code, path, sentence }) => !seen.has(`${code} ${path} ${sentence}`) && seen.add(`${code} ${path} ${sentence}`))
    .map((one): LintFinding => ({ ...one, level: lintCodes[one.code], place: placeIn(context.files, one.path) }))
    .sort((a, b) => (a.level === b.level ? 0 : a.level === "error" ? -1 : 1));
}

function gates(policy: Policy): Gate[] {
  return [...policy.tiers, ...Object.values(policy.environments)];
}

function gateFindings(policy: Policy, gate: Gate): Found[] {
  const path = gatePath(gate);
  const name = isTier(gate) ? `The tier \`${gate.name}\`` : `The environment \`${gate.name}\``;
  const { criteria, qualification, escalation } = gateElements(policy, gate);
  const asksPeople = ruleSets(gate).some((rules) => rules.length > 0);
  const found: Found[] = [];
  if (gate.human === "") found.push({ code: "human-empty", path, sentence: `${name} does not say what the person decides: give \`human\` in one sentence.` });
  if (!criteria.present && asksPeople)
    found.push({ code: "rubber-stamp", path, sentence: `${name} asks for approval and for nothing to approve by: give it a check or a question.` });
  for (const [element, { present, text }] of Object.entries({ criteria, qualification, escalation })) {
    if (present || (element === "criteria" && asksPeople)) continue;
    found.push({
      code: "gate-incomplete",
      path: element === "escalation" ? "escalation.unsure" : path,
      sentence: `${name} is not active without ${wanted[element] ?? element}: ${text}.`,
    });
  }
  return found;
}

const wanted: { readonly [element: string]: string } = {
  criteria: "criteria",
  qualification: "a qualification or role for its approvers",
  escalation: "an escalation path",
};

/** Tiers that judge what must never pass without a person (R75). */
const alwaysJudged = ["business-logic", "security", "compliance"];

function tierFindings(policy: Policy, tier: Tier, { project, now }: LintContext): Found[] {
  const path = `tiers.${tier.name}.pass-alone`;
  const types = policy.changeTypes.filter((type) => type.tier === tier.name).map(({ name }) => name);
  const found: Found[] = [];
  if (types.length === 0) found.push({ code: "tier-unused", path: `tiers.${tier.name}`, sentence: `No change type needs the tier \`${tier.name}\`.` });
  if (tier.passAlone === null) return found;
  if (tier.sample === 0)
    found.push({ code: "pass-alone-unsampled", path, sentence: `The tier \`${tier.name}\` passes alone and none of it is looked at afterwards: give a \`sample\` above 0%.` });
  const judged = [tier.name, ...types].find((name) => alwaysJudged.includes(name));
  if (judged !== undefined && waiverFor(policy, path, { project, change: null, now }) === null) {
    found.push({
      code: "pass-alone-forbidden",
      path,
      sentence: `${judged} must not pass without a person: remove \`pass-alone\`, or have the organisation adopt a waiver of \`${path}\` that names the risk and expires.`,
    });
  }
  return found;
}

function typeFindings(policy: Policy): Found[] {
  const rank = new Map(policy.tiers.map(({ name, rank: position }) => [name, position]));
  const rankOf = (tier: string): number => rank.get(tier) ?? -1;
  const found: Found[] = [];
  if (!policy.changeTypes.some(({ otherwise }) => otherwise)) {
    found.push({ code: "no-otherwise", path: "change-types", sentence: "Paths that no change type takes can never pass: give one type `otherwise: true`." });
  }
  for (const type of policy.changeTypes) {
    const path = `change-types.${type.name}`;
    if (!type.otherwise && type.paths.length === 0 && type.findings.length === 0)
      found.push({ code: "type-without-rule", path, sentence: `The change type \`${type.name}\` has neither paths nor findings, so nothing is ever of this type.` });
    const stricter = policy.changeTypes.filter((other) => other !== type && rankOf(other.tier) > rankOf(type.tier));
    const covering = type.paths.map((pattern) => stricter.find((other) => other.paths.some((wider) => globCovers(wider, pattern))));
    if (type.findings.length === 0 && type.paths.length > 0 && covering.every((other) => other !== undefined)) {
      const names = [...new Set(covering.map((other) => other?.name))].join(", ");
      found.push({ code: "type-never-decides", path, sentence: `The change type \`${type.name}\` never decides: ${names} takes all of its paths and is stricter.` });
    }
    if (type.otherwise) {
      const everything = policy.changeTypes.find((other) => other !== type && other.paths.some((pattern) => globCovers(pattern, "**")));
      if (everything !== undefined)
        found.push({ code: "type-never-decides", path, sentence: `The change type \`${type.name}\` never decides: ${everything.name} takes every path, so nothing is left over.` });
    }
    for (const [index, pattern] of type.paths.entries()) {
      const wider = type.paths.find((other, at) => at !== index && globCovers(other, pattern) && (at < index || !globCovers(pattern, other)));
      if (wider !== undefined) found.push({ code: "path-shadowed", path: `${path}.paths[${index}]`, sentence: `\`${pattern}\` adds nothing: \`${wider}\` already takes it.` });
    }
  }
  return found;
}

function criterionFindings(policy: Policy, files: readonly LoadedPolicy[]): Found[] {
  const used = new Set(criteriaUsed(gates(policy)));
  return Object.values(policy.criteria).flatMap((criterion): Found[] => {
    const path = `criteria.${criterion.id}`;
    // What the default brings along and nobody uses is nobody's mistake.
    if (used.has(criterion.id) || !files.some((file) => file.has(path))) return [];
    return [{ code: "criterion-unused", path, sentence: `No tier and no environment uses the criterion \`${criterion.id}\`.` }];
  });
}

const day = 86_400_000;

function isOver(date: string | null, now: number): boolean {
  return date !== null && now >= Date.parse(`${date}T00:00:00Z`) + day;
}

function dateFindings(policy: Policy, { now }: LintContext): Found[] {
  const dates = [
    { path: "review-by", date: policy.reviewBy, what: "The policy" },
    ...policy.ai.tools.map(({ tool, reviewBy }) => ({ path: `ai.tools.${tool}.review-by`, date: reviewBy, what: `The AI tool \`${tool}\`` })),
  ];
  return dates.filter(({ date }) => isOver(date, now)).map(({ path, date, what }) => ({ code: "review-overdue", path, sentence: `${what} was to be reviewed by ${date}.` }));
}

function waiverFindings(policy: Policy, { now }: LintContext): Found[] {
  const known = settingPaths(policy);
  return policy.waivers.flatMap((waiver): Found[] => {
    const path = `waivers.${waiver.id}`;
    const found: Found[] = [];
    if (now >= waiverEnds(waiver))
      found.push({ code: "waiver-expired", path: `${path}.expires`, sentence: `The waiver \`${waiver.id}\` ended on ${waiver.expires}; \`${waiver.rule}\` holds again.` });
    if (!known.includes(waiver.rule) && !deliveryRule.test(waiver.rule)) {
      const near = didYouMean(waiver.rule, known);
      found.push({
        code: "waiver-unknown-rule",
        path: `${path}.rule`,
        sentence: `The waiver \`${waiver.id}\` excepts \`${waiver.rule}\`, which is no rule of this policy. ${near}`.trim(),
      });
    }
    return found;
  });
}

/** An exit criterion or a metric of a project's delivery framework, which no policy holds: whoever signs the phase is told which waiver excepted what (R55). */
const deliveryRule = /^delivery\.[a-z0-9][a-z0-9-]{0,63}\.(?:exit\.[1-9][0-9]{0,2}|metrics\.[a-z0-9][a-z0-9-]{0,63})$/;

/** Every setting of a resolved policy that a waiver may except and a risk may name, by its path. */
export function settingPaths(policy: Policy): string[] {
  const under = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix}.${name}`);
  const gate = ["human", "check", "ask", "approvals"];
  return [
    "review-by",
    "tiers",
    ...under("ai", ["undeclared", "disclosure", "disclosure.in", "disclosure.grammar", "prompts", "tools", "suspended"]),
    ...under("ai.reviewers", Object.keys(policy.ai.reviewers)),
    ...policy.ai.tools.flatMap(({ tool }) =>
      under(`ai.tools.${tool}`, ["owner", "models", "conditions.data", "conditions.modes", "conditions.not-paths", "conditions.account", "review-by"]),
    ),
    ...Object.keys(policy.qualifications).flatMap((name) => under(`qualifications.${name}`, ["granted-by", "valid-for"])),
    ...policy.changeTypes.flatMap(({ name }) => [`change-types.${name}`, ...under(`change-types.${name}`, ["paths", "findings", "otherwise", "qualification", "tier"])]),
    ...Object.keys(policy.criteria).map((id) => `criteria.${id}`),
    ...policy.tiers.flatMap(({ name }) => under(`tiers.${name}`, [...gate, "pass-alone", "sample", "signature", "findings", "updates"])),
    ...policy.constraints.flatMap(({ id }) => [`constraints.${id}`, ...under(`constraints.${id}`, ["why", "rule", "severity"])]),
    ...under("escalation", ["unsure", "overdue"]),
    ...Object.keys(policy.environments).flatMap((name) => under(`environments.${name}`, [...gate, "freeze", "break-glass", "verdict-valid-for"])),
    ...["change-lines", "reviews-per-person-per-day", "open-reviews-per-person"].flatMap((name) => under("limits", [name, `${name}.block`])),
    "limits.skipped-tests",
    ...under("measure", ["ai-window", "escape-window"]),
    "licences",
  ];
}

function toolFindings({ ai }: Policy): Found[] {
  return ai.tools.flatMap(({ tool, models }): Found[] => {
    const path = `ai.tools.${tool}`;
    const suspended = `The AI tool \`${tool}\` is listed and suspended: new changes that it wrote are denied.`;
    // A review is opened for a major version that the register newly names, so one that a pattern takes in would pass by it (R106).
    const open = models.filter((model) => !/\d/.test(model));
    const unversioned = `${listed(open)} of \`${tool}\` takes in every new major version of a model without a review: name versions, such as \`claude-sonnet-4*\`.`;
    return [
      ...(ai.suspended.includes(tool) ? [{ code: "tool-suspended", path, sentence: suspended } as const] : []),
      ...(open.length > 0 ? [{ code: "tool-models-unversioned", path: `${path}.models`, sentence: unversioned } as const] : []),
    ];
  });
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function conditionFindings(policy: Policy, files: readonly LoadedPolicy[]): Found[] {
  return policy.ai.tools.flatMap(({ tool }): Found[] => {
    const missing = missingToolConditions(tool, files);
    if (missing.length === 0) return [];
    const sentence = `The AI tool \`${tool}\` does not say ${missing.map((name) => `\`${name}\``).join(", ")}: without all of its conditions its review does not close.`;
    return [{ code: "tool-conditions-missing", path: `ai.tools.${tool}`, sentence }];
  });
}

function peopleFindings(policy: Policy, people: People, usualAuthors: readonly string[]): Found[] {
  return [
    ...gates(policy).flatMap((gate) => approvalFindings(policy, gate, people, usualAuthors)),
    ...Object.values(policy.environments).flatMap((environment) => {
      const wantedPeople = environment.breakGlass?.people ?? 0;
      const there = poolOf(people, { qualification: null, role: null }).length;
      return wantedPeople <= there ? [] : [aboveThePool(`environments.${environment.name}.break-glass`, `Break-glass asks for ${wantedPeople} people`, there)];
    }),
    ...policy.changeTypes.flatMap((type) => {
      if (type.qualification === null) return [];
      return heldFindings(`change-types.${type.name}.qualification`, { count: 1, qualification: type.qualification, role: null, signature: "any" }, 1, people, usualAuthors);
    }),
    ...escalationFindings(policy, people),
    ...Object.entries(policy.qualifications).flatMap(([name, { grantedBy }]): Found[] => {
      if (grantedBy.some((role) => poolOf(people, { qualification: null, role }).length > 0)) return [];
      return [
        {
          code: "granter-unheld",
          path: `qualifications.${name}.granted-by`,
          sentence: `Nobody may grant the qualification \`${name}\`: nobody has the role ${grantedBy.join(" or ")}.`,
        },
      ];
    }),
    ...policy.ai.tools.flatMap(({ tool, owner }): Found[] => {
      const known = people.people.some(({ active, emails, handle }) => active && (emails.includes(owner.toLowerCase()) || handle === owner));
      return known ? [] : [{ code: "owner-unknown", path: `ai.tools.${tool}.owner`, sentence: `The owner of \`${tool}\`, ${owner}, is nobody who is enrolled and active.` }];
    }),
  ];
}

// The fewest approvers by origin raise the count of a gate's first rule; the highest of them must be there too.
function approvalFindings(policy: Policy, gate: Gate, people: People, usualAuthors: readonly string[]): Found[] {
  const most = isTier(gate) ? Math.max(...Object.values(policy.ai.reviewers)) : 0;
  return ruleSets(gate).flatMap((rules) => {
    const path = `${gatePath(gate)}.approvals`;
    const asked = rules.map((rule, index) => ({ rule, count: index === 0 ? Math.max(rule.count, most) : rule.count }));
    const found = asked.flatMap(({ rule, count }) => heldFindings(path, rule, count, people, usualAuthors));
    return found.length > 0 ? found : togetherFindings(path, asked, people);
  });
}

interface AskedOf {
  readonly rule: ApprovalRule;
  readonly count: number;
}

/** Nobody fills two places, so what each rule finds people for may still be more than all of them can give together (R62). */
function togetherFindings(path: string, asked: readonly AskedOf[], people: People): Found[] {
  const short = groupsOf(asked.slice(0, mostRulesTogether)).find((group) => different(group, people) < placesIn(group));
  if (short === undefined) return [];
  const sentence = `\`${path}\` asks for ${short.map(({ rule, count }) => ruleText({ ...rule, count })).join(" and ")}, so for ${placesIn(short)} different people`;
  return [aboveThePool(path, sentence, different(short, people))];
}

/** The groups of several rules are tried one by one, and there are many of them in a long list. */
const mostRulesTogether = 8;

function groupsOf(asked: readonly AskedOf[]): AskedOf[][] {
  const groups = Array.from({ length: 2 ** asked.length }, (_, bits) => asked.filter((_rule, at) => (bits & (1 << at)) !== 0));
  return groups.filter(({ length }) => length > 1).toSorted((a, b) => a.length - b.length);
}

function placesIn(group: readonly AskedOf[]): number {
  return group.reduce((sum, { count }) => sum + count, 0);
}

function different(group: readonly AskedOf[], people: People): number {
  return new Set(group.flatMap(({ rule }) => poolOf(people, rule).map(({ id }) => id))).size;
}

function heldFindings(path: string, rule: ApprovalRule, count: number, people: People, usualAuthors: readonly string[]): Found[] {
  const pool = poolOf(people, rule);
  if (pool.length === 0) return [unheld(path, rule, people)];
  const asked = count > rule.count ? `${ruleText({ ...rule, count })} (as many as the origin of a change may ask for)` : ruleText(rule);
  if (pool.length < count) return [aboveThePool(path, `\`${path}\` asks for ${asked}`, pool.length)];
  const author = pool.find(({ id }) => usualAuthors.includes(id));
  if (author === undefined || pool.length - 1 >= count) return [];
  const sentence = `What ${author.name} writes can never be approved: \`${path}\` asks for ${asked}, and ${author.name} is one of only ${pool.length}, who never counts for the own change.`;
  return [{ code: "pool-needs-author", path, sentence }];
}

function unheld(path: string, { qualification, role }: ApprovalRule, people: People): Found {
  if (qualification !== null && poolOf(people, { qualification, role: null }).length === 0) {
    return { code: "qualification-unheld", path, sentence: `\`${path}\` asks for the qualification \`${qualification}\`, which nobody active holds.` };
  }
  if (role === null) return { code: "count-above-pool", path, sentence: `\`${path}\` asks for approval, and nobody active is enrolled.` };
  return unheldRole(path, role, qualification, people);
}

function unheldRole(path: string, role: string, qualification: string | null, { people }: People): Found {
  const known = [...new Set([...standardRoles, ...people.flatMap(({ roles }) => roles)])].filter((one) => one !== role);
  const both = qualification === null ? "" : ` together with the qualification \`${qualification}\``;
  return { code: "role-unheld", path, sentence: `\`${path}\` asks for the role \`${role}\`${both}, which nobody active has. ${didYouMean(role, known)}`.trim() };
}

function aboveThePool(path: string, asks: string, there: number): Found {
  return { code: "count-above-pool", path, sentence: `${asks}, and ${there === 1 ? "only one person is" : `only ${there} are`} there.` };
}

function escalationFindings(policy: Policy, people: People): Found[] {
  const targets = [
    ...policy.escalation.unsure.map(({ to }, index) => ({
      path: `escalation.unsure[${index}]`,
      qualification: to.qualification === "same" ? null : to.qualification,
      role: to.role,
    })),
    ...policy.escalation.overdue.map(({ role }, index) => ({ path: `escalation.overdue[${index}]`, qualification: null, role })),
  ];
  return targets
    .filter((target) => poolOf(people, target).length === 0)
    .map(({ path, qualification, role }) => unheld(path, { count: 1, qualification, role, signature: "any" }, people));
}
