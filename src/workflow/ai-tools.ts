import type { Draft, ReviewItem } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { itemRoles } from "../model/governance-roles.ts";
import type { Person } from "../model/people.ts";
import type { AiTool } from "../model/policy.ts";
import { loadPolicyFile, missingToolConditions, nearest } from "../policy/index.ts";
import { isListedTool, toolName } from "../provenance/index.ts";
import type { ToolReviewRecord } from "../store/index.ts";
import { requireReason } from "./blueprint.ts";
import { type By, findPerson, requirePerson, requireRole } from "./persons.ts";
import { organisationPolicy } from "./policies.ts";
import { decideAndAppend, randomHex, type Workplace } from "./workplace.ts";

/** Who may suspend a tool and let it in again, beside its owner. */
export const suspenderRoles: readonly string[] = ["engineering-lead", "policy-owner", "administrator"];

/** Closes one item of a tool's review, saying what was done. Throws `Failure`: `not-found`, `refused`, `bad-input`, `already-exists`. */
export async function closeReviewItem(
  workplace: Workplace,
  by: By,
  given: { readonly review: string; readonly item: ReviewItem; readonly done: string },
): Promise<ToolReviewRecord> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const review = await requireReview(workplace, given.review);
    const person = await requireRoleOrOwner(workplace, by, "close-review-item", itemRoles[given.item], given.item === "process" ? review.tool : null);
    const asked = review.items.find(({ item }) => item === given.item);
    if (asked === undefined) throw new Failure("not-found", `The review ${review.id} has no item ${given.item}.`);
    if (asked.closed !== null) throw new Failure("already-exists", `The item ${given.item} is closed already.`);
    if (given.item === "criteria") await requireConditions(workplace, review);
    const data = { review: review.id, item: given.item, person: person.id };
    const key = `tool-review-item/${review.id}/${given.item}`;
    const draft: Draft = { type: "tool-review-item-closed", actor: person.id, key, data, links: [review.index], private: { done: requireReason(given.done) } };
    return { size, drafts: [draft], answer: () => requireReview(workplace, review.id) };
  });
}

/**
 * Suspends a tool at once, or lets it in again; `project` null means every project (R40). By a leader or the tool's owner. `known` false: neither the register nor any change names it. Throws
 * `Failure`: `not-found`, `refused`, `already-exists`, `bad-input`, also for an unknown name that is close to a known one, since a slip would leave the tool that was meant in use.
 */
export async function suspendTool(
  workplace: Workplace,
  by: By,
  given: { readonly tool: string; readonly project: string | null; readonly suspended: boolean; readonly reason: string },
): Promise<{ readonly index: number; readonly known: boolean }> {
  const { project } = given;
  const tool = spelled(given.tool);
  const action = given.suspended ? "suspend-tool" : "resume-tool";
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    // Whoever answers for a tool may stop it; that it goes on is decided by those who may stop it against its owner.
    const person = given.suspended ? await requireRoleOrOwner(workplace, by, action, suspenderRoles, tool) : await requireRole(workplace, by, action, suspenderRoles);
    const last = (await workplace.store.read.governance.suspensions()).findLast((each) => each.tool === tool && each.project === project);
    if ((last?.suspended ?? false) === given.suspended) throw new Failure("already-exists", `${tool} is ${given.suspended ? "suspended already" : "not suspended"}.`);
    const known = await requireMeant(workplace, tool);
    const type = given.suspended ? "tool-suspended" : "tool-resumed";
    const draft: Draft = {
      type,
      actor: person.id,
      key: `${type}/${randomHex(workplace, 12)}`,
      data: { tool, project, person: person.id },
      private: { reason: requireReason(given.reason) },
    };
    return { size, drafts: [draft], answer: ([place]) => ({ index: place?.index ?? 0, known }) };
  });
}

/** Whether anything names the tool. Throws `Failure` for what looks like a slip. */
async function requireMeant(workplace: Workplace, tool: string): Promise<boolean> {
  const { governance } = workplace.store.read;
  const [{ policy }, reviews, suspensions, seen] = await Promise.all([organisationPolicy(workplace), governance.toolReviews(), governance.suspensions(), governance.toolsSeen()]);
  // A project's own register is known by the reviews that its tools opened.
  const names = new Set([...policy.ai.tools.map((each) => each.tool), ...policy.ai.suspended, ...[...reviews, ...suspensions, ...seen].map((each) => each.tool)]);
  if (names.has(tool)) return true;
  const meant = isListedTool(tool) ? null : nearest(tool, names);
  if (meant === null) return false;
  throw new Failure("bad-input", `Neither the register nor any change names ${tool}.`, {
    hint: `Did you mean \`${meant}\`? If it is another tool, name it under \`ai.suspended\` of the policy.`,
  });
}

// A suspension that is typed in a hurry has to hold: evidence names tools in kebab-case alone.
function spelled(tool: string): string {
  const found = /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(tool) ? tool : toolName(tool);
  if (found !== null) return found;
  throw new Failure("bad-input", `${JSON.stringify(tool)} is no name of a tool.`, { hint: "Write it as the register does, such as claude-code." });
}

/** A tool is approved only under conditions that somebody stated (R92): the register in force says all of them before its criteria are done. A tool that is registered no longer needs none. */
async function requireConditions(workplace: Workplace, { tool, project }: Pick<ToolReviewRecord, "tool" | "project">): Promise<void> {
  const { read } = workplace.store;
  const inForce = [await read.policyInForce("organisation", null), project === null ? null : await read.policyInForce("project", project)];
  const files = inForce.flatMap((adoption) => (adoption === null ? [] : [loadPolicyFile(adoption.text, `the policy of entry ${adoption.index}`)]));
  const missing = missingToolConditions(tool, files);
  if (missing.length > 0)
    throw new Failure(
      "answers-missing",
      `The register does not say under which conditions ${tool} is used: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing.`,
      {
        hint: `Give them under \`ai.tools\` of the policy and adopt it; \`not-paths: []\` says that it may write everywhere.`,
      },
    );
}

async function requireRoleOrOwner(workplace: Workplace, by: By, action: string, roles: readonly string[], tool: string | null): Promise<Person> {
  const person = await findPerson(workplace, by);
  return tool !== null && (await ownerOf(workplace, tool)) === person.id ? await requirePerson(workplace, by, action) : await requireRole(workplace, by, action, roles);
}

/** The one person who answers for a tool, as the organisation's policy in force says (R40); null where it names nobody who is enrolled. */
async function ownerOf(workplace: Workplace, tool: string): Promise<string | null> {
  const { policy } = await organisationPolicy(workplace);
  const owner = policy.ai.tools.find((each) => each.tool === tool)?.owner;
  return owner === undefined ? null : ((await workplace.store.read.person(owner))?.id ?? null);
}

async function requireReview({ store }: Workplace, id: string): Promise<ToolReviewRecord> {
  const review = (await store.read.governance.toolReviews()).find((each) => each.id === id);
  if (review) return review;
  throw new Failure("not-found", `There is no review ${id}.`);
}

/** A model's name up to its first number: `claude-opus-4-1` is of `claude-opus-4`. */
export function majorOf(model: string): string {
  return /^\D*\d+/.exec(model)?.[0] ?? model;
}

type Registered = Pick<AiTool, "tool"> & { readonly models?: readonly string[] | undefined };

/** What a register brings that those before it have not: tools, and major versions of the models of those that were known (R11, R106). */
export function newIn(now: readonly Registered[], before: readonly Registered[]): { readonly tool: string; readonly model: string | null }[] {
  return now.flatMap(({ tool, models = [] }): { tool: string; model: string | null }[] => {
    const known = before.filter((each) => each.tool === tool);
    if (known.length === 0) return [{ tool, model: null }];
    const majors = new Set(known.flatMap((each) => (each.models ?? []).map(majorOf)));
    return [...new Set(models.map(majorOf))].filter((model) => !majors.has(model)).map((model) => ({ tool, model }));
  });
}
