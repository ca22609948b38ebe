import { openRepository, policyPath, readFileAt, resolveCommit } from "../git/index.ts";
import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import type { Project } from "../store/index.ts";
import { repositoryOf, type Workplace } from "../workflow/index.ts";

/** A project whose repository holds a policy file that is not the one in force, so that nothing can be put forward from there. */
export interface PolicyToAdopt {
  readonly project: string;
  readonly file: string;
}

const aMoment = 10_000;

/** What repositories said of their files and when, so that reading the inbox again and again starts no git; what is in force is never remembered. */
const remembered = new WeakMap<Workplace["store"], Map<string, { readonly at: number; readonly digest: string | null }>>();

/** Projects whose target branch holds a policy file at its tip, as it was at most a moment ago, that is not in force. A repository that cannot be read says nothing. */
export async function policiesToAdopt(workplace: Workplace): Promise<PolicyToAdopt[]> {
  const { read } = workplace.store;
  const found: PolicyToAdopt[] = [];
  for (const project of await read.projects()) {
    const digest = await fileDigest(workplace, project);
    if (digest !== null && digest !== (await read.policyInForce("project", project.id))?.digest) found.push({ project: project.id, file: policyPath });
  }
  return found;
}

async function fileDigest(workplace: Workplace, project: Project): Promise<string | null> {
  const known = remembered.get(workplace.store) ?? new Map();
  remembered.set(workplace.store, known);
  const last = known.get(project.id);
  const now = workplace.clock();
  if (last !== undefined && now - last.at < aMoment) return last.digest;
  const digest = await digestAtTip(workplace, project);
  known.set(project.id, { at: now, digest });
  return digest;
}

async function digestAtTip(workplace: Workplace, { id, branch }: Project): Promise<string | null> {
  const place = await repositoryOf(workplace, id);
  if (place === null) return null;
  try {
    await using repository = await openRepository(place);
    const bytes = await readFileAt(repository, await resolveCommit(repository, branch), policyPath);
    return bytes === null ? null : sha256(bytes.toString("utf8"));
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
