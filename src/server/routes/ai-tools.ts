import { z } from "zod";
import { reviewItems } from "../../model/fact.ts";
import { readAiTools, toolUses } from "../../reading/index.ts";
import { closeReviewItem, suspendTool } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { aiToolsPage, toolUse } from "../shapes/ai-tools.ts";
import { list } from "../shapes/list.ts";

const word = z.string().min(1).max(200);
const ofProject = z.strictObject({ project: word.optional().describe("Without it, the organisation") });

export const aiToolsRead = route({
  id: "aiTools.read",
  method: "GET",
  path: "/api/ai-tools",
  summary: "The register of AI tools with owner, conditions, state and decision history, held against the tools that changes name.",
  access: { who: "reader", scope: "read" },
  query: ofProject,
  answer: aiToolsPage,
  async handle({ workplace }, { query }) {
    return await readAiTools(workplace, query.project ?? null);
  },
});

export const aiToolsChanges = route({
  id: "aiTools.changes",
  method: "GET",
  path: "/api/ai-tools/{tool}/changes",
  summary: "The changes that name an AI tool, the newest first, at most 200.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ tool: word }),
  query: ofProject,
  answer: z.strictObject({ items: list(toolUse) }),
  async handle({ workplace }, { params, query }) {
    return { items: await toolUses(workplace, params.tool, query.project ?? null) };
  },
});

export const aiToolsCloseItem = route({
  id: "aiTools.closeItem",
  method: "POST",
  path: "/api/ai-tool-reviews/{review}/{item}",
  summary: "Closes one item of a tool's review, saying what was done. When all three are closed, what the tool writes is let through.",
  // An auditor too: whether events are kept is theirs to say.
  access: { who: "self" },
  params: z.strictObject({ review: word, item: z.enum(reviewItems) }),
  body: z.strictObject({ done: z.string().max(2_000).describe("What was done, in 20 to 2,000 characters") }),
  answer: z.strictObject({ open: list(z.enum(reviewItems)) }),
  async handle({ workplace }, { params, body, caller }) {
    const { items } = await closeReviewItem(workplace, personOf(caller).person.id, { ...params, ...body });
    return { open: items.flatMap(({ item, closed }) => (closed === null ? [item] : [])) };
  },
});

export const aiToolsSuspend = route({
  id: "aiTools.suspend",
  method: "POST",
  path: "/api/ai-tools/{tool}/suspension",
  summary: "Suspends an AI tool at once, or lets it in again: by a leader or the tool's owner, with a reason.",
  access: { who: "actor" },
  params: z.strictObject({ tool: word }),
  body: z.strictObject({
    suspended: z.boolean(),
    project: word.optional().describe("Without it, every project"),
    reason: z.string().max(2_000).describe("Why, in 20 to 2,000 characters"),
  }),
  answer: z.strictObject({ index: z.int().min(0) }),
  async handle({ workplace }, { params: { tool }, body: { suspended, project, reason }, caller }) {
    const { index } = await suspendTool(workplace, personOf(caller).person.id, { tool, project: project ?? null, suspended, reason });
    return { index };
  },
});
