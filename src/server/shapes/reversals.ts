import { z } from "zod";
import { reversalCauses } from "../../model/reversal.ts";
import { named } from "./change.ts";
import { list, page } from "./list.ts";

const change = z.strictObject({ id: z.string(), title: z.string().nullable() });
const count = z.int().min(0);

/** A change that took back an earlier one, and why (R60). */
export const reversalLine = z.strictObject({
  id: z.string(),
  project: z.string(),
  change,
  reversed: change,
  cause: z.enum(reversalCauses),
  /** Of `files` that the earlier change touched, `restored` stand again as they were before it. */
  files: count,
  restored: count,
  by: named,
  time: z.string(),
  index: count,
  note: z.string(),
  /** The constraint that was stated afterwards. */
  stated: z.strictObject({ constraint: z.string(), by: named, index: count }).nullable(),
  /** What the policy in force holds, while a constraint is to be named; else null. */
  constraints: list(z.strictObject({ id: z.string(), why: z.string() })).nullable(),
});

/** `open`: for how many of all that were asked for a constraint is to be stated. `may`: who records them. */
export const reversals = page(reversalLine).extend({ open: count, may: list(named) });
