import { type CoverageCounts, sumOf } from "../gate/index.ts";
import type { Workplace } from "../workflow/index.ts";
import { attentionOf } from "./attention.ts";
import { type ChangeCoverage, type CoverageSplit, coverageBy } from "./measure-coverage.ts";
import { type ChangeGround, type Ground, groundOf, type Period, within } from "./measure-ground.ts";
import { signedComment } from "./signed-comment.ts";

/** How a number comes about. `share`: part of whole; `duration`: median and 90th percentile, in seconds; `count`: how many. */
type Unit = "count" | "share" | "duration";

interface Definition {
  readonly name: string;
  readonly unit: Unit;
  readonly definition: string;
}

/** Approvals of fewer changed lines than this say nothing about pace. */
const paceFrom = 50;
/** Changed lines in an hour; reviews find less from half of it on. */
const pace = 1_000;
const longRun = 10;
const largeChange = 200;
/** Below this sample nothing is said but that there is too little to say. */
export const smallestSample = 5;
/** A spread between fewer reviewers would point at persons. */
const fewestReviewers = 3;

const aiCoverage =
  "Executable lines of source code that count as AI's and that a test ran, of all such lines, in changes that were decided on, allowed or deployed in the period. Lines without data are in neither.";

/** Every number with its definition, as it is printed beside it. */
export const definitions = {
  "changes-allowed": { name: "Changes allowed", unit: "count", definition: "Changes that a gate allowed for the first time in the period." },
  "lead-time": {
    name: "Governance lead time",
    unit: "duration",
    definition: "From when a change was first put forward until the last approval that its first allow rests on; 0 for what passed without a person. By tier.",
  },
  "pick-up-time": { name: "Pick-up time", unit: "duration", definition: "From when a change was first put forward until somebody who did not contribute first decided on it." },
  "approval-completeness": {
    name: "Approval completeness",
    unit: "share",
    definition: "Deployments that began in the period for which a named person answers: by an approval, or in an emergency.",
  },
  "ai-share": { name: "AI share", unit: "share", definition: "Added lines that AI wrote or had a part in, of all added lines of changes put forward in the period." },
  "origin-unknown": {
    name: "Unknown origin",
    unit: "share",
    definition: "Added lines of which nobody knows who wrote them, of all added lines of changes put forward in the period.",
  },
  "ai-coverage": {
    name: "Coverage of AI lines",
    unit: "share",
    definition: aiCoverage,
  },
  "ai-coverage-by-project": {
    name: "Coverage of AI lines by project",
    unit: "share",
    definition: `${aiCoverage} Lines of unknown origin count where the policy of the change says so.`,
  },
  "ai-coverage-by-month": { name: "Coverage of AI lines by month", unit: "share", definition: `${aiCoverage} A change counts in the month in which that first happened, in UTC.` },
  "ai-coverage-by-tool": { name: "Coverage of AI lines by tool", unit: "share", definition: `${aiCoverage} By what wrote them or had a part in them.` },
  "ai-coverage-by-method": { name: "Coverage of AI lines by how it is known", unit: "share", definition: `${aiCoverage} By what says who wrote them.` },
  violations: { name: "Violations", unit: "count", definition: "What went around a gate in the period." },
  "decisions-withdrawn": { name: "Withdrawn decisions", unit: "share", definition: "Decisions of the period that were withdrawn later, of all decisions of the period." },
  "changes-escalated": { name: "Escalated changes", unit: "share", definition: "Changes of the period about which somebody was unsure, of all changes put forward in the period." },
  "decision-time": { name: "Decision time", unit: "duration", definition: "How long a change was in front of whoever decided on it, where that was observed. By project." },
  "review-pace": {
    name: "Reviewed fast for the size",
    unit: "share",
    definition: `Approvals of changes of ${paceFrom} and more changed lines that were read faster than ${pace} lines an hour, of those whose time was observed. By project.`,
  },
  "evidence-unopened": {
    name: "Evidence not opened",
    unit: "share",
    definition: "Approvals before which none of the evidence was opened, of those where there was evidence and opening it was observed. By project.",
  },
  "approvals-in-a-row": {
    name: "Long runs of approvals",
    unit: "share",
    definition: `Approvals that stand in a run of ${longRun} or more by one person without any other outcome in between, of all approvals. By project.`,
  },
  "large-without-comment": {
    name: "Large changes without a comment",
    unit: "share",
    definition: `Approvals of changes of ${largeChange} and more changed lines by somebody who wrote no comment on them, of all approvals of such changes. By project.`,
  },
  "re-reviewed": {
    name: "Second looks taken",
    unit: "count",
    definition: "Second looks ordered in the period that were answered; the rows are all that were ordered. By project.",
  },
  "re-review-disagreed": {
    name: "Second looks that disagreed",
    unit: "count",
    definition: "Second looks answered in the period that disagreed with the approval; the rows are all that were answered. By project.",
  },
  "same-criteria": {
    name: "Same criteria for the same change type",
    unit: "share",
    definition: "Revisions of the period that were asked the same criteria as the first one of the same change types under the same policy.",
  },
  "criterion-met": { name: "Answers of met", unit: "share", definition: "Answers of met to a question, of all answers to it in decisions of the period. By criterion." },
} as const satisfies Record<string, Definition>;

export type MeasureId = keyof typeof definitions;

/** One of the things that a number counts. Never about a person: numbers inform a team (R35). */
export interface MeasureRow {
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly sentence: string;
  readonly change: string | null;
  readonly decision: string | null;
  readonly deployment: string | null;
  /** Ledger index. */
  readonly index: number;
  /** What it adds to the number, and to what the number is a share of. Seconds, for a duration. */
  readonly part: number;
  readonly whole: number;
}

export interface Measure {
  readonly id: MeasureId;
  readonly name: string;
  readonly definition: string;
  readonly unit: Unit;
  /** The tier, project or criterion; null for everything. */
  readonly of: string | null;
  /** The count, the share between 0 and 1, or the median in seconds; null when there is too little to say. */
  readonly value: number | null;
  /** 90th percentile of a duration; null for others, and when there is too little to say. */
  readonly p90: number | null;
  /** What the share is made of; of a count and a duration, the number of rows. */
  readonly part: number;
  readonly whole: number;
  /** Number of rows. */
  readonly sample: number;
  readonly tooFew: boolean;
}

/** An answer's share with how far apart reviewers are, without saying who. */
export interface Consistency extends Measure {
  /** The lowest and highest share of met among reviewers with enough answers; null while there are too few of them. */
  readonly spread: { readonly reviewers: number; readonly lowest: number; readonly highest: number } | null;
}

/** A share of coverage with all that is known of the lines behind it (R83). */
export interface CoverageMeasure extends Measure {
  /** Lines that count as AI's. */
  readonly lines: CoverageCounts;
  /** Lines of unknown origin, of all added lines of these changes; of one tool or way of knowing, of its lines alone. */
  readonly unknown: { readonly lines: number; readonly of: number };
}

/** What the overview shows. Throughput is never without control: both are parts of one answer, and no other answer holds either (R7). */
export interface Measures {
  /** RFC 3339, UTC. */
  readonly since: string;
  readonly until: string;
  readonly project: string | null;
  readonly throughput: readonly Measure[];
  readonly control: readonly Measure[];
  readonly coverage: readonly CoverageMeasure[];
  readonly review: readonly Measure[];
  readonly consistency: readonly Consistency[];
}

type Rows = ReadonlyMap<string | null, readonly MeasureRow[]>;

/** Every number of a period. */
export async function measures(workplace: Workplace, period: Period): Promise<Measures> {
  const ground = await groundOf(workplace, period);
  const of = (...ids: readonly MeasureId[]) => ids.flatMap((id) => [...rowsOf(id, ground)].map(([part, rows]) => measureOf(id, part, rows)));
  return {
    since: new Date(period.since).toISOString(),
    until: new Date(period.until).toISOString(),
    project: period.project ?? null,
    throughput: of("changes-allowed", "lead-time", "pick-up-time"),
    control: of("approval-completeness", "ai-share", "origin-unknown", "ai-coverage", "violations", "decisions-withdrawn", "changes-escalated"),
    coverage: (Object.keys(coverageIds) as CoverageId[]).flatMap((id) => coverageMeasures(id, ground)),
    review: of("decision-time", "review-pace", "evidence-unopened", "approvals-in-a-row", "large-without-comment", "re-reviewed", "re-review-disagreed"),
    consistency: [...of("same-criteria").map((each) => ({ ...each, spread: null })), ...of("criterion-met").map((each) => ({ ...each, spread: spreadOf(each.of, ground) }))],
  };
}

/** The rows behind one number, the newest first. */
export async function measureRows(workplace: Workplace, id: MeasureId, of: string | null, period: Period): Promise<MeasureRow[]> {
  const rows = rowsOf(id, await groundOf(workplace, period)).get(of) ?? [];
  return rows.toSorted((a, b) => b.index - a.index);
}

function measureOf(id: MeasureId, of: string | null, rows: readonly MeasureRow[]): Measure {
  const { name, definition, unit } = definitions[id];
  const [part, whole] = [sum(rows.map((row) => row.part)), sum(rows.map((row) => row.whole))];
  const base = { id, name, definition, unit, of, sample: rows.length };
  if (unit === "count") return { ...base, value: part, p90: null, part, whole, tooFew: false };
  const tooFew = rows.length < smallestSample || whole === 0;
  if (unit === "share") return { ...base, value: tooFew ? null : part / whole, p90: null, part, whole, tooFew };
  const seconds = rows.map((row) => row.part).sort((a, b) => a - b);
  const [value, p90] = tooFew ? [null, null] : [quantile(seconds, 0.5), quantile(seconds, 0.9)];
  return { ...base, value, p90, part: rows.length, whole: rows.length, tooFew };
}

// The nearest rank: always a value that occurred, so that it can be found among the rows.
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function rowsOf(id: MeasureId, ground: Ground): Rows {
  const grouped = makers[id](ground);
  // A number that is not split by anything is there although nothing was counted.
  return grouped.size > 0 || split.has(id) ? grouped : new Map([[null, []]]);
}

const coverageIds = { "ai-coverage-by-project": "project", "ai-coverage-by-month": "month", "ai-coverage-by-tool": "tool", "ai-coverage-by-method": "method" } as const satisfies {
  readonly [id in MeasureId]?: CoverageSplit;
};
type CoverageId = keyof typeof coverageIds;

const split: ReadonlySet<MeasureId> = new Set<MeasureId>([
  ...(Object.keys(coverageIds) as CoverageId[]),
  "lead-time",
  "decision-time",
  "review-pace",
  "evidence-unopened",
  "approvals-in-a-row",
  "large-without-comment",
  "re-reviewed",
  "re-review-disagreed",
  "criterion-met",
]);

const makers: { readonly [id in MeasureId]: (ground: Ground) => Rows } = {
  "changes-allowed": (ground) => whole(firstAllows(ground).map(({ change, allow }) => changeRow(change, allow, `The gate first allowed ${change.record.id}.`, 1))),
  "lead-time": (ground) => by(firstAllows(ground), ({ change }) => change.record.latest.tier, leadTime),
  "pick-up-time": (ground) => whole(ground.changes.flatMap((change) => pickUp(ground, change))),
  "approval-completeness": (ground) => whole(ground.deployments.map(completeness)),
  "ai-share": (ground) => whole(originRows(ground, ({ ai, mixed }) => ai + mixed)),
  "origin-unknown": (ground) => whole(originRows(ground, ({ unknown }) => unknown)),
  "ai-coverage": (ground) => coverageRows(ground, null),
  "ai-coverage-by-project": (ground) => coverageRows(ground, "project"),
  "ai-coverage-by-month": (ground) => coverageRows(ground, "month"),
  "ai-coverage-by-tool": (ground) => coverageRows(ground, "tool"),
  "ai-coverage-by-method": (ground) => coverageRows(ground, "method"),
  violations: (ground) => whole(ground.violations.map(violationRow)),
  "decisions-withdrawn": (ground) => whole(decisionsIn(ground).map((made) => decisionRow(made, made.decision.withdrawnAt !== null))),
  "changes-escalated": (ground) => whole(proposedIn(ground).map(escalatedRow)),
  "decision-time": (ground) => by(observed(ground), projectOf, (made) => ({ ...decisionRow(made, true), part: made.attention.seconds })),
  "review-pace": (ground) => by(observed(ground).filter(sized(paceFrom)), projectOf, (made) => decisionRow(made, fast(made))),
  "evidence-unopened": (ground) => by(observed(ground).filter(hadEvidence), projectOf, (made) => decisionRow(made, made.attention.evidence.length === 0)),
  "approvals-in-a-row": (ground) => by(approvals(ground), projectOf, (made) => decisionRow(made, inLongRun(ground).has(made.decision.id))),
  "large-without-comment": (ground) => by(approvals(ground).filter(sized(largeChange)), projectOf, (made) => decisionRow(made, !commented(made))),
  "re-reviewed": (ground) =>
    by(
      reReviewsIn(ground, ({ at }) => at),
      projectOfChange,
      ({ reReview }) => reReviewRow(reReview, reReview.at, reReview.answered !== null),
    ),
  "re-review-disagreed": (ground) =>
    by(
      reReviewsIn(ground, ({ answered }) => answered?.at ?? null),
      projectOfChange,
      ({ reReview }) => reReviewRow(reReview, reReview.answered?.at ?? reReview.at, reReview.answered?.answer === "disagrees"),
    ),
  "same-criteria": (ground) => whole(sameCriteria(ground)),
  "criterion-met": (ground) =>
    by(
      answersIn(ground),
      ({ criterion }) => criterion,
      (answer) => ({ ...decisionRow(answer.made, answer.value === "met"), sentence: answerSentence(answer) }),
    ),
};

function whole(rows: readonly MeasureRow[]): Rows {
  return rows.length === 0 ? new Map() : new Map([[null, rows]]);
}

function by<T>(things: readonly T[], key: (thing: T) => string, row: (thing: T) => MeasureRow): Rows {
  return new Map([...Map.groupBy(things, key)].sort(([a], [b]) => a.localeCompare(b)).map(([name, group]) => [name, group.map(row)]));
}

function firstOf({ record }: ChangeGround) {
  return record.revisions[0] ?? record.latest;
}

function proposedIn({ changes, period }: Ground): ChangeGround[] {
  return changes.filter((change) => within(period, firstOf(change).at));
}

function changeRow({ record }: ChangeGround, { index, at }: { readonly index: number; readonly at: number }, sentence: string, part: number, of = 1): MeasureRow {
  return { time: new Date(at).toISOString(), sentence, change: record.id, decision: null, deployment: null, index, part, whole: of };
}

type Allowed = { readonly change: ChangeGround; readonly allow: ChangeGround["verdicts"][number] };

function firstAllows({ changes, period }: Ground): Allowed[] {
  return changes.flatMap((change) => {
    const allow = change.verdicts.find(({ answer }) => answer === "allow");
    return allow !== undefined && within(period, allow.at) ? [{ change, allow }] : [];
  });
}

function leadTime({ change, allow }: Allowed): MeasureRow {
  const counted = change.decisions.filter(({ index }) => allow.decisions.includes(index));
  const seconds = counted.length === 0 ? 0 : Math.round((Math.max(...counted.map(({ at }) => at)) - firstOf(change).at) / 1_000);
  return changeRow(change, allow, counted.length === 0 ? `${change.record.id} passed without a person.` : `${change.record.id} had its last approval.`, seconds);
}

function pickUp({ period }: Ground, change: ChangeGround): MeasureRow[] {
  const first = change.decisions.find(({ person }) => !change.record.revisions.some(({ contributors }) => contributors.includes(person)));
  if (first === undefined || !within(period, first.at)) return [];
  return [changeRow(change, first, `${change.record.id} was first decided on.`, Math.round((first.at - firstOf(change).at) / 1_000))];
}

function completeness({ record, answered }: Ground["deployments"][number]): MeasureRow {
  const [began] = record.stages;
  const sentence = `${record.id} to ${record.environment}: ${answered ? "a named person answers for it" : "nobody answers for it"}.`;
  return {
    time: new Date(began?.at ?? 0).toISOString(),
    sentence,
    change: record.change,
    decision: null,
    deployment: record.id,
    index: began?.index ?? 0,
    part: answered ? 1 : 0,
    whole: 1,
  };
}

function originRows(ground: Ground, count: (origin: ChangeGround["record"]["latest"]["origin"]) => number): MeasureRow[] {
  return proposedIn(ground).map((change) => {
    const { latest, id } = change.record;
    const { human, ai, mixed, unknown } = latest.origin;
    const added = human + ai + mixed + unknown;
    return changeRow(change, latest, `${id}: ${count(latest.origin)} of ${added} added lines.`, count(latest.origin), added);
  });
}

function coverageRows(ground: Ground, by: CoverageSplit | null): Rows {
  return new Map([...coverageBy(ground, by)].map(([of, changes]) => [of, changes.map(coverageRow)]));
}

function coverageRow({ change, event, ai, unknown, added }: ChangeCoverage): MeasureRow {
  const said = `${change.record.id}: ${ai.hit} of ${ai.executable} executable AI lines ran, ${ai.withoutData} of ${ai.coverable} without data`;
  return changeRow(change, event, `${said}${unknown === 0 ? "" : `; ${unknown} of ${added} added lines of unknown origin`}.`, ai.hit, ai.executable);
}

function coverageMeasures(id: CoverageId, ground: Ground): CoverageMeasure[] {
  return [...coverageBy(ground, coverageIds[id])].map(([of, changes]) => ({
    ...measureOf(id, of, changes.map(coverageRow)),
    lines: sumOf(changes.map(({ ai }) => ai)),
    unknown: { lines: sum(changes.map(({ unknown }) => unknown)), of: sum(changes.map(({ added }) => added)) },
  }));
}

function violationRow({ id, index, at, kind, deployment, change, note }: Ground["violations"][number]): MeasureRow {
  return { time: new Date(at).toISOString(), sentence: note ?? `${id}: ${kind.replaceAll("-", " ")}.`, change, decision: null, deployment, index, part: 1, whole: 1 };
}

function escalatedRow(change: ChangeGround): MeasureRow {
  const unsure = change.escalations.some(({ kind }) => kind === "unsure");
  return changeRow(change, firstOf(change), `${change.record.id}: ${unsure ? "somebody was unsure" : "nobody was unsure"}.`, unsure ? 1 : 0);
}

interface Made {
  readonly change: ChangeGround;
  readonly decision: ChangeGround["decisions"][number];
}

function decisionsIn({ changes, period }: Ground): Made[] {
  return changes.flatMap((change) => change.decisions.filter(({ at }) => within(period, at)).map((decision) => ({ change, decision })));
}

// A release is not a review: it does not read the change again.
function approvals(ground: Ground): Made[] {
  return decisionsIn(ground).filter(({ decision }) => decision.outcome === "approve" && decision.subject.environment === null);
}

function observed(ground: Ground) {
  return approvals(ground).flatMap((made) => {
    const attention = attentionOf(made.decision.attention);
    return attention === null ? [] : [{ ...made, attention }];
  });
}

function decisionRow({ change, decision }: Made, counts: boolean): MeasureRow {
  const { id, index, at, outcome } = decision;
  const sentence = `${change.record.id}: ${outcome.replaceAll("-", " ")}.`;
  return { time: new Date(at).toISOString(), sentence, change: change.record.id, decision: id, deployment: null, index, part: counts ? 1 : 0, whole: 1 };
}

function projectOf({ change }: Made): string {
  return change.record.latest.project;
}

function projectOfChange({ change }: { readonly change: ChangeGround }): string {
  return change.record.latest.project;
}

type ReReview = ChangeGround["reReviews"][number];

function reReviewsIn({ changes, period }: Ground, when: (reReview: ReReview) => number | null) {
  return changes.flatMap((change) =>
    change.reReviews.flatMap((reReview) => {
      const at = when(reReview);
      // What was drawn while nobody was left for it was not ordered.
      return at !== null && reReview.person !== null && within(period, at) ? [{ change, reReview }] : [];
    }),
  );
}

function reReviewRow({ change, decision, index, answered }: ReReview, at: number, counts: boolean): MeasureRow {
  const sentence = `${change}: ${answered === null ? "nobody has looked again yet" : `the second look ${answered.answer}`}.`;
  return { time: new Date(at).toISOString(), sentence, change, decision, deployment: null, index: answered?.index ?? index, part: counts ? 1 : 0, whole: 1 };
}

function sized(least: number): (made: Made) => boolean {
  return ({ change }) => change.lines !== null && change.lines >= least;
}

function fast({ change, attention }: ReturnType<typeof observed>[number]): boolean {
  return (change.lines ?? 0) * 3_600 > pace * attention.seconds;
}

function hadEvidence({ change, decision }: Made): boolean {
  return change.evidence.some(({ commit, index }) => commit === decision.subject.head && index < decision.index);
}

function commented({ change, decision }: Made): boolean {
  const before = change.comments.some(({ person, index }) => person === decision.person && index < decision.index);
  return before || signedComment(decision.document) !== null;
}

function inLongRun(ground: Ground): ReadonlySet<string> {
  const reviews = decisionsIn(ground).filter(({ decision }) => decision.subject.environment === null);
  const ofPersons = [...Map.groupBy(reviews, ({ decision }) => decision.person).values()];
  return new Set(ofPersons.flatMap((made) => runsOf(made.toSorted((a, b) => a.decision.index - b.decision.index))));
}

function runsOf(made: readonly Made[]): string[] {
  const runs: string[][] = [[]];
  for (const { decision } of made) {
    if (decision.outcome === "approve") runs.at(-1)?.push(decision.id);
    else runs.push([]);
  }
  return runs.filter(({ length }) => length >= longRun).flat();
}

function sameCriteria({ changes, period }: Ground): MeasureRow[] {
  const revisions = changes.flatMap((change) => change.record.revisions.filter(({ at }) => within(period, at)).map((revision) => ({ change, revision })));
  const groups = Map.groupBy(revisions, ({ revision: { types, policy } }) => JSON.stringify([types, policy]));
  return [...groups.values()].flatMap((group) =>
    group.map(({ change, revision }) => {
      const same = revision.criteria === group[0]?.revision.criteria;
      return changeRow(change, revision, `${change.record.id}, revision ${revision.revision}: ${same ? "the same" : "other"} criteria.`, same ? 1 : 0);
    }),
  );
}

function answersIn(ground: Ground) {
  return decisionsIn(ground).flatMap((made) => made.decision.answers.map(({ criterion, value }) => ({ made, criterion, value })));
}

function answerSentence({ made, value }: ReturnType<typeof answersIn>[number]): string {
  return `${made.change.record.id}: ${value.replace("-", " ")}.`;
}

function spreadOf(criterion: string | null, ground: Ground): Consistency["spread"] {
  const answers = answersIn(ground).filter((answer) => answer.criterion === criterion);
  const enough = [...Map.groupBy(answers, ({ made }) => made.decision.person).values()].filter(({ length }) => length >= smallestSample);
  if (enough.length < fewestReviewers) return null;
  const shares = enough.map((given) => given.filter(({ value }) => value === "met").length / given.length);
  return { reviewers: enough.length, lowest: Math.min(...shares), highest: Math.max(...shares) };
}
