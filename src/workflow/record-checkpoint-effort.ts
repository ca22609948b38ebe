import { Failure } from "../model/failure.ts";
import { didYouMean } from "../policy/index.ts";
import { recordEffort } from "./governance-records.ts";
import type { By } from "./persons.ts";
import { readProjectBlueprint } from "./project-blueprint.ts";
import type { Workplace } from "./workplace.ts";

export interface CheckpointEffort {
  readonly project: string;
  readonly checkpoint: string;
  readonly minutes: number;
  /** Where a clone lies on this machine; else where a change was last put forward from. */
  readonly repository?: string | undefined;
}

/** Records how long a checkpoint of the project's delivery framework took (R98). Throws `Failure` (`not-found`) for one that the framework does not have, and as `recordEffort` does. */
export async function recordCheckpointEffort(workplace: Workplace, by: By, { repository, ...given }: CheckpointEffort): Promise<{ readonly index: number }> {
  const { files } = await readProjectBlueprint(workplace, given.project, repository);
  const known = files.delivery?.file.phases.flatMap(({ checkpoints }) => checkpoints.map(({ id }) => id)) ?? [];
  if (!known.includes(given.checkpoint))
    throw new Failure("not-found", `The delivery framework of ${given.project} has no checkpoint ${given.checkpoint}.`, {
      hint: didYouMean(given.checkpoint, known, known.length === 0 ? "Give it one in .countersign/delivery.yaml." : `It has: ${known.join(", ")}.`),
    });
  return await recordEffort(workplace, by, given);
}
