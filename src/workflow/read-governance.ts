import type { Governance } from "../gate/index.ts";
import { debtOf } from "./blueprint.ts";
import type { Workplace } from "./workplace.ts";

/** What the ledger says of a project and the AI tools, as the gate takes it; `change` null where none is put forward yet, so that no exception is of it, and `before` the entry above which it stood so, by default now. */
export async function readGovernance({ store: { read } }: Workplace, project: string, change: string | null, before = Number.POSITIVE_INFINITY): Promise<Governance> {
  const { governance } = read;
  const above = async <T extends { readonly index: number }>(records: Promise<T[]>) => (await records).filter(({ index }) => index < before);
  const [blueprints, skips, exceptions, signings, reviews, suspensions, registered] = await Promise.all([
    above(governance.blueprints(project)),
    above(governance.skips(project)),
    above(governance.blueprintExceptions(project)),
    above(governance.signings({ project, document: "charter" })),
    above(governance.toolReviews()),
    above(governance.suspensions()),
    read.project(project),
  ]);
  const isOpen = (closed: { readonly index: number } | null) => closed === null || closed.index >= before;
  const running = blueprints.findLast(({ closed }) => isOpen(closed)) ?? null;
  const here = (of: string | null) => of === null || of === project;
  // The last word about a tool holds, for every project and for this one apart.
  const words = new Map(suspensions.filter((each) => here(each.project)).map((each) => [JSON.stringify([each.tool, each.project]), each]));
  return {
    blueprint: running && { id: running.id, end: running.end },
    charterMissing: blueprints.length > 0 && signings.length === 0,
    debt: registered === null ? null : debtOf(registered, blueprints, skips),
    exceptions: exceptions.filter((each) => each.change === change).map(({ id, person, reason, until }) => ({ id, person, reason, until })),
    reviews: reviews
      .filter((each) => here(each.project))
      .map(({ id, tool, model, items }) => ({ id, tool, model, open: items.flatMap(({ item, closed }) => (isOpen(closed) ? [item] : [])) }))
      .filter(({ open }) => open.length > 0),
    suspended: [...words.values()].flatMap(({ tool, suspended, reason }) => (suspended ? [{ tool, reason }] : [])),
  };
}
