import { lasting } from "./standing.ts";
import { settled, type Workplace } from "./workplace.ts";

/** What an outsider needs to check an answer offline, beside the ledger's public key. */
export interface Receipt {
  /** `.tlog-proof` text (C2SP tlog-proof@v1): inclusion of the envelope, and the signed checkpoint note. */
  readonly proof: string;
  /** The leaf: a DSSE envelope over an in-toto statement whose predicate is a SLSA verification summary. */
  readonly envelope: string;
  /** RFC 3339, UTC. */
  readonly until: string;
}

/** A receipt once made stays good: its proof leads to a checkpoint note that the ledger only ever grew beyond. */
export function receiptOf(workplace: Workplace, index: number, until: number): Promise<Receipt> {
  return lasting(workplace, `receipt/${index}`, () => makeReceipt(workplace, index, until));
}

async function makeReceipt(workplace: Workplace, index: number, until: number): Promise<Receipt> {
  const [proof, leaf] = await Promise.all([settled(() => workplace.store.proof(index)), workplace.store.read.leaf(index)]);
  return { proof, envelope: Buffer.from(leaf?.leaf ?? []).toString("utf8"), until: new Date(until).toISOString() };
}
