import { changeDisclosure, disclosureMarkdown } from "../../reading/index.ts";
import { attachment } from "../download.ts";
import { rawRoute } from "../route.ts";
import { changeParams } from "./changes.ts";

export const changesDisclosure = rawRoute({
  id: "changes.disclosure",
  method: "GET",
  path: "/api/changes/{change}/disclosure",
  summary: "What AI wrote in a change, by which evidence, who answers for it and who approved it, as Markdown to be kept.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  produces: "application/octet-stream",
  async handle({ workplace }, { params: { change } }) {
    return attachment(`ai-disclosure-${change}.md`, disclosureMarkdown(await changeDisclosure(workplace, change)));
  },
});
