import type { BriefSource } from "../brief/index.ts";
import { openRepository, type Repository, readFileAt, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import { compiledOf, organisationSource, projectPolicyAt, type Workplace } from "../workflow/index.ts";
import { endsOf } from "../workflow/range-of.ts";
import { type FoundRecord, recordsAt } from "./decision-files.ts";
import type { House, Place } from "./house.ts";

/** What rules in a repository, read at one commit. */
export interface Ground extends BriefSource {
  readonly place: Place;
  readonly repository: Repository;
  /** The commit whose policy rules. */
  readonly commit: string;
  readonly compiled: CompiledPolicy;
  /** Where the policy came from, in words. */
  readonly from: string;
  readonly records: readonly FoundRecord[];
  readonly workplace: Workplace | null;
}

/** Opens what rules a project, or the repository here. The policy is the organisation's in force and the project's as the ruling commit holds it: what an agent has written meanwhile rules nothing. Throws `Failure`. */
export async function onGround<T>(house: House, project: string | undefined, act: (ground: Ground) => Promise<T>): Promise<T> {
  return await house.within(async (workplace) => {
    const place = await house.place(workplace, project);
    await using repository = await openRepository(place.path);
    const commit = await rulingCommit(repository, place);
    const [organisation, own, found] = await Promise.all([
      workplace === null ? null : organisationSource(workplace),
      projectPolicyAt(repository, commit),
      recordsAt(repository, commit),
    ]);
    const compiled = compiledOf(organisation, own === null ? null : { ...own, project: place.project }, house.clock());
    const from = [organisation?.file ?? "the built-in default", ...(own === null ? [] : [`${own.file} at ${commit.slice(0, 12)}`])].join(" and ");
    return await act({ place, repository, commit, compiled, policy: compiled.policy, lessons: found.lessons, records: found.records, from, workplace });
  });
}

async function rulingCommit(repository: Repository, { ref }: Place): Promise<string> {
  if (ref !== null) return await resolveCommit(repository, ref);
  try {
    return (await endsOf(repository, {})).base;
  } catch (error) {
    // A repository of one commit has nothing before it.
    if (error instanceof Failure && error.code === "bad-input") return await resolveCommit(repository, "HEAD");
    throw error;
  }
}

/** A lockfile of a large project has some twenty million bytes. */
const mostText = 32 * 2 ** 20;

/** The text of a file at the ruling commit; null where there is none. */
export async function textAt({ repository, commit }: Pick<Ground, "repository" | "commit">, path: string): Promise<string | null> {
  const bytes = await readFileAt(repository, commit, path);
  return bytes === null || bytes.length > mostText ? null : bytes.toString("utf8");
}
