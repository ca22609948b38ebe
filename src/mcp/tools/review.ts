import { z } from "zod";
import { visible } from "../../git/index.ts";
import { namesIn } from "../../reading/index.ts";
import { propose } from "../../workflow/index.ts";
import { changeField, commitField, projectField } from "../fields.ts";
import { actingAgent, inOrganisation } from "../organisation.ts";
import { tool } from "../tool.ts";

export const requestReview = tool({
  name: "request_review",
  title: "Request a review",
  description: "Put a range of commits forward, so that it becomes somebody's turn. The same content again is the same revision. Name every AI tool that took part.",
  input: z.strictObject({
    project: projectField,
    head: commitField.optional().describe("Branch or commit; without one, what is checked out where the server runs"),
    base: commitField.optional(),
    title: z.string().max(500).optional(),
    requirement: z.string().max(200).optional().describe("The requirement or ticket that it fulfils"),
    tools: z
      .array(z.strictObject({ tool: z.string().min(1).max(100), model: z.string().max(200).nullable() }))
      .min(1)
      .max(50)
      .optional()
      .describe("AI tools that took part, yourself among them"),
    sizeReason: z.string().max(2_000).optional().describe("Why it is larger than the policy's limit"),
    change: changeField.optional().describe("The change that this is a new revision of"),
  }),
  output: z.strictObject({
    change: z.string(),
    revision: z.int(),
    again: z.boolean(),
    verdict: z.enum(["allow", "wait", "deny"]),
    headline: z.string(),
    who: z.array(z.string()).describe("Whose turn it is"),
  }),
  async handle(house, { project, tools, ...options }) {
    return await inOrganisation(house, async (workplace) => {
      const agent = await actingAgent(house, workplace, "propose");
      const place = await house.place(workplace, project);
      const { change, revision, again, report } = await propose(workplace, agent, { repository: place.path, ...options, declared: tools });
      const nameOf = await namesIn(workplace);
      const { verdict, headline, reasons } = report.verdict;
      const who = [...new Set(reasons.filter(({ effect }) => effect !== "note").flatMap((each) => each.who))].map((id) => nameOf(id).name);
      return {
        data: { change, revision, again, verdict, headline: visible(headline), who },
        says: [
          `${change}, revision ${revision}, is ${again ? "put forward already" : "put forward"}: ${verdict}. ${visible(headline)}`,
          who.length === 0 ? "It is nobody's turn yet: checks have to hold first." : `It is the turn of ${who.join(", ")}.`,
        ],
        next: "Call explain_gate with the change for what is missing; a person decides, you cannot approve.",
      };
    });
  },
});
