import { Failure } from "../model/failure.ts";
import type {
  ChangeRecord,
  CommentRecord,
  DecisionRecord,
  DeploymentRecord,
  EscalationRecord,
  EvidenceRecord,
  ReReviewRecord,
  Revision,
  VerdictRecord,
  ViolationRecord,
} from "../store/index.ts";
import { type Detail, openCase, type Workplace } from "../workflow/index.ts";
import { answerable, changeFile, type NameOf, namesIn } from "./approvers.ts";
import { linesByOrigin, type OriginLines } from "./lines-by-origin.ts";

/** What is measured: from `since` to before `until`, in milliseconds. */
export interface Period {
  readonly since: number;
  readonly until: number;
  /** Only this project. */
  readonly project?: string | undefined;
}

/** The records that every measure is counted from. */
export interface Ground {
  readonly period: Period;
  readonly changes: readonly ChangeGround[];
  readonly deployments: readonly { readonly record: DeploymentRecord; readonly answered: boolean }[];
  readonly violations: readonly ViolationRecord[];
  readonly nameOf: NameOf;
}

export interface ChangeGround {
  readonly record: ChangeRecord;
  readonly decisions: readonly DecisionRecord[];
  readonly verdicts: readonly VerdictRecord[];
  readonly escalations: readonly EscalationRecord[];
  readonly comments: readonly CommentRecord[];
  readonly reReviews: readonly ReReviewRecord[];
  /** Of every revision's head. */
  readonly evidence: readonly EvidenceRecord[];
  /** Lines that the latest revision adds and deletes; null once its detail is erased. */
  readonly lines: number | null;
  /** Added lines of the latest revision by who wrote them, and how well tests run them; null once they cannot be read any more. */
  readonly coverage: readonly OriginLines[] | null;
}

export function within({ since, until }: Period, at: number): boolean {
  return since <= at && at < until;
}

/** Reads every change of the project: one that was put forward before the period may be decided on in it. Each measure takes what lies in the period. */
export async function groundOf(workplace: Workplace, period: Period): Promise<Ground> {
  const { read } = workplace.store;
  const filter = period.project === undefined ? {} : { project: period.project };
  const [known, deployments, violations, nameOf] = await Promise.all([read.changes(filter), read.deployments(filter), read.violations(), namesIn(workplace)]);
  const changes: ChangeGround[] = [];
  for (const { id } of known) changes.push(...(await changeGround(workplace, id)));
  const began = deployments.filter(({ stages }) => within(period, stages[0]?.at ?? 0));
  return {
    period,
    changes,
    deployments: await Promise.all(began.map(async (record) => ({ record, answered: await isAnswered(workplace, record, nameOf) }))),
    violations: violations.filter(({ at, project }) => within(period, at) && (period.project === undefined || project === period.project)),
    nameOf,
  };
}

async function isAnswered(workplace: Workplace, record: DeploymentRecord, nameOf: NameOf): Promise<boolean> {
  if (record.change === null) return false;
  return (await answerable(workplace, record, await changeFile(workplace, record.change), nameOf)).approvers.length > 0;
}

async function changeGround(workplace: Workplace, id: string): Promise<ChangeGround[]> {
  const { read } = workplace.store;
  const [record, decisions, verdicts, escalations, comments, reReviews] = await Promise.all([
    read.change(id),
    read.decisions(id),
    read.verdicts(id),
    read.escalations({ change: id }),
    read.comments(id),
    read.reReviews({ change: id }),
  ]);
  if (record === null) return [];
  const evidence = (await Promise.all(record.revisions.map(({ project, head }) => read.evidenceFor(project, head)))).flat();
  return [{ record, decisions, verdicts, escalations, comments, reReviews, evidence, lines: linesOf(record.latest), coverage: await coverageOf(workplace, id) }];
}

function linesOf({ detail }: Pick<Revision, "detail">): number | null {
  const files = (detail as unknown as Partial<Detail> | null)?.range?.files;
  return files === undefined ? null : files.reduce((sum, { added, deleted }) => sum + added + deleted, 0);
}

// What was erased, or can't be judged any more, has no lines to measure; everything else about the change still counts.
async function coverageOf(workplace: Workplace, id: string): Promise<ChangeGround["coverage"]> {
  try {
    return linesByOrigin(await openCase(workplace, id));
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
