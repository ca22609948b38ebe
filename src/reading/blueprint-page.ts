import {
  type BlueprintFiles,
  type DecisionArea,
  type DecisionRecord,
  decisionAreas,
  exitCheck,
  type FileKind,
  fileKinds,
  type ScheduledDay,
  type SprintState,
  sprintState,
  workingDay,
} from "../blueprint/index.ts";
import { visible } from "../git/index.ts";
import type { Place } from "../model/failure.ts";
import { governanceRoles } from "../model/governance-roles.ts";
import { closingDocuments } from "../model/signing.ts";
import type { BlueprintExceptionRecord, BlueprintRecord, SkipRecord } from "../store/index.ts";
import { blueprintContext, documentState, type GovernanceDebt, governanceDebts, type ProjectBlueprint, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { holdersOf, type Lacking, lackingIn, unsigned } from "./blueprint-missing.ts";
import { blueprintNow } from "./blueprint-now.ts";
import { type DocumentGround, type DocumentLine, documentLine } from "./document-state.ts";
import { titleOfChange } from "./title-of-change.ts";

/** Where a project's blueprint stands, what is missing before it closes, and whose turn it is. Times are RFC 3339, UTC; days `YYYY-MM-DD`. */
export interface BlueprintPage {
  readonly project: string;
  readonly state: "none" | "skipped" | "running" | "closed";
  /** The sprint that runs. */
  readonly sprint:
    | (Omit<SprintState, "workingDay"> & { readonly id: string; readonly start: string; readonly end: string; readonly by: Named; readonly time: string; readonly index: number })
    | null;
  /** The last one that was closed, where none runs. */
  readonly closed: {
    readonly by: Named;
    readonly time: string;
    readonly index: number;
    readonly commit: string;
    readonly digest: string;
    /** From its first day to its closing. */
    readonly days: number;
    readonly start: string;
    readonly end: string;
  } | null;
  readonly debt: {
    readonly kind: GovernanceDebt["kind"];
    readonly since: string;
    readonly days: number;
    readonly skipped: { readonly by: Named; readonly reason: string; readonly index: number } | null;
  } | null;
  /** Where the files were read. */
  readonly source: { readonly ref: string; readonly commit: string } | null;
  /** Why they could not be. */
  readonly unread: { readonly sentence: string; readonly hint: string } | null;
  readonly days: readonly ScheduledDay[];
  readonly areas: readonly { readonly area: DecisionArea; readonly decided: boolean; readonly records: readonly RecordLine[] }[];
  readonly met: readonly string[];
  readonly missing: readonly Missing[];
  /** What no machine can tell; whoever closes it answers for each. */
  readonly questions: readonly { readonly criterion: string; readonly asks: string }[];
  readonly documents: readonly DocumentLine[];
  /** The newest first. */
  readonly exceptions: readonly {
    readonly id: string;
    readonly change: string;
    readonly title: string | null;
    readonly by: Named;
    readonly time: string;
    readonly until: string;
    readonly over: boolean;
    readonly reason: string;
    readonly index: number;
  }[];
  /** Who may start or skip it, who may except a change, and who may close it. */
  readonly may: { readonly start: readonly Named[]; readonly except: readonly Named[]; readonly close: readonly Named[] };
}

export interface RecordLine {
  readonly file: string;
  readonly title: string;
  readonly status: string | null;
  readonly date: string | null;
}

export interface Missing {
  readonly says: string;
  readonly hint: string;
  readonly place: Place | null;
  /** Document that it is about; null where it is about none. */
  readonly document: FileKind | null;
  /** A signature is missing, and nothing keeps anybody from giving it. */
  readonly signs: boolean;
  /** Whose turn it is. */
  readonly who: readonly Named[];
}

/** Throws `Failure` (`not-found`). */
export async function readBlueprintPage(workplace: Workplace, project: string): Promise<BlueprintPage> {
  const now = await blueprintNow(workplace, project);
  const { governance, people: everybody } = await readGoverned(workplace, project);
  const nameOf = await namesIn(workplace);
  const holding = (roles: readonly string[]) => holdersOf(everybody, roles).map(({ id }) => nameOf(id));
  const files = "unread" in now ? null : await lookInto(workplace, project, now, { people: everybody, ...governance, nameOf, now: workplace.clock() });
  return {
    project,
    ...(await standingOf(workplace, governance, nameOf, project, files?.found.files.blueprint?.file.days ?? [])),
    source: files === null ? null : { ref: files.found.ref, commit: files.found.commit },
    unread: "unread" in now ? now.unread : null,
    ...(files?.parts ?? nothingRead),
    exceptions: await Promise.all(governance.exceptions.toReversed().map((each) => exceptionLine(workplace, each, nameOf))),
    may: { start: holding(governanceRoles["blueprint-started"]), except: holding(governanceRoles["blueprint-excepted"]), close: holding(governanceRoles["blueprint-closed"]) },
  };
}

const nothingRead = { days: [], areas: [], met: [], missing: [], questions: [], documents: [] } as const;

async function readGoverned({ store: { read } }: Workplace, project: string) {
  const [blueprints, skips, exceptions, signings, acknowledgements, people] = await Promise.all([
    read.governance.blueprints(project),
    read.governance.skips(project),
    read.governance.blueprintExceptions(project),
    read.governance.signings({ project }),
    read.governance.acknowledgements(),
    read.people(),
  ]);
  return { people, governance: { blueprints, skips, exceptions, signings, acknowledgements: acknowledgements.filter((each) => each.project === project) } };
}

interface Recorded {
  readonly blueprints: readonly BlueprintRecord[];
  readonly skips: readonly SkipRecord[];
}

async function standingOf(
  workplace: Workplace,
  { blueprints, skips }: Recorded,
  nameOf: NameOf,
  project: string,
  days: Parameters<typeof sprintState>[0]["days"],
): Promise<Pick<BlueprintPage, "state" | "sprint" | "closed" | "debt">> {
  const today = new Date(workplace.clock()).toISOString().slice(0, 10);
  const running = blueprints.findLast(({ closed }) => closed === null);
  const last = blueprints.at(-1);
  const debt = (await governanceDebts(workplace)).find((each) => each.project === project) ?? null;
  return {
    state: running !== undefined ? "running" : last !== undefined ? "closed" : skips.length > 0 ? "skipped" : "none",
    sprint: running === undefined ? null : sprintOf(running, days, today, nameOf),
    closed: running !== undefined || last === undefined ? null : closingOf(last, nameOf),
    debt: debt && { kind: debt.kind, since: new Date(debt.since).toISOString(), days: debt.age, skipped: skippedBy(skips, nameOf) },
  };
}

function sprintOf(
  { id, start, end, startedBy, at, index }: BlueprintRecord,
  days: Parameters<typeof sprintState>[0]["days"],
  today: string,
  nameOf: NameOf,
): BlueprintPage["sprint"] {
  const { workingDay: _, ...state } = sprintState({ start, end, days }, today);
  return { id, start, end, by: nameOf(startedBy), time: timeOf(at), index, ...state };
}

const aDay = 86_400_000;

function closingOf({ closed, start, end }: BlueprintRecord, nameOf: NameOf): BlueprintPage["closed"] {
  if (closed === null) return null;
  const { by, at, index, commit, digest } = closed;
  return { by: nameOf(by), time: timeOf(at), index, commit, digest, start, end, days: Math.max(1, Math.ceil((at - Date.parse(`${start}T00:00:00Z`)) / aDay)) };
}

function skippedBy(skips: readonly SkipRecord[], nameOf: NameOf): NonNullable<BlueprintPage["debt"]>["skipped"] {
  const [first] = skips;
  return first === undefined ? null : { by: nameOf(first.person), reason: visible(first.reason), index: first.index };
}

async function exceptionLine(
  workplace: Workplace,
  { id, change, person, at, until, reason, index }: BlueprintExceptionRecord,
  nameOf: NameOf,
): Promise<BlueprintPage["exceptions"][number]> {
  const title = await titleOfChange(workplace, change);
  return { id, change, title, by: nameOf(person), time: timeOf(at), until: timeOf(until), over: workplace.clock() > until, reason: visible(reason), index };
}

async function lookInto(workplace: Workplace, project: string, found: ProjectBlueprint, given: Omit<DocumentGround, "files">) {
  const { files } = found;
  const ground = { ...given, files };
  const context = await blueprintContext(workplace, project);
  const states = closingDocuments.map((document) => documentState(document, files, given.signings, given.people));
  const documents = fileKinds.map((kind) => documentLine(ground, kind)).filter((line) => line !== null);
  const { start, days = [], exit = [] } = files.blueprint?.file ?? {};
  const parts = {
    days: start === undefined ? [] : days.map(({ day, topic, area }) => ({ day, date: workingDay(start, day), topic, area: area ?? null })),
    areas: decisionAreas.map((area) => areaOf(files, area)),
    met: exitCheck(files, context).met.map(({ says }) => says),
    missing: [...lackingIn(found, context), ...states.flatMap((state) => unsigned(state, files, given.people))].map((each) => missingOf(each, given.nameOf)),
    questions: exit.map((asks, at) => ({ criterion: `exit-${at + 1}`, asks })),
    documents,
  };
  return { found, parts };
}

function areaOf({ blueprint, decisions }: BlueprintFiles, area: DecisionArea): BlueprintPage["areas"][number] {
  const named = (blueprint?.file.areas[area] ?? []).flatMap((path) => [path, `.countersign/${path}`]);
  const records = decisions.filter(({ file }) => named.includes(file));
  return { area, decided: records.some(({ status }) => status === "accepted"), records: records.map(recordLine) };
}

function recordLine({ file, title, status, date }: DecisionRecord): RecordLine {
  return { file: visible(file), title: visible(title), status, date };
}

function missingOf({ who, hint, signs, ...lacking }: Lacking, nameOf: NameOf): Missing {
  // On the page one signs by a button beside it, not by a command.
  return { ...lacking, signs, hint: signs ? "" : hint, who: who.flatMap(({ id }) => (id === null ? [] : [nameOf(id)])) };
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
