import { visible } from "../git/index.ts";
import type { ReversalCause } from "../model/reversal.ts";
import type { ReversalRecord } from "../store/index.ts";
import { reversalRecorders, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { holdersOf } from "./blueprint-missing.ts";
import { policyInForce } from "./policy-in-force.ts";
import { titleOfChange } from "./title-of-change.ts";

/** A change that took back an earlier one, and why (R60). Times are RFC 3339, UTC. */
export interface ReversalLine {
  readonly id: string;
  readonly project: string;
  readonly change: ChangeTitle;
  readonly reversed: ChangeTitle;
  readonly cause: ReversalCause;
  /** How many files the earlier change touched, and how many of them stand again as they were before it. */
  readonly files: number;
  readonly restored: number;
  readonly by: Named;
  readonly time: string;
  readonly index: number;
  readonly note: string;
  readonly stated: { readonly constraint: string; readonly by: Named; readonly index: number } | null;
  /** The constraints of the project's policy in force, while one is to be named; else null. */
  readonly constraints: readonly { readonly id: string; readonly why: string }[] | null;
}

export interface ChangeTitle {
  readonly id: string;
  readonly title: string | null;
}

/** The newest first, those for which a constraint is to be stated before all others. `change` may stand on either side. */
export async function listReversals(
  workplace: Workplace,
  { project, change }: { readonly project?: string | undefined; readonly change?: string | undefined },
): Promise<ReversalRecord[]> {
  const all = await workplace.store.read.governance.reversals(project);
  const asked = change === undefined ? all : all.filter((each) => each.change === change || each.reversed === change);
  return asked.toReversed().sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
}

/** That it was for want of a constraint, which nobody has stated yet. */
export function isOpen({ cause, stated }: Pick<ReversalRecord, "cause" | "stated">): boolean {
  return cause === "unstated-constraint" && stated === null;
}

/** Who may record a reversal, and name the constraint afterwards. */
export async function reversalRecordersIn(workplace: Workplace): Promise<Named[]> {
  return holdersOf(await workplace.store.read.people(), reversalRecorders).map(({ id, name }) => ({ id, name }));
}

export async function reversalLines(workplace: Workplace, records: readonly ReversalRecord[]): Promise<ReversalLine[]> {
  const nameOf = await namesIn(workplace);
  const projects = [...new Set(records.filter(isOpen).map(({ project }) => project))];
  const constraints = new Map(await Promise.all(projects.map(async (project) => [project, (await policyInForce(workplace, project)).policy.constraints] as const)));
  return await Promise.all(records.map((record) => lineOf(workplace, record, nameOf, constraints)));
}

async function lineOf(
  workplace: Workplace,
  record: ReversalRecord,
  nameOf: NameOf,
  constraints: ReadonlyMap<string, readonly { readonly id: string; readonly why: string }[]>,
): Promise<ReversalLine> {
  const { id, project, cause, files, restored, person, at, index, note, stated } = record;
  const [change, reversed] = await Promise.all([record.change, record.reversed].map(async (of) => ({ id: of, title: await titleOfChange(workplace, of) })));
  if (change === undefined || reversed === undefined) throw new TypeError("two changes gave no two titles");
  return {
    ...{ id, project, change, reversed, cause, files, restored, index, note: visible(note) },
    by: nameOf(person),
    time: new Date(at).toISOString(),
    stated: stated && { constraint: stated.constraint, by: nameOf(stated.by), index: stated.index },
    constraints: isOpen(record) ? (constraints.get(project) ?? []).map((each) => ({ id: each.id, why: visible(each.why) })) : null,
  };
}
