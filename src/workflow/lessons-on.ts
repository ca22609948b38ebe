import type { Lesson } from "../brief/index.ts";
import { openRepository } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { Case } from "./case.ts";
import { lessonsAt } from "./lessons.ts";
import { repositoryOf } from "./repositories.ts";
import type { Workplace } from "./workplace.ts";

/** The lessons that a recorded change touches. None where this machine does not hold its base: who reads the change is told by then that its content is not here. */
export async function lessonsOn(workplace: Workplace, { revision, detail }: Pick<Case, "revision" | "detail">): Promise<Lesson[]> {
  const path = await repositoryOf(workplace, revision.project);
  if (path === null) return [];
  try {
    await using repository = await openRepository(path);
    if ((await repository.objects.measure(revision.base, 0))?.type !== "commit") return [];
    return await lessonsAt(repository, revision.base, detail.range.files);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
