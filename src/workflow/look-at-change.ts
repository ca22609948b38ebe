import type { Contributor } from "../gate/index.ts";
import type { Repository } from "../git/index.ts";
import type { Person } from "../model/people.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import { lookAtConstraints } from "./constraints.ts";
import { contributorsIn } from "./contributors-in.ts";
import { type Detail, detailOf, withConstraints } from "./detail.ts";
import { look } from "./look.ts";

/** Everything that git objects say about a change of which nothing else is known, and who contributed by who is enrolled. Records nothing. Throws what `look` and `lookAtConstraints` throw. */
export async function lookAtChange(
  repository: Repository,
  ends: { readonly base: string; readonly head: string },
  policy: CompiledPolicy,
  people: readonly Person[],
): Promise<{ readonly detail: Detail; readonly contributors: readonly Contributor[] }> {
  const seen = await look(repository, ends, null);
  const plain = detailOf(seen, { title: "", requirement: null, sizeReason: null, baseRef: null, declared: null });
  const detail = withConstraints(plain, await lookAtConstraints(repository, seen.range, policy));
  return { detail, contributors: contributorsIn(detail, people, null) };
}
