import { digestOf } from "../../model/canonical.ts";
import { decisionIndex, type ListedDecision } from "../records/list.ts";
import { documentPath, marked, type RenderedDocument } from "./document.ts";

/** The index of the decision records, each linked from where the index stands. */
export function renderDecisions(records: readonly ListedDecision[]): RenderedDocument {
  const path = documentPath("decisions");
  const listed = records.map(({ file, number, title, status, supersededBy, date }) => ({ file, number, title, status, supersededBy, date }));
  const body = `\n# Decisions\n\n${decisionIndex(listed, path)}`;
  return { path, text: marked({ title: "Decisions", "generated-from": "the decision records themselves" }, body, { records: digestOf(listed) }) };
}
