import type { Answer } from "../../api/client.ts";
import { span } from "../../time.ts";
import { percent, plural, shareOf } from "../../words.ts";

export type Measures = Answer<"measures.read">;
export type Measure = Measures["throughput"][number];
export type Consistency = Measures["consistency"][number];
export type CoverageMeasure = Measures["coverage"][number];
export type Row = Answer<"measures.rows">["items"][number];
export type Checklist = Answer<"checklists.read">;

/** A number as it is read: its share with both counts, its time in a unit that one can feel. */
export function valueWords({ unit, value, part, whole, tooFew, sample }: Measure): string {
  if (tooFew || value === null) return sample === 0 ? "nothing yet" : "too few to say";
  if (unit === "count") return value.toLocaleString("en-GB");
  return unit === "share" ? shareOf(part, whole) : span(value * 1_000);
}

/** What a number is counted from, and so what makes one appear. */
const counted: Readonly<Record<Measure["id"], readonly [one: string, many: string]>> = {
  "changes-allowed": ["allowed change", "allowed changes"],
  "lead-time": ["allowed change", "allowed changes"],
  "pick-up-time": ["change that somebody decided on", "changes that somebody decided on"],
  "approval-completeness": ["deployment", "deployments"],
  "ai-share": ["change put forward", "changes put forward"],
  "origin-unknown": ["change put forward", "changes put forward"],
  "ai-coverage": ["judged change with AI's lines", "judged changes with AI's lines"],
  "ai-coverage-by-project": ["judged change with AI's lines", "judged changes with AI's lines"],
  "ai-coverage-by-month": ["judged change with AI's lines", "judged changes with AI's lines"],
  "ai-coverage-by-tool": ["judged change with AI's lines", "judged changes with AI's lines"],
  "ai-coverage-by-method": ["judged change with AI's lines", "judged changes with AI's lines"],
  violations: ["violation", "violations"],
  "decisions-withdrawn": ["decision", "decisions"],
  "changes-escalated": ["change put forward", "changes put forward"],
  "decision-time": ["decision made on these pages", "decisions made on these pages"],
  "review-pace": ["approval of a long change on these pages", "approvals of long changes on these pages"],
  "evidence-unopened": ["approval made on these pages", "approvals made on these pages"],
  "approvals-in-a-row": ["approval", "approvals"],
  "large-without-comment": ["approval of a large change", "approvals of large changes"],
  "re-reviewed": ["second look", "second looks"],
  "re-review-disagreed": ["second look", "second looks"],
  "same-criteria": ["revision", "revisions"],
  "criterion-met": ["answer", "answers"],
};

/** Fewer than this say nothing. */
const fewest = 5;

/** What a number is counted from; of one that is not there yet, how much more it takes. */
export function sampleWords({ id, sample, tooFew, unit }: Measure): string {
  const [one, many] = counted[id];
  if (tooFew) return `appears with ${fewest} ${many}; ${sample === 0 ? "none" : sample} so far`;
  return `${unit === "duration" ? "the median of" : "from"} ${plural(sample, one, many)}`;
}

/** The period in one sentence. Throughput and control are said together or not at all (R7). */
export function measuresSentence({ throughput, control }: Measures, days: number): string {
  const of = (list: readonly Measure[], id: Measure["id"]) => list.find((each) => each.id === id);
  const allowed = of(throughput, "changes-allowed")?.value ?? 0;
  const answered = of(control, "approval-completeness");
  const around = of(control, "violations")?.value ?? 0;
  const passed = `${allowed === 0 ? "No change" : plural(allowed, "change")} passed in ${plural(days, "day")}`;
  const who =
    answered === undefined || answered.whole === 0
      ? "nothing was deployed"
      : `a named person answers for ${answered.part} of ${plural(answered.whole, "deployment")} (${percent(answered.part, answered.whole)})`;
  return `${passed}; ${who}, and ${around === 0 ? "nothing" : around} went around a gate.`;
}

/** The answer that the chart of lead times gives. */
export function leadTimeTitle(tiers: readonly Measure[]): string {
  const known = tiers.filter(({ value }) => value !== null);
  const slowest = known.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  if (slowest === undefined) return tiers.length === 0 ? "No change passed a gate in this time." : "Too few changes passed to say how long judging takes.";
  return `Half of the changes of the tier ${slowest.of ?? "unknown"} were judged within ${span((slowest.value ?? 0) * 1_000)}${known.length > 1 ? ", longer than any other" : ""}.`;
}

/** The answer that the chart of coverage by month gives (R83). */
export function coverageTitle(months: readonly CoverageMeasure[]): string {
  const last = months.findLast(({ value }) => value !== null);
  if (last === undefined) return "Too few changes with AI's lines were judged to say how well tests run them.";
  return `Tests ran ${percent(last.part, last.whole)} of the executable AI lines of ${ofWords(last)}.`;
}

/** Part and whole of what is listed; a share is said only of enough changes. */
export function partWords({ tooFew }: Pick<CoverageMeasure, "tooFew">, part: number, whole: number): string {
  return tooFew && whole > 0 ? `${part.toLocaleString("en-GB")} of ${whole.toLocaleString("en-GB")}` : shareOf(part, whole);
}

/** A row of coverage by its name: months and ways of knowing are said in words. */
export function ofWords({ id, of }: Pick<CoverageMeasure, "id" | "of">): string {
  if (of === null) return "all";
  if (id === "ai-coverage-by-month") return new Date(`${of}-01T00:00:00Z`).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return id === "ai-coverage-by-method" && of === "none" ? "nothing" : of;
}

/** The answer that the chart of answers gives (R16). */
export function consistencyTitle(criteria: readonly Consistency[]): string {
  const known = criteria.filter(({ value }) => value !== null);
  if (known.length === 0) return "Too few answers to say how alike they are.";
  const [lowest] = known.toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
  if (lowest?.value === 1) return `Every answer to ${plural(known.length, "question")} was met.`;
  return `${lowest?.of ?? "One question"} was answered met least often: ${percent(lowest?.part ?? 0, lowest?.whole ?? 0)}.`;
}

/** How far reviewers are apart, without saying who. */
export function spreadWords(spread: Consistency["spread"]): string {
  if (spread === null) return "too few reviewers to say";
  return `${percent(spread.lowest * 100, 100)} to ${percent(spread.highest * 100, 100)} among ${plural(spread.reviewers, "reviewer")}`;
}

/** A role's list in one sentence. */
export function checklistSentence({ items, done }: Checklist): string {
  return done === items.length ? `All ${items.length} hold.` : `${done} of ${items.length} hold.`;
}
