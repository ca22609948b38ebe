import { visible } from "../git/index.ts";
import { spoken } from "../model/people.ts";
import type { PolicyFile } from "../model/policy.ts";
import { loadPolicyFile } from "../policy/index.ts";
import type { AdoptedPolicy, SuspensionRecord, ToolReviewRecord } from "../store/index.ts";
import type { Named, NameOf } from "./approvers.ts";

/** One thing that was decided about an AI tool (R40). */
export interface ToolEvent {
  /** Ledger index. */
  readonly index: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly by: Named;
  readonly sentence: string;
  /** In the person's own words; null where none were asked for. */
  readonly reason: string | null;
}

type Event = ToolEvent & { readonly tool: string };
type Registered = NonNullable<NonNullable<PolicyFile["ai"]>["tools"]>[number];

/** Everything that was decided about each tool, the newest first: by the policies that were adopted, by reviews, by whoever suspended it. */
export function toolHistories(
  given: {
    readonly adoptions: readonly AdoptedPolicy[];
    readonly reviews: readonly ToolReviewRecord[];
    readonly suspensions: readonly SuspensionRecord[];
  },
  nameOf: NameOf,
): ReadonlyMap<string, readonly ToolEvent[]> {
  const events = [
    ...adoptionEvents(given.adoptions, nameOf),
    ...given.reviews.flatMap((review) => reviewEvents(review, nameOf)),
    ...given.suspensions.map((each) => suspensionEvent(each, nameOf)),
  ];
  const newestFirst = events.toSorted((a, b) => b.index - a.index);
  return new Map([...Map.groupBy(newestFirst, ({ tool }) => tool)].map(([tool, found]) => [tool, found.map(({ tool: _, ...event }) => event)]));
}

function adoptionEvents(adoptions: readonly AdoptedPolicy[], nameOf: NameOf): Event[] {
  return [...Map.groupBy(adoptions, ({ project }) => project).values()].flatMap((versions) => versions.flatMap((version, at) => differences(version, versions[at - 1], nameOf)));
}

function differences(now: AdoptedPolicy, before: AdoptedPolicy | undefined, nameOf: NameOf): Event[] {
  const [is, was] = [registerOf(now), before === undefined ? emptyRegister : registerOf(before)];
  const version = `version ${now.version} of ${now.project === null ? "the organisation's policy" : `the policy of ${now.project}`}`;
  const event = (tool: string, sentence: string): Event => ({ tool, index: now.index, time: timeOf(now.at), by: nameOf(now.by), sentence, reason: null });
  const names = [...new Set([...was.tools.keys(), ...is.tools.keys()])];
  const entries = names.flatMap((tool) => entrySentence(was.tools.get(tool), is.tools.get(tool), version).map((sentence) => event(tool, sentence)));
  const suspended = [...is.suspended].filter((tool) => !was.suspended.has(tool)).map((tool) => event(tool, `Suspended by ${version}.`));
  const resumed = [...was.suspended].filter((tool) => !is.suspended.has(tool)).map((tool) => event(tool, `No longer suspended by ${version}.`));
  return [...entries, ...suspended, ...resumed];
}

function entrySentence(was: Registered | undefined, is: Registered | undefined, version: string): string[] {
  if (was === undefined) return is === undefined ? [] : [`Registered by ${version}, owned by ${visible(is.owner)}.`];
  if (is === undefined) return [`Taken out of the register by ${version}.`];
  const changed = registerParts.filter((part) => JSON.stringify(was[part] ?? null) !== JSON.stringify(is[part] ?? null)).map((part) => partNames[part]);
  return changed.length === 0 ? [] : [`Changed by ${version}: ${changed.join(", ")}.`];
}

const partNames = { owner: "owner", models: "models", conditions: "conditions", "review-by": "review date" } as const;
const registerParts = Object.keys(partNames) as readonly (keyof typeof partNames)[];

interface Register {
  readonly tools: ReadonlyMap<string, Registered>;
  readonly suspended: ReadonlySet<string>;
}

const emptyRegister: Register = { tools: new Map(), suspended: new Set() };

function registerOf({ text, index }: Pick<AdoptedPolicy, "text" | "index">): Register {
  const { ai } = loadPolicyFile(text, `the policy of entry ${index}`).file;
  return { tools: new Map((ai?.tools ?? []).map((tool) => [tool.tool, tool])), suspended: new Set(ai?.suspended ?? []) };
}

function reviewEvents({ tool, model, openedBy, at, index, items }: ToolReviewRecord, nameOf: NameOf): Event[] {
  const of = model === null ? "its use" : model;
  const closed = items.flatMap(({ item, closed: end }): Event[] =>
    end === null
      ? []
      : [{ tool, index: end.index, time: timeOf(end.at), by: nameOf(end.by), sentence: `Closed ${spoken(item)} in the review of ${of}.`, reason: visible(end.done) }],
  );
  return [{ tool, index, time: timeOf(at), by: nameOf(openedBy), sentence: `The review of ${of} opened.`, reason: null }, ...closed];
}

function suspensionEvent({ tool, project, suspended, person, at, index, reason }: SuspensionRecord, nameOf: NameOf): Event {
  const where = project === null ? "for every project" : `for ${project}`;
  return { tool, index, time: timeOf(at), by: nameOf(person), sentence: suspended ? `Suspended ${where}.` : `Let in again ${where}.`, reason: visible(reason) };
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
