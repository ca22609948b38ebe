import { openRepository, repositoryId, resolveCommit, treeOf } from "../git/index.ts";
import type { Draft, FactData } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { ChangeRecord, VerdictRecord } from "../store/index.ts";
import { judgeCase, openCase } from "./case.ts";
import { type By, findPerson } from "./persons.ts";
import { clockBehind } from "./right-clock.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

export interface DeployOptions {
  readonly stage: FactData<"deployment-recorded">["stage"];
  readonly environment: string;
  readonly change?: string | undefined;
  readonly commit?: string | undefined;
  readonly repository?: string | undefined;
  readonly artifact?: string | undefined;
  /** The deployment whose outcome this is; without it the latest one of the environment that has none. */
  readonly deployment?: string | undefined;
  readonly note?: string | undefined;
}

export interface Deployed {
  readonly deployment: string;
  readonly index: number;
  /** Ledger index of the allow that the deployment relied on; null when it went around the gate. */
  readonly verdict: number | null;
  /** Why the deployment is a violation; null when it is none. */
  readonly violation: string | null;
}

/** Records what happened to an environment. What went around the gate is recorded too, as the violation that it is (R26). */
export async function deploy(workplace: Workplace, by: By, options: DeployOptions): Promise<Deployed> {
  const actor = await findPerson(workplace, by);
  return options.stage === "started" ? await start(workplace, actor.id, options) : await finish(workplace, actor.id, options);
}

async function start(workplace: Workplace, actor: string, options: DeployOptions): Promise<Deployed> {
  const { project, change, commit, other } = await whatGoes(workplace, options);
  const deployment = options.deployment ?? freshId(workplace, "r");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const { read } = workplace.store;
    const [record, deployments] = await Promise.all([change === null ? null : read.change(change), read.deployments({})]);
    const standing = deployments.find(({ id }) => id === deployment);
    if (standing)
      throw new Failure("already-exists", `The deployment ${deployment} to ${standing.environment} has already started.`, { hint: "Give each deployment an id of its own." });
    const used = new Set(deployments.flatMap(({ verdict }) => verdict ?? []));
    const { allow, why } = record === null || other !== null ? { allow: null, why: other ?? "" } : await stillAllowed(workplace, record, options, used);
    const started: Draft = {
      type: "deployment-recorded",
      actor,
      key: `deployment/${deployment}/started`,
      data: {
        deployment,
        stage: "started",
        project,
        change,
        commit,
        environment: options.environment,
        artifact: options.artifact ?? null,
        verdict: allow?.index ?? null,
      },
      links: allow === null ? [] : [allow.index],
      git: { commit },
      ...note(options.note),
    };
    const violation: Draft | null = allow
      ? null
      : {
          type: "violation-recorded",
          actor: "system",
          key: `violation/${deployment}`,
          data: { violation: freshId(workplace, "w"), kind: "ungated-deployment", project, deployment, change },
          ...note(why),
        };
    return {
      size,
      drafts: violation ? [started, violation] : [started],
      answer: ([place]) => ({ deployment, index: place?.index ?? 0, verdict: allow?.index ?? null, violation: allow ? null : why }),
    };
  });
}

async function finish(workplace: Workplace, actor: string, options: DeployOptions): Promise<Deployed> {
  const candidates = await workplace.store.read.deployments(options.deployment === undefined ? { environment: options.environment } : { id: options.deployment });
  const open = candidates.findLast(({ stage, change }) => (options.stage === "rolled-back" || stage === "started") && (options.change === undefined || change === options.change));
  if (!open) throw new Failure("not-found", `No deployment to ${options.environment} is under way.`, { hint: "`countersign deploy start` records that one begins." });
  if (open.stage === options.stage) throw new Failure("already-exists", `The deployment ${open.id} is already recorded as ${open.stage}.`);
  const { id, project, change, commit, environment, artifact, verdict } = open;
  const key = `deployment/${id}/${options.stage}`;
  const data = { deployment: id, stage: options.stage, project, change, commit, environment, artifact, verdict };
  const [place] = await workplace.store.append([{ type: "deployment-recorded", actor, key, data, git: { commit }, ...note(options.note) }]);
  return { deployment: id, index: place?.index ?? 0, verdict, violation: null };
}

interface Going {
  readonly project: string;
  readonly change: string | null;
  readonly commit: string;
  /** Why no allow can speak for the commit, whatever the gate said; null when one can. */
  readonly other: string | null;
}

async function whatGoes(workplace: Workplace, { change, commit, repository: path }: DeployOptions): Promise<Going> {
  const { read } = workplace.store;
  const named = change === undefined ? null : await read.change(change);
  if (commit === undefined) {
    if (named) return { project: named.latest.project, change: named.id, commit: named.latest.head, other: null };
    throw new Failure(change === undefined ? "bad-usage" : "not-found", change === undefined ? "A deployment is of something." : `No change ${change} was put forward.`, {
      hint: "Name the change or the commit.",
    });
  }
  await using repository = await openRepository(path ?? ".");
  const id = await resolveCommit(repository, commit);
  const [tree, home] = await Promise.all([treeOf(repository, id), repositoryId(repository, id)]);
  const project = await read.project(home);
  if (!project) throw new Failure("not-found", "This repository is not registered as a project.", { hint: "`countersign init` in the repository registers it." });
  const known = (await read.changes({ repository: home })).filter((each) => change === undefined || each.id === change);
  const record = known.findLast((each) => each.resultTree === tree);
  if (record) return { project: project.id, change: record.id, commit: id, other: null };
  const headed = known.findLast((each) => each.head === id);
  // What nobody judged went all the same, and the ledger says so (R26).
  return { project: project.id, change: named?.id ?? null, commit: id, other: whyOther(id.slice(0, 12), headed?.id ?? null, named?.id ?? null) };
}

/** Why what went is nothing that was judged: people take the head of a change for what it results in. */
function whyOther(commit: string, headed: string | null, named: string | null): string {
  if (headed !== null) return `${commit} is the head of ${headed}, but its tree is not the one that ${headed} results in: what was judged is the merge with its base.`;
  return named === null ? `${commit} is not what any change results in, so nobody has judged it.` : `${commit} is not what ${named} results in.`;
}

// An allow speaks for the moment when it was given; an objection, a revocation or a freeze since then speaks against it.
async function stillAllowed(workplace: Workplace, record: ChangeRecord, options: DeployOptions, used: ReadonlySet<number>): Promise<{ allow: VerdictRecord | null; why: string }> {
  if (clockBehind(workplace) > 0) return { allow: null, why: "The machine's clock is behind the ledger, so nobody can say whether an allow still holds." };
  const now = workplace.clock();
  const relied = reliedOn(await workplace.store.read.verdicts(record.id), record, options, used, now);
  if (relied.allow === null) return relied;
  const verdict = judgeCase(await openCase(workplace, record.id), { environment: options.environment, artifact: options.artifact ?? null }, now);
  return verdict.verdict === "allow" ? relied : { allow: null, why: `The gate allowed it, and would not any more: ${verdict.headline}` };
}

/** The newest allow that this deployment may rely on: of this revision, environment and artifact, not run out, and not used (F14). */
function reliedOn(
  verdicts: readonly VerdictRecord[],
  record: ChangeRecord,
  { environment, artifact }: DeployOptions,
  used: ReadonlySet<number>,
  now: number,
): { allow: VerdictRecord | null; why: string } {
  const mine = verdicts.filter((verdict) => verdict.environment === environment && verdict.revision === record.latest.revision);
  const last = mine.at(-1);
  const allows = mine.filter(({ answer }) => answer === "allow");
  const allow = allows.findLast((verdict) => verdict.artifact === (artifact ?? null) && now <= verdict.until && !used.has(verdict.index));
  // An allow that a later deny followed no longer speaks for the change.
  if (allow && last?.answer === "allow") return { allow, why: "" };
  if (!last) return { allow: null, why: `The gate of ${environment} was not asked about this change.` };
  if (last.answer !== "allow") return { allow: null, why: `The gate of ${environment} said ${last.answer}.` };
  if (last.artifact !== (artifact ?? null)) return { allow: null, why: "The allow was for another artifact." };
  return { allow: null, why: used.has(last.index) ? "The allow was used by another deployment: ask the gate again." : "The allow has run out: ask the gate again." };
}

function note(text: string | undefined): { private?: { note: { mediaType: string; bytes: Uint8Array } } } {
  return text ? { private: { note: { mediaType: "text/plain", bytes: Buffer.from(text) } } } : {};
}
