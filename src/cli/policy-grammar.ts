import { openRepository, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { Policy } from "../model/policy.ts";
import { recordingGrammar } from "../reading/index.ts";
import type { Grammar } from "../recording/index.ts";
import type { Call } from "./command.ts";
import { policyFor } from "./policy-for.ts";

/** The grammar of trailers that the policy in force here asks for; null where it names none, or one of its own. */
export async function grammarInPolicy(call: Call): Promise<Grammar | null> {
  const { disclosureGrammar } = (await policyHere(call, call.settings.repo))?.ai ?? {};
  return disclosureGrammar === undefined ? null : recordingGrammar(disclosureGrammar);
}

/** Whether the policy in force in a work tree asks for digests of prompts. Read anew each time and from the commit, so that what only lies in the work tree allows nothing, and what was allowed once is not allowed for ever. */
export async function promptsInPolicy(call: Call, root: string): Promise<boolean> {
  return (await policyHere(call, root))?.ai.prompts === "digest";
}

async function policyHere(call: Call, folder: string): Promise<Policy | null> {
  await using repository = await openRepository(folder);
  const head = await resolveCommit(repository, "HEAD").catch((error: unknown) => {
    // Before the first commit there is no policy either.
    if (error instanceof Failure && error.code === "unknown-reference") return null;
    throw error;
  });
  return head === null ? null : await policyFor(call, repository, head);
}
