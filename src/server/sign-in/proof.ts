import { Failure } from "../../model/failure.ts";
import type { Caller } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { ProblemError, problemOf } from "../problem.ts";

/** A proof of presence holds this long. */
const lasts = 5 * 60_000;

/** Whether a person proved presence so recently that nothing has to be asked again. */
export function isProved({ workplace }: Desk, provedAt: number): boolean {
  // A proof of the future was given while the clock was wrong (F10).
  return Math.abs(workplace.machineClock() - provedAt) < lasts;
}

/**
 * Sees to it that what a session alone must not do is done by the person (G14). Who never had a passkey came in through the company's provider, and can prove nothing more than that; one that was ended
 * counts, or whoever holds a session would first end them all. Throws `ProblemError` (`proof-needed`), and `Failure` (`refused`) for who has nothing left to prove it with.
 */
export async function requireProof(desk: Desk, caller: Caller): Promise<void> {
  if (caller.kind !== "person" || isProved(desk, caller.provedAt)) return;
  const had = (await desk.workplace.store.read.keys()).filter(({ person, kind }) => person === caller.person.id && kind === "passkey");
  if (had.length === 0) return;
  if (!had.some(({ revokedAt }) => revokedAt === null))
    throw new Failure("refused", "This needs a passkey of yours, and none holds any more.", { hint: "Ask an administrator for an invitation." });
  throw new ProblemError(problemOf("proof-needed", "It has to be certain that it is you.", { hint: "Use your passkey once more." }));
}
