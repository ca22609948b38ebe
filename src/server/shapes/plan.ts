import { z } from "zod";
import { list } from "./list.ts";

const place = z.strictObject({ file: z.string().optional(), line: z.int().optional(), column: z.int().optional() });
const problem = z.strictObject({ says: z.string(), hint: z.string(), place: place.nullable() });

const metric = z.strictObject({
  id: z.string(),
  says: z.string(),
  formula: z.string(),
  source: z.string(),
  target: z.string(),
  threshold: z.string().nullable(),
  state: z.enum(["met", "missed", "beyond-threshold", "too-few", "not-measured-here"]),
  /** In the unit of the target; null while nothing is known. */
  value: z.string().nullable(),
  sample: z.int(),
  /** Id of the waiver that excepts it. */
  waiver: z.string().nullable(),
});

const checkpoint = z.strictObject({
  id: z.string(),
  title: z.string(),
  phase: z.string(),
  when: z.string(),
  /** `YYYY-MM-DD`; null while it can't be said, and then `undated` says why. */
  date: z.string().nullable(),
  undated: z.string().nullable(),
  state: z.enum(["passed", "held", "late", "next", "later"]),
  /** Days from today; negative once the date has passed. */
  in: z.int().nullable(),
  roles: list(z.string()),
  who: list(z.string()),
  evidence: list(z.string()),
  exit: list(z.strictObject({ says: z.string(), waiver: z.string().nullable() })),
  last: z.boolean(),
  metrics: list(metric),
  missing: list(z.string()),
  minutes: z.strictObject({ estimated: z.int(), recorded: z.int() }),
  passed: z.strictObject({ by: z.string(), time: z.string(), index: z.int() }).nullable(),
});

const phase = z.strictObject({
  id: z.string(),
  title: z.string(),
  purpose: z.string(),
  entry: list(z.string()),
  state: z.enum(["passed", "now", "later"]),
  checkpoints: list(checkpoint),
  /** How the phase is signed, while it is the next to be. `target` null: a criterion in words; `waiver` names what excepts it. */
  advance: z
    .strictObject({
      questions: list(z.strictObject({ criterion: z.string(), asks: z.string(), target: z.string().nullable(), waiver: z.string().nullable() })),
      checkpoint: z.string(),
      after: z.string().nullable(),
      digest: z.string(),
      signers: list(z.strictObject({ id: z.string(), name: z.string() })),
    })
    .nullable(),
});

const minutes = z.strictObject({ checkpoints: z.int(), reviews: z.int() });

const sprint = z.strictObject({
  number: z.int(),
  start: z.string(),
  end: z.string(),
  budget: z.int().nullable(),
  estimated: minutes,
  spent: minutes,
  /** Decisions of the sprint, and of how many of them the time was observed. */
  decisions: z.int(),
  observed: z.int(),
  over: z.int(),
  willBeOver: z.boolean(),
  state: z.enum(["past", "now", "later"]),
});

const cell = z.strictObject({
  says: z.string(),
  people: list(z.string()),
  problem: z.strictObject({ says: z.string(), hint: z.string(), file: z.enum(["policy", "charter"]), path: z.string() }).nullable(),
});

const drill = z.strictObject({ id: z.string(), time: z.string(), by: z.string(), outcome: z.enum(["answered", "unanswered"]), note: z.string().nullable(), index: z.int() });

const escalation = z.strictObject({
  owner: cell.nullable(),
  deputy: cell.nullable(),
  limit: cell.nullable(),
  steps: list(cell.extend({ step: z.int(), changes: list(z.string()) })),
  missing: list(problem),
  drills: list(drill),
});

const item = z.strictObject({ id: z.string(), says: z.string(), decidedBy: z.enum(["automated", "human"]) });
const donePart = z.strictObject({
  kind: z.enum(["tier", "environment"]),
  name: z.string(),
  human: z.string(),
  items: list(item),
  approvals: list(z.string()),
  byOrigin: list(z.strictObject({ origins: list(z.string()), approvals: list(z.string()) })),
  alone: z.strictObject({ item, sample: z.string() }).nullable(),
  types: list(z.strictObject({ name: z.string(), paths: list(z.string()), qualification: z.string().nullable() })),
});

const days = z.strictObject({ days: z.number(), count: z.int() });

export const plan = z.strictObject({
  project: z.string().nullable(),
  source: z.strictObject({ branch: z.string(), commit: z.string() }).nullable(),
  answer: z.string(),
  today: z.string(),
  version: z.int().nullable(),
  problems: list(problem),
  blueprint: z
    .strictObject({
      start: z.string(),
      end: z.string(),
      closed: z.string().nullable(),
      days: list(z.strictObject({ day: z.int(), date: z.string(), topic: z.string(), area: z.string().nullable() })),
    })
    .nullable(),
  phases: list(phase),
  sprints: list(sprint),
  /** Minutes of a review by tier; `observed` is null while there is too little to say. */
  reviews: list(z.strictObject({ tier: z.string(), changes: z.int(), estimated: z.int(), observed: z.int().nullable(), sample: z.int() })),
  escalation,
  duties: list(z.strictObject({ role: z.string(), holders: list(z.strictObject({ name: z.string(), deputy: z.string().nullable() })), named: list(z.string()) })),
  /** Series of their own; nothing adds them up (R99). */
  rework: z.strictObject({
    blueprint: z.strictObject({ state: z.enum(["closed", "running", "skipped", "none"]), days: z.number().nullable() }),
    since: z.string().nullable(),
    months: list(z.strictObject({ month: z.string(), changes: z.int(), sentBack: days, reversals: days })),
  }),
  done: z.strictObject({ tiers: list(donePart), environments: list(donePart), always: list(z.string()), policy: z.string() }),
});

/** Times are RFC 3339, UTC. */
export const planFeed = z.strictObject({ since: z.string(), until: z.string(), used: z.string().nullable() });
