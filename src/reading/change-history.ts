import { visible } from "../git/index.ts";
import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sentenceOf, type Workplace } from "../workflow/index.ts";
import { type Named, namesIn } from "./approvers.ts";
import { type ShownDecision, shownDecision } from "./manifestation.ts";

/** One fact of a change's history. */
export interface HistoryEntry {
  readonly index: number;
  readonly at: string;
  readonly type: Fact["type"];
  readonly actor: Named;
  readonly sentence: string;
  /** The decision with its manifestation, where the fact is one (R24). */
  readonly decision: ShownDecision | null;
}

/** Every fact about a change, in the order of the ledger. Throws `Failure` (`not-found`). */
export async function changeHistory(workplace: Workplace, change: string): Promise<HistoryEntry[]> {
  const { read } = workplace.store;
  const record = await read.change(change);
  if (record === null) throw new Failure("not-found", `No change ${change} was put forward.`);
  const heads = [...new Set(record.revisions.map(({ head }) => head))];
  const [decisions, escalations, verdicts, exceptions, deployments, violations, comments, evidence, nameOf] = await Promise.all([
    read.decisions(change),
    read.escalations({ change }),
    read.verdicts(change),
    read.exceptions(change),
    read.deployments({ change }),
    read.violations(),
    read.comments(change),
    Promise.all(heads.map((head) => read.evidenceFor(record.latest.project, head))),
    namesIn(workplace),
  ]);
  const mine = violations.filter((violation) => violation.change === change);
  const stages = deployments.flatMap((deployment) => deployment.stages);
  const placed = [record.revisions, decisions, escalations, verdicts, exceptions, stages, mine, comments, evidence.flat()].flat().map(({ index }) => index);
  const closing = decisions.flatMap(({ withdrawnAt }) => withdrawnAt ?? []);
  const first = record.revisions[0]?.index ?? 0;
  const resolving = await resolutions(workplace, first, new Set([...escalations, ...comments].filter(({ resolvedAt }) => resolvedAt !== null).map(({ id }) => id)));
  const indexes = [...new Set([...placed, ...closing, ...resolving])].sort((a, b) => a - b);
  const facts = await Promise.all(indexes.map((index) => read.fact(index)));
  return facts.flatMap((fact) => {
    if (fact === null) return [];
    const decision = fact.type === "decision-made" ? decisions.find(({ index }) => index === fact.index) : undefined;
    const shown = decision === undefined ? null : shownDecision(decision, nameOf, null);
    return [
      {
        index: fact.index,
        at: new Date(fact.at).toISOString(),
        type: fact.type,
        actor: nameOf(fact.actor),
        sentence: visible(sentenceOf(fact, (id) => nameOf(id).name)),
        decision: shown,
      },
    ];
  });
}

const mostLookedAt = 10_000;

// The views know who resolved something, and not in which entry.
async function resolutions(workplace: Workplace, first: number, ids: ReadonlySet<string>): Promise<number[]> {
  if (ids.size === 0) return [];
  const facts = await workplace.store.read.factsBefore(Number.MAX_SAFE_INTEGER, mostLookedAt, ["escalation-resolved", "comment-resolved"]);
  return facts.flatMap((fact) => {
    if (fact.index < first) return [];
    const about = fact.type === "escalation-resolved" ? fact.data.escalation : fact.type === "comment-resolved" ? fact.data.comment : "";
    return ids.has(about) ? [fact.index] : [];
  });
}
