import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { cannotApprove, oneLine, trailerExample } from "../brief/index.ts";
import { decisionFolders } from "../workflow/index.ts";
import { projectField } from "./fields.ts";
import { onGround } from "./ground.ts";
import type { House } from "./house.ts";
import { requireScope } from "./organisation.ts";

/** The two things that an agent drafts and a person then makes theirs. */
export function registerPrompts(server: McpServer, house: House): void {
  server.registerPrompt(
    "draft_decision_record",
    {
      title: "Draft a decision record",
      description: "A decision record in MADR 4 for a choice that is expensive to change",
      argsSchema: z.object({ title: z.string().min(1).max(200), context: z.string().max(4_000).optional() }),
    },
    ({ title, context }) => said(decisionText(title, context)),
  );
  server.registerPrompt(
    "draft_disclosure",
    { title: "Draft the disclosure", description: "What AI wrote in the change at hand, as the policy asks for it", argsSchema: z.object({ project: projectField }) },
    async ({ project }) => {
      requireScope(house, "read");
      return said(await onGround(house, project, async ({ policy: { ai } }) => disclosureText(trailerExample(ai.disclosureGrammar), ai.disclosureIn ?? ["commit"])));
    },
  );
}

function said(text: string) {
  return { messages: [{ role: "user" as const, content: { type: "text" as const, text } }] };
}

function decisionText(title: string, context: string | undefined): string {
  return `Draft a decision record in the form of MADR 4.0.0 with the title “${oneLine(title)}”.${context === undefined ? "" : `\n\nWhat is known: ${oneLine(context)}`}

1. Call search_decisions first: a record that decides the same is superseded, not repeated.
2. Name at least two options, with the good and the bad of each. Say what was measured and what is believed.
3. Write \`status: proposed\`. ${cannotApprove} A person sets the status and the decision-makers.
4. Put it into ${decisionFolders[0]}, or where the repository keeps its records already, under the next number.

---
status: proposed
date: YYYY-MM-DD
decision-makers: []
---
# ${oneLine(title)}

## Context and Problem Statement

## Decision Drivers

## Considered Options

## Decision Outcome

Chosen option: "…", because …

### Consequences

### Confirmation

## Pros and Cons of the Options

## More Information
`;
}

function disclosureText(trailer: string, places: readonly string[]): string {
  const where: { readonly [place: string]: string } = {
    commit: `in each commit message that holds what AI wrote, as its last line: \`${trailer}\``,
    "file-header": "in a comment at the head of each file that AI wrote",
    description: "in the description of the change",
  };
  return `Draft the disclosure of what AI wrote in this change.

1. Call classify_change: it says how many added lines are whose, and which are unknown.
2. Name every tool with its model, and the person on whose instruction it wrote. Leave nothing out, and invent nothing: what you do not know is unknown.
3. The policy asks for it ${places.length === 0 ? "nowhere in particular; put it into the description" : places.map((place) => where[place] ?? place).join("; ")}.
4. Check it with \`countersign disclosure --check\`.
`;
}
