import { z } from "zod";
import { type EscalationPage, escalationPages } from "../../reading/index.ts";
import { askQuestion } from "../../workflow/index.ts";
import { changeField } from "../fields.ts";
import { actingAgent, inOrganisation } from "../organisation.ts";
import { tool } from "../tool.ts";

export const askHuman = tool({
  name: "ask_human",
  title: "Ask a human",
  description:
    "Ask a person a question about a change that you put forward or wrote a part of. It holds the change up until somebody who may answer decides; it goes the way the policy gives a doubt.",
  input: z.strictObject({
    change: changeField,
    question: z.string().min(1).max(4_000),
    criterion: z.string().min(1).max(64).optional().describe("The criterion that it is about"),
  }),
  output: z.strictObject({ escalation: z.string(), again: z.boolean(), to: z.string(), who: z.array(z.string()), due: z.string() }),
  async handle(house, { change, question, criterion }) {
    return await inOrganisation(house, async (workplace) => {
      const agent = await actingAgent(house, workplace, "propose");
      const { escalation, again } = await askQuestion(workplace, agent, { change, question, criterion });
      const page: EscalationPage | undefined = (await escalationPages(workplace, { open: true })).find(({ id }) => id === escalation.id);
      const [to, who, due] = [page?.to ?? "a person", (page?.holders ?? []).map(({ name }) => name), new Date(escalation.due).toISOString()];
      return {
        data: { escalation: escalation.id, again, to, who, due },
        says: [
          `The question is ${again ? "asked already" : "asked"} as ${escalation.id}, to ${to}${who.length === 0 ? "" : ` (${who.join(", ")})`}, until ${due}. [escalation.unsure]`,
        ],
        next: "Wait, and ask gate_status later; only a person's decision resolves it. Do not go on by guessing.",
      };
    });
  },
});
