import { openRepository, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { recordingGrammar } from "../reading/index.ts";
import type { Grammar } from "../recording/index.ts";
import type { Call } from "./command.ts";
import { policyFor } from "./policy-for.ts";

/** The grammar of trailers that the policy in force here asks for; null where it names none, or one of its own. */
export async function grammarInPolicy(call: Call): Promise<Grammar | null> {
  await using repository = await openRepository(call.settings.repo);
  const head = await resolveCommit(repository, "HEAD").catch((error: unknown) => {
    // Before the first commit there is no policy either.
    if (error instanceof Failure && error.code === "unknown-reference") return null;
    throw error;
  });
  if (head === null) return null;
  const { disclosureGrammar } = (await policyFor(call, repository, head)).ai;
  return disclosureGrammar === undefined ? null : recordingGrammar(disclosureGrammar);
}
