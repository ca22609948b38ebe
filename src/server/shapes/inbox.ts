import { z } from "zod";
import { changeSummary, named } from "./change.ts";
import { list } from "./list.ts";
import { ask } from "./re-reviews.ts";

const count = z.int().min(0);

/** A change that waits, and why it is in this list. */
export const turn = z.strictObject({
  change: changeSummary,
  why: z.string(),
  /** When this person's turn began. */
  since: z.string(),
  /** Until when it is due; null when nothing says so. */
  until: z.string().nullable(),
  overdue: z.boolean(),
  /** How long the author has waited for this, in seconds. */
  waited: count,
  /** What is missing, in one sentence; empty when nothing is. */
  missing: z.string(),
  environment: z.string().nullable(),
  /** Who it waits for. */
  who: list(named),
});

const sections = list(turn);

export const inbox = z.strictObject({
  needsMyDecision: sections,
  escalatedToMe: sections,
  returnedToMe: sections,
  waitingOnOthers: sections,
  /** The newest ones only. */
  done: sections,
  /** What is asked of the person beside the changes. */
  asks: list(ask),
  /** How much is the person's turn: the first three sections, and what is asked beside them. */
  turns: count,
  /** Reviews that wait for each reviewer, and that they gave today against the policy's limit (R12). */
  load: list(z.strictObject({ person: named, open: count, today: count, limit: count, warning: z.string().nullable() })),
});
