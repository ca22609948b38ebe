import { Failure } from "../model/failure.ts";
import { aRole, spoken } from "../model/people.ts";
import type { EscalationRecord } from "../store/index.ts";
import { type Case, type ChangeSummary, mayResolve, openCase, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { signedComment } from "./signed-comment.ts";

/** An escalation with who holds it and for how long. Times are RFC 3339, UTC. */
export interface EscalationPage {
  readonly id: string;
  readonly kind: EscalationRecord["kind"];
  readonly change: ChangeSummary | null;
  readonly changeId: string;
  readonly criterion: string | null;
  /** Step of the policy's list, from 0. */
  readonly level: number;
  /** Whose doubt or question opened it; null when nobody decided, and it was opened because a due time passed. */
  readonly by: Named | null;
  /** To whom, in words, and everybody who can take it up now. */
  readonly to: string;
  readonly holders: readonly Named[];
  readonly opened: string;
  readonly due: string;
  /** For how long it was or has been held, in seconds. */
  readonly held: number;
  /** Not resolved, and its due time has passed. Reckoned from the due time whenever it is read, so no timer can be lost (R33). */
  readonly overdue: boolean;
  /** What was said when it was opened, by whoever was unsure; null when nothing was, or once it is erased. */
  readonly note: string | null;
  readonly resolved: { readonly time: string; readonly by: Named | null; readonly decision: string | null; readonly note: string | null } | null;
  /** Ledger index of its opening. */
  readonly index: number;
}

/** Open escalations with the most urgent first, or resolved ones with the newest first. */
export async function escalationPages(workplace: Workplace, { open }: { readonly open: boolean }): Promise<EscalationPage[]> {
  const records = await workplace.store.read.escalations({ open });
  const nameOf = await namesIn(workplace);
  const cases = new Map<string, Case | null>();
  const pages: EscalationPage[] = [];
  for (const record of records) {
    const opened = cases.has(record.change) ? (cases.get(record.change) ?? null) : await caseOf(workplace, record.change);
    cases.set(record.change, opened);
    pages.push(await pageOf(workplace, record, opened, nameOf));
  }
  return open ? pages.sort((a, b) => a.due.localeCompare(b.due)) : pages.sort((a, b) => (b.resolved?.time ?? "").localeCompare(a.resolved?.time ?? ""));
}

// An escalation stays visible although its change can't be opened any more.
async function caseOf(workplace: Workplace, change: string): Promise<Case | null> {
  try {
    return await openCase(workplace, change);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

async function pageOf(workplace: Workplace, record: EscalationRecord, opened: Case | null, nameOf: NameOf): Promise<EscalationPage> {
  const now = workplace.clock();
  const { id, kind, change, criterion, level, openedAt, due, resolvedAt, note, index } = record;
  const holders = opened === null || resolvedAt !== null ? [] : [...opened.people.persons.keys()].filter((person) => mayResolve(opened, record, person, now));
  const asker = kind === "question" ? ((await workplace.store.read.fact(record.index))?.actor ?? null) : null;
  const doubt = record.decision === null ? undefined : (await workplace.store.read.decisions(change)).find((decision) => decision.id === record.decision);
  return {
    id,
    kind,
    change: opened?.summary ?? null,
    changeId: change,
    criterion,
    level,
    by: doubt !== undefined ? nameOf(doubt.person) : asker === null ? null : nameOf(asker),
    to: inWords(record.to),
    holders: holders.map(nameOf),
    opened: time(openedAt),
    due: time(due),
    held: Math.floor(((resolvedAt ?? now) - openedAt) / 1_000),
    overdue: resolvedAt === null && now >= due,
    note: note ?? signedComment(doubt?.document ?? null),
    resolved: resolvedAt === null ? null : resolutionOf(record, resolvedAt, nameOf),
    index,
  };
}

function resolutionOf({ resolvedBy, resolvingDecision, resolutionNote }: EscalationRecord, at: number, nameOf: NameOf): EscalationPage["resolved"] {
  return { time: time(at), by: resolvedBy === null ? null : nameOf(resolvedBy), decision: resolvingDecision, note: resolutionNote };
}

export function inWords({ role, qualification }: EscalationRecord["to"]): string {
  const who = role === null ? "someone" : aRole(role);
  return qualification === null ? who : `${who} qualified for ${spoken(qualification)}`;
}

function time(at: number): string {
  return new Date(at).toISOString();
}
