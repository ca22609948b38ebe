import { recordRefusal } from "../workflow/index.ts";
import type { Refusal } from "./access.ts";
import type { Caller } from "./caller.ts";
import type { Desk } from "./desk.ts";
import type { AnyRoute } from "./route.ts";

/** One attempt says what a hundred say: the same token at the same operation is a fact once in this time, or whoever holds a token writes the ledger full. */
const once = 3_600_000;

/** When each attempt was last recorded, by token and operation. A restart forgets it, and records once more. */
const recorded = new WeakMap<Desk["state"], Map<string, number>>();

/** An agent that tries to do what only people do is a fact (R5); one that lacks a scope is a mistake in a pipeline's settings. */
export async function recordAttempt({ workplace, state }: Desk, { id, method, access }: AnyRoute, caller: Caller, refusal: Refusal): Promise<void> {
  if (refusal !== "person-needed" || caller.kind !== "token" || access.who !== "actor" || method === "GET") return;
  const known = recorded.get(state) ?? new Map<string, number>();
  recorded.set(state, known);
  const now = workplace.machineClock();
  for (const [attempt, at] of known) if (Math.abs(now - at) >= once) known.delete(attempt);
  const attempt = `${caller.token} ${id}`;
  if (known.has(attempt)) return;
  known.set(attempt, now);
  try {
    await recordRefusal(workplace, id, "not-a-person", caller.person);
  } catch (error) {
    known.delete(attempt);
    throw error;
  }
}
