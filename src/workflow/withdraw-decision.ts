import { Failure } from "../model/failure.ts";
import type { DecisionRecord } from "../store/index.ts";
import { type By, findPerson, requireSelfOrAdministrator } from "./persons.ts";
import { decideAndAppend, type Workplace } from "./workplace.ts";

/**
 * Takes a decision back: it counts in no later verdict, and stays in the ledger with everything that rested on it (A23). By whoever made it, or an administrator. Throws `Failure`:
 * `not-found`, `refused`, `already-exists` when it is withdrawn already.
 */
export async function withdrawDecision(workplace: Workplace, by: By, id: string, reason?: string): Promise<DecisionRecord> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const decision = await requireDecision(workplace, id);
    const maker = await findPerson(workplace, decision.person);
    const actor = await requireSelfOrAdministrator(workplace, by, maker, "withdraw-decision");
    if (decision.withdrawnAt !== null) throw new Failure("already-exists", `The decision ${id} is already withdrawn.`);
    const note = reason?.trim() ? { private: { note: { mediaType: "text/plain", bytes: Buffer.from(reason.trim()) } } } : {};
    const data = { decision: id, person: actor.id };
    return {
      size,
      drafts: [{ type: "decision-withdrawn", actor: actor.id, key: `decision-withdrawn/${id}`, data, links: [decision.index], ...note }],
      answer: () => requireDecision(workplace, id),
    };
  });
}

async function requireDecision(workplace: Workplace, id: string): Promise<DecisionRecord> {
  const { read } = workplace.store;
  const fact = await read.leafByKey(`decision/${id}`);
  const decision = fact?.type === "decision-made" ? (await read.decisions(fact.data.change)).find((each) => each.id === id) : undefined;
  if (decision) return decision;
  throw new Failure("not-found", `There is no decision ${id}.`);
}
