import { z } from "zod";
import { visible } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { addEvidence, producerFor } from "../../workflow/index.ts";
import { commitField, pathField, projectField } from "../fields.ts";
import type { House } from "../house.ts";
import { actingAgent, inOrganisation } from "../organisation.ts";
import { tool } from "../tool.ts";

/** A larger report goes through `countersign evidence add` or the API, which read it from a file. */
const mostContent = 1_000_000;

export const attachEvidence = tool({
  name: "attach_evidence",
  title: "Attach evidence",
  description: "Bind a report of tests, coverage, analysis or known flaws to the commit that it measured. What it lacks is recorded with it; it stands under your own name.",
  input: z.strictObject({
    project: projectField,
    commit: commitField.describe("The commit that was measured"),
    name: z.string().min(1).max(300).describe("Name of the file, such as junit.xml"),
    path: pathField.optional().describe("The report in your work tree; only where the server runs beside it"),
    content: z.string().max(mostContent).optional().describe("The report's text, where the server does not see your work tree"),
    run: z.string().min(1).max(200).optional().describe("The pipeline's run and attempt"),
  }),
  output: z.strictObject({ evidence: z.string(), again: z.boolean(), format: z.string().nullable(), state: z.string(), troubles: z.array(z.string()) }),
  async handle(house, { project, commit, name, path, content, run }) {
    return await inOrganisation(house, async (workplace) => {
      const agent = await actingAgent(house, workplace, "evidence");
      const [place, bytes] = await Promise.all([house.place(workplace, project), bytesOf(house, path, content)]);
      const producer = await producerFor(workplace, agent, undefined);
      const [added] = await addEvidence(workplace, agent, { repository: place.path, commit, producer, run, files: [{ name, bytes }] });
      if (added === undefined) throw new TypeError("one file was handed in and none was taken");
      const { reading, inconsistencies } = added;
      const troubles = [...(reading.sentence ? [reading.sentence] : []), ...inconsistencies.map(({ sentence }) => sentence)].map(visible);
      return {
        data: { evidence: added.evidence, again: added.again, format: reading.format, state: reading.state, troubles },
        says: [`${name} is ${added.again ? "attached already" : "attached"} to ${commit} as ${added.evidence}: ${reading.format ?? "unknown"}, ${reading.state}.`, ...troubles],
        next: reading.state === "accepted" ? "Call explain_gate to see which criteria it meets." : "It satisfies nothing as it is: make the report anew and attach that.",
      };
    });
  },
});

async function bytesOf({ checkout }: House, path: string | undefined, content: string | undefined): Promise<Uint8Array> {
  if ((path === undefined) === (content === undefined)) throw new Failure("bad-input", "A report is named by its path or given as content, one of the two.");
  if (content !== undefined) return Buffer.from(content);
  if (checkout === null) throw new Failure("bad-input", "This server does not see your work tree.", { hint: "Give the report as content." });
  return await checkout.readFile(path ?? "");
}
