import { listBranches, listTags, openRepository, type Repository, readRef, refsUnder, resolveCommit, visible } from "../git/index.ts";
import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import type { Project } from "../store/index.ts";
import { repositoryOf, type Workplace } from "../workflow/index.ts";

/** A revision of a project that a map can be of. Times are RFC 3339, UTC. */
export interface MapRevision {
  readonly kind: "branch" | "deployment" | "tag";
  /** What names it in calls: a branch, a tag, or the full id of what was deployed. */
  readonly rev: string;
  /** As it is shown: `main`, `v1.2`, `production`. */
  readonly name: string;
  /** Full id; null where only its name is read. */
  readonly commit: string | null;
  readonly at: string;
  /** Of a deployment. */
  readonly deployment: string | null;
}

export interface MapRevisions {
  readonly project: string;
  /** The branch that changes go to, without `refs/heads/`. */
  readonly target: string;
  /** Full id; null while there is no such branch in the repository. */
  readonly head: string | null;
  /** The newest deployment of each commit and environment, the newest first; what never succeeded is no release. */
  readonly deployments: readonly MapRevision[];
  /** The newest first. */
  readonly tags: readonly MapRevision[];
  readonly branches: readonly MapRevision[];
}

const mostTags = 200;
const mostBranches = 50;
const mostDeployments = 200;

/** Opens a project's repository on this machine. Throws `Failure`: `not-found`, `repository-unreadable`, and what `openRepository` throws. */
export async function inRepository<T>(workplace: Workplace, id: string, work: (repository: Repository, project: Project) => Promise<T>): Promise<T> {
  const project = await workplace.store.read.project(id);
  if (project?.id !== id) throw new Failure("not-found", `No project called ${id} is registered.`, { hint: "The list of projects has those that are." });
  const place = await repositoryOf(workplace, id);
  if (place === null)
    throw new Failure("repository-unreadable", `This machine does not know where the repository of ${id} is.`, { hint: "Run `countersign init` in a clone on this machine." });
  await using repository = await openRepository(place);
  return await work(repository, project);
}

/** The commit that is meant: what is named, or the tip of the branch that changes go to, as this clone knows it. Throws `Failure` (`unknown-reference`, `bad-input`). */
export async function commitOf(repository: Repository, { branch }: Project, rev: string | undefined): Promise<string> {
  if (rev !== undefined) return await resolveCommit(repository, rev);
  const head = await headOf(repository, branch);
  if (head !== null) return head;
  throw new Failure("unknown-reference", `The repository has no commit on ${shortOf(branch)} yet, which changes go to.`, {
    hint: "Push or fetch that branch, or choose another revision.",
  });
}

/** One name for all that refs hold of who wrote what; another as soon as any of it changes. Null where there is none. */
export async function notesOf(repository: Repository): Promise<string | null> {
  const [notes, documents] = await Promise.all([refsUnder(repository, "refs/notes/"), refsUnder(repository, "refs/ai/authorship/")]);
  const tips = [...notes, ...documents].map(([ref, id]) => `${ref} ${id}\n`).sort();
  return tips.length === 0 ? null : sha256(tips.join(""));
}

async function headOf(repository: Repository, branch: string): Promise<string | null> {
  for (const ref of [branch, branch.replace(/^refs\/heads\//, "refs/remotes/origin/")]) if ((await readRef(repository, ref)) !== null) return await resolveCommit(repository, ref);
  return null;
}

function shortOf(branch: string): string {
  return visible(branch.replace(/^refs\/heads\//, ""));
}

/** What there is to choose from. Throws `Failure` as `inRepository`. */
export async function mapRevisions(workplace: Workplace, id: string): Promise<MapRevisions> {
  return await inRepository(workplace, id, async (repository, project) => {
    const [head, tags, branches, deployments] = await Promise.all([
      headOf(repository, project.branch),
      listTags(repository, mostTags),
      listBranches(repository, mostBranches),
      deployedOf(workplace, id),
    ]);
    return {
      project: id,
      target: shortOf(project.branch),
      head,
      deployments,
      tags: tags.map(({ name, commit, made }) => ({ kind: "tag", rev: `refs/tags/${name}`, name: visible(name), commit, at: timeOf(made * 1_000), deployment: null })),
      branches: branches
        .filter(({ name }) => `refs/heads/${name}` !== project.branch)
        .map(({ name, committed }) => ({ kind: "branch", rev: `refs/heads/${name}`, name: visible(name), commit: null, at: timeOf(committed * 1_000), deployment: null })),
    };
  });
}

async function deployedOf(workplace: Workplace, project: string): Promise<MapRevision[]> {
  const records = (await workplace.store.read.deployments({ project })).flatMap(({ id, commit, environment, stages }) => {
    const succeeded = stages.findLast(({ stage }) => stage === "succeeded");
    return succeeded === undefined ? [] : [{ id, commit, environment, at: succeeded.at }];
  });
  const newest = new Map(records.toSorted((a, b) => a.at - b.at).map((record) => [`${record.commit} ${record.environment}`, record]));
  return [...newest.values()]
    .toSorted((a, b) => b.at - a.at)
    .slice(0, mostDeployments)
    .map(({ id, commit, environment, at }) => ({ kind: "deployment", rev: commit, name: visible(environment), commit, at: timeOf(at), deployment: id }));
}

// Whoever made a tag or commit typed its time; one that is no time is as old as can be.
function timeOf(milliseconds: number): string {
  const at = new Date(milliseconds);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9_999 || at.getUTCFullYear() < 1 ? new Date(0).toISOString() : at.toISOString();
}
