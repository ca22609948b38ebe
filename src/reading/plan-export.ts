import { inline, sentence } from "../blueprint/index.ts";
import { visible } from "../git/index.ts";
import { spoken } from "../model/people.ts";
import type { Plan, PlanCheckpoint } from "./plan.ts";
import { metricWords } from "./plan-words.ts";

type Cell = string | number | null;

const heads = ["kind", "phase", "id", "title", "date", "state", "who", "deputy", "limit", "estimated_minutes", "recorded_minutes", "budget_minutes", "note"] as const;
type Row = { readonly [head in (typeof heads)[number]]?: Cell };

/** The plan as comma-separated values (RFC 4180): checkpoints with their effort, sprints with their budget, the path of escalations with owner, deputy and limit, its drills, and who holds which role (R98, R100). */
export function planCsv(plan: Plan): string {
  const rows = [...plan.phases.flatMap(({ checkpoints }) => checkpoints.map(checkpointRow)), ...sprintRows(plan), ...reviewRows(plan), ...escalationRows(plan), ...dutyRows(plan)];
  return [[...heads], ...rows.map((row) => heads.map((head) => row[head] ?? null))].map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

function checkpointRow(checkpoint: PlanCheckpoint): Row {
  const { phase, id, title, date, state, who, roles, minutes, passed, undated, missing } = checkpoint;
  const note = passed === null ? [...(undated === null ? [] : [undated]), ...missing].join("; ") : `Passed on ${passed.time.slice(0, 10)} by ${passed.by}, entry ${passed.index}`;
  const held = who.join(", ") || `nobody is ${roles.map(spoken).join(" or ")}`;
  return { kind: "checkpoint", phase, id, title, date, state, who: held, estimated_minutes: minutes.estimated, recorded_minutes: minutes.recorded, note };
}

function sprintRows({ sprints }: Plan): Row[] {
  return sprints.map(({ number, start, end, state, budget, estimated, spent, over }) => ({
    kind: "sprint",
    id: String(number),
    title: `${start} to ${end}`,
    date: end,
    state,
    budget_minutes: budget,
    estimated_minutes: estimated.checkpoints + estimated.reviews,
    recorded_minutes: spent.checkpoints + spent.reviews,
    note: over > 0 ? `${over} minutes over the budget` : "",
  }));
}

function reviewRows({ reviews }: Plan): Row[] {
  return reviews.map(({ tier, changes, estimated, observed, sample }) => ({
    kind: "reviews",
    id: tier,
    title: `median over ${changes} changes`,
    estimated_minutes: estimated,
    recorded_minutes: observed,
    note: observed === null ? `too few were observed to say (${sample})` : `observed for ${sample}`,
  }));
}

function escalationRows({ escalation: { owner, deputy, limit, steps, drills, missing } }: Plan): Row[] {
  const keepers = { who: owner?.people.join(", ") ?? "", deputy: deputy?.people.join(", ") ?? "" };
  return [
    ...steps.map((step) => ({
      kind: "escalation",
      phase: step.changes.join(", "),
      id: `step ${step.step}`,
      title: step.says,
      ...keepers,
      who: step.people.join(", "),
      limit: limitIn(step.says),
      note: step.problem?.says ?? "",
    })),
    ...(limit === null
      ? []
      : [{ kind: "escalation", id: "overdue", title: limit.says, who: limit.people.join(", "), deputy: keepers.deputy, limit: limit.says, note: limit.problem?.says ?? "" }]),
    ...(owner === null ? [] : [{ kind: "escalation", id: "owner", title: owner.says, ...keepers, note: [owner.problem?.says, deputy?.problem?.says].filter(Boolean).join(" ") }]),
    ...missing.map(({ says, hint }) => ({ kind: "gap", title: says, note: hint })),
    ...drills.map(({ id, time, by, outcome, note }) => ({ kind: "drill", id, date: time.slice(0, 10), state: outcome, who: by, note })),
  ];
}

function limitIn(says: string): string {
  return /within (.+)$/.exec(says)?.[1] ?? "";
}

function dutyRows({ duties }: Plan): Row[] {
  return duties.map(({ role, holders, named }) => ({
    kind: "duty",
    id: role,
    who: holders.map(({ name }) => name).join(", "),
    deputy: [...holders.flatMap(({ deputy }) => deputy ?? []), ...named].join(", "),
  }));
}

// A text that a spreadsheet would calculate gets an apostrophe: titles are written by whoever writes to the repository.
function cellOf(value: Cell): string {
  if (typeof value === "number") return String(value);
  const shown = visible(value ?? "");
  const text = /^[=+\-@＝＋－＠]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The plan as Markdown, to be kept or sent. */
export function planMarkdown(plan: Plan): string {
  const lines = [
    `# Plan${plan.project === null ? "" : ` of ${inline(plan.project)}`}`,
    `${sentence(plan.answer)} As of ${plan.today}${plan.source === null ? "" : `, commit ${plan.source.commit.slice(0, 12)}`}.`,
    ...plan.phases.flatMap((phase) => [`## ${inline(phase.title)} (${phase.state})`, sentence(phase.purpose), ...phase.checkpoints.map(checkpointMarkdown)]),
    "## Minutes of governance by sprint",
    ...tableOf(
      ["Sprint", "Days", "Budget", "Estimated", "Spent", "Over"],
      plan.sprints.map(({ number, start, end, budget, estimated, spent, over }) => [
        number,
        `${start} to ${end}`,
        budget ?? "none",
        estimated.checkpoints + estimated.reviews,
        spent.checkpoints + spent.reviews,
        over || "",
      ]),
    ),
    "## Escalation",
    ...tableOf(
      ["To whom, and within", "Today"],
      [
        ...plan.escalation.steps.map((step) => [`${step.step}: ${step.says}`, step.people.join(", ") || "nobody"]),
        ...(["limit", "owner", "deputy"] as const).map((part) => [`${part}: ${plan.escalation[part]?.says ?? "not said"}`, plan.escalation[part]?.people.join(", ") || "nobody"]),
      ],
    ),
    ...plan.escalation.missing.map(({ says, hint }) => `- Missing: ${inline(says)} ${inline(hint)}`),
  ];
  return `${lines.join("\n\n")}\n`;
}

function checkpointMarkdown({ title, last, date, state, who, minutes, missing, metrics, passed, undated }: PlanCheckpoint): string {
  const when = date ?? `no date: ${inline(undated ?? "")}`;
  const head = `### ${inline(title)}\n\n${when}, ${state}. ${passed === null ? `${last ? "Signed" : "Held"} by ${inline(who.join(" or ")) || "nobody yet"}.` : `Passed on ${passed.time.slice(0, 10)} by ${inline(passed.by)}.`}`;
  const effort = `Estimated ${minutes.estimated} minutes, recorded ${minutes.recorded}.`;
  const met = metrics.filter(({ state }) => state === "met").map((metric) => `- [x] ${inline(metricWords(metric))}`);
  const open = [...(passed === null ? met : []), ...missing.map((each) => `- [ ] ${inline(each)}`)];
  return [`${head} ${effort}`, ...(open.length === 0 ? [] : [open.join("\n")])].join("\n\n");
}

function tableOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const row = (cells: readonly Cell[]) => `| ${cells.map((cell) => inline(String(cell ?? ""))).join(" | ")} |`;
  return rows.length === 0 ? ["None."] : [[row(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(row)].join("\n")];
}
