import type { AiPolicyFile } from "../blueprint/index.ts";
import { visible } from "../git/index.ts";
import type { ReviewItem } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { itemRoles } from "../model/governance-roles.ts";
import type { Person } from "../model/people.ts";
import type { AiTool } from "../model/policy.ts";
import { type LoadedPolicy, loadPolicyFile, missingToolConditions } from "../policy/index.ts";
import type { SuspensionRecord, ToolReviewRecord, ToolSeen } from "../store/index.ts";
import { standing, suspenderRoles, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { type BlueprintNow, blueprintNow } from "./blueprint-now.ts";
import { personCalled } from "./document-state.ts";
import { type InForce, policyInForce } from "./policy-in-force.ts";
import { type AdoptionLine, adoptionLine } from "./policy-page.ts";
import { titleOfChange } from "./title-of-change.ts";
import { type ToolEvent, toolHistories } from "./tool-history.ts";

/** `incomplete`: registered without all the conditions that it needs before it is approved (R92). */
export const toolStates = ["suspended", "under-review", "not-registered", "overdue", "incomplete", "approved"] as const;
export type ToolState = (typeof toolStates)[number];

/** What an entry of the register needs before its tool is approved. */
export const toolNeeds = ["owner", "models", "conditions.data", "conditions.modes", "conditions.not-paths", "conditions.account"] as const;
export type ToolNeed = (typeof toolNeeds)[number];

/** The register of AI tools, held against what changes name. */
export interface AiToolsPage {
  readonly project: string | null;
  /** The policies that register them, the project's first; empty where the built-in default rules. */
  readonly registers: readonly AdoptionLine[];
  /** Why nothing is known of vendors and accounts; null where the AI policy was read, and for the organisation, which has no repository. */
  readonly unread: string | null;
  readonly tools: readonly ToolLine[];
}

/** One tool with all that is known of it, most urgent state first. */
export interface ToolLine {
  readonly tool: string;
  /** The same, with whatever would hide or reorder made visible. */
  readonly name: string;
  readonly state: ToolState;
  /** As the register names the one person; `person` null where nobody who is enrolled and active is called so. */
  readonly owner: { readonly as: string; readonly person: Named | null } | null;
  readonly models: readonly string[];
  readonly data: readonly string[];
  readonly modes: readonly string[];
  readonly notPaths: readonly string[];
  readonly reviewBy: string | null;
  /** Kind of account, as the register says it. */
  readonly account: string | null;
  /** What the AI policy of the project says beside the register. */
  readonly terms: { readonly vendor: string; readonly account: string; readonly use: string; readonly agreement: string | null } | null;
  readonly needs: readonly ToolNeed[];
  /** Suspensions that hold here. By the policy, `by` is null and only another version of it ends it. */
  readonly suspensions: readonly {
    readonly project: string | null;
    readonly by: Named | null;
    readonly time: string | null;
    readonly index: number | null;
    readonly reason: string | null;
  }[];
  /** Reviews that are open. */
  readonly reviews: readonly OpenReview[];
  /** Changes that name it. */
  readonly changes: number;
  readonly lastChange: string | null;
  /** Who may suspend it and let it in again. */
  readonly leaders: readonly Named[];
  readonly history: readonly ToolEvent[];
}

export interface OpenReview {
  readonly id: string;
  /** Null where the organisation's policy brought the tool. */
  readonly project: string | null;
  /** The major version of a model; null for the tool with all its models. */
  readonly model: string | null;
  readonly opened: string;
  readonly by: Named;
  readonly index: number;
  readonly items: readonly {
    readonly item: ReviewItem;
    readonly closed: { readonly by: Named; readonly time: string; readonly index: number; readonly done: string } | null;
    /** Who may close it. */
    readonly who: readonly Named[];
  }[];
}

/** The register of the organisation, or of a project. Throws `Failure` (`not-found`). */
export async function readAiTools(workplace: Workplace, project: string | null): Promise<AiToolsPage> {
  const { read } = workplace.store;
  const inForce = await policyInForce(workplace, project);
  const [people, reviews, suspensions, seen, blueprint, histories, nameOf] = await Promise.all([
    read.people(),
    read.governance.toolReviews(),
    read.governance.suspensions(),
    toolsSeen(workplace, project),
    project === null ? null : blueprintNow(workplace, project),
    historiesIn(workplace, project),
    namesIn(workplace),
  ]);
  const files = inForce.sources.map(({ text, file }) => loadPolicyFile(text, file));
  const ground: Ground = {
    project,
    inForce,
    files,
    people,
    reviews: reviews.filter(here(project)),
    suspensions: lastWords(suspensions.filter(here(project))),
    seen,
    nameOf,
    histories,
    ...accountsIn(blueprint),
    today: new Date(workplace.clock()).toISOString().slice(0, 10),
  };
  const adoptions = [inForce.project, inForce.organisation].filter((adoption) => adoption !== null);
  return {
    project,
    registers: adoptions.map((adoption) => adoptionLine(adoption, adoption, nameOf)),
    unread: ground.unread,
    tools: namesOf(ground)
      .map((tool) => lineOf(ground, tool))
      .toSorted((a, b) => toolStates.indexOf(a.state) - toolStates.indexOf(b.state) || (a.tool < b.tool ? -1 : 1)),
  };
}

interface Ground {
  readonly project: string | null;
  readonly inForce: InForce;
  /** Of the policies in force. */
  readonly files: readonly LoadedPolicy[];
  readonly people: readonly Person[];
  readonly reviews: readonly ToolReviewRecord[];
  /** Those that hold. */
  readonly suspensions: readonly SuspensionRecord[];
  readonly seen: ReadonlyMap<string, ToolSeen>;
  readonly nameOf: NameOf;
  readonly histories: ReadonlyMap<string, readonly ToolEvent[]>;
  /** Null where no AI policy was read: nothing is then said to be missing in it. */
  readonly accounts: NonNullable<AiPolicyFile["tools"]> | null;
  readonly unread: string | null;
  readonly today: string;
}

// What concerns a project is decided for all of them or for it; the organisation's page shows every one.
function here(project: string | null): (of: { readonly project: string | null }) => boolean {
  return (of) => project === null || of.project === null || of.project === project;
}

// The last word about a tool holds, for every project and for each apart.
function lastWords(suspensions: readonly SuspensionRecord[]): SuspensionRecord[] {
  return [...new Map(suspensions.map((each) => [JSON.stringify([each.tool, each.project]), each])).values()].filter(({ suspended }) => suspended);
}

async function toolsSeen(workplace: Workplace, project: string | null): Promise<ReadonlyMap<string, ToolSeen>> {
  const { answer } = await standing(workplace, `tools seen ${project ?? ""}`, () => workplace.store.read.governance.toolsSeen(project ?? undefined));
  return new Map(answer.map((each) => [each.tool, each]));
}

async function historiesIn(workplace: Workplace, project: string | null): Promise<ReadonlyMap<string, readonly ToolEvent[]>> {
  return (await standing(workplace, `tool histories ${project ?? ""}`, () => readHistories(workplace, project))).answer;
}

async function readHistories(workplace: Workplace, project: string | null): Promise<ReadonlyMap<string, readonly ToolEvent[]>> {
  const { read } = workplace.store;
  const [organisation, own, reviews, suspensions, nameOf] = await Promise.all([
    read.policies("organisation", null),
    project === null ? [] : read.policies("project", project),
    read.governance.toolReviews(),
    read.governance.suspensions(),
    namesIn(workplace),
  ]);
  return toolHistories({ adoptions: [...organisation, ...own], reviews: reviews.filter(here(project)), suspensions: suspensions.filter(here(project)) }, nameOf);
}

function accountsIn(blueprint: BlueprintNow | null): Pick<Ground, "accounts" | "unread"> {
  if (blueprint === null) return { accounts: null, unread: null };
  if ("unread" in blueprint) return { accounts: null, unread: blueprint.unread.sentence };
  const policy = blueprint.files["ai-policy"];
  if (policy === null) return { accounts: null, unread: "The repository holds no `.countersign/ai-policy.yaml` that reads, so vendors and account types are not known." };
  return { accounts: policy.file.tools ?? {}, unread: null };
}

function namesOf({ inForce: { policy }, reviews, suspensions, seen }: Ground): string[] {
  const named = [...policy.ai.tools, ...reviews.filter(({ closedAt }) => closedAt === null), ...suspensions].map(({ tool }) => tool);
  return [...new Set([...named, ...policy.ai.suspended, ...seen.keys()])];
}

function lineOf(ground: Ground, tool: string): ToolLine {
  const { inForce, people, seen, nameOf, histories, accounts } = ground;
  const entry = inForce.policy.ai.tools.find((each) => each.tool === tool) ?? null;
  const owner = entry === null ? null : personCalled(people, entry.owner);
  const account = accounts?.[tool] ?? null;
  const reviews = ground.reviews.filter((each) => each.tool === tool && each.closedAt === null).map((each) => openReview(each, people, owner?.id ?? null, nameOf));
  const suspensions = suspensionsOf(ground, tool);
  const needs = entry === null ? [] : needsOf(ground, tool, owner);
  const uses = seen.get(tool);
  return {
    tool,
    name: visible(tool),
    state: stateOf({
      entry,
      suspended: suspensions.some(({ project }) => project === null || project === ground.project),
      reviewed: reviews.length > 0,
      needs,
      today: ground.today,
    }),
    owner: entry === null ? null : { as: visible(entry.owner), person: owner && nameOf(owner.id) },
    models: entry?.models ?? [],
    data: entry?.data ?? [],
    modes: entry?.modes ?? [],
    notPaths: entry?.notPaths ?? [],
    reviewBy: entry?.reviewBy ?? null,
    account: entry?.account ?? null,
    terms: account && {
      vendor: visible(account.vendor),
      account: visible(account.account),
      use: visible(account.use),
      agreement: account.agreement === undefined ? null : visible(account.agreement),
    },
    needs,
    suspensions,
    reviews,
    changes: uses?.changes ?? 0,
    lastChange: timeOf(uses?.last),
    leaders: holders(people, suspenderRoles, owner?.id ?? null).map(({ id }) => nameOf(id)),
    history: histories.get(tool) ?? [],
  };
}

function needsOf({ files }: Ground, tool: string, owner: Person | null): ToolNeed[] {
  const missing = missingToolConditions(tool, files);
  return toolNeeds.filter((need) => (need === "owner" ? owner === null : missing.includes(need)));
}

function stateOf(of: {
  readonly entry: AiTool | null;
  readonly suspended: boolean;
  readonly reviewed: boolean;
  readonly needs: readonly ToolNeed[];
  readonly today: string;
}): ToolState {
  if (of.suspended) return "suspended";
  if (of.reviewed) return "under-review";
  if (of.entry === null) return "not-registered";
  if (of.entry.reviewBy !== null && of.entry.reviewBy < of.today) return "overdue";
  return of.needs.length > 0 ? "incomplete" : "approved";
}

function suspensionsOf({ project, inForce, suspensions, nameOf }: Ground, tool: string): ToolLine["suspensions"] {
  const byPolicy = inForce.policy.ai.suspended.includes(tool) ? [{ project, by: null, time: null, index: null, reason: null }] : [];
  const byPeople = suspensions
    .filter((each) => each.tool === tool)
    .map(({ project: of, person, at, index, reason }) => ({ project: of, by: nameOf(person), time: timeOf(at), index, reason: visible(reason) }));
  return [...byPolicy, ...byPeople];
}

function openReview({ id, project, model, at, openedBy, index, items }: ToolReviewRecord, people: readonly Person[], owner: string | null, nameOf: NameOf): OpenReview {
  return {
    id,
    project,
    model: model === null ? null : visible(model),
    opened: new Date(at).toISOString(),
    by: nameOf(openedBy),
    index,
    items: items.map(({ item, closed }) => ({
      item,
      closed: closed && { by: nameOf(closed.by), time: new Date(closed.at).toISOString(), index: closed.index, done: visible(closed.done) },
      who: holders(people, itemRoles[item], item === "process" ? owner : null).map((person) => nameOf(person.id)),
    })),
  };
}

function holders(people: readonly Person[], roles: readonly string[], also: string | null): Person[] {
  return people.filter(({ id, active, kind, roles: own }) => active && kind === "person" && (id === also || own.some((role) => roles.includes(role))));
}

function timeOf<At extends number | undefined>(at: At): At extends number ? string : string | null;
function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

/** A change that names a tool. */
export interface ToolUseLine {
  readonly change: string;
  readonly title: string | null;
  readonly project: string;
  readonly time: string;
  readonly index: number;
}

const mostUses = 200;

/** The changes behind the number of those that name a tool, the newest first, at most 200. */
export async function toolUses(workplace: Workplace, tool: string, project: string | null): Promise<ToolUseLine[]> {
  const { read } = workplace.store;
  if (project !== null && (await read.project(project))?.id !== project) throw new Failure("not-found", `No project called ${project} is registered.`);
  const newest = await read.governance.toolUses(tool, { ...(project === null ? {} : { project }), most: mostUses });
  return await Promise.all(
    newest.map(async ({ change, project: of, at, index }) => ({ change, title: await titleOfChange(workplace, change), project: of, time: new Date(at).toISOString(), index })),
  );
}
