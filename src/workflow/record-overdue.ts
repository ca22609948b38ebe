import { Failure } from "../model/failure.ts";
import { judgeCase, openCase } from "./case.ts";
import { overdueDrafts } from "./overdue.ts";
import { decideAndAppend, type Workplace } from "./workplace.ts";

/**
 * Opens the escalations of changes that have waited longer than their policy lets them wait, and says how many it opened. What is due is reckoned from what stands in the ledger, never from a timer of this
 * process: what fell due while nothing ran is opened by the next call, and nothing is opened twice.
 */
export async function recordOverdue(workplace: Workplace): Promise<number> {
  let opened = 0;
  for (const { id } of await workplace.store.read.changes()) opened += await overdueOf(workplace, id);
  return opened;
}

async function overdueOf(workplace: Workplace, change: string): Promise<number> {
  try {
    return await decideAndAppend(workplace, async () => {
      const opened = await openCase(workplace, change);
      const now = workplace.clock();
      const drafts = overdueDrafts(workplace, opened, judgeCase(opened, null, now), now);
      return { size: opened.size, drafts, answer: () => drafts.length };
    });
  } catch (error) {
    // A change that can't be opened any more waits for nobody, and must not keep the others from being looked at.
    if (error instanceof Failure && (error.code === "policy-invalid" || error.code === "integrity" || error.code === "unsupported")) return 0;
    throw error;
  }
}
