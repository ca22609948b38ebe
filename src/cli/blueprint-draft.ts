import type { BlueprintContext } from "../blueprint/index.ts";
import { Failure } from "../model/failure.ts";
import { type ReadBlueprint, readBlueprintIn, type Workplace } from "../workflow/index.ts";
import { workTreeSource } from "./brief-source.ts";
import type { Call } from "./command.ts";
import { ownGitText } from "./own-git.ts";

/** The blueprint as the work tree holds it, with what it is looked at with. */
export interface Draft {
  /** Top of the work tree. */
  readonly root: string;
  readonly read: ReadBlueprint;
  readonly context: BlueprintContext;
}

/** Reads the drafts of the work tree. Its policy is the one that stands there; people are those who are enrolled, or nobody outside of an organisation. Throws `Failure` (`not-a-repository`, `policy-invalid`). */
export async function readDraft(call: Call, workplace: Workplace | null): Promise<Draft> {
  const root = await ownGitText(call.settings.repo, "rev-parse", "--show-toplevel");
  if (!root) throw new Failure("not-a-repository", `${call.settings.repo} is in no work tree of git.`, { hint: "Name a folder of one with --repo, or run `git init` first." });
  const [{ policy }, read, people, qualifications] = await Promise.all([
    workTreeSource(call, root),
    readBlueprintIn(root),
    workplace?.store.read.people() ?? null,
    workplace?.store.read.qualifications() ?? [],
  ]);
  return { root, read, context: { policy, people, qualifications, now: call.io.clock() } };
}
