import { openRepository, repositoryId } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { Workplace } from "../workflow/index.ts";
import type { Call } from "./command.ts";

/** The project that a command is about, and where a clone of it lies; undefined where only the data folder may know. */
export interface Governed {
  readonly project: string;
  readonly repository: string | undefined;
}

/** The project of the repository that is named or stood in; where there is none, the only one of the organisation. Throws `Failure` (`not-found`). */
export async function governedHere(call: Call, workplace: Workplace): Promise<Governed> {
  const id = await idHere(call.settings.repo);
  const known = id === null ? null : await workplace.store.read.project(id);
  if (known !== null) return { project: known.id, repository: call.settings.repo };
  const [only, ...others] = await workplace.store.read.projects();
  if (id === null && only !== undefined && others.length === 0) return { project: only.id, repository: undefined };
  throw new Failure("not-found", id === null ? `${call.settings.repo} is in no repository.` : "This repository is under no governance here.", {
    hint: "Name the project's repository with --repo, or register it with `countersign init`.",
  });
}

async function idHere(path: string): Promise<string | null> {
  try {
    await using repository = await openRepository(path);
    return await repositoryId(repository);
  } catch (error) {
    if (error instanceof Failure && error.code === "not-a-repository") return null;
    throw error;
  }
}
