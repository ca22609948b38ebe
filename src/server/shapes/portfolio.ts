import { z } from "zod";
import { portfolioNeeds } from "../../reading/index.ts";
import { named } from "./change.ts";
import { list } from "./list.ts";

const waiver = z.strictObject({
  id: z.string(),
  rule: z.string(),
  project: z.string().nullable(),
  change: z.string().nullable(),
  reason: z.string(),
  risk: z.string(),
  approvedBy: z.string(),
  expires: z.string(),
  daysLeft: z.int(),
});

const review = z.strictObject({ of: z.enum(["policy", "tool", "document"]), name: z.string(), due: z.string(), days: z.int() });

const blueprint = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("running"), id: z.string(), day: z.int(), of: z.int(), late: z.int() }),
  z.strictObject({ state: z.literal("closed"), id: z.string(), on: z.string() }),
  z.strictObject({ state: z.enum(["skipped", "never-started"]), since: z.string(), age: z.int() }),
]);

const portfolioLine = z.strictObject({
  project: z.string(),
  registered: z.string(),
  blueprint,
  /** Put forward in the last `days` days, by the gate's last answer. */
  changes: z.strictObject({ waiting: z.int(), denied: z.int(), allowed: z.int() }),
  escalations: z.strictObject({ overdue: z.int(), oldest: z.string().nullable() }),
  drift: z.strictObject({
    tighter: z.int(),
    loosened: z.int(),
    uncovered: z.int(),
    behind: z.int().nullable(),
    used: z.int().nullable(),
    attempts: z.int(),
    problem: z.string().nullable(),
  }),
  waivers: list(waiver),
  reviews: list(review),
  toolReviews: z.int(),
  /** Null is "not measured". */
  aiShare: z.strictObject({ ai: z.int(), unknown: z.int(), lines: z.int(), counted: z.string() }).nullable(),
  needs: list(z.enum(portfolioNeeds)),
});

export const portfolioShape = z.strictObject({
  asOf: z.string(),
  days: z.int(),
  organisation: z.strictObject({ policyVersion: z.int(), reviewBy: z.string().nullable(), waivers: list(waiver), reviews: list(review), toolReviews: z.int() }),
  projects: list(portfolioLine),
});

export const portfolioRow = z.strictObject({ time: z.string().nullable(), sentence: z.string(), change: z.string().nullable(), index: z.int().nullable() });

const driftEntry = z.strictObject({ path: z.string(), from: z.string().nullable(), to: z.string().nullable(), sentence: z.string() });

const projectDrift = z.strictObject({
  project: z.string(),
  own: z.strictObject({ version: z.int(), index: z.int(), time: z.string(), reviewBy: z.string().nullable() }).nullable(),
  tighter: list(driftEntry),
  loosened: list(driftEntry.extend({ waiver })),
  uncovered: list(driftEntry),
  used: z.strictObject({ change: z.string(), version: z.int(), index: z.int().nullable(), behind: z.int() }).nullable(),
  waivers: list(waiver),
  attempts: list(z.strictObject({ time: z.string(), by: named.nullable(), index: z.int() })),
  problem: z.string().nullable(),
});

export const driftShape = z.strictObject({ version: z.int(), index: z.int().nullable(), reviewBy: z.string().nullable(), projects: list(projectDrift) });
