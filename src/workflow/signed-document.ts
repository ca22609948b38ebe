import type { DecisionDocument } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import { randomHex, settled, type Workplace } from "./workplace.ts";

// What every document has in common that a person signs.

/** A signature is fresh this long after its document was written, in milliseconds: the time of one passphrase or one touch, not of a review. */
const freshness = 5 * 60_000;

export type Issued = Pick<DecisionDocument, "seen" | "nonce" | "time">;

/** What is issued with a document when it is written: the ledger as it stands, a nonce, and the time. */
export async function issued(workplace: Workplace): Promise<Issued> {
  const [, size = "0", root = ""] = (await settled(() => workplace.store.checkpoint())).split("\n");
  return { seen: { size: Number(size), root }, nonce: randomHex(workplace, 32), time: new Date(workplace.clock()).toISOString() };
}

/** Throws `Failure` (`stale`) for a document that was written too long ago, or by another clock. */
export function requireFresh({ clock }: Workplace, { time }: Pick<Issued, "time">, what: string, hint: string): void {
  const [now, written] = [clock(), Date.parse(time)];
  if (!(now - written <= freshness && written <= now + freshness))
    throw new Failure("stale", `The signature is too old: ${what} is recorded within five minutes after it was written.`, { hint });
}

/** An armoured signature as ssh-keygen writes it, so that a stored one has one form. */
export function tidyArmour(armour: string): string {
  return `${armour.trimEnd().replaceAll("\r\n", "\n")}\n`;
}
