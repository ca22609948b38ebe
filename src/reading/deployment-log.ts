import { visible } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { DeploymentRecord, DeploymentStage, ViolationRecord } from "../store/index.ts";
import { type Detail, organisationPolicy, type Workplace } from "../workflow/index.ts";
import { type Approver, answerable, type ChangeFile, changeFile, type Named, type NameOf, namesIn } from "./approvers.ts";
import { policyInForce } from "./policy-in-force.ts";

/** A deployment in a list. Times are RFC 3339, UTC. */
export interface DeploymentLine {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly change: { readonly id: string; readonly title: string | null; readonly revision: number | null; readonly tier: string | null } | null;
  readonly commit: string;
  readonly artifact: string | null;
  readonly stage: DeploymentStage["stage"];
  readonly started: string;
  /** When its newest stage was recorded. */
  readonly at: string;
  readonly by: Named;
  /** Empty only for a violation (R1). */
  readonly approvers: readonly Approver[];
  readonly violation: string | null;
  /** Ledger index of the allow that it relied on, with the policy that it was given under. */
  readonly verdict: { readonly index: number; readonly answer: "allow" | "wait" | "deny"; readonly policy: string; readonly versions: readonly string[] } | null;
  /** It is what its environment runs. */
  readonly running: boolean;
  /** Ledger index of its beginning. */
  readonly index: number;
}

export interface EnvironmentLine {
  readonly project: string;
  readonly environment: string;
  /** Null when nothing that was recorded runs there. */
  readonly running: DeploymentLine | null;
  readonly underWay: number;
  readonly deployments: number;
  readonly violations: number;
}

export interface DeploymentQuery {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly change?: string | undefined;
  /** Only those that began before this ledger index. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The deployment log, the newest first. */
export async function listDeployments(
  workplace: Workplace,
  { before, limit, project, environment, change }: DeploymentQuery,
): Promise<{ readonly items: readonly DeploymentLine[]; readonly next: string | null }> {
  const filter = { ...(project === undefined ? {} : { project }), ...(environment === undefined ? {} : { environment }), ...(change === undefined ? {} : { change }) };
  const records = (await workplace.store.read.deployments(filter)).filter((record) => before === undefined || beganAt(record) < before).reverse();
  const shown = records.slice(0, limit);
  const last = shown.at(-1);
  const running = runningIds(await workplace.store.read.deployments({}));
  return { items: await linesOf(workplace, shown, running), next: last !== undefined && records.length > limit ? String(beganAt(last)) : null };
}

/** What runs where: every environment of every project, those of the policy and those that something was deployed to. */
export async function listEnvironments(workplace: Workplace): Promise<EnvironmentLine[]> {
  const { read } = workplace.store;
  const [projects, deployments, violations] = await Promise.all([read.projects(), read.deployments({}), read.violations()]);
  const running = runningIds(deployments);
  const lines = new Map(
    (
      await linesOf(
        workplace,
        deployments.filter(({ id }) => running.has(id)),
        running,
      )
    ).map((line) => [line.id, line]),
  );
  const perProject = projects.map(async ({ id: project }) => {
    const mine = deployments.filter((record) => record.project === project);
    const names = new Set([...Object.keys(await environmentsOf(workplace, project)), ...mine.map(({ environment }) => environment)]);
    return [...names].map((environment) => environmentLine(project, environment, mine, violations, lines));
  });
  return (await Promise.all(perProject)).flat();
}

function environmentLine(
  project: string,
  environment: string,
  ofProject: readonly DeploymentRecord[],
  violations: readonly ViolationRecord[],
  lines: ReadonlyMap<string, DeploymentLine>,
): EnvironmentLine {
  const mine = ofProject.filter((record) => record.environment === environment);
  const ids = new Set(mine.map(({ id }) => id));
  return {
    project,
    environment,
    running: mine.flatMap(({ id }) => lines.get(id) ?? [])[0] ?? null,
    underWay: mine.filter(({ stage }) => stage === "started").length,
    deployments: mine.length,
    violations: violations.filter(({ deployment }) => deployment !== null && ids.has(deployment)).length,
  };
}

// A project whose own file does not resolve any more still has the organisation's environments.
async function environmentsOf(workplace: Workplace, project: string): Promise<object> {
  try {
    return (await policyInForce(workplace, project)).policy.environments;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return (await organisationPolicy(workplace)).policy.environments;
  }
}

export interface ViolationLine {
  readonly id: string;
  readonly index: number;
  readonly time: string;
  readonly kind: string;
  readonly project: string;
  readonly deployment: string | null;
  readonly environment: string | null;
  readonly change: string | null;
  /** Why it is one. */
  readonly why: string | null;
  /** Who deployed. */
  readonly by: Named | null;
}

/** What went around a gate, the newest first. */
export async function listViolations(workplace: Workplace): Promise<ViolationLine[]> {
  const { read } = workplace.store;
  const [violations, deployments, nameOf] = await Promise.all([read.violations(), read.deployments({}), namesIn(workplace)]);
  const byId = new Map(deployments.map((record) => [record.id, record]));
  return violations.toReversed().map(({ id, index, at, kind, project, deployment, change, note }) => {
    const record = deployment === null ? undefined : byId.get(deployment);
    const actor = record?.stages[0]?.actor;
    const by = actor === undefined ? null : nameOf(actor);
    return { id, index, time: new Date(at).toISOString(), kind, project, deployment, environment: record?.environment ?? null, change, why: note, by };
  });
}

/** What each environment of each project runs: the newest deployment that succeeded and was not rolled back. */
function runningIds(deployments: readonly DeploymentRecord[]): ReadonlySet<string> {
  const running = new Map<string, DeploymentRecord>();
  const since = (record: DeploymentRecord) => record.stages.findLast(({ stage }) => stage === "succeeded")?.index ?? -1;
  for (const record of deployments.filter(({ stage }) => stage === "succeeded")) {
    const place = `${record.project}\0${record.environment}`;
    const known = running.get(place);
    if (known === undefined || since(record) > since(known)) running.set(place, record);
  }
  return new Set([...running.values()].map(({ id }) => id));
}

async function linesOf(workplace: Workplace, records: readonly DeploymentRecord[], running: ReadonlySet<string>): Promise<DeploymentLine[]> {
  const nameOf = await namesIn(workplace);
  const files = new Map<string, Promise<ChangeFile>>();
  const fileOf = (change: string) => {
    const file = files.get(change) ?? changeFile(workplace, change);
    files.set(change, file);
    return file;
  };
  return await Promise.all(
    records.map(async (record) => lineOf(workplace, record, record.change === null ? nothing : await fileOf(record.change), nameOf, running.has(record.id))),
  );
}

const nothing: ChangeFile = { revisions: [], decisions: [], verdicts: [], exceptions: [] };

async function lineOf(workplace: Workplace, record: DeploymentRecord, file: ChangeFile, nameOf: NameOf, running: boolean): Promise<DeploymentLine> {
  const { id, project, environment, change, commit, artifact, stage, stages } = record;
  const { approvers, verdict, revision, violation } = await answerable(workplace, record, file, nameOf);
  const adoptions = await Promise.all((revision?.adoptions ?? []).map((index) => workplace.store.read.policyAt(index)));
  const versions = adoptions.flatMap((adoption) => (adoption === null ? [] : [`${adoption.project ?? "organisation"} ${adoption.version}`]));
  const title = (revision?.detail as unknown as Partial<Detail> | null)?.title;
  return {
    id,
    project,
    environment,
    change: change === null ? null : { id: change, title: title === undefined ? null : visible(title), revision: revision?.revision ?? null, tier: revision?.tier ?? null },
    commit,
    artifact,
    stage,
    started: new Date(stages[0]?.at ?? 0).toISOString(),
    at: new Date(stages.at(-1)?.at ?? 0).toISOString(),
    by: nameOf(stages[0]?.actor ?? "system"),
    approvers,
    violation,
    verdict: verdict === null ? null : { index: verdict.index, answer: verdict.answer, policy: verdict.policy, versions },
    running,
    index: beganAt(record),
  };
}

function beganAt({ stages }: DeploymentRecord): number {
  return stages[0]?.index ?? 0;
}
