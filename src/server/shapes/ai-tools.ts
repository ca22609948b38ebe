import { z } from "zod";
import { reviewItems } from "../../model/fact.ts";
import { toolNeeds, toolStates } from "../../reading/index.ts";
import { named } from "./change.ts";
import { list } from "./list.ts";
import { adoptionLine } from "./policy.ts";

const index = z.int().min(0);

const openReview = z.strictObject({
  id: z.string(),
  /** Null where the organisation's policy brought the tool. */
  project: z.string().nullable(),
  /** The major version of a model; null for the tool with all its models. */
  model: z.string().nullable(),
  opened: z.string(),
  by: named,
  index,
  items: list(
    z.strictObject({
      item: z.enum(reviewItems),
      closed: z.strictObject({ by: named, time: z.string(), index, done: z.string() }).nullable(),
      /** Who may close it. */
      who: list(named),
    }),
  ),
});

const toolLine = z.strictObject({
  tool: z.string(),
  /** The same, with whatever would hide or reorder made visible. */
  name: z.string(),
  state: z.enum(toolStates),
  owner: z.strictObject({ as: z.string(), person: named.nullable() }).nullable(),
  models: list(z.string()),
  data: list(z.string()),
  modes: list(z.string()),
  notPaths: list(z.string()),
  reviewBy: z.string().nullable(),
  account: z.string().nullable(),
  /** What the AI policy says beside the register. */
  terms: z.strictObject({ vendor: z.string(), account: z.string(), use: z.string(), agreement: z.string().nullable() }).nullable(),
  /** What its entry lacks before it is approved (R92). */
  needs: list(z.enum(toolNeeds)),
  /** Those that hold; without `by`, the policy's own. */
  suspensions: list(z.strictObject({ project: z.string().nullable(), by: named.nullable(), time: z.string().nullable(), index: index.nullable(), reason: z.string().nullable() })),
  reviews: list(openReview),
  changes: z.int().min(0),
  lastChange: z.string().nullable(),
  /** Who may suspend it and let it in again. */
  leaders: list(named),
  /** The newest first (R40). */
  history: list(z.strictObject({ index, time: z.string(), by: named, sentence: z.string(), reason: z.string().nullable() })),
});

/** The register of AI tools, held against what changes name (R80). */
export const aiToolsPage = z.strictObject({
  project: z.string().nullable(),
  registers: list(adoptionLine),
  unread: z.string().nullable(),
  tools: list(toolLine),
});

export const toolUse = z.strictObject({ change: z.string(), title: z.string().nullable(), project: z.string(), time: z.string(), index });
