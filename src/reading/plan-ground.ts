import { setImmediate } from "node:timers/promises";
import type { BlueprintFiles } from "../blueprint/index.ts";
import type { Json } from "../model/canonical.ts";
import type { Failure } from "../model/failure.ts";
import { origins } from "../model/origin.ts";
import type { Person, Qualification } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import type { BlueprintRecord, DeputyRecord, EffortRecord, EscalationDrillRecord, PhaseRecord, ReversalRecord, SkipRecord, Store } from "../store/index.ts";
import { blueprintContext, type Detail, readProjectBlueprint, type Workplace } from "../workflow/index.ts";
import { attentionOf } from "./attention.ts";
import { linesToRead } from "./lines-to-read.ts";

/** What a plan is made of. Without an organisation there are only the files: nobody enrolled, and nothing recorded. */
export interface PlanGround {
  /** Null outside of an organisation. */
  readonly project: string | null;
  /** Where the files were read: the full ref and its commit; null for a work tree. */
  readonly source: { readonly branch: string; readonly commit: string } | null;
  readonly files: BlueprintFiles;
  /** Of files that are there and can't be read. */
  readonly failures: readonly Failure[];
  readonly policy: Policy;
  readonly people: readonly Person[] | null;
  readonly qualifications: readonly Qualification[];
  readonly deputies: readonly DeputyRecord[];
  readonly records: PlanRecords;
  /** Changes of the project, in the order in which they were first put forward. */
  readonly work: readonly ChangeWork[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface PlanRecords {
  /** Since the newest blueprint was started. */
  readonly phases: readonly PhaseRecord[];
  readonly efforts: readonly EffortRecord[];
  readonly drills: readonly EscalationDrillRecord[];
  readonly blueprints: readonly BlueprintRecord[];
  readonly skips: readonly SkipRecord[];
  readonly reversals: readonly ReversalRecord[];
}

export const nothingRecorded: PlanRecords = { phases: [], efforts: [], drills: [], blueprints: [], skips: [], reversals: [] };

/** A change as far as a plan counts it. Times are milliseconds since the epoch. */
export interface ChangeWork {
  readonly id: string;
  /** When each revision was put forward, ascending. */
  readonly revisions: readonly number[];
  readonly tier: string;
  /** Lines to be read; null once they can't be read any more. */
  readonly lines: number | null;
  readonly origins: readonly ("human" | "ai" | "mixed" | "unknown")[];
  /** When a gate first let it pass; null while none did. */
  readonly allowed: number | null;
  /** That it first passed without a person. */
  readonly alone: boolean;
  /** `seconds`: how long it was in front of the person; null where nobody observed it. */
  readonly decisions: readonly { readonly at: number; readonly outcome: string; readonly seconds: number | null }[];
}

/** `path` is where a clone lies on this machine; else where a change was last put forward from. Reads all that a project's plan rests on: its files at the tip of the branch that its changes go to, and its records. Throws `Failure` as `readProjectBlueprint` does. */
export async function planGround(workplace: Workplace, project: string, path?: string): Promise<PlanGround> {
  const { files, failures, ref, commit } = await readProjectBlueprint(workplace, project, path);
  const [context, deputies, records, work] = await Promise.all([
    blueprintContext(workplace, project),
    workplace.store.read.deputies(),
    recordsOf(workplace, project),
    workOf(workplace, project),
  ]);
  return { project, source: { branch: ref, commit }, files, failures, ...context, deputies, records, work };
}

async function recordsOf({ store }: Workplace, project: string): Promise<PlanRecords> {
  const { governance } = store.read;
  const [all, efforts, drills, blueprints, skips, reversals] = await Promise.all([
    governance.phases(project),
    governance.efforts(project),
    governance.escalationDrills(project),
    governance.blueprints(project),
    governance.skips(project),
    governance.reversals(project),
  ]);
  return { phases: phasesNow(all, blueprints), efforts, drills, blueprints, skips, reversals };
}

/** The phases that were left since the newest blueprint was started: it begins them anew. */
export function phasesNow(all: readonly PhaseRecord[], blueprints: readonly BlueprintRecord[]): PhaseRecord[] {
  return all.filter(({ index }) => index > (blueprints.at(-1)?.index ?? -1));
}

async function workOf(workplace: Workplace, project: string): Promise<ChangeWork[]> {
  const records = await workplace.store.read.portfolio.work(project);
  const lines = await linesOfAll(
    workplace.store,
    records.flatMap(({ detail }) => detail ?? []),
  );
  const observed = await workplace.store.read.openings(records.flatMap(({ decisions }) => decisions.flatMap(({ attention }) => attention ?? [])));
  const secondsOf = (attention: string | null) => attentionOf(parsed(observed.get(attention ?? "")))?.seconds ?? null;
  return records.map(({ change, revisions, tier, origin, detail, allowed, decisions }) => ({
    id: change,
    revisions,
    tier,
    lines: lines.get(detail ?? "") ?? null,
    origins: origins.filter((each) => origin[each] > 0),
    allowed: allowed?.at ?? null,
    alone: allowed?.decided === false,
    decisions: decisions.map(({ at, outcome, attention }) => ({ at, outcome, seconds: secondsOf(attention) })),
  }));
}

const atOnce = 50;
const mostKept = 100_000;
const kept = new WeakMap<Store, Map<string, number | null>>();

/** Lines to be read by the commitment of a revision's detail, which names its content for good: a detail, which may be large, is opened once in a process, and a few at a time. */
async function linesOfAll(store: Store, details: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  const known = kept.get(store) ?? new Map<string, number | null>();
  kept.set(store, known);
  const found = new Map(details.map((detail) => [detail, known.get(detail)]));
  const unknown = details.filter((detail) => found.get(detail) === undefined);
  for (let from = 0; from < unknown.length; from += atOnce) {
    for (const [detail, document] of await store.read.openings(unknown.slice(from, from + atOnce))) {
      const lines = linesIn(parsed(document));
      if (known.size >= mostKept) known.clear();
      known.set(detail, lines);
      found.set(detail, lines);
    }
    await setImmediate();
  }
  return new Map([...found].map(([detail, lines]) => [detail, lines ?? null]));
}

function linesIn(detail: Json): number | null {
  const look = detail as unknown as Partial<Detail> | null;
  return look?.range === undefined ? null : linesToRead({ range: look.range, moves: look.moves });
}

function parsed(document: { readonly bytes: Uint8Array } | undefined): Json {
  return document === undefined ? null : (JSON.parse(Buffer.from(document.bytes).toString("utf8")) as Json);
}
