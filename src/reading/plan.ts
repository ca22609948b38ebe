import {
  type BlueprintContext,
  type DecisionRight,
  type DefinitionOfDone,
  dateOf,
  dayOf,
  decisionRights,
  definitionOfDone,
  type Phase,
  type RightsCell,
  type Schedule,
  type ScheduledCheckpoint,
  type ScheduledDay,
  schedule,
  signersOf,
  unresolvedRights,
} from "../blueprint/index.ts";
import type { Place } from "../model/failure.ts";
import { poolOf, waiverFor } from "../policy/index.ts";
import { type ExitQuestion, phaseQuestions, type Workplace } from "../workflow/index.ts";
import { type SprintMinutes, sprintMinutes } from "./plan-budget.ts";
import { type PlanGround, planGround } from "./plan-ground.ts";
import { type Measured, measuredFor, metricOf, type PlanMetric } from "./plan-metrics.ts";
import { type TierReviews, tierReviews } from "./plan-reviews.ts";
import { type Rework, reworkOf } from "./plan-rework.ts";
import { planSentence } from "./plan-sentence.ts";
import { metricWords } from "./plan-words.ts";

/** Something that is missing or wrong, what mends it, and where. */
export interface PlanProblem {
  readonly says: string;
  readonly hint: string;
  readonly place: Place | null;
}

export interface PlanCheckpoint {
  readonly id: string;
  readonly title: string;
  readonly phase: string;
  readonly when: string;
  /** `YYYY-MM-DD`; null while it can't be said, and then `undated` says why. */
  readonly date: string | null;
  readonly undated: string | null;
  /** A phase is signed at its last checkpoint, which passes all of them; an earlier one is `held` once somebody recorded what it took. */
  readonly state: "passed" | "held" | "late" | "next" | "later";
  /** Days from today; negative when the date has passed. */
  readonly in: number | null;
  /** Roles of which one signs it, and who holds one. */
  readonly roles: readonly string[];
  readonly who: readonly string[];
  readonly evidence: readonly string[];
  /** What must be true to pass it, in words, with the waiver that excepts it. */
  readonly exit: readonly { readonly says: string; readonly waiver: string | null }[];
  /** That the phase is signed here. */
  readonly last: boolean;
  readonly metrics: readonly PlanMetric[];
  /** What keeps it from being passed, as far as records can show it; empty once it is. */
  readonly missing: readonly string[];
  readonly minutes: { readonly estimated: number; readonly recorded: number };
  readonly passed: { readonly by: string; readonly time: string; readonly index: number } | null;
}

export interface PlanPhase {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly entry: readonly string[];
  readonly state: "passed" | "now" | "later";
  readonly checkpoints: readonly PlanCheckpoint[];
  /** How it is signed; null for a phase that is not the next to be, and for the draft of a work tree. */
  readonly advance: PhaseAdvance | null;
}

/** What whoever signs a phase answers, and what of the delivery framework the signature is of. */
export interface PhaseAdvance {
  readonly questions: readonly ExitQuestion[];
  /** Checkpoint at which it is signed, and the phase that stands before it. */
  readonly checkpoint: string;
  readonly after: string | null;
  /** Of the delivery framework. */
  readonly digest: string;
  /** Who may. */
  readonly signers: readonly { readonly id: string; readonly name: string }[];
}

/** The path of escalations (R100), each step with the people to whom it comes down today. */
export interface PlanEscalation {
  readonly owner: RightsCell | null;
  readonly deputy: RightsCell | null;
  readonly limit: RightsCell | null;
  /** Each step for the kinds of change that it is for, in the order of the policy. */
  readonly steps: readonly (RightsCell & { readonly step: number; readonly changes: readonly string[] })[];
  /** Empty when every cell names somebody. */
  readonly missing: readonly PlanProblem[];
  /** The newest first. */
  readonly drills: readonly {
    readonly id: string;
    readonly time: string;
    readonly by: string;
    readonly outcome: "answered" | "unanswered";
    readonly note: string | null;
    readonly index: number;
  }[];
}

/** A role that the plan leans on, with who holds it and who stands in for them today (R105). */
export interface PlanDuty {
  readonly role: string;
  readonly holders: readonly { readonly name: string; readonly deputy: string | null }[];
  /** Deputies that `blueprint.yaml` names. */
  readonly named: readonly string[];
}

/** A project's plan at one glance. Times are RFC 3339, UTC. */
export interface Plan {
  readonly project: string | null;
  readonly source: PlanGround["source"];
  /** What is next, who does it and what is late, in one sentence or two. */
  readonly answer: string;
  /** The day that it was looked at. */
  readonly today: string;
  /** Version of the delivery framework; null without one. */
  readonly version: number | null;
  readonly problems: readonly PlanProblem[];
  readonly blueprint: { readonly start: string; readonly end: string; readonly closed: string | null; readonly days: readonly ScheduledDay[] } | null;
  readonly phases: readonly PlanPhase[];
  readonly sprints: readonly SprintMinutes[];
  readonly reviews: readonly TierReviews[];
  readonly escalation: PlanEscalation;
  readonly duties: readonly PlanDuty[];
  readonly rework: Rework;
  readonly done: DefinitionOfDone;
}

/** Throws `Failure` as `planGround` does. */
export async function readPlan(workplace: Workplace, project: string, path?: string): Promise<Plan> {
  const ground = await planGround(workplace, project, path);
  return planOf(ground, await measuredFor(workplace, project, ground.files.delivery?.file ?? null));
}

/** The plan that follows from files and records, at the moment that the ground names. */
export function planOf(ground: PlanGround, measured: Measured = new Map()): Plan {
  const { files, failures, policy, now, project, source } = ground;
  const dates = scheduleOf(ground);
  const phases = dates === null ? [] : phasesOf(ground, dates, measured);
  const parts = { phases, sprints: dates === null ? [] : sprintMinutes(ground, dates), escalation: escalationOf(ground) };
  return {
    project,
    source,
    answer: planSentence({ ...parts, version: files.delivery?.file.document.version ?? null, unread: failures.length }),
    today: dateOf(now),
    version: files.delivery?.file.document.version ?? null,
    problems: failures.map(({ message, hint, place }) => ({ says: message, hint, place: place ?? null })),
    blueprint: blueprintOf(ground, dates),
    ...parts,
    reviews: tierReviews(ground),
    duties: dutiesOf(ground, phases),
    rework: reworkOf(ground),
    done: definitionOfDone(policy),
  };
}

/** Null without a delivery framework. */
export function scheduleOf({ files }: Pick<PlanGround, "files">): Schedule | null {
  return files.delivery === null ? null : schedule(files.delivery.file, files.blueprint?.file ?? null);
}

function blueprintOf({ files, records }: PlanGround, dates: Schedule | null): Plan["blueprint"] {
  if (files.blueprint === null) return null;
  const { start, end } = files.blueprint.file;
  const closed = records.blueprints.findLast((each) => each.closed !== null)?.closed ?? null;
  return { start, end, closed: closed === null ? null : time(closed.at), days: dates?.blueprint?.days ?? [] };
}

function phasesOf(ground: PlanGround, { checkpoints }: Schedule, measured: Measured): PlanPhase[] {
  const all = checkpoints.map((each) => checkpointOf(ground, each, measured));
  const next = all.find(({ state }) => state !== "passed" && state !== "held");
  const named = all.map((each) => (each === next && each.state === "later" ? { ...each, state: "next" as const } : each));
  const phases = (ground.files.delivery?.file.phases ?? []).map((phase, at, every) => ({ phase: phaseOf(phase, named), of: phase, after: every[at - 1]?.id ?? null }));
  return phases.map(({ phase, of, after }) => ({ ...phase, advance: phase.state === "now" ? advanceOf(ground, of, after) : null }));
}

function advanceOf({ files, people, qualifications, policy, project, now }: PlanGround, phase: Phase, after: string | null): PhaseAdvance | null {
  const last = phase.checkpoints.at(-1);
  if (project === null || people === null || files.delivery === null || last === undefined) return null;
  const signers = signersOf(last).flatMap((role) => poolOf({ people, qualifications, now }, { role, qualification: null }));
  return {
    questions: phaseQuestions(phase, (rule) => waiverFor(policy, rule, { project, change: null, now })?.id ?? null),
    checkpoint: last.id,
    after,
    digest: files.delivery.digest,
    signers: [...new Map(signers.map(({ id, name }) => [id, { id, name }])).values()],
  };
}

function phaseOf({ id, title, purpose, entry }: Phase, all: readonly PlanCheckpoint[]): Omit<PlanPhase, "advance"> {
  const checkpoints = all.filter(({ phase }) => phase === id);
  const open = all.find(({ state }) => state !== "passed");
  const state = checkpoints.length > 0 && checkpoints.every((each) => each.state === "passed") ? "passed" : open?.phase === id ? "now" : "later";
  return { id, title, purpose, entry, state, checkpoints };
}

function checkpointOf(ground: PlanGround, { phase, checkpoint, date, undated }: ScheduledCheckpoint, measured: Measured): PlanCheckpoint {
  const { id, title, when, evidence, minutes } = checkpoint;
  const record = ground.records.phases.findLast((each) => each.phase === phase.id);
  const waiver = (criterion: string) => waiverFor(ground.policy, `delivery.${id}.${criterion}`, { project: ground.project ?? "", change: null, now: ground.now })?.id ?? null;
  const metrics = checkpoint.metrics.map((metric) => metricOf(metric, waiver(`metrics.${metric.id}`), measured));
  const exit = checkpoint.exit.map((says, at) => ({ says, waiver: waiver(`exit.${at + 1}`) }));
  const away = date === null ? null : Math.round((dayOf(date) - dayOf(dateOf(ground.now))) / 86_400_000);
  const efforts = ground.records.efforts.filter((effort) => effort.checkpoint === id);
  const last = phase.checkpoints.at(-1) === checkpoint;
  const roles = signersOf(checkpoint);
  return {
    ...{ id, title, phase: phase.id, when, date, undated, last, in: away, roles, evidence, exit, metrics },
    state: record !== undefined ? "passed" : efforts.length > 0 && !last ? "held" : away !== null && away < 0 ? "late" : "later",
    who: [...new Set(roles.flatMap((role) => holding(ground, role)))],
    missing: record !== undefined ? [] : missingOf(metrics, exit),
    minutes: { estimated: minutes, recorded: efforts.reduce((sum, effort) => sum + effort.minutes, 0) },
    passed: record === undefined ? null : { by: nameOf(ground, record.person), time: time(record.at), index: record.index },
  };
}

// What no record can show is missing until somebody signs that it is so.
function missingOf(metrics: readonly PlanMetric[], exit: PlanCheckpoint["exit"]): string[] {
  const open = metrics.filter(({ state, waiver }) => state !== "met" && waiver === null);
  return [...open.map(metricWords), ...exit.filter(({ waiver }) => waiver === null).map(({ says }) => says)];
}

function escalationOf(ground: PlanGround): PlanEscalation {
  const rights = decisionRights(ground.files, contextOf(ground));
  const [first] = rights;
  const steps = stepsOf(rights);
  const ways = new Set([first?.limit, first?.owner, first?.deputy, ...steps].flatMap((cell) => (cell?.problem ? [`${cell.problem.file} ${cell.problem.path}`] : [])));
  const missing = unresolvedRights(rights).filter(({ file, path }) => ways.has(`${file} ${path}`));
  return {
    owner: first?.owner ?? null,
    deputy: first?.deputy ?? null,
    limit: first?.limit ?? null,
    steps,
    missing: missing.map(({ says, hint, file, path }) => ({ says, hint, place: file === "charter" ? (ground.files.charter?.at(path) ?? null) : null })),
    drills: ground.records.drills
      .toReversed()
      .map(({ drill, at, person, outcome, note, index }) => ({ id: drill, time: time(at), by: nameOf(ground, person), outcome, note, index })),
  };
}

// A step that goes to whoever holds the same qualification is another one for each kind of change.
function stepsOf(rights: readonly DecisionRight[]): PlanEscalation["steps"] {
  const all = rights.flatMap(({ name, escalation }) => escalation.map((cell, at) => ({ cell, step: at + 1, change: name })));
  const same = [...Map.groupBy(all, ({ cell, step }) => `${step} ${cell.says}`).values()];
  return same.flatMap((group) => group.slice(0, 1).map(({ cell, step }) => ({ ...cell, step, changes: group.map(({ change }) => change) }))).sort((a, b) => a.step - b.step);
}

function dutiesOf(ground: PlanGround, phases: readonly PlanPhase[]): PlanDuty[] {
  const { blueprint, charter } = ground.files;
  const keepers = charter === null ? [] : [charter.file.escalation.owner, charter.file.escalation.deputy];
  const roles = [...phases.flatMap(({ checkpoints }) => checkpoints.flatMap((each) => each.roles)), ...keepers];
  return [...new Set(roles)].map((role) => ({ role, holders: holdersWithDeputies(ground, role), named: blueprint?.file.people[role]?.deputies ?? [] }));
}

function holdersWithDeputies(ground: PlanGround, role: string): PlanDuty["holders"] {
  if (ground.people === null) return holding(ground, role).map((name) => ({ name, deputy: null }));
  const standing = ground.deputies.filter(({ endedAt, from, until }) => endedAt === null && from <= ground.now && ground.now < until);
  const deputyOf = (id: string) => standing.find(({ person }) => person === id)?.deputy ?? null;
  return poolOf({ ...ground, people: ground.people }, { role, qualification: null }).map(({ id, name }) => {
    const deputy = deputyOf(id);
    return { name, deputy: deputy === null ? null : nameOf(ground, deputy) };
  });
}

/** Printed names of those who hold a role; while nobody is enrolled, whom `blueprint.yaml` names. */
function holding({ people, files, qualifications, now }: PlanGround, role: string): readonly string[] {
  if (people === null || people.length === 0) return files.blueprint?.file.people[role]?.holds ?? [];
  return poolOf({ people, qualifications, now }, { role, qualification: null }).map(({ name }) => name);
}

function contextOf({ policy, people, qualifications, now }: PlanGround): BlueprintContext {
  return { policy, people, qualifications, now };
}

function nameOf({ people }: PlanGround, id: string): string {
  return people?.find((person) => person.id === id)?.name ?? id;
}

function time(at: number): string {
  return new Date(at).toISOString();
}
