import { z } from "zod";
import type { Json } from "../model/canonical.ts";

/** What was observed of how somebody looked at a change before they decided (R25). It informs a reader; nothing is judged by it. */
export interface Attention {
  /** RFC 3339, UTC; null when the change was not opened before. */
  readonly openedAt: string | null;
  /** How long the change was in front of the person. */
  readonly seconds: number;
  /** Files marked seen, of how many. */
  readonly seen: number;
  readonly files: number;
  /** Ids of the evidence that was opened. */
  readonly evidence: readonly string[];
  /** Comments that the person had made on the change. */
  readonly comments: number;
}

const count = z.int().min(0);
const observed = z.object({ openedAt: z.string().nullable().catch(null), seconds: count, seen: count, files: count, evidence: z.array(z.string()), comments: count });

/** The attention beside a decision; null when none was observed, or it was erased. */
export function attentionOf(stored: Json): Attention | null {
  return observed.safeParse(stored).data ?? null;
}
