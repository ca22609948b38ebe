import { reviewItems } from "../../model/fact.ts";
import { spoken } from "../../model/people.ts";
import { type AiToolsPage, readAiTools } from "../../reading/index.ts";
import { closeReviewItem, suspendTool } from "../../workflow/index.ts";
import { plural } from "../change-page.ts";
import { type Answer, type Call, next, type Run } from "../command.ts";
import { command, faint, labelled, line, type Page, strong, under } from "../page.ts";
import { exact } from "../time.ts";
import { actor, withWorkplace } from "../workplace.ts";
import { acknowledged } from "./blueprint.ts";

export const list: Run = async (call) => {
  const page = await withWorkplace(call, (workplace) => readAiTools(workplace, null));
  return { json: page, page: listPage(call, page) };
};

export const review: Run = async (call) => {
  const by = await actor(call);
  const { values } = call;
  const item = reviewItems.find((each) => each === values.needed("ITEM"));
  if (item === undefined) throw new TypeError("the table offers an unknown item");
  const record = await withWorkplace(call, (workplace) => closeReviewItem(workplace, by, { review: values.needed("REVIEW"), item, done: values.needed("done") }));
  const open = record.items.filter(({ closed }) => closed === null).map((each) => spoken(each.item));
  const rest =
    open.length === 0
      ? `The review of ${record.tool} is closed: it may be used within its conditions.`
      : `Of the review of ${record.tool} there is still open: ${open.join(", ")}.`;
  return { json: record, page: [line(strong(`Closed: ${spoken(item)}.`)), line(rest)] };
};

export const suspend: Run = async (call) => await suspended(call, true);
export const resume: Run = async (call) => await suspended(call, false);

export const acknowledge: Run = async (call) => await acknowledged(call, "ai-policy");

async function suspended(call: Call, is: boolean): Promise<Answer> {
  const by = await actor(call);
  const tool = call.values.needed("TOOL");
  const { index, known } = await withWorkplace(call, (workplace) => suspendTool(workplace, by, { tool, project: null, suspended: is, reason: call.values.needed("reason") }));
  return {
    json: { tool, project: null, suspended: is, index, known },
    page: [
      line(strong(`${tool} is ${is ? "suspended" : "let in again"} in every project, from now on: entry ${index} of the ledger.`)),
      ...(known ? [] : [line(`Nothing is known of ${tool}: neither the register nor any change names it. \`countersign tools list\` shows how those that are known are written.`)]),
      line(is ? "The gate denies every change that it wrote and that has not passed." : "Its conditions and an open review hold as before."),
    ],
  };
}

function listPage(call: Call, { tools, registers }: AiToolsPage): Page {
  const open = tools.flatMap(({ reviews }) => reviews);
  return [
    line(strong(tools.length === 0 ? "The organisation registers no AI tool." : `${plural(tools.length, "AI tool")} of the organisation.`)),
    line(registers[0] === undefined ? "The built-in policy rules, which registers none." : `Registered by version ${registers[0].version} of the organisation's policy.`),
    ...tools.flatMap(toolPage),
    line(faint("Tools that only a project's own policy registers stand on that project's page.")),
    ...(open[0] === undefined ? [] : [command(next(call, `tools review ${open[0].id} ${open[0].items.find(({ closed }) => closed === null)?.item ?? "process"} --done TEXT`))]),
  ];
}

function toolPage(tool: AiToolsPage["tools"][number]): Page {
  const rows: (readonly [string, string])[] = [
    ["Owner", tool.owner === null ? "nobody" : (tool.owner.person?.name ?? `${tool.owner.as}, who is nobody enrolled and active`)],
    ["Models", tool.models.join(", ") || "any"],
    ["Data", tool.data.join(", ") || "any"],
    ["Modes", tool.modes.join(", ") || "any"],
    ["Never in", tool.notPaths.join(", ") || "nothing is excluded"],
    ...(tool.reviewBy === null ? [] : [["Review by", tool.reviewBy] as const]),
    ["Changes", tool.changes === 0 ? "none names it" : `${plural(tool.changes, "change")}, last ${exact(tool.lastChange ?? "")}`],
    ...(tool.needs.length === 0 ? [] : [["Not said", tool.needs.join(", ")] as const]),
    ...tool.suspensions.map(({ by, time, reason }) => ["Suspended", by === null ? "by the policy" : `by ${by.name}, ${exact(time ?? "")}: ${reason ?? ""}`] as const),
  ];
  const reviews = tool.reviews.flatMap(({ id, model, items }) =>
    items.map(({ item, closed, who }) =>
      under(
        4,
        `${closed === null ? "·" : "✓"} ${id} ${item}${model === null ? "" : ` of ${model}`}: ${closed === null ? `open — ${who.map(({ name }) => name).join(" or ") || "nobody may close it"}` : `closed by ${closed.by.name}`}`,
      ),
    ),
  );
  return [line(strong(tool.name), `  ${spoken(tool.state)}`), ...labelled(rows.map(([label, said]) => [`  ${label}`, said])), ...reviews];
}
