import { Failure } from "../model/failure.ts";
import { type ProjectBlueprint, readProjectBlueprint, type Workplace } from "../workflow/index.ts";

/** What a project's branch holds of its blueprint, or why that cannot be read on this machine. */
export type BlueprintNow = ProjectBlueprint | { readonly unread: { readonly sentence: string; readonly hint: string } };

/** Throws `Failure` (`not-found`) for a project that nobody registered. */
export async function blueprintNow(workplace: Workplace, project: string): Promise<BlueprintNow> {
  if ((await workplace.store.read.project(project))?.id !== project)
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
  try {
    return await readProjectBlueprint(workplace, project);
  } catch (error) {
    // A repository that is not on this machine keeps nobody from reading what the ledger says.
    if (error instanceof Failure) return { unread: { sentence: error.message, hint: error.hint } };
    throw error;
  }
}
