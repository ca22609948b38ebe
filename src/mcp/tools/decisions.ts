import { z } from "zod";
import { searched } from "../decision-files.ts";
import { projectField } from "../fields.ts";
import { onGround } from "../ground.ts";
import { tool } from "../tool.ts";

const most = 10;

export const searchDecisions = tool({
  name: "search_decisions",
  title: "Search decision records",
  description: "Decision records that hold all given words. Search before you choose something that is expensive to change.",
  input: z.strictObject({ project: projectField, query: z.string().min(1).max(300), status: z.enum(["proposed", "rejected", "accepted", "deprecated", "superseded"]).optional() }),
  output: z.strictObject({ records: z.array(z.strictObject({ file: z.string(), title: z.string(), status: z.string().nullable() })), more: z.int() }),
  async handle(house, { project, query, status }) {
    return await onGround(house, project, async ({ records, place }) => {
      const found = searched(records, query).filter((record) => status === undefined || record.status?.startsWith(status) === true);
      const shown = found.slice(0, most).map((record) => ({ file: record.file, title: record.title, status: record.status }));
      return {
        data: { records: shown, more: found.length - shown.length },
        says: [
          records.length === 0
            ? "The repository holds no decision record."
            : found.length === 0
              ? `None of ${records.length} decision records holds that.`
              : `${found.length} of ${records.length} decision records hold that.`,
          ...shown.map((record) => `${record.file}: ${record.title}${record.status === null ? "" : ` (${record.status})`}`),
        ],
        next:
          found.length === 0
            ? "If the choice is expensive to change, use the prompt draft_decision_record and let a person decide."
            : `Read one as the resource countersign://${place.project ?? "here"}/decisions/NAME.`,
      };
    });
  },
});
