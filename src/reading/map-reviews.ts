import type { Judged, JudgedRevision, MapAsked } from "../map/index.ts";
import type { DecisionRecord, Revision } from "../store/index.ts";
import { type Detail, ledgerState, standing, type Workplace } from "../workflow/index.ts";

type Declared = MapAsked["declared"][number][1][number];

/** What the ledger says of a project's commits: which change each came with, who approved it, and what its proposer declared. */
export interface Ledgered {
  readonly judged: Judged;
  readonly declared: MapAsked["declared"];
  /** Titles of changes, as they were typed; a change without one is absent. */
  readonly titles: ReadonlyMap<string, string>;
}

export async function ledgered(workplace: Workplace, project: string): Promise<Ledgered> {
  return (await standing(workplace, `map ${project}`, () => readLedgered(workplace, project))).answer;
}

async function readLedgered(workplace: Workplace, project: string): Promise<Ledgered> {
  const { read } = workplace.store;
  const key = await ledgerState(workplace);
  const revisions: JudgedRevision[] = [];
  const declared = new Map<string, Declared[]>();
  const titles = new Map<string, string>();
  for (const { id } of await read.changes({ project })) {
    const [record, decisions] = await Promise.all([read.change(id), read.decisions(id)]);
    for (const revision of record?.revisions ?? []) {
      const detail = detailOf(revision);
      revisions.push(judgedRevision(revision, detail, decisions));
      if (detail?.title) titles.set(id, detail.title);
      for (const commit of commitsOf(detail)) declared.set(commit, withDeclared(declared.get(commit) ?? [], detail));
    }
  }
  return { judged: { key, revisions }, declared: [...declared].filter(([, each]) => each.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)), titles };
}

// Null once it is erased: then nobody knows which commits the revision had.
function detailOf({ detail }: Revision): Partial<Detail> | null {
  return detail as unknown as Partial<Detail> | null;
}

function commitsOf(detail: Partial<Detail> | null): readonly string[] {
  return (detail?.range?.commits ?? []).map(({ id }) => id);
}

function judgedRevision({ change, revision, head, resultTree }: Revision, detail: Partial<Detail> | null, decisions: readonly DecisionRecord[]): JudgedRevision {
  const approvals = decisions
    .filter((decision) => decision.revision === revision && decision.outcome === "approve" && decision.withdrawnAt === null)
    .map(({ id, person, at, subject }) => ({ decision: id, person, at, environment: subject.environment }));
  return { change, head, commits: commitsOf(detail), baseTree: detail?.range?.baseTree ?? null, resultTree, approvals };
}

/** The same declaration of a later revision adds nothing. */
function withDeclared(known: readonly Declared[], detail: Partial<Detail> | null): Declared[] {
  const said = Array.isArray(detail?.declared) ? detail.declared : [];
  const fresh = said.filter(({ tool, model }) => known.every((each) => each.tool !== tool || each.model !== model));
  return [...known, ...fresh.map(({ tool, model }) => ({ tool, model, sponsor: null }))];
}
