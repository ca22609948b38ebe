import { listEscalations } from "../../reading/index.ts";
import type { Run } from "../command.ts";
import { table } from "../page.ts";
import { exact, relative } from "../time.ts";
import { withWorkplace } from "../workplace.ts";

export const escalations: Run = async (call) => {
  const all = await withWorkplace(call, listEscalations);
  const shown = call.values.flag("all") ? all : all.filter(({ resolved }) => !resolved);
  const now = call.io.clock();
  const rows = shown.map(({ change, kind, criterion, to, who, due, overdue, resolved }) => [
    change.id,
    criterion === null ? kind : `${kind}: ${criterion}`,
    resolved ? "resolved" : `${overdue ? "overdue, " : ""}${relative(due, now)} (${exact(due)})`,
    `${to}: ${who.join(", ") || "nobody who is enrolled"}`,
  ]);
  return { json: { escalations: shown }, page: table(["change", "why", "due", "to"], rows, "No escalation is open.") };
};
