import { z } from "zod";
import { named, originCounts } from "./change.ts";
import { list } from "./list.ts";

/** The change of an escalation as far as a list shows it. */
const escalatedChange = z.strictObject({ title: z.string(), project: z.string(), tier: z.string(), revision: z.int(), origin: originCounts });

export const escalationLine = z.strictObject({
  id: z.string(),
  kind: z.enum(["unsure", "overdue", "break-glass-review", "re-review", "question"]),
  changeId: z.string(),
  /** Null when the change can't be opened any more. */
  change: escalatedChange.nullable(),
  criterion: z.string().nullable(),
  level: z.int(),
  by: named.nullable(),
  /** To whom, in words. */
  to: z.string(),
  /** Everybody who can take it up now; empty once it is resolved. */
  holders: list(named),
  opened: z.string(),
  due: z.string(),
  /** Seconds. */
  held: z.int(),
  overdue: z.boolean(),
  note: z.string().nullable(),
  resolved: z.strictObject({ time: z.string(), by: named.nullable(), decision: z.string().nullable(), note: z.string().nullable() }).nullable(),
  /** Ledger index of its opening. */
  index: z.int(),
});
