import { endOfDay } from "../gate/index.ts";
import { Failure } from "../model/failure.ts";
import { governanceRoles } from "../model/governance-roles.ts";
import { type Person, spoken } from "../model/people.ts";
import type { AcknowledgementRecord, BlueprintRecord, SigningRecord } from "../store/index.ts";
import { actGround, closingDocuments, documentState, type SignedState, standing, type Workplace } from "../workflow/index.ts";
import { type NameOf, namesIn } from "./approvers.ts";
import type { Ask, AskOf } from "./asks.ts";
import { type BlueprintGlance, blueprintGlances, type GlancedCheckpoint } from "./blueprint-glance.ts";
import { documentName, holdersOf } from "./blueprint-missing.ts";
import { readersOf } from "./document-state.ts";
import { phasesNow } from "./plan-ground.ts";

/** What the records say, however many projects there are; by project. */
interface Records {
  readonly people: readonly Person[];
  readonly nameOf: NameOf;
  readonly signings: ReadonlyMap<string | null, readonly SigningRecord[]>;
  readonly acknowledgements: ReadonlyMap<string | null, readonly AcknowledgementRecord[]>;
  /** In the order of the ledger. */
  readonly blueprints: ReadonlyMap<string, readonly BlueprintRecord[]>;
}

interface Of extends Records {
  readonly workplace: Workplace;
  readonly project: string;
  readonly glance: BlueprintGlance;
  /** What is signed for the running blueprint is due with it; null while none runs. */
  readonly running: BlueprintRecord | null;
  readonly now: number;
}

/** What the blueprints of all projects ask of people: signatures, the reading of the AI policy, the closing, and checkpoints that are late. */
export async function blueprintAsks(workplace: Workplace): Promise<AskOf[]> {
  const [glances, { answer: records }] = await Promise.all([blueprintGlances(workplace), standing(workplace, "records for asks", () => readRecords(workplace))]);
  const now = workplace.clock();
  const all = [...glances].map(async ([project, glance]) => {
    const running = records.blueprints.get(project)?.findLast(({ closed }) => closed === null) ?? null;
    return await ofProject({ ...records, workplace, project, glance, running, now });
  });
  return (await Promise.all(all)).flat();
}

async function readRecords(workplace: Workplace): Promise<Records> {
  const { read } = workplace.store;
  const [people, nameOf, signings, acknowledgements, blueprints] = await Promise.all([
    read.people(),
    namesIn(workplace),
    read.governance.signings({}),
    read.governance.acknowledgements(),
    read.governance.blueprints(),
  ]);
  const byProject = <T extends { readonly project: P }, P>(all: readonly T[]) => Map.groupBy(all, ({ project }) => project);
  return { people, nameOf, signings: byProject(signings), acknowledgements: byProject(acknowledgements), blueprints: byProject(blueprints) };
}

async function ofProject(of: Of): Promise<AskOf[]> {
  const signings = of.signings.get(of.project) ?? [];
  const states = closingDocuments.map((document) => documentState(document, of.glance.documents, signings, of.people));
  return [...states.flatMap((state) => signatures(of, state)), ...acknowledgements(of, states), ...(await closing(of, states)), ...(await lateCheckpoint(of))];
}

// A draft waits for whoever writes it, and nobody else.
function signatures(of: Of, { document, current, approvers }: SignedState): AskOf[] {
  if (current === null || current.status === "draft" || current.status === "superseded") return [];
  const { project, running } = of;
  const open = approvers.filter(({ signedBy }) => signedBy.length === 0);
  const people = [...new Set(open.flatMap(({ holders }) => holders))];
  return people.map((person) => {
    const as = open.filter(({ holders }) => holders.includes(person)).map(({ role }) => spoken(role));
    const ask: Ask = {
      kind: "signature",
      id: idOf(project, document, current.digest),
      title: `Sign the ${documentName(document)} of ${project}`,
      why: `Version ${current.version} is not signed as it is now by the ${as.join(" and the ")}, which you are.`,
      ...about(of, document),
      ...due(of, running),
      page: pageOf(`/blueprint/${document}`, project),
    };
    return { person, ask };
  });
}

// Nobody is asked to read what may still change before it is signed.
function acknowledgements(of: Of, states: readonly SignedState[]): AskOf[] {
  const { project, glance, nameOf, people, now } = of;
  const policy = states.find(({ document }) => document === "ai-policy");
  if (policy?.current == null || policy.missing.length > 0) return [];
  const { version, digest } = policy.current;
  const readers = readersOf({ people, nameOf, now, acknowledgements: of.acknowledgements.get(project) ?? [] }, glance.readers, digest);
  return readers.flatMap(({ person, state }) => {
    if (state === "read") return [];
    const why = {
      missing: `It is signed, and you have not said yet that you have read version ${version}.`,
      old: `You have read an earlier version; it is signed in version ${version} now.`,
      again: `You have read version ${version} so long ago that you are asked again.`,
    }[state];
    const ask: Ask = {
      kind: "acknowledgement",
      id: idOf(project, state, digest),
      title: `Read the AI policy of ${project}`,
      why,
      ...about(of, "ai-policy"),
      ...since(policy),
      ...noDay,
      page: pageOf("/blueprint/ai-policy", project),
    };
    return [{ person: person.id, ask }];
  });
}

// Git is asked for the rest only once every document is signed.
async function closing(of: Of, states: readonly SignedState[]): Promise<AskOf[]> {
  const { workplace, project, people, running, glance, now } = of;
  if (running === null || states.some(({ missing }) => missing.length > 0)) return [];
  const { answer: missing } = await standing(workplace, JSON.stringify(["missing for closing", project, glance.commit, dayOf(now)]), () => missingFor(workplace, project));
  if (missing) return [];
  const ask: Ask = {
    kind: "closing",
    id: running.id,
    title: `Close the blueprint of ${project}`,
    why: "Everything that records show is there, and nothing else is missing: code may be written once it is closed.",
    ...about(of, project),
    ...due(of, running),
    page: pageOf("/blueprint", project),
  };
  return holdersOf(people, governanceRoles["blueprint-closed"]).map(({ id: person }) => ({ person, ask }));
}

async function missingFor(workplace: Workplace, project: string): Promise<boolean> {
  try {
    return (await actGround(workplace, { act: "blueprint-closed", project })).missing.length > 0;
  } catch (error) {
    // A repository that went away meanwhile keeps nobody from what else is asked of them.
    if (error instanceof Failure) return true;
    throw error;
  }
}

// The first one of a project: what comes after it waits for it.
async function lateCheckpoint(of: Of): Promise<AskOf[]> {
  const { workplace, project, glance, people, now } = of;
  const today = dayOf(now);
  const past = glance.checkpoints.filter(({ date }) => date !== null && date < today);
  if (past.length === 0) return [];
  const { governance } = workplace.store.read;
  const [phases, efforts] = await Promise.all([governance.phases(project), governance.efforts(project)]);
  const passed = new Set(phasesNow(phases, of.blueprints.get(project) ?? []).map(({ phase }) => phase));
  const held = new Set(efforts.map(({ checkpoint }) => checkpoint));
  const late = past.filter(({ phase, id, last }) => !passed.has(phase) && (last || !held.has(id)));
  const [first] = late;
  if (first?.date == null) return [];
  // One in the middle of a phase is held, and whoever plans records what it took.
  const roles = first.last ? first.roles : governanceRoles["effort-recorded"];
  const ask = checkpointAsk(of, { ...first, date: first.date }, late.length - 1);
  return holdersOf(people, roles).map(({ id: person }) => ({ person, ask }));
}

function checkpointAsk(of: Of, { id, title, phase, date, last }: GlancedCheckpoint & { readonly date: string }, more: number): Ask {
  const rest = more === 0 ? "" : more === 1 ? " One more is late after it." : ` ${more} more are late after it.`;
  return {
    kind: last ? "phase" : "checkpoint",
    id: idOf(of.project, id, date),
    title: `${last ? `Advance the phase ${phase}` : `Hold the checkpoint “${title}”`} of ${of.project}`,
    why: `${last ? `Its checkpoint “${title}”` : "It"} was planned for ${date}.${rest}`,
    ...about(of, last ? phase : id),
    since: new Date(endOfDay(date)).toISOString(),
    until: new Date(endOfDay(date)).toISOString(),
    overdue: true,
    page: pageOf("/plan", of.project, id),
  };
}

function about({ project }: Of, name: string): Pick<Ask, "project" | "about"> {
  return { project, about: name };
}

const noDay = { until: null, overdue: false } as const;

function due({ now }: Of, running: BlueprintRecord | null): Pick<Ask, "since" | "until" | "overdue"> {
  if (running === null) return { since: null, ...noDay };
  const until = endOfDay(running.end);
  return { since: new Date(running.at).toISOString(), until: new Date(until).toISOString(), overdue: now >= until };
}

function since({ signings }: SignedState): Pick<Ask, "since"> {
  const last = signings.at(-1);
  return { since: last === undefined ? null : new Date(last.at).toISOString() };
}

// As it is now: a text that changed is asked for anew.
function idOf(project: string, what: string, version: string): string {
  return [project, what, version.slice(0, 16)].join(" ");
}

function pageOf(path: string, project: string, place?: string): string {
  return `${path}?project=${encodeURIComponent(project)}${place === undefined ? "" : `#${place}`}`;
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
