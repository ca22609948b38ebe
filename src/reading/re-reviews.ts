import { Failure } from "../model/failure.ts";
import type { DeputyRecord, ReReviewRecord } from "../store/index.ts";
import { standsIn, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";

/** A second look at a decision: who is asked, until when, and what came of it. Times are RFC 3339, UTC. */
export interface ReReviewLine {
  readonly id: string;
  readonly decision: string;
  readonly change: string;
  /** Null where nobody was left who could be asked. */
  readonly person: Named | null;
  /** Who stands in for them now and may answer as well. */
  readonly deputies: readonly Named[];
  readonly by: Named;
  readonly ordered: string;
  readonly due: string;
  readonly overdue: boolean;
  /** Ledger index of the order. */
  readonly index: number;
  /** What the sample was drawn from and by which seed, for whoever draws it again; null for a decision that was named. */
  readonly drawn: {
    readonly since: string;
    readonly until: string;
    readonly count: number;
    readonly population: number;
    readonly size: number;
    readonly root: string;
    readonly order: string;
    readonly seed: string;
  } | null;
  readonly answered: { readonly answer: "agrees" | "disagrees"; readonly by: Named; readonly time: string; readonly reason: string; readonly index: number } | null;
}

/** Second looks that wait for somebody, what is due first; or those that were answered, the newest first. */
export async function listReReviews(workplace: Workplace, { open }: { readonly open: boolean }): Promise<ReReviewLine[]> {
  const waiting = (await workplace.store.read.reReviews({ open })).filter(({ person }) => person !== null);
  const lines = await reReviewLines(workplace, waiting);
  return open ? lines.sort((a, b) => a.due.localeCompare(b.due)) : lines.sort((a, b) => (b.answered?.index ?? 0) - (a.answered?.index ?? 0));
}

export async function reReviewLines(workplace: Workplace, records: readonly ReReviewRecord[]): Promise<ReReviewLine[]> {
  const nameOf = await namesIn(workplace);
  return await Promise.all(records.map((record) => lineOf(workplace, record, nameOf)));
}

/** Those at one decision, in the order in which they were ordered. */
export async function reReviewsOf(workplace: Workplace, decision: string, change: string): Promise<ReReviewLine[]> {
  const records = await workplace.store.read.reReviews({ change });
  return await reReviewLines(
    workplace,
    records.filter((record) => record.decision === decision),
  );
}

/** Who stands in now for whoever is asked, as far as they could have been asked themselves (R105). */
export async function standInsFor(workplace: Workplace, record: ReReviewRecord): Promise<DeputyRecord[]> {
  const now = workplace.clock();
  const away = (await workplace.store.read.deputies()).filter(({ person, from, until, endedAt }) => person === record.person && endedAt === null && from <= now && now < until);
  const fit: DeputyRecord[] = [];
  for (const each of away) if (await standsIn(workplace, record, each.deputy)) fit.push(each);
  return fit;
}

async function lineOf(workplace: Workplace, record: ReReviewRecord, nameOf: NameOf): Promise<ReReviewLine> {
  const { id, decision, change, index, person, orderedBy, at, due, answered } = record;
  return {
    ...{ id, decision, change, index },
    person: person === null ? null : nameOf(person),
    deputies: answered === null ? (await standInsFor(workplace, record)).map(({ deputy }) => nameOf(deputy)) : [],
    by: nameOf(orderedBy),
    ordered: time(at),
    due: time(due),
    overdue: answered === null && workplace.clock() >= due,
    drawn: record.sampled ? await drawnBy(workplace, record.order) : null,
    answered: answered === null ? null : { answer: answered.answer, by: nameOf(answered.by), time: time(answered.at), reason: answered.reason, index: answered.index },
  };
}

async function drawnBy({ store }: Workplace, order: string): Promise<ReReviewLine["drawn"]> {
  const fact = await store.read.leafByKey(`re-review/${order}`);
  if (fact?.type !== "re-review-ordered" || fact.data.sample === null) throw new Failure("integrity", `The order ${order} is not in the ledger.`);
  const { sample, size, root, seed } = fact.data;
  return { since: time(sample.since), until: time(sample.until), count: sample.count, population: sample.population, size, root, order, seed };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
