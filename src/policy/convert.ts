import { type Duration, parseDuration } from "../model/duration.ts";
import { severities } from "../model/evidence.ts";
import type {
  AiTool,
  ApprovalRule,
  ChangeType,
  Criterion,
  Environment,
  EscalationStep,
  FindingWord,
  Policy,
  PolicyFile,
  Risk,
  SignatureKind,
  Tier,
  Waiver,
} from "../model/policy.ts";

/*
 * From the settings of a file to the resolved form. Where a `base` is given (what the organisation has, under a project's file), a
 * setting that the file leaves out stays as it was, and lists add to what was there; see `combined`.
 */

type Section<Name extends keyof PolicyFile> = NonNullable<PolicyFile[Name]>;
type Entry<Name extends "criteria" | "tiers" | "environments" | "change-types"> = Section<Name>[string];
type FileApprovals = NonNullable<Entry<"tiers">["approvals"]>;
type FileRule = Exclude<FileApprovals, readonly unknown[] | { low: unknown }>;

/** Only for texts that the schema has accepted. */
export function durationOf(text: string): Duration {
  const duration = parseDuration(text);
  if (duration === null) throw new TypeError(`${text} passed the schema without being a duration`);
  return duration;
}

/** A share between 0 and 1, from `0.05` or `5%`. */
export function shareOf(value: number | string): number {
  return typeof value === "number" ? value : Number(value.slice(0, -1)) / 100;
}

export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/**
 * What a project's list makes of the organisation's. It adds to it, so that what the organisation adds later holds in
 * every project at once. A list that repeats some of the organisation's entries and leaves others out, or that is empty, reads
 * as a removal: it is taken at its word, and the comparison with the organisation's policy then refuses what became looser.
 */
export function combined<T>(base: readonly T[], given: readonly T[] | undefined, key: (entry: T) => string): readonly T[] {
  if (given === undefined) return base;
  const known = new Set(base.map(key));
  if (given.length === 0 || given.some((entry) => known.has(key(entry)))) return given;
  return [...base, ...given];
}

const itself = (text: string): string => text;

export function toCriterion(id: string, criterion: Entry<"criteria">): Criterion {
  if ("check" in criterion) return { kind: "check", id, check: criterion.check, says: criterion.says };
  return { kind: "question", id, ask: criterion.ask, link: criterion.link ?? null };
}

function stricterSignature(...kinds: readonly (SignatureKind | undefined)[]): SignatureKind {
  return kinds.includes("passkey") ? "passkey" : "any";
}

function toRule(rule: FileRule, least: SignatureKind): ApprovalRule {
  return { count: rule.count, qualification: rule.qualification ?? null, role: rule.role ?? null, signature: stricterSignature(rule.signature, least) };
}

// A rule that asks for nobody is no rule.
function toRules(rules: number | FileRule | readonly FileRule[], least: SignatureKind): readonly ApprovalRule[] {
  const list = typeof rules === "number" ? [{ count: rules }] : listOf(rules);
  return list.filter(({ count }) => count > 0).map((rule) => toRule(rule, least));
}

/** A tier or environment that says nothing about approvals asks for one, by anybody. */
const oneApproval: FileRule = { count: 1 };

function toApprovals(approvals: FileApprovals, least: SignatureKind): Tier["approvals"] {
  if ("low" in approvals) return { low: toRules(approvals.low, least), medium: toRules(approvals.medium, least), high: toRules(approvals.high, least) };
  const rules = toRules(approvals, least);
  return { low: rules, medium: rules, high: rules };
}

function raised(approvals: Tier["approvals"], least: SignatureKind): Tier["approvals"] {
  const raise = (risk: Risk): readonly ApprovalRule[] => approvals[risk].map((rule) => ({ ...rule, signature: stricterSignature(rule.signature, least) }));
  return { low: raise("low"), medium: raise("medium"), high: raise("high") };
}

export function toTier(name: string, tier: Entry<"tiers">, base: Tier | null): Tier {
  const signature = tier.signature ?? base?.signature ?? "any";
  const approvals = tier.approvals === undefined && base !== null ? raised(base.approvals, signature) : toApprovals(tier.approvals ?? oneApproval, signature);
  return {
    name,
    rank: base?.rank ?? 0,
    human: tier.human ?? base?.human ?? "",
    passAlone: tier["pass-alone"] ?? base?.passAlone ?? null,
    sample: tier.sample === undefined ? (base?.sample ?? 0) : shareOf(tier.sample),
    checks: combined(base?.checks ?? [], tier.check === undefined ? undefined : listOf(tier.check), itself),
    questions: combined(base?.questions ?? [], tier.ask === undefined ? undefined : listOf(tier.ask), itself),
    approvals,
    signature,
    ...answeredIn(tier, base),
  };
}

function answeredIn(tier: Entry<"tiers">, base: Tier | null): Pick<Tier, "findings" | "updates"> {
  const findings = combined(base?.findings ?? [], tier.findings?.map(toFinding), findingText);
  const updates = tier.updates ?? base?.updates;
  return { ...(findings.length === 0 ? {} : { findings }), ...(updates === undefined ? {} : { updates }) };
}

const finding = /^([a-z][a-z0-9-]*)(?:>=([a-z]+))?$/;

function toFinding(text: string): FindingWord {
  const [, word = text, atLeast] = finding.exec(text) ?? [];
  return { word, atLeast: severities.find((severity) => severity === atLeast) ?? null };
}

export function findingText({ word, atLeast }: FindingWord): string {
  return atLeast === null ? word : `${word}>=${atLeast}`;
}

export function toChangeType(name: string, type: Entry<"change-types">, base: ChangeType | null): ChangeType {
  return {
    name,
    paths: combined(base?.paths ?? [], type.paths, itself),
    findings: combined(base?.findings ?? [], type.findings?.map(toFinding), findingText),
    otherwise: type.otherwise ?? base?.otherwise ?? false,
    qualification: type.qualification ?? base?.qualification ?? null,
    tier: type.tier ?? base?.tier ?? name,
  };
}

const defaultVerdictValidity: Duration = { count: 1, unit: "d" };
const defaultBreakGlassValidity: Duration = { count: 4, unit: "h" };

export function freezeText({ from, to, zone, why }: Environment["freeze"][number]): string {
  return `${from} to ${to} (${zone}): ${why}`;
}

export function toEnvironment(name: string, environment: Entry<"environments">, base: Environment | null): Environment {
  const breakGlass = environment["break-glass"];
  const freeze = environment.freeze?.map(({ from, to, zone, why }) => ({ from, to, zone: zone ?? "UTC", why }));
  const approvals = environment.approvals;
  return {
    name,
    human: environment.human ?? base?.human ?? "",
    checks: combined(base?.checks ?? [], environment.check === undefined ? undefined : listOf(environment.check), itself),
    questions: combined(base?.questions ?? [], environment.ask === undefined ? undefined : listOf(environment.ask), itself),
    // The risk of a change is settled by its tier; an environment asks for what it asks at the highest.
    approvals: approvals === undefined && base !== null ? base.approvals : toApprovals(approvals ?? oneApproval, "any").high,
    freeze: combined(base?.freeze ?? [], freeze, freezeText),
    breakGlass:
      breakGlass === undefined
        ? (base?.breakGlass ?? null)
        : {
            people: breakGlass.people,
            reviewWithin: durationOf(breakGlass["review-within"]),
            validFor: breakGlass["valid-for"] === undefined ? (base?.breakGlass?.validFor ?? defaultBreakGlassValidity) : durationOf(breakGlass["valid-for"]),
          },
    verdictValidFor: environment["verdict-valid-for"] === undefined ? (base?.verdictValidFor ?? defaultVerdictValidity) : durationOf(environment["verdict-valid-for"]),
  };
}

/** For models, data and modes an empty list means any, so a given list takes the place of the organisation's; forbidden paths add up. */
export function toTool(tool: NonNullable<Section<"ai">["tools"]>[number], base: AiTool | null): AiTool {
  const account = tool.conditions?.account ?? base?.account;
  return {
    tool: tool.tool,
    owner: tool.owner,
    models: tool.models ?? base?.models ?? [],
    data: tool.conditions?.data ?? base?.data ?? [],
    modes: tool.conditions?.modes ?? base?.modes ?? [],
    notPaths: combined(base?.notPaths ?? [], tool.conditions?.["not-paths"], itself),
    ...(account === undefined ? {} : { account }),
    reviewBy: tool["review-by"] ?? base?.reviewBy ?? null,
  };
}

export function toQualification({ "granted-by": grantedBy, "valid-for": validFor }: Section<"qualifications">[string]): Policy["qualifications"][string] {
  return { grantedBy, validFor: durationOf(validFor) };
}

export function toUnsureStep({ to, within }: NonNullable<Section<"escalation">["unsure"]>[number]): EscalationStep {
  return { to: { qualification: to.qualification ?? null, role: to.role ?? null, notAsked: to.not === "asked" }, within: durationOf(within) };
}

export function toOverdueStep({ after, to }: NonNullable<Section<"escalation">["overdue"]>[number]): Policy["escalation"]["overdue"][number] {
  return { after: durationOf(after), role: to.role };
}

export function toWaiver(waiver: Section<"waivers">[number]): Waiver {
  const { id, rule, reason, risk, expires } = waiver;
  return { id, rule, project: waiver.project ?? null, change: waiver.change ?? null, reason, risk, approvedBy: waiver["approved-by"], expires };
}

export function toLimits(limits: PolicyFile["limits"], base: Policy["limits"]): Policy["limits"] {
  const lines = toLimit(limits?.["change-lines"], base.changeLines, base.block?.changeLines);
  const day = toLimit(limits?.["reviews-per-person-per-day"], base.reviewsPerPersonPerDay, base.block?.reviewsPerPersonPerDay);
  const open = toLimit(limits?.["open-reviews-per-person"], base.openReviewsPerPerson, base.block?.openReviewsPerPerson);
  const block = {
    ...(lines.block === undefined ? {} : { changeLines: lines.block }),
    ...(day.block === undefined ? {} : { reviewsPerPersonPerDay: day.block }),
    ...(open.block === undefined ? {} : { openReviewsPerPerson: open.block }),
  };
  return {
    changeLines: lines.warn ?? base.changeLines,
    reviewsPerPersonPerDay: day.warn ?? base.reviewsPerPersonPerDay,
    ...(open.warn === undefined ? {} : { openReviewsPerPerson: open.warn }),
    skippedTests: limits?.["skipped-tests"] === undefined ? base.skippedTests : shareOf(limits["skipped-tests"]),
    ...(Object.keys(block).length === 0 ? {} : { block }),
  };
}

// What stops has warned before, so nothing warns later than it stops.
function toLimit(given: Section<"limits">["change-lines"], warnBefore: number | undefined, blockBefore: number | undefined) {
  const { warn, block } = typeof given === "number" ? { warn: given, block: undefined } : { warn: given?.warn, block: given?.block };
  const stops = block ?? blockBefore;
  const warns = warn ?? warnBefore;
  return { warn: warns === undefined || stops === undefined ? warns : Math.min(warns, stops), block: stops };
}

/** An empty list would mean that none is asked about, so a given list takes the place of what was there. */
export function licencesOf({ licences }: PolicyFile, base: Pick<Policy, "licences">): Pick<Policy, "licences"> {
  const list = licences ?? base.licences;
  return list === undefined || list.length === 0 ? {} : { licences: list };
}

export function toMeasure(measure: PolicyFile["measure"], base: Policy["measure"]): Policy["measure"] {
  return {
    aiWindow: measure?.["ai-window"] === undefined ? base.aiWindow : durationOf(measure["ai-window"]),
    escapeWindow: measure?.["escape-window"] === undefined ? base.escapeWindow : durationOf(measure["escape-window"]),
  };
}

/** What a level says of disclosure over the level above it. A form makes it required unless it names no place at all. */
export function toDisclosure(given: Section<"ai">["disclosure"], base: Disclosure): Disclosure {
  if (given === undefined) return { disclosure: base.disclosure, ...form(base.disclosureIn, base.disclosureGrammar) };
  if (typeof given === "string") return { disclosure: given, ...form(given === "optional" ? undefined : base.disclosureIn, base.disclosureGrammar) };
  const places = given.in ?? base.disclosureIn;
  return { disclosure: places?.length === 0 ? "optional" : "required", ...form(places, given.grammar ?? base.disclosureGrammar) };
}

type Disclosure = Pick<Policy["ai"], "disclosure" | "disclosureIn" | "disclosureGrammar">;

function form(disclosureIn: Disclosure["disclosureIn"], disclosureGrammar: Disclosure["disclosureGrammar"]): Omit<Disclosure, "disclosure"> {
  return { ...(disclosureIn === undefined ? {} : { disclosureIn }), ...(disclosureGrammar === undefined ? {} : { disclosureGrammar }) };
}

/** What a level says of prompts over the level above it. */
export function toPrompts(given: Section<"ai">["prompts"], base: Pick<Policy["ai"], "prompts">): Pick<Policy["ai"], "prompts"> {
  const prompts = given ?? base.prompts;
  return prompts === undefined ? {} : { prompts };
}

export function toReviewers(given: Section<"ai">["reviewers"], base: Policy["ai"]["reviewers"]): Policy["ai"]["reviewers"] {
  return { human: given?.human ?? base.human, ai: given?.ai ?? base.ai, mixed: given?.mixed ?? base.mixed, unknown: given?.unknown ?? base.unknown };
}
