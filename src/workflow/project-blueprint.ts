import { basename } from "node:path";
import type { BlueprintContext } from "../blueprint/index.ts";
import { openRepository, type Repository, readRef, repositoryId } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { loadPolicyFile } from "../policy/index.ts";
import { type ReadBlueprint, readBlueprintAt } from "./blueprint-files.ts";
import { policyOfProject, sourceOf } from "./policies.ts";
import { repositoryOf } from "./repositories.ts";
import type { Workplace } from "./workplace.ts";

/** The blueprint of a project as its own branch holds it. */
export interface ProjectBlueprint extends ReadBlueprint {
  readonly commit: string;
  /** Full ref that it was read from: what was fetched of the project's branch, else the branch itself. */
  readonly ref: string;
}

/**
 * Reads the blueprint at the branch that changes of the project go to, so that nobody signs or closes by what was not merged. `path` is where a clone lies on this machine; else the
 * place from which a change was put forward. What a clone knows of the branch can be behind or wrong, and the commit is named in what is signed. Throws `Failure`: `not-found`,
 * `bad-input` for the repository of another project, and what `openRepository` throws.
 */
export async function readProjectBlueprint(workplace: Workplace, project: string, path?: string): Promise<ProjectBlueprint> {
  const known = await workplace.store.read.project(project);
  if (known?.id !== project) throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "`countersign init` in its repository registers it." });
  const place = path ?? (await repositoryOf(workplace, project));
  if (place === null)
    throw new Failure("not-found", `Where the repository of ${project} lies is not known on this machine.`, {
      hint: "Put a change forward from it on this machine, or name it with `--repo` in a terminal.",
    });
  await using repository = await openRepository(place);
  const { ref, commit } = await tipOf(repository, known.branch);
  if ((await repositoryId(repository, commit)) !== known.repository)
    throw new Failure("bad-input", `The repository at ${place} is not the one of ${project}.`, { hint: "Name the right one, or put a change forward from it." });
  return { ...(await readBlueprintAt(repository, commit)), ref };
}

/** The refs under which a clone knows the branch that changes go to, the first that it has counts: a person's own branch may hold what was never pushed. */
export function branchRefs(branch: string): readonly string[] {
  return [branch.replace(/^refs\/heads\//, "refs/remotes/origin/"), branch];
}

async function tipOf(repository: Repository, branch: string): Promise<{ readonly ref: string; readonly commit: string }> {
  // A bare repository fetches into the branch itself, and a mirror takes along whatever other ref somebody pushed.
  for (const ref of basename(repository.common) === ".git" ? branchRefs(branch) : [branch]) {
    const commit = await readRef(repository, ref);
    if (commit !== null) return { ref, commit };
  }
  throw new Failure("unknown-reference", `The repository has no ${branch}, where changes go.`, { hint: "Fetch it with `git fetch`." });
}

/** What the files of a project are looked at with: the policy in force, and people as the ledger knows them. */
export async function blueprintContext(workplace: Workplace, project: string): Promise<BlueprintContext> {
  const { read } = workplace.store;
  const [policy, people, qualifications, acceptances, own, upper] = await Promise.all([
    policyOfProject(workplace, project),
    read.people(),
    read.qualifications(),
    read.governance.riskAcceptances(project),
    read.policyInForce("project", project),
    read.policyInForce("organisation", null),
  ]);
  const sources = await Promise.all([own, upper].filter((adoption) => adoption !== null).map(async (adoption) => await sourceOf(workplace, adoption)));
  return { policy, people, qualifications, now: workplace.clock(), acceptances, policyFiles: sources.map(({ text, file }) => loadPolicyFile(text, file)) };
}
