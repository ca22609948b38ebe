import { visible } from "../git/index.ts";
import type { ReviewItem } from "../model/fact.ts";
import { itemRoles } from "../model/governance-roles.ts";
import type { Person } from "../model/people.ts";
import type { ReversalRecord, ToolReviewRecord } from "../store/index.ts";
import { organisationPolicy, standing, type Workplace } from "../workflow/index.ts";
import type { Ask, AskOf } from "./asks.ts";
import { holdersOf } from "./blueprint-missing.ts";
import { personCalled } from "./document-state.ts";
import { isOpen } from "./reversals-page.ts";
import { titleOfChange } from "./title-of-change.ts";

/** What the records alone ask of people: items of the reviews of AI tools, and constraints that were found to be stated nowhere. */
export async function recordAsks(workplace: Workplace): Promise<AskOf[]> {
  return (await standing(workplace, "asks of records", () => readAsks(workplace))).answer;
}

async function readAsks(workplace: Workplace): Promise<AskOf[]> {
  const { read } = workplace.store;
  const [people, reviews, reversals, { policy }] = await Promise.all([read.people(), read.governance.toolReviews(), read.governance.reversals(), organisationPolicy(workplace)]);
  const ownerOf = (tool: string) => {
    const owner = policy.ai.tools.find((each) => each.tool === tool)?.owner;
    return owner === undefined ? null : (personCalled(people, owner)?.id ?? null);
  };
  const unstated = reversals.filter(isOpen);
  return [
    ...reviews.flatMap((review) => itemAsks(review, people, ownerOf(review.tool))),
    ...(await Promise.all(unstated.map((each) => constraintAsks(workplace, each, people)))).flat(),
  ];
}

const itemTitles: { readonly [item in ReviewItem]: string } = { process: "the process", criteria: "the criteria", "audit-events": "the audit events" };

function itemAsks({ id, project, tool, model, at, items }: ToolReviewRecord, people: readonly Person[], owner: string | null): AskOf[] {
  return items.flatMap(({ item, closed }) => {
    if (closed !== null) return [];
    const ask: Ask = {
      kind: "tool-review",
      id: `${id} ${item}`,
      title: `Close ${itemTitles[item]} of the review of ${tool}${model === null ? "" : ` with ${visible(model)}`}`,
      why: "Until its review is closed, what it writes is denied.",
      project,
      about: `${id} ${item}`,
      since: new Date(at).toISOString(),
      until: null,
      overdue: false,
      page: `/ai-tools${project === null ? "" : `?project=${encodeURIComponent(project)}`}#${encodeURIComponent(tool)}`,
    };
    const holders = people.filter(({ id: person, kind, active, roles }) => {
      const may = roles.some((role) => itemRoles[item].includes(role)) || (item === "process" && person === owner);
      return kind === "person" && active && may;
    });
    return holders.map(({ id: person }) => ({ person, ask }));
  });
}

async function constraintAsks(workplace: Workplace, { id, project, reversed, at }: ReversalRecord, people: readonly Person[]): Promise<AskOf[]> {
  const ask: Ask = {
    kind: "reversal",
    id,
    title: `State the constraint for want of which “${(await titleOfChange(workplace, reversed)) ?? reversed}” was taken back`,
    why: "Somebody knew it and it stands nowhere, so the next change can run into it again.",
    project,
    about: id,
    since: new Date(at).toISOString(),
    until: null,
    overdue: false,
    page: `/measures?project=${encodeURIComponent(project)}#reversals`,
  };
  const leads = holdersOf(people, ["engineering-lead"]);
  return (leads.length > 0 ? leads : holdersOf(people, ["project-manager", "administrator"])).map(({ id: person }) => ({ person, ask }));
}
