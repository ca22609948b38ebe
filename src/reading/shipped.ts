import type { DeploymentRecord, Revision } from "../store/index.ts";
import type { Detail, Workplace } from "../workflow/index.ts";

/** What went with a deployment. */
export interface Shipped {
  /** The deployed one first, then what it was built on, back to what ran before. */
  readonly revisions: readonly Revision[];
  /** What lies in between and was put forward by nobody, in one sentence; null when nothing does. */
  readonly gap: string | null;
}

const mostChanges = 200;

/**
 * The changes that came to an environment with a deployment: the deployed one, and those whose result it was built on, until what ran there before. Trees tell it, which the
 * ledger commits to, so it needs no repository: a merge, a squash and a rebase of the same content are the same tree.
 */
export async function shippedWith(workplace: Workplace, record: DeploymentRecord, deployed: Revision | null): Promise<Shipped> {
  if (deployed === null) return { revisions: [], gap: `No change results in ${record.commit.slice(0, 12)}, so it is not known what went.` };
  const before = await previous(workplace, record);
  if (deployed.resultTree === before?.tree) return { revisions: [deployed], gap: null };
  const byTree = new Map((await workplace.store.read.changes({ project: record.project })).map(({ id, resultTree }) => [resultTree, id]));
  const revisions: Revision[] = [];
  let next: Revision | null = deployed;
  while (next !== null && revisions.length < mostChanges) {
    revisions.push(next);
    const under = baseTreeOf(next);
    if (under !== null && under === before?.tree) return { revisions, gap: null };
    const id: string | undefined = under === null ? undefined : byTree.get(under);
    const known = id === undefined || revisions.some(({ change }) => change === id) ? null : ((await workplace.store.read.change(id))?.latest ?? null);
    if (known === null) return { revisions, gap: gapBelow(next, before) };
    next = known;
  }
  return { revisions, gap: `More than ${mostChanges} changes went; these are the newest.` };
}

function gapBelow({ base, change }: Revision, before: Previous | null): string {
  const where = `what lies under the base ${base.slice(0, 12)} of ${change}`;
  return before === null
    ? `This is the first deployment there, and nobody put forward ${where}.`
    : `Nobody put forward ${where}, which is not what ${before.deployment} had brought there.`;
}

interface Previous {
  readonly deployment: string;
  readonly tree: string | null;
}

/** What ran in the environment before. */
async function previous({ store }: Workplace, { id, project, environment, stages }: DeploymentRecord): Promise<Previous | null> {
  const began = stages[0]?.index ?? 0;
  const earlier = (await store.read.deployments({ project, environment })).filter((each) => each.id !== id);
  const ran = (each: DeploymentRecord) => stagesBefore(each, began).at(-1)?.stage === "succeeded";
  const last = earlier.filter(ran).at(-1);
  if (last === undefined) return null;
  const record = last.change === null ? null : await store.read.change(last.change);
  const verdicts = last.change === null ? [] : await store.read.verdicts(last.change);
  const number = verdicts.find(({ index }) => index === last.verdict)?.revision;
  const revision = record?.revisions.find(({ revision: each }) => each === number) ?? null;
  return { deployment: last.id, tree: revision?.resultTree ?? null };
}

function stagesBefore({ stages }: DeploymentRecord, index: number) {
  return stages.filter((stage) => stage.index < index);
}

function baseTreeOf({ detail }: Revision): string | null {
  return (detail as unknown as Partial<Detail> | null)?.range?.baseTree ?? null;
}
