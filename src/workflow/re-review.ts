import { demandOf, eligible, standsInFor } from "../gate/index.ts";
import type { Draft, FactData } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { ReReviewRecord } from "../store/index.ts";
import { type Case, inputOf, openCase } from "./case.ts";
import { draw, seedOf } from "./draw.ts";
import { contributorsOfCase, doubtDraft } from "./escalate.ts";
import { type By, refuse, requirePerson, requireRole } from "./persons.ts";
import { decideAndAppend, freshId, settled, type Workplace } from "./workplace.ts";

/** Who may order second looks. */
export const reReviewOrderers = ["engineering-lead", "administrator"] as const;

/** Approvals to look at again: a sample of a period, `since` to before `until` in milliseconds, or one by name. */
export type ReReviewOrder =
  | { readonly sample: { readonly since: number; readonly until: number; readonly project: string | null; readonly count: number } }
  | { readonly decision: string };

type Asked = FactData<"re-review-ordered">["asked"][number];

/**
 * Orders a second look at approvals (R35). What a sample draws, and who is asked, follows from the ledger's root as it stood before and the order's random id: neither is chosen or foreseen. Asked is somebody who could have filled the approver's
 * places and neither contributed to the change nor approved it. What a sample draws and nobody is left for is recorded as drawn, waits for nobody, and can be drawn again; where that is all of it, nothing is recorded. Throws `Failure`: `refused`, `not-found`, `bad-input`, `already-exists`.
 */
export async function orderReReview(workplace: Workplace, by: By, order: ReReviewOrder, due: number): Promise<ReReviewRecord[]> {
  const id = freshId(workplace, "o");
  return await decideAndAppend(workplace, async () => {
    const person = await requireRole(workplace, by, "order-re-review", reReviewOrderers);
    requireTimes(workplace, order, due);
    const { size, root } = await headOf(workplace);
    const seed = seedOf(size, root, id);
    const { approvals, sample } =
      "decision" in order ? { approvals: [await requireApproval(workplace, order.decision)], sample: null } : await sampled(workplace, order.sample, seed);
    const asked: Asked[] = [];
    for (const { id: decision, change } of approvals) asked.push({ review: freshId(workplace, "s"), decision, change, person: await whomToAsk(workplace, change, decision, seed) });
    if (asked.every((each) => each.person === null)) throw nobodyLeft(asked.length);
    const data = { order: id, sample, size, root, seed, due, asked };
    return { size, drafts: [{ type: "re-review-ordered", actor: person.id, key: `re-review/${id}`, data }], answer: () => ordered(workplace, id) };
  });
}

// It says how many, never which: whoever orders could ask again until they suit.
function nobodyLeft(drawn: number): Failure {
  const of = drawn === 1 ? "" : ` at any of the ${drawn} approvals that were drawn`;
  return new Failure("bad-input", `Nobody is left who could take a second look${of}: everybody qualified contributed to the change or approved it.`, {
    hint: "Qualify somebody outside the change first. Nothing was recorded.",
  });
}

function requireTimes(workplace: Workplace, order: ReReviewOrder, due: number): void {
  if (due <= workplace.clock()) throw new Failure("bad-input", "A second look is due in the future.");
  if ("sample" in order && !(order.sample.since < order.sample.until)) throw new Failure("bad-input", "The period ends before it begins.");
}

async function headOf({ store }: Workplace): Promise<{ readonly size: number; readonly root: string }> {
  const [, size = "0", root = ""] = (await settled(() => store.checkpoint())).split("\n");
  return { size: Number(size), root };
}

async function sampled({ store }: Workplace, { since, until, project, count }: Extract<ReReviewOrder, { sample: unknown }>["sample"], seed: string) {
  const [approvals, before] = await Promise.all([store.read.approvals({ since, until }), store.read.reReviews()]);
  const known = new Set(before.flatMap(({ decision, person }) => (person === null ? [] : [decision])));
  const population = approvals.filter((approval) => !known.has(approval.id) && (project === null || approval.project === project));
  if (population.length === 0) throw new Failure("bad-input", "No approval of this time is left to draw from.", { hint: "Take a longer time, or name a decision." });
  const ids = draw(
    seed,
    population.map(({ id }) => id),
    count,
  );
  return { approvals: population.filter(({ id }) => ids.includes(id)), sample: { since, until, project, count, population: population.length } };
}

async function requireApproval({ store }: Workplace, id: string): Promise<{ readonly id: string; readonly change: string }> {
  const fact = await store.read.leafByKey(`decision/${id}`);
  if (fact?.type !== "decision-made") throw new Failure("not-found", `There is no decision ${id}.`);
  const { outcome, subject, change } = fact.data;
  if (outcome !== "approve" || subject.environment !== null)
    throw new Failure("bad-input", `${id} does not approve a change, so there is nothing to look at a second time.`, { hint: "Name the approval of a change." });
  const open = (await store.read.reReviews({ change })).find((each) => each.decision === id && each.answered === null && each.person !== null);
  if (open) throw new Failure("already-exists", `A second look at ${id} is already asked for.`);
  return { id, change };
}

async function whomToAsk(workplace: Workplace, change: string, decision: string, seed: string): Promise<string | null> {
  const opened = await openedOrNull(workplace, change);
  if (opened === null) return null;
  const candidates = fitForSecondLook(opened, decision, workplace.clock());
  return draw(`${seed} ${decision}`, candidates, 1)[0] ?? null;
}

/** Who fits every place that the approver fits now, and neither contributed nor approved the change or a release of it. */
export function fitForSecondLook(opened: Case, decision: string, now: number): string[] {
  const approver = opened.decisions.find(({ id }) => id === decision)?.person;
  const approvers = opened.decisions.flatMap(({ outcome, person }) => (outcome === "approve" ? [person] : []));
  const outside = new Set([...contributorsOfCase(opened), ...approvers]);
  const anybody = { qualification: null, role: null };
  const places = demandOf(inputOf(opened, null, now)).places.filter((place) => approver !== undefined && eligible(opened.people, new Set(), now, place).includes(approver));
  const [first = [], ...others] = [anybody, ...places].map((place) => eligible(opened.people, outside, now, place));
  return first.filter((person) => others.every((able) => able.includes(person)) && !isAuditorOnly(opened, person));
}

function isAuditorOnly({ people }: Case, person: string): boolean {
  const roles = people.persons.get(person)?.roles ?? [];
  return roles.length > 0 && roles.every((role) => role === "auditor");
}

// What was erased, or can't be judged any more, nobody can look at again.
async function openedOrNull(workplace: Workplace, change: string): Promise<Case | null> {
  try {
    return await openCase(workplace, change);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

export interface ReReviewAnswer {
  readonly answer: FactData<"re-review-answered">["answer"];
  readonly reason: string;
}

const longestReason = 4_000;

/**
 * Records what somebody found who was asked to look again. No verdict changes by it; a disagreement goes the way that the policy gives a doubt. It is not signed: nothing rests on it, and the
 * session says who it was. Throws `Failure`: `refused` for everybody but the person who was asked, `bad-input`, `not-found`, `already-exists`.
 */
export async function answerReReview(workplace: Workplace, by: By, id: string, { answer, reason }: ReReviewAnswer): Promise<ReReviewRecord> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await requirePerson(workplace, by, "answer-re-review");
    const asked = await requireReReview(workplace, id);
    if (asked.person !== person.id && !(await standsIn(workplace, asked, person.id)))
      await refuse(workplace, "answer-re-review", "not-asked", person, `${person.name} was not asked for this second look.`);
    if (asked.answered !== null) throw new Failure("already-exists", "This second look is already answered, and an answer stays as it was given.");
    const said = requireReason(reason);
    const data = { review: id, decision: asked.decision, change: asked.change, person: person.id, answer };
    const found: Draft = { type: "re-review-answered", actor: person.id, key: `re-review-answered/${id}`, data, links: [asked.index], private: { reason: text(said) } };
    const drafts = answer === "agrees" ? [found] : [found, ...(await escalation(workplace, asked, person.id, said))];
    return { size, drafts, answer: () => requireReReview(workplace, id) };
  });
}

/** Whether somebody may answer for the one who was asked and is away: who stands in for them, and could have been asked as well. */
export async function standsIn(workplace: Workplace, { person, change, decision }: ReReviewRecord, deputy: string): Promise<boolean> {
  const opened = await openedOrNull(workplace, change);
  if (opened === null) return false;
  const now = workplace.clock();
  return standsInFor(opened.people, deputy, now).some((each) => each.person === person) && fitForSecondLook(opened, decision, now).includes(deputy);
}

async function escalation(workplace: Workplace, { id, change, decision }: ReReviewRecord, person: string, reason: string): Promise<Draft[]> {
  const opened = await openedOrNull(workplace, change);
  if (opened === null) return [];
  const asked = [...new Set([...opened.decisions.map((each) => each.person), person])];
  // The two who disagree do not settle it between themselves.
  const never = [person, ...opened.decisions.flatMap((each) => (each.id === decision ? [each.person] : []))];
  const about = { kind: "re-review", decision: null, criterion: null, person, never, key: `escalation/${id}` } as const;
  return [doubtDraft(workplace, opened, about, asked, text(reason))];
}

function requireReason(reason: string): string {
  const said = reason.trim();
  if (said !== "" && said.length <= longestReason && said.isWellFormed()) return said;
  throw new Failure("bad-input", `A second look says why, in 1 to ${longestReason.toLocaleString("en")} characters.`);
}

function text(said: string) {
  return { mediaType: "text/plain", bytes: Buffer.from(said) };
}

async function ordered({ store }: Workplace, order: string): Promise<ReReviewRecord[]> {
  return (await store.read.reReviews()).filter((each) => each.order === order);
}

async function requireReReview({ store }: Workplace, id: string): Promise<ReReviewRecord> {
  const found = (await store.read.reReviews()).find((each) => each.id === id);
  if (found) return found;
  throw new Failure("not-found", `There is no second look ${id}.`);
}
