import { setImmediate } from "node:timers/promises";
import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import type { Policy, Waiver } from "../model/policy.ts";
import { type DiffEntry, driftOf, loadPolicyFile, waiverEnds, waiverFor } from "../policy/index.ts";
import type { Store } from "../store/index.ts";
import { organisationPolicy, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";

const aDay = 86_400_000;

/** A setting in which a project's policy differs from the organisation's. */
export type DriftEntry = Pick<DiffEntry, "path" | "from" | "to" | "sentence">;

/** An exception of the organisation that a project stands under. Days are counted from today, UTC; 0 is its last day. */
export interface StandingWaiver extends Pick<Waiver, "id" | "rule" | "change" | "reason" | "risk" | "approvedBy" | "expires"> {
  /** Null for every project. */
  readonly project: string | null;
  readonly daysLeft: number;
}

/** How far a project's rules are from the organisation's, in both directions. Times are RFC 3339, UTC. */
export interface ProjectDrift {
  readonly project: string;
  /** Its own file in force; null where the organisation's alone rules. */
  readonly own: { readonly version: number; readonly index: number; readonly time: string; readonly reviewBy: string | null } | null;
  readonly tighter: readonly DriftEntry[];
  /** Looser, or another rule: allowed by the waiver that it names. */
  readonly loosened: readonly (DriftEntry & { readonly waiver: StandingWaiver })[];
  /** The same without a waiver that holds: one ran out, or the baseline became stricter. The gate refuses new changes until it is mended. */
  readonly uncovered: readonly DriftEntry[];
  /** What its newest change was put forward under, and is judged by; null before the first. `behind` counts the organisation's versions since. */
  readonly used: { readonly change: string; readonly version: number; readonly index: number | null; readonly behind: number } | null;
  readonly waivers: readonly StandingWaiver[];
  readonly attempts: readonly { readonly time: string; readonly by: Named | null; readonly index: number }[];
  /** Why its file can't be held against the baseline; null when it can. */
  readonly problem: string | null;
}

export interface BaselineDrift {
  /** The organisation's version in force; 0 is the built-in default. */
  readonly version: number;
  readonly index: number | null;
  readonly reviewBy: string | null;
  /** In the order in which the projects were registered. */
  readonly projects: readonly ProjectDrift[];
}

/** Holds every project's rules against the organisation's: what it asks more, what it may ask less and until when, what it tried, and by which version its newest change is judged (R101). Records nothing. */
export async function baselineDrift(workplace: Workplace, only: string | null = null): Promise<BaselineDrift> {
  const ground = await driftGround(workplace);
  const { policy, adoption } = ground;
  const projects = only === null ? await workplace.store.read.projects() : [{ id: await requireProject(workplace, only) }];
  return {
    version: policy.organisation.version,
    index: adoption,
    reviewBy: policy.reviewBy,
    projects: projects.map(({ id }) => ground.of(id)),
  };
}

async function requireProject({ store }: Workplace, id: string): Promise<string> {
  if ((await store.read.project(id))?.id === id) return id;
  throw new Failure("not-found", `No project called ${id} is registered.`, { hint: "The list of projects has those that are." });
}

/** What the drift of any project is told from, read once for all of them. */
export interface DriftGround {
  readonly policy: Policy;
  /** Ledger index of the organisation's adoption in force; null where the default rules. */
  readonly adoption: number | null;
  of(project: string): ProjectDrift;
}

export async function driftGround(workplace: Workplace): Promise<DriftGround> {
  const { read } = workplace.store;
  const now = workplace.clock();
  const [{ policy, adoption }, adoptions, versions, newest, attempts, nameOf] = await Promise.all([
    organisationPolicy(workplace),
    read.portfolio.adoptionsInForce(),
    read.portfolio.organisationVersions(),
    read.portfolio.newestUnder(),
    read.portfolio.looseningAttempts(),
    namesIn(workplace),
  ]);
  const own = new Map(adoptions.flatMap((each) => (each.project === null ? [] : [[each.project, each] as const])));
  const differences = await differencesOf(workplace, policy, indexesOf(adoptions));
  const under = new Map(newest.map((each) => [each.project, each]));
  const tried = Map.groupBy(attempts, ({ project }) => project);
  const usedBy = (project: string): ProjectDrift["used"] => {
    const found = under.get(project);
    if (found === undefined) return null;
    const at = versions.findLastIndex(({ index }) => found.adoptions.includes(index));
    return { change: found.change, version: versions[at]?.version ?? 0, index: versions[at]?.index ?? null, behind: versions.length - 1 - at };
  };
  return {
    policy,
    adoption: adoption?.index ?? null,
    of: (project) => {
      const file = own.get(project);
      const difference = file === undefined ? none : (differences.get(file.index) ?? none);
      return {
        project,
        own: file === undefined ? null : { version: file.version, index: file.index, time: new Date(file.at).toISOString(), reviewBy: difference.reviewBy },
        ...heldAgainst(policy, project, difference.entries, now),
        used: usedBy(project),
        waivers: waiversOf(policy, project, now),
        attempts: (tried.get(project) ?? []).map((attempt) => attemptOf(attempt, nameOf)),
        problem: difference.problem,
      };
    },
  };
}

/** Reads every project's file beside the baseline before anybody asks, a policy at a time between other work; says nothing, and stops at the next one once `signal` is given. */
export async function prepareDrift(workplace: Workplace, signal: AbortSignal): Promise<void> {
  const [{ policy }, adoptions] = await Promise.all([organisationPolicy(workplace), workplace.store.read.portfolio.adoptionsInForce()]);
  await differencesOf(workplace, policy, indexesOf(adoptions), signal);
}

function indexesOf(adoptions: readonly { readonly project: string | null; readonly index: number }[]): number[] {
  return adoptions.flatMap(({ project, index }) => (project === null ? [] : [index]));
}

function attemptOf({ at, person, index }: { readonly at: number; readonly person: string | null; readonly index: number }, nameOf: NameOf): ProjectDrift["attempts"][number] {
  return { time: new Date(at).toISOString(), by: person === null ? null : nameOf(person), index };
}

function heldAgainst(policy: Policy, project: string, entries: readonly DiffEntry[], now: number): Pick<ProjectDrift, "tighter" | "loosened" | "uncovered"> {
  const shown = ({ path, from, to, sentence }: DiffEntry): DriftEntry => ({ path, from, to, sentence });
  const others = entries.filter(({ effect }) => effect !== "tighter");
  const covered = others.map((entry) => ({ entry, waiver: waiverFor(policy, entry.path, { project, change: null, now }) }));
  return {
    tighter: entries.filter(({ effect }) => effect === "tighter").map(shown),
    loosened: covered.flatMap(({ entry, waiver }) => (waiver === null ? [] : [{ ...shown(entry), waiver: standingWaiver(waiver, now) }])),
    uncovered: covered.flatMap(({ entry, waiver }) => (waiver === null ? [shown(entry)] : [])),
  };
}

/** The waivers that name a project, and hold; what is over excepts nothing any more. */
export function waiversOf({ waivers }: Pick<Policy, "waivers">, project: string | null, now: number): StandingWaiver[] {
  return waivers.filter((waiver) => waiver.project === project && now < waiverEnds(waiver)).map((waiver) => standingWaiver(waiver, now));
}

function standingWaiver(waiver: Waiver, now: number): StandingWaiver {
  const { id, rule, project, change, reason, risk, approvedBy, expires } = waiver;
  return { id, rule, project, change, reason, risk, approvedBy, expires, daysLeft: Math.ceil((waiverEnds(waiver) - now) / aDay) - 1 };
}

interface Difference {
  readonly entries: readonly DiffEntry[];
  readonly reviewBy: string | null;
  readonly problem: string | null;
}

const none: Difference = { entries: [], reviewBy: null, problem: null };
const gone: Difference = { ...none, problem: "The text of its policy is gone." };

/** As many as a large organisation has projects, twice. */
const mostKept = 2_000;

/** What was made of texts in this process: by the ledger index of an adoption the digest of its text, and by that and the baseline's digest the difference. */
interface Kept {
  readonly texts: Map<number, string>;
  readonly differences: Map<string, Difference>;
}

const kept = new WeakMap<Store, Kept>();

/** Both texts are named by what is in the ledger, so what one makes of the other never changes: it is worked out once in a process, for all projects with the same text. */
async function differencesOf({ store }: Workplace, policy: Policy, indexes: readonly number[], signal?: AbortSignal): Promise<ReadonlyMap<number, Difference>> {
  const { texts, differences } = keptOf(store);
  const knownOf = (index: number) => differences.get(`${policy.digest} ${texts.get(index)}`);
  const found = new Map(indexes.map((index) => [index, knownOf(index) ?? gone]));
  const unknown = indexes.filter((index) => found.get(index) === gone);
  for (const [index, text] of await store.read.policyTexts(unknown)) {
    if (signal?.aborted === true) break;
    keep(texts, index, sha256(text));
    const known = knownOf(index);
    found.set(index, known ?? keep(differences, `${policy.digest} ${texts.get(index)}`, differenceOf(policy, text)));
    // A policy may take milliseconds to read; reading many must not keep the gate waiting.
    if (known === undefined) await setImmediate();
  }
  return found;
}

function keep<K, V>(map: Map<K, V>, key: K, value: V): V {
  if (map.size >= mostKept) map.clear();
  map.set(key, value);
  return value;
}

function keptOf(store: Store): Kept {
  const known = kept.get(store) ?? { texts: new Map(), differences: new Map() };
  kept.set(store, known);
  return known;
}

function differenceOf(policy: Policy, text: string): Difference {
  try {
    const loaded = loadPolicyFile(text, "the project's policy");
    return { entries: driftOf(policy, loaded), reviewBy: loaded.file["review-by"] ?? null, problem: null };
  } catch (error) {
    if (error instanceof Failure) return { ...none, problem: error.message };
    throw error;
  }
}
