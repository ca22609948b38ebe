import { openRepository, type Restored, restoredBy } from "../git/index.ts";
import type { Draft, FactData } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type ReversalCause, reversalCauses } from "../model/reversal.ts";
import type { ReversalRecord, Revision } from "../store/index.ts";
import { requireReason } from "./blueprint.ts";
import { type By, requireRole } from "./persons.ts";
import { policyOfProject } from "./policies.ts";
import { repositoryOf } from "./repositories.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

/** Who says why a change was taken back, and names the constraint afterwards. */
export const reversalRecorders: readonly string[] = ["engineering-lead", "project-manager", "administrator"];

/** What is said of a change that takes back an earlier one. */
export interface ReversalGiven {
  readonly change: string;
  readonly reversed: string;
  readonly cause: ReversalCause;
  readonly note: string;
}

/**
 * Records why a change was taken back by a later one of the same project (R60). What the later one restores is read from the git objects of both.
 * Throws `Failure`: `refused`, `not-found`, `bad-input` where it restores no file of the earlier one, `already-exists`.
 */
export async function recordReversal(workplace: Workplace, by: By, given: ReversalGiven): Promise<ReversalRecord> {
  const id = freshId(workplace, "v");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await requireRole(workplace, by, "record-reversal", reversalRecorders);
    if (!reversalCauses.includes(given.cause)) throw new Failure("bad-input", `${JSON.stringify(given.cause)} is no cause.`, { hint: `One of ${reversalCauses.join(", ")}.` });
    const [later, earlier] = [await latestOf(workplace, given.change), await latestOf(workplace, given.reversed)];
    const { project } = later;
    await requireNew(workplace, project, given);
    const { files, restored } = await restoredIn(workplace, later, earlier, given);
    const data = { reversal: id, project, change: given.change, reversed: given.reversed, cause: given.cause, files, restored, person: person.id };
    const draft: Draft = { type: "reversal-recorded", actor: person.id, key: `reversal/${id}`, data, private: { note: requireReason(given.note) } };
    return { size, drafts: [draft], answer: () => requireReversal(workplace, id) };
  });
}

/** Names the constraint that had not been stated, once the policy in force holds it. Throws `Failure`: `refused`, `not-found`, `bad-input`, `already-exists`. */
export async function stateConstraint(workplace: Workplace, by: By, given: Pick<FactData<"constraint-stated">, "reversal" | "constraint">): Promise<ReversalRecord> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await requireRole(workplace, by, "state-constraint", reversalRecorders);
    const { project, cause, stated } = await requireReversal(workplace, given.reversal);
    if (cause !== "unstated-constraint") throw new Failure("bad-input", `${given.reversal} was not for want of a constraint.`, { hint: "There is nothing to state." });
    if (stated !== null) throw new Failure("already-exists", `${given.reversal} led to the constraint ${stated.constraint} already.`);
    const { constraints } = await policyOfProject(workplace, project);
    if (!constraints.some(({ id }) => id === given.constraint))
      throw new Failure("bad-input", `The policy of ${project} has no constraint ${JSON.stringify(given.constraint)}.`, {
        hint: "Add it to `.countersign/policy.yaml`, and adopt that.",
      });
    return {
      size,
      drafts: [{ type: "constraint-stated", actor: person.id, key: `constraint-stated/${given.reversal}`, data: { ...given, person: person.id } }],
      answer: () => requireReversal(workplace, given.reversal),
    };
  });
}

async function latestOf({ store }: Workplace, id: string): Promise<Revision> {
  const change = await store.read.change(id);
  if (change !== null) return change.latest;
  throw new Failure("not-found", `No change ${id} was put forward.`);
}

async function requireNew({ store }: Workplace, project: string, { change, reversed }: ReversalGiven): Promise<void> {
  const known = (await store.read.governance.reversals(project)).find((each) => each.change === change && each.reversed === reversed);
  if (known !== undefined) throw new Failure("already-exists", `${known.id} says already why ${change} takes back ${reversed}.`);
}

async function restoredIn(workplace: Workplace, later: Revision, earlier: Revision, { change, reversed }: ReversalGiven): Promise<Restored> {
  if (later.project !== earlier.project) throw new Failure("bad-input", `${change} belongs to ${later.project}, and ${reversed} to ${earlier.project}.`);
  if (later.index <= earlier.index) throw new Failure("bad-input", `${change} was put forward before ${reversed}.`, { hint: "Name the later one first." });
  const path = await repositoryOf(workplace, later.project);
  if (path === null) throw new Failure("not-found", `The repository of ${later.project} is not on this machine.`, { hint: "Run it where the change was put forward from." });
  await using repository = await openRepository(path);
  const found = await restoredBy(repository, earlier.base, earlier.resultTree, later.resultTree);
  if (found.restored > 0) return found;
  throw new Failure("bad-input", `${change} leaves none of the ${found.files} files of ${reversed} as it was before.`, { hint: "Name the change that takes it back." });
}

async function requireReversal({ store }: Workplace, id: string): Promise<ReversalRecord> {
  const found = (await store.read.governance.reversals()).find((each) => each.id === id);
  if (found !== undefined) return found;
  throw new Failure("not-found", `No reversal ${id} is recorded.`, { hint: "`countersign reversal list` shows them." });
}
