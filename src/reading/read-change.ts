import { type Found, foundIn, namesOf, type Release } from "../gate/index.ts";
import { markedName, type Segments, visible } from "../git/index.ts";
import { answerRules, type QuestionKind } from "../model/decision.ts";
import type { OriginCounts, OriginRun } from "../model/origin.ts";
import type { Person } from "../model/people.ts";
import type { CriterionOutcome, Reason, Verdict } from "../model/verdict.ts";
import { measuredWords } from "../policy/index.ts";
import type { EscalationRecord, EvidenceRecord, VerdictRecord } from "../store/index.ts";
import {
  type AskedQuestion,
  asked,
  type By,
  type Case,
  conflictOf,
  findPerson,
  judgeCase,
  judgedToday,
  lessonsOn,
  limitReached,
  mayResolve,
  openCase,
  readDetail,
  releaseOf,
  resolvable,
  type Workplace,
  waitingFor,
} from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { type ShownCoverage, shownCoverage } from "./coverage-page.ts";
import { type ShownDependencies, shownDependencies } from "./dependencies.ts";
import { shownRun } from "./diff.ts";
import { dueOf } from "./due.ts";
import { inWords } from "./escalation-page.ts";
import { type EvidenceItem, evidenceBehind, evidenceItem, measuredFor } from "./evidence-items.ts";
import { pairOf, type Readability, readability, type SeenMark, seenBy } from "./file-list.ts";
import { type GateState, gatesOf, humanOf } from "./gates.ts";
import { type Headline, headlineOf } from "./headline.ts";
import { type ShownDecision, shownDecision } from "./manifestation.ts";
import { type NotReported, notReported } from "./not-reported.ts";
import { loadWarning } from "./reviews-today.ts";
import { shownText } from "./shown-text.ts";
import { awayAmong } from "./standing-in.ts";
import { type WhyTier, whyTier } from "./why-tier.ts";

/** What is known of how a person has looked at a change; nothing of it is a fact. */
export interface Looked {
  readonly marks: readonly SeenMark[];
  /** Ids of the evidence that the person has opened. */
  readonly opened: readonly string[];
  /** The revision that they had in front of them last, and when (milliseconds); null when they never had one. */
  readonly last: { readonly revision: number; readonly at: number } | null;
}

export interface PageOptions {
  readonly change: string;
  /** Without it the page is about the change itself. */
  readonly environment?: string | undefined;
  /** Digest of what is to be deployed; by default what the gate of the environment was last asked about. */
  readonly artifact?: string | undefined;
}

export interface ShownLesson {
  readonly id: string;
  readonly says: string;
  readonly from: string;
}

export interface ShownVerdict extends Pick<Verdict, "verdict" | "headline" | "environment" | "subject"> {
  readonly reasons: readonly (Omit<Reason, "who"> & { readonly who: readonly Named[] })[];
}

export interface ShownEscalation {
  readonly id: string;
  readonly kind: EscalationRecord["kind"];
  readonly criterion: string | null;
  readonly to: string;
  readonly who: readonly Named[];
  readonly mine: boolean;
  readonly since: string;
  readonly due: string;
  readonly overdue: boolean;
  readonly resolved: { readonly by: Named; readonly at: string } | null;
}

/** What one person can do about a change. */
export interface Standing {
  readonly mayApprove: boolean;
  readonly mayDecide: boolean;
  readonly because: string | null;
  readonly others: readonly Named[];
  readonly unseen: number;
}

export interface ChangePage {
  readonly change: Headline;
  readonly size: number;
  readonly environment: string | null;
  readonly artifact: string | null;
  readonly why: WhyTier;
  readonly status: string;
  readonly until: string | null;
  readonly human: string;
  readonly you: Standing;
  readonly verdict: ShownVerdict;
  /** The newest recorded answer of this gate about the revision; null when nobody has asked it. */
  readonly lastAsked: { readonly index: number; readonly verdict: Verdict["verdict"]; readonly at: string; readonly until: string } | null;
  readonly gates: readonly GateState[];
  readonly checks: readonly (Omit<CriterionOutcome, "kind"> & { readonly measured: string; readonly evidence: readonly string[] })[];
  readonly questions: readonly ShownQuestion[];
  readonly places: readonly { readonly needs: string; readonly filledBy: Named | null; readonly couldFill: readonly Named[] }[];
  readonly decisions: readonly ShownDecision[];
  readonly escalations: readonly ShownEscalation[];
  readonly evidence: readonly EvidenceItem[];
  /** Evidence of earlier revisions, which decides nothing any more, the newest revision first. */
  readonly earlierEvidence: readonly EvidenceItem[];
  /** Kinds of report that would tell more of what the change holds, and of which none counts. */
  readonly notReported: readonly NotReported[];
  readonly warnings: readonly { readonly code: string; readonly sentence: string }[];
  readonly contributors: readonly { readonly name: string; readonly person: string | null; readonly parts: readonly string[] }[];
  readonly sponsors: readonly Named[];
  readonly origin: {
    readonly counts: OriginCounts;
    readonly shares: readonly OriginShare[];
    readonly findings: readonly { readonly code: string; readonly sentence: string }[];
  };
  /** Coverage of the lines that count as AI's (R83). */
  readonly coverage: ShownCoverage;
  /** What was found in what the change adds, the weightiest first, and how much more there is. */
  readonly found: readonly (Omit<Found, "path"> & { readonly path: { readonly path: string; readonly shown: Segments } | null })[];
  readonly foundMore: number;
  /** What decision records of the base teach about files that the change touches (R15): what must not be done there, and the record that says so. */
  readonly lessons: readonly ShownLesson[];
  readonly dependencies: ShownDependencies;
  readonly revisions: readonly { readonly revision: number; readonly proposer: Named; readonly at: string; readonly base: string; readonly head: string }[];
  readonly sinceLastLook: { readonly at: string; readonly revision: number; readonly files: readonly string[] } | null;
  readonly content: { readonly readable: boolean; readonly sentence: string };
}

export interface ShownQuestion extends AskedQuestion, Pick<CriterionOutcome, "result" | "restsOn" | "askedBy"> {
  readonly choices: (typeof answerRules)[QuestionKind];
  readonly because: string | null;
}

export type OriginShare = Pick<OriginRun, "origin" | "tool" | "model" | "method" | "confidence" | "sponsor"> & { readonly lines: number };

/** Everything that somebody needs in order to judge a change, in one answer: what it is, why it needs this much, what is missing and who can give it. Throws `Failure`. */
export async function readChange(workplace: Workplace, by: By, options: PageOptions, looked: Looked): Promise<ChangePage> {
  const person = await findPerson(workplace, by);
  const opened = await openCase(workplace, options.change);
  const release = await releaseAsked(workplace, opened, options);
  const now = workplace.clock();
  const verdict = judgeCase(opened, release, now);
  const { read } = workplace.store;
  const [nameOf, gates, decisions, escalations, evidence, content, load, limit, lastAsked, record, lessons] = await Promise.all([
    namesIn(workplace),
    gatesOf(workplace, opened, now),
    read.decisions(options.change),
    read.escalations({ change: options.change }),
    read.evidenceFor(opened.revision.project, opened.revision.head),
    readability(workplace, opened),
    loadOn(workplace, opened, person),
    release === null ? limitReached(workplace, opened, person.id) : null,
    lastVerdict(workplace, opened, release?.environment ?? null),
    read.change(options.change),
    lessonsOn(workplace, opened),
  ]);
  const revisions = record?.revisions ?? [];
  const earlierEvidence = await evidenceOfEarlier(workplace, opened, revisions);
  const shownEvidence = (each: EvidenceRecord) => evidenceItem(each, { opened, verdict, revisions, seen: new Set(looked.opened) });
  const due = dueOf(opened, verdict);
  const found = foundIn(opened, verdict);
  const { attribution } = opened.detail;
  return {
    change: headlineOf(opened, nameOf),
    size: opened.size,
    environment: release?.environment ?? null,
    artifact: release?.artifact ?? null,
    why: whyTier(opened),
    status: visible(verdict.headline),
    until: due === null ? null : new Date(due).toISOString(),
    human: humanOf(opened, release),
    you: standingOf(opened, person, { release, verdict, content, limit, looked, now }, nameOf),
    verdict: shownVerdict(verdict, nameOf),
    lastAsked: lastAsked === null ? null : askedThen(lastAsked),
    gates,
    checks: checksOf(opened, verdict),
    questions: questionsOf(opened, release, verdict, now),
    places: verdict.places.map(({ needs, filledBy, couldFill }) => ({ needs, filledBy: filledBy === null ? null : nameOf(filledBy), couldFill: couldFill.map(nameOf) })),
    decisions: decisions.map((each) => shownDecision(each, nameOf, verdict)),
    escalations: escalations.map((each) => shownEscalation(opened, each, person, nameOf, now)),
    evidence: evidence.map(shownEvidence),
    earlierEvidence: earlierEvidence.map(shownEvidence),
    notReported: notReported(opened),
    warnings: [...warningsOf(opened, verdict, load), ...awayFrom(opened, verdict, now)],
    contributors: opened.assessment.change.contributors.map(({ person: id, identity, parts }) => ({ name: visible(id === null ? identity : nameOf(id).name), person: id, parts })),
    sponsors: opened.revision.sponsors.map(nameOf),
    origin: { counts: attribution.counts, shares: sharesOf(opened), findings: attribution.findings.map(({ code, sentence }) => ({ code, sentence: visible(sentence) })) },
    coverage: shownCoverage(opened),
    found: found
      .slice(0, mostFound)
      .map((each) => ({ ...each, says: shownText(each.says), by: visible(each.by), path: each.path === null ? null : { path: each.path, shown: markedName(each.path) } })),
    foundMore: Math.max(0, found.length - mostFound),
    lessons: lessons.map(({ id, says, from }) => ({ id, says: shownText(says), from: visible(from) })),
    dependencies: shownDependencies(opened),
    revisions: revisions.map(({ revision, proposer, at, base, head }) => ({
      revision,
      proposer: nameOf(proposer),
      at: new Date(at).toISOString(),
      base,
      head,
    })),
    sinceLastLook: sinceLastLook(opened, revisions, looked),
    content: { readable: content.readable, sentence: content.sentence },
  };
}

/** The release that a page or a decision is about, with the artifact that the environment's gate was last asked about unless another one is named. */
export async function releaseAsked(workplace: Workplace, opened: Case, { environment, artifact }: PageOptions): Promise<Release | null> {
  const release = releaseOf(opened, environment, artifact);
  if (release === null || artifact !== undefined) return release;
  const last = await lastVerdict(workplace, opened, release.environment);
  return { ...release, artifact: last?.artifact ?? null };
}

/** A change may have had very many heads; what was handed in for older ones stands in its history. */
const earlierHeads = 3;

async function evidenceOfEarlier({ store }: Workplace, { revision: { project, head } }: Case, revisions: readonly { readonly head: string }[]): Promise<EvidenceRecord[]> {
  const heads = [...new Set(revisions.map((each) => each.head).toReversed())].filter((each) => each !== head);
  return (await Promise.all(heads.slice(0, earlierHeads).map((each) => store.read.evidenceFor(project, each)))).flat();
}

/** What the gate answered last about this revision. */
async function lastVerdict(workplace: Workplace, { summary, revision }: Case, environment: string | null): Promise<VerdictRecord | null> {
  const given = await workplace.store.read.verdicts(summary.id);
  return given.findLast((verdict) => verdict.environment === environment && verdict.revision === revision.revision) ?? null;
}

function askedThen({ index, answer, at, until }: VerdictRecord): ChangePage["lastAsked"] {
  return { index, verdict: answer, at: new Date(at).toISOString(), until: new Date(until).toISOString() };
}

/** A verdict for people: with names, and with whatever a path or an identity brought into its sentences made visible. */
export function shownVerdict({ verdict, headline, environment, subject, reasons }: Verdict, nameOf: NameOf): ShownVerdict {
  const shown = reasons.map(({ who, sentence, about, ...reason }) => ({ ...reason, sentence: visible(sentence), about: visible(about), who: who.map(nameOf) }));
  return { verdict, headline: visible(headline), environment, subject, reasons: shown };
}

interface Stand {
  readonly release: Release | null;
  readonly verdict: Verdict;
  readonly content: Readability;
  /** Why the limits of the policy take no approval of this person now. */
  readonly limit: string | null;
  readonly looked: Looked;
  readonly now: number;
}

function standingOf(opened: Case, person: Person, { release, verdict, content, limit, looked, now }: Stand, nameOf: NameOf): Standing {
  const open = verdict.places.filter(({ filledBy }) => filledBy === null);
  const others = [...new Set(open.flatMap(({ couldFill }) => couldFill))].filter((id) => id !== person.id);
  const resolves = resolvable(opened, person.id, release?.environment ?? null, now).length > 0;
  const because = obstacle(opened, person, { verdict, content, limit, resolves }, open);
  const [files, isSeen] = [release === null ? opened.detail.range.files : [], seenBy(looked.marks)];
  return {
    mayApprove: because === null,
    mayDecide: person.kind === "person" && person.active && !onlyReads(person) && verdict.subject !== null,
    because,
    others: others.map(nameOf),
    unseen: files.filter((file) => !isSeen(file)).length,
  };
}

function onlyReads({ roles }: Person): boolean {
  return roles.length > 0 && roles.every((role) => role === "auditor");
}

// Why an approval of this person would be refused, or would fill no place.
function obstacle(
  opened: Case,
  person: Person,
  { verdict, content, limit, resolves }: Pick<Stand, "verdict" | "content" | "limit"> & { readonly resolves: boolean },
  open: Verdict["places"],
): string | null {
  if (person.kind === "agent") return `${person.name} is an agent: it may propose, attach and ask.`;
  if (!person.active) return `${person.name} is not active any more.`;
  if (onlyReads(person)) return "An auditor reads everything and changes nothing.";
  if (verdict.subject === null) return "Base and head conflict, so there is no result to decide on.";
  const conflict = conflictOf(opened, person);
  if (conflict !== null) return conflict;
  // An approval that fills no place still answers the doubt that was escalated to this person.
  if (resolves || open.some(({ couldFill }) => couldFill.includes(person.id))) return content.readable ? limit : content.sentence;
  if (verdict.places.length > 0 && open.length === 0)
    return verdict.places.some(({ filledBy }) => filledBy === person.id) ? "Your approval counts already." : "Every approval that is needed was given.";
  if (open.length > 0) return `It needs an approval by ${open[0]?.needs}, and ${namesOf(opened.people, open[0]?.couldFill ?? [])} can give it.`;
  if (verdict.verdict === "allow") return "No approval is needed.";
  return content.readable ? limit : content.sentence;
}

function checksOf(opened: Case, { criteria }: Verdict): ChangePage["checks"] {
  return criteria
    .filter(({ kind }) => kind === "check")
    .map(({ kind: _, ...check }) => ({ ...check, measured: visible(measuredFor(opened, check)), evidence: evidenceBehind(check.id, opened) }));
}

const mostFound = 500;

function questionsOf(opened: Case, release: Release | null, verdict: Verdict, now: number): ChangePage["questions"] {
  return asked(opened, release, now).map((question) => {
    const outcome = verdict.criteria.find(({ id, kind }) => kind === "question" && id === question.id);
    return {
      ...question,
      choices: answerRules[question.about],
      result: outcome?.result ?? "unanswered",
      restsOn: outcome?.restsOn ?? "nobody has answered",
      askedBy: outcome?.askedBy ?? [],
      because: whyAsked(opened, outcome),
    };
  });
}

/** Of a question that a check could have spared: what keeps the tier from passing without a person. Null for every other one. */
function whyAsked({ policy, assessment: { evidence } }: Case, outcome: CriterionOutcome | undefined): string | null {
  const tiers = policy.policy.tiers.filter(({ name }) => outcome?.askedBy.includes(`tiers.${name}`));
  // A tier that asks a person whatever is measured says nothing by its check.
  if (tiers.length === 0 || tiers.some(({ passAlone }) => passAlone === null)) return null;
  const id = tiers[0]?.passAlone ?? "";
  const check = policy.checks.get(id);
  const result = check?.evaluate(evidence.measured);
  if (check === undefined || result === undefined || result === "met") return null;
  const words = typeof result === "string" ? measuredWords(check.failing(evidence.measured), evidence.measured, true) : "";
  return visible(`Asked of a person because ${words === "" ? `nothing shows that ${id} holds` : words.slice(0, 1).toLowerCase() + words.slice(1)}.`);
}

function shownEscalation(opened: Case, escalation: EscalationRecord, person: Person, nameOf: NameOf, now: number): ShownEscalation {
  const { id, kind, criterion, to, openedAt, due, resolvedAt, resolvedBy } = escalation;
  const who = [...opened.people.persons.keys()].filter((each) => mayResolve(opened, escalation, each, now));
  return {
    id,
    kind,
    criterion,
    to: inWords(to),
    who: who.map(nameOf),
    mine: resolvedAt === null && who.includes(person.id),
    since: new Date(openedAt).toISOString(),
    due: new Date(due).toISOString(),
    overdue: resolvedAt === null && now >= due,
    resolved: resolvedAt === null || resolvedBy === null ? null : { by: nameOf(resolvedBy), at: new Date(resolvedAt).toISOString() },
  };
}

function awayFrom({ people }: Case, { reasons }: Verdict, now: number): ChangePage["warnings"] {
  const asked = reasons.filter(({ effect }) => effect !== "note").flatMap(({ who }) => who);
  return awayAmong(people, now, asked).map((sentence) => ({ code: "away", sentence }));
}

async function loadOn(workplace: Workplace, { policy }: Case, { id, name }: Person): Promise<string | null> {
  const { limits } = policy.policy;
  const counts = limits.openReviewsPerPerson !== undefined || limits.block?.openReviewsPerPerson !== undefined;
  const [judged, waiting] = await Promise.all([judgedToday(workplace), counts ? waitingFor(workplace, id) : null]);
  return loadWarning(name, { today: judged(id).size, open: waiting?.length ?? null }, limits);
}

function warningsOf(opened: Case, { reasons }: Verdict, load: string | null): ChangePage["warnings"] {
  const notes = reasons.filter(({ effect }) => effect === "note").map(({ code, sentence }) => ({ code, sentence: visible(sentence) }));
  const repeated = opened.detail.range.flags.includes("criss-cross")
    ? [{ code: "criss-cross", sentence: "The histories cross: the result is compared with the base itself." }]
    : [];
  return [...notes, ...repeated, ...(load === null ? [] : [{ code: "reviewer-load", sentence: load }])];
}

/** Added lines by who wrote them and how that is known; what is unknown is a share like any other. */
function sharesOf({ detail }: Case): OriginShare[] {
  const runs = detail.attribution.files.flatMap((file) => file.runs.map(shownRun));
  const groups = Map.groupBy(runs, ({ origin, tool, model, method, confidence, sponsor }) => JSON.stringify([origin, tool, model, method, confidence, sponsor]));
  const shares = [...groups.values()].map((group): OriginShare => {
    const { origin, tool, model, method, confidence, sponsor } = group[0] as Omit<OriginRun, "grain">;
    return { origin, tool, model, method, confidence, sponsor, lines: group.reduce((sum, { start, end }) => sum + end - start + 1, 0) };
  });
  return shares.sort((a, b) => b.lines - a.lines);
}

/** Files whose content is another one than in the revision that the person had in front of them last, and files that are new or gone since. */
function sinceLastLook(
  { detail, revision }: Case,
  revisions: readonly { readonly revision: number; readonly detail: Parameters<typeof readDetail>[0] }[],
  { last }: Looked,
): ChangePage["sinceLastLook"] {
  if (last === null) return null;
  const then = revisions.find((each) => each.revision === last.revision);
  const at = new Date(last.at).toISOString();
  if (then === undefined || then.revision === revision.revision) return { at, revision: last.revision, files: [] };
  const pairs = (files: typeof detail.range.files) => new Map(files.map((file) => [file.path, JSON.stringify(pairOf(file))]));
  const [before, now] = [pairs(readDetail(then.detail, revision.change).range.files), pairs(detail.range.files)];
  const files = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
  return { at, revision: last.revision, files };
}
