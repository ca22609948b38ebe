import { lengthWarning } from "../blueprint/index.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { governanceRoles } from "../model/governance-roles.ts";
import type { BlueprintExceptionRecord, BlueprintRecord, Project, SkipRecord } from "../store/index.ts";
import { lastMoment } from "./last-moment.ts";
import { type By, refuse, requireRole } from "./persons.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

const aDay = 86_400_000;
/** Days, as many as a blueprint usually takes at most. */
const longestException = 28;

export interface StartedBlueprint {
  readonly blueprint: BlueprintRecord;
  /** Null within the usual days. */
  readonly warning: string | null;
}

/** Starts a project's blueprint: from then on only documents change until it is closed. Throws `Failure`: `refused`, `not-found`, `bad-input`, `already-exists` while one runs. */
export async function startBlueprint(workplace: Workplace, by: By, given: { readonly project: string; readonly start: string; readonly end: string }): Promise<StartedBlueprint> {
  const id = freshId(workplace, "n");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await requireRole(workplace, by, "start-blueprint", governanceRoles["blueprint-started"]);
    await requireProject(workplace, given.project);
    const days = (lastMoment(given.end) - lastMoment(given.start)) / aDay;
    if (days <= 0) throw new Failure("bad-input", "A blueprint ends after it starts.", { hint: "Give a later day." });
    if ((await runningBlueprint(workplace, given.project)) !== null)
      throw new Failure("already-exists", `${given.project} is in a blueprint already.`, { hint: "Close it first." });
    const warning = lengthWarning(given);
    const data = { blueprint: id, ...given, person: person.id };
    return {
      size,
      drafts: [{ type: "blueprint-started", actor: person.id, key: `blueprint/${id}`, data }],
      answer: async () => ({ blueprint: await requireBlueprint(workplace, given.project, id), warning }),
    };
  });
}

/** Records that a project builds without a blueprint, which is governance debt from then on (R64). */
export async function skipBlueprint(workplace: Workplace, by: By, given: { readonly project: string; readonly reason: string }): Promise<GovernanceDebt> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await requireRole(workplace, by, "skip-blueprint", governanceRoles["blueprint-skipped"]);
    await requireProject(workplace, given.project);
    const blueprints = await workplace.store.read.governance.blueprints(given.project);
    if (blueprints.length > 0) throw new Failure("already-exists", `${given.project} started a blueprint already.`, { hint: "Close it instead." });
    const data = { project: given.project, person: person.id };
    const draft: Draft = { type: "blueprint-skipped", actor: person.id, key: `blueprint-skipped/${given.project}/${size}`, data, private: { reason: requireReason(given.reason) } };
    return { size, drafts: [draft], answer: () => requireDebt(workplace, given.project) };
  });
}

/** Lets one change pass while the blueprint of its project is open (R50). */
export async function exceptBlueprint(
  workplace: Workplace,
  by: By,
  given: { readonly change: string; readonly until: string; readonly reason: string },
): Promise<BlueprintExceptionRecord> {
  const id = freshId(workplace, "w");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await requireRole(workplace, by, "except-blueprint", governanceRoles["blueprint-excepted"]);
    const change = await workplace.store.read.change(given.change);
    if (change === null) throw new Failure("not-found", `No change ${given.change} was put forward.`);
    const { project, contributors } = change.latest;
    if (contributors.includes(person.id))
      await refuse(workplace, "except-blueprint", "author-conflict", person, `${person.name} contributed to ${change.id}, so somebody else decides whether it is an exception.`);
    const until = lastMoment(given.until);
    if (until <= workplace.clock()) throw new Failure("bad-input", `${given.until} has passed.`, { hint: "Give a day in the future." });
    // The last day counts to its end.
    if (until >= workplace.clock() + (longestException + 1) * aDay)
      throw new Failure("bad-input", `An exception holds for ${longestException} days at most.`, { hint: "Give an earlier day; another exception can follow it." });
    const data = { exception: id, project, change: change.id, person: person.id, until };
    const draft: Draft = { type: "blueprint-excepted", actor: person.id, key: `blueprint-excepted/${id}`, data, private: { reason: requireReason(given.reason) } };
    return { size, drafts: [draft], answer: async () => found((await workplace.store.read.governance.blueprintExceptions(project)).find((each) => each.id === id)) };
  });
}

export interface GovernanceDebt {
  readonly project: string;
  readonly kind: "skipped" | "never-started";
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Whole days. */
  readonly age: number;
}

/** The debt of each project that has closed no blueprint and is in none (R64). One that neither started nor skipped any owes since it was registered. */
export async function governanceDebts({ store, clock }: Workplace): Promise<GovernanceDebt[]> {
  const { governance } = store.read;
  const [projects, blueprints, skips] = await Promise.all([store.read.projects(), governance.blueprints(), governance.skips()]);
  return projects.flatMap((project) => {
    const debt = debtOf(project, blueprints, skips);
    return debt === null ? [] : [{ project: project.id, ...debt, age: Math.floor((clock() - debt.since) / aDay) }];
  });
}

/** Null for a project that started a blueprint. */
export function debtOf(
  { id, registeredAt }: Pick<Project, "id" | "registeredAt">,
  blueprints: readonly BlueprintRecord[],
  skips: readonly SkipRecord[],
): Pick<GovernanceDebt, "kind" | "since"> | null {
  if (blueprints.some(({ project }) => project === id)) return null;
  const skipped = skips.find(({ project }) => project === id);
  return skipped === undefined ? { kind: "never-started", since: registeredAt } : { kind: "skipped", since: skipped.at };
}

/** Null when the project is in none. */
export async function runningBlueprint({ store }: Workplace, project: string): Promise<BlueprintRecord | null> {
  return (await store.read.governance.blueprints(project)).findLast(({ closed }) => closed === null) ?? null;
}

async function requireBlueprint({ store }: Workplace, project: string, id: string): Promise<BlueprintRecord> {
  return found((await store.read.governance.blueprints(project)).find((each) => each.id === id));
}

async function requireDebt(workplace: Workplace, project: string): Promise<GovernanceDebt> {
  return found((await governanceDebts(workplace)).find((each) => each.project === project));
}

function found<T>(record: T | undefined): T {
  if (record !== undefined) return record;
  throw new TypeError("what was just recorded is gone");
}

export async function requireProject({ store }: Workplace, project: string): Promise<void> {
  if ((await store.read.project(project))?.id !== project)
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "`countersign init` in its repository registers it." });
}

export function requireReason(reason: string) {
  const said = reason.trim();
  if (said.length < 20 || said.length > 2_000 || !said.isWellFormed()) throw new Failure("bad-input", "A reason has 20 to 2,000 characters.", { hint: "Say why it cannot wait." });
  return { mediaType: "text/plain", bytes: Buffer.from(said) };
}
