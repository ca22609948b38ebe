import { Failure } from "../../model/failure.ts";
import { type Simulation, simulate as simulatePolicy } from "../../reading/index.ts";
import { plural } from "../change-page.ts";
import type { Run } from "../command.ts";
import { faint, line, strong, table } from "../page.ts";
import { isProjectFile, readPolicySource } from "../policy-files.ts";
import { withWorkplace } from "../workplace.ts";

export const simulate: Run = async (call) => {
  const { values, io } = call;
  if (values.text("last") !== undefined) {
    const [{ simulateLast }, { historyPage }] = await Promise.all([import("../simulate-last.ts"), import("../simulate-history-page.ts")]);
    const history = await simulateLast(call);
    return { json: history, page: historyPage(history) };
  }
  const file = values.text("policy");
  if (file === undefined)
    throw new Failure("bad-usage", "No policy is named.", { hint: "Name one with --policy FILE, or ask with --last 100 what the last changes here would have needed." });
  const project = values.text("project");
  // A project's file tightens the organisation's, so on its own it would say something else than it does.
  if (project === undefined && isProjectFile(file)) throw new Failure("bad-usage", `${file} is the policy of a project.`, { hint: "Name the project with --project." });
  const options = { policy: await readPolicySource(file, io), project, since: sinceOf(values.text("since")) };
  const simulation = await withWorkplace(call, (workplace) => simulatePolicy(workplace, options));
  return { json: simulation, page: [line(strong(headlineOf(simulation))), ...pageOf(simulation)] };
};

function headlineOf({ before, after, changes }: Simulation): string {
  const different = changes.filter(({ differs }) => differs).length;
  const counts = (answers: Simulation["before"]) => `${answers.allow} allow, ${answers.wait} wait, ${answers.deny} deny`;
  return `${different} of ${plural(changes.length, "change")} would be judged otherwise: ${counts(after)}, instead of ${counts(before)}.`;
}

function pageOf({ changes }: Simulation) {
  const rows = changes
    .filter(({ differs }) => differs)
    .map(({ change, environment, before, after }) => [
      change.id,
      environment ?? faint("merge"),
      `${before.verdict} (${before.tier})`,
      `${after.verdict} (${after.tier})`,
      `${change.title}: ${after.headline}`,
    ]);
  return rows.length === 0 ? [] : table(["change", "environment", "was", "would be", "why"], rows, "");
}

function sinceOf(day: string | undefined): number | undefined {
  if (day === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new Failure("bad-usage", `${JSON.stringify(day)} is not a day.`, { hint: "Write it as 2026-10-31." });
  return at;
}
