import type { GovernedDocument } from "../model/fact.ts";
import type { Person } from "../model/people.ts";
import type { AcknowledgementRecord, SigningRecord } from "../store/index.ts";
import { governanceDebts, type Workplace } from "../workflow/index.ts";
import { baselineDrift } from "./baseline-drift.ts";
import type { Computed } from "./checklists.ts";
import { isOpen } from "./reversals-page.ts";

// What each role sees to before code is written and while a framework is kept: all of it is computed from records.

const aDay = 86_400_000;
/** A signed document is looked at again, and the way of an escalation tried, after so many days. */
const yearly = 365;
const drillEvery = 90;
const waiverSoon = 14;

type Item = Omit<Computed, "id" | "says" | "page">;
type Projects = readonly { readonly id: string }[];

async function projectsOf({ store }: Workplace): Promise<Projects> {
  return await store.read.projects();
}

/** Three names, and how many more. */
function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

function noneOf(names: readonly string[], fine: string, open: (names: string) => string): Item {
  return { done: names.length === 0, state: names.length === 0 ? fine : open(some(names)) };
}

export async function blueprintsClosed(workplace: Workplace): Promise<Computed> {
  const [debts, blueprints] = await Promise.all([governanceDebts(workplace), workplace.store.read.governance.blueprints()]);
  const open = [...debts.map(({ project, kind, age }) => `${project} (${kind === "skipped" ? "skipped" : "never started"}, ${age} d)`), ...running(blueprints)];
  return {
    id: "blueprints-closed",
    says: "Every project closed its blueprint before it builds.",
    page: "/portfolio",
    ...noneOf(open, "Every one has.", (names) => `Open: ${names}.`),
  };
}

function running(blueprints: readonly { readonly project: string; readonly end: string; readonly closed: unknown }[]): string[] {
  return blueprints.filter(({ closed }) => closed === null).map(({ project, end }) => `${project} (runs until ${end})`);
}

export async function blueprintsInTime(workplace: Workplace): Promise<Computed> {
  const today = new Date(workplace.clock()).toISOString().slice(0, 10);
  const late = (await workplace.store.read.governance.blueprints()).filter(({ closed, end }) => closed === null && end < today).map(({ project, end }) => `${project} (${end})`);
  return { id: "blueprints-in-time", says: "No blueprint runs past its end.", page: "/portfolio", ...noneOf(late, "None does.", (names) => `Past its end: ${names}.`) };
}

/** The newest signing of a document by project. */
function newestOf(signings: readonly SigningRecord[], document: GovernedDocument): ReadonlyMap<string | null, SigningRecord> {
  return new Map(signings.filter((each) => each.document === document).map((each) => [each.project, each]));
}

export async function chartersSigned(workplace: Workplace): Promise<Computed> {
  const [projects, signings] = await Promise.all([projectsOf(workplace), workplace.store.read.governance.signings({ document: "charter" })]);
  const signed = newestOf(signings, "charter");
  const without = projects.filter(({ id }) => !signed.has(id)).map(({ id }) => id);
  return {
    id: "charters-signed",
    says: "Every project has a charter that somebody signed.",
    page: "/portfolio",
    ...noneOf(without, "Every one has.", (names) => `Not signed: ${names}.`),
  };
}

export async function registersReviewed(workplace: Workplace): Promise<Computed> {
  const now = workplace.clock();
  const [projects, signings] = await Promise.all([projectsOf(workplace), workplace.store.read.governance.signings({ document: "risks" })]);
  const signed = newestOf(signings, "risks");
  const old = projects.filter(({ id }) => (signed.get(id)?.at ?? 0) < now - yearly * aDay).map(({ id }) => `${id} (${signed.has(id) ? "over a year ago" : "never"})`);
  return {
    id: "registers-reviewed",
    says: "Every project's risk register was gone through and signed within a year.",
    page: "/portfolio",
    ...noneOf(old, "Every one was.", (names) => `Not signed: ${names}.`),
  };
}

export async function toolReviewsClosed(workplace: Workplace): Promise<Computed> {
  const open = (await workplace.store.read.portfolio.openToolReviews()).map(
    ({ tool, model, project }) => `${tool}${model === null ? "" : ` with ${model}`}${project === null ? "" : ` of ${project}`}`,
  );
  return { id: "tool-reviews-closed", says: "No review of an AI tool is open.", page: "/ai-tools", ...noneOf(open, "None is.", (names) => `Open: ${names}.`) };
}

export async function constraintsStated(workplace: Workplace): Promise<Computed> {
  const open = (await workplace.store.read.governance.reversals()).filter(isOpen);
  return {
    id: "constraints-stated",
    says: "Every constraint for want of which a change was taken back is stated since.",
    page: "/measures",
    ...noneOf(
      open.map(({ id, project }) => `${id} (${project})`),
      "Every one is.",
      (names) => `To be stated: ${names}.`,
    ),
  };
}

export async function acknowledgementsComplete(workplace: Workplace): Promise<Computed> {
  const { read } = workplace.store;
  const [people, signings, acknowledged] = await Promise.all([read.people(), read.governance.signings({ document: "ai-policy" }), read.governance.acknowledgements()]);
  const asked = people.filter(({ kind, active, roles }) => kind === "person" && active && roles.length > 0);
  const signed = [...newestOf(signings, "ai-policy").values()];
  const missing = signed.flatMap((policy) => asked.filter((person) => !hasRead(person, policy, acknowledged)).map(({ name }) => name));
  const item = { id: "acknowledgements-complete", says: "Everybody with a role has acknowledged the AI policy in its signed version.", page: "/ai-tools" };
  if (signed.length === 0) return { ...item, done: false, state: "No AI policy is signed yet." };
  return { ...item, ...noneOf([...new Set(missing)], "Everybody has.", (names) => `Not yet: ${names}.`) };
}

function hasRead({ id }: Person, { project, digest }: SigningRecord, acknowledged: readonly AcknowledgementRecord[]): boolean {
  return acknowledged.some((each) => each.person === id && each.document === "ai-policy" && each.project === project && each.digest === digest);
}

export async function drillsDone(workplace: Workplace): Promise<Computed> {
  const since = workplace.clock() - drillEvery * aDay;
  const projects = await projectsOf(workplace);
  const drills = await Promise.all(projects.map(({ id }) => workplace.store.read.governance.escalationDrills(id)));
  const open = projects.filter((_, at) => !(drills[at] ?? []).some((drill) => drill.at >= since && drill.outcome === "answered")).map(({ id }) => id);
  return {
    id: "drills-done",
    says: `The way of an escalation was tried in every project within ${drillEvery} days, and answered.`,
    page: "/escalations",
    ...noneOf(open, "It was.", (names) => `Not in ${names}.`),
  };
}

export async function nothingLooser(workplace: Workplace): Promise<Computed> {
  const { projects } = await baselineDrift(workplace);
  const looser = projects.filter(({ uncovered, problem }) => uncovered.length > 0 || problem !== null).map(({ project }) => project);
  return {
    id: "nothing-looser",
    says: "No project is looser than the baseline without a waiver that holds.",
    page: "/portfolio",
    ...noneOf(looser, "None is.", (names) => `Looser: ${names}.`),
  };
}

export async function waiversLast(workplace: Workplace): Promise<Computed> {
  const { projects } = await baselineDrift(workplace);
  const ending = projects.flatMap(({ waivers }) => waivers.filter(({ daysLeft }) => daysLeft <= waiverSoon).map(({ id, expires }) => `${id} (${expires})`));
  return { id: "waivers-last", says: `No project's waiver ends within ${waiverSoon} days.`, page: "/portfolio", ...noneOf(ending, "None does.", (names) => `Ending: ${names}.`) };
}
