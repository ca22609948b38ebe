import { listBranches, openRepository, visible } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { Project } from "../store/index.ts";
import { repositoryOf, type Workplace } from "../workflow/index.ts";
import { type EnvironmentLine, listEnvironments } from "./deployment-log.ts";
import { type AdoptionLine, policyHistory } from "./policy-page.ts";

/** A project in a list. Times are RFC 3339, UTC. */
export interface ProjectLine {
  readonly id: string;
  readonly repository: string;
  readonly branch: string;
  readonly registered: string;
  readonly changes: number;
  /** When a change was last put forward; null when none was. */
  readonly lastChange: string | null;
  readonly environments: readonly string[];
  /** Version of its own policy; null when it has none. */
  readonly policyVersion: number | null;
  readonly violations: number;
}

export interface ProjectPage extends ProjectLine {
  readonly policy: AdoptionLine | null;
  readonly running: readonly EnvironmentLine[];
}

/** Every project under governance, in the order in which they were registered. */
export async function listProjects(workplace: Workplace): Promise<ProjectLine[]> {
  const environments = await listEnvironments(workplace);
  const projects = await workplace.store.read.projects();
  return await Promise.all(projects.map((project) => lineOf(workplace, project, environments)));
}

/** Throws `Failure` (`not-found`). */
export async function readProject(workplace: Workplace, id: string): Promise<ProjectPage> {
  const project = await workplace.store.read.project(id);
  if (project?.id !== id) throw new Failure("not-found", `No project called ${id} is registered.`, { hint: "The list of projects has those that are." });
  const environments = await listEnvironments(workplace);
  const [policy = null] = await policyHistory(workplace, id);
  return { ...(await lineOf(workplace, project, environments)), policy, running: environments.filter((line) => line.project === id) };
}

async function lineOf({ store }: Workplace, { id, repository, branch, registeredAt }: Project, environments: readonly EnvironmentLine[]): Promise<ProjectLine> {
  const mine = environments.filter(({ project }) => project === id);
  const [changes, policy, violations] = await Promise.all([store.read.changes({ project: id }), store.read.policyInForce("project", id), store.read.violations()]);
  const last = changes.at(-1);
  return {
    id,
    repository,
    branch,
    registered: new Date(registeredAt).toISOString(),
    changes: changes.length,
    lastChange: last === undefined ? null : new Date(last.at).toISOString(),
    environments: mine.map(({ environment }) => environment),
    policyVersion: policy?.version ?? null,
    violations: violations.filter(({ project }) => project === id).length,
  };
}

/** The branches that a change of a project can be put forward from. */
export interface ProjectBranches {
  /** The branch that changes go to, without `refs/heads/`. */
  readonly target: string;
  /** The others, the newest first. */
  readonly branches: readonly { readonly name: string; readonly committed: string; readonly subject: string }[];
}

const mostBranches = 200;

/** What the project's repository on this machine has. Throws `Failure` (`not-found`, `repository-unreadable`). */
export async function projectBranches(workplace: Workplace, id: string): Promise<ProjectBranches> {
  const project = await workplace.store.read.project(id);
  if (project?.id !== id) throw new Failure("not-found", `No project called ${id} is registered.`, { hint: "The list of projects has those that are." });
  const place = await repositoryOf(workplace, id);
  if (place === null)
    throw new Failure("repository-unreadable", `This machine does not know where the repository of ${id} is.`, { hint: "Run `countersign init` in a clone on this machine." });
  await using repository = await openRepository(place);
  const branches = (await listBranches(repository, mostBranches)).filter(({ name }) => `refs/heads/${name}` !== project.branch);
  return {
    target: project.branch.replace(/^refs\/heads\//, ""),
    branches: branches.map(({ name, committed, subject }) => ({ name, committed: new Date(committed * 1_000).toISOString(), subject: visible(subject) })),
  };
}
