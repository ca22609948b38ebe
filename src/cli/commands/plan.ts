import { writeFile } from "node:fs/promises";
import { filePath } from "../../blueprint/index.ts";
import { Failure } from "../../model/failure.ts";
import { nothingRecorded, type Plan, type PlanGround, planCalendar, planCsv, planGround, planMarkdown, planOf, readPlan } from "../../reading/index.ts";
import { recordCheckpointEffort, recordEscalationDrill, type Workplace } from "../../workflow/index.ts";
import { readDraft } from "../blueprint-draft.ts";
import { type Answer, type Call, next, type Run } from "../command.ts";
import { governedHere } from "../governed.ts";
import { blank, command, line, type Page, strong, under } from "../page.ts";
import { planPage } from "../plan-page.ts";
import { actor, withWorkplace, withWorkplaceIfAny } from "../workplace.ts";

export const plan: Run = async (call) =>
  await withWorkplaceIfAny(call, async (workplace) => {
    if (workplace === null || call.values.flag("draft")) {
      const ground = await draftGround(call, workplace);
      return await answerOf(call, planOf(ground), ground, "");
    }
    const { project, repository } = await governedHere(call, workplace);
    const [found, ground] = [await readPlan(workplace, project, repository), await calendarGround(call, workplace, project, repository)];
    return await answerOf(call, found, ground, workplace.store.identity.origin);
  });

export const drill: Run = async (call) => {
  const by = await actor(call);
  const outcome = call.values.needed("OUTCOME") === "answered" ? "answered" : "unanswered";
  const { project, index } = await withWorkplace(call, async (workplace) => {
    const governed = await governedHere(call, workplace);
    return { ...governed, ...(await recordEscalationDrill(workplace, by, { project: governed.project, outcome, note: call.values.needed("note") })) };
  });
  return {
    json: { project, outcome, index },
    page: [line(`The path of escalations of ${project} was tried and ${outcome === "answered" ? "answered" : "not answered"} in time: entry ${index} of the ledger.`)],
  };
};

export const effort: Run = async (call) => {
  const by = await actor(call);
  const [checkpoint, minutes] = [call.values.needed("CHECKPOINT"), minutesOf(call.values.needed("MINUTES"))];
  const { project, index } = await withWorkplace(call, async (workplace) => {
    const governed = await governedHere(call, workplace);
    return { ...governed, ...(await recordCheckpointEffort(workplace, by, { ...governed, checkpoint, minutes })) };
  });
  return { json: { project, checkpoint, minutes, index }, page: [line(`${minutes} minutes for ${checkpoint}: entry ${index} of the ledger.`), command(next(call, "plan"))] };
};

function minutesOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Failure("bad-usage", `${JSON.stringify(text)} is no number of minutes.`, { hint: "Write it as 45." });
}

/** The files of the work tree, with nothing recorded. Throws `Failure` (`document-invalid`) for a delivery framework that cannot be read: without it there is nothing to plan. */
async function draftGround(call: Call, workplace: Workplace | null): Promise<PlanGround> {
  const { read, context } = await readDraft(call, workplace);
  const { files, failures } = read;
  const [unread, ...more] = files.delivery === null ? failures.filter(({ place }) => place?.file === filePath("delivery")) : [];
  if (unread !== undefined && more.length > 0)
    throw new Failure(unread.code, unread.message, {
      hint: `${unread.hint} \`countersign blueprint lint\` lists what else is wrong.`.trim(),
      ...(unread.place && { place: unread.place }),
    });
  if (unread !== undefined) throw unread;
  return { project: null, source: null, files, failures, ...context, deputies: [], records: nothingRecorded, work: [] };
}

// Only a calendar wants what a plan was made of.
async function calendarGround(call: Call, workplace: Workplace, project: string, repository: string | undefined): Promise<PlanGround | null> {
  return call.values.text("ics") === undefined ? null : await planGround(workplace, project, repository);
}

async function answerOf(call: Call, found: Plan, ground: PlanGround | null, realm: string): Promise<Answer> {
  const { values } = call;
  const wrong = values.flag("check") ? wrongIn(found) : [];
  const written = await writtenCalendar(call, ground, realm);
  const exit = wrong.length > 0 ? ({ exit: 1 } as const) : {};
  const json = { ...found, ...(values.flag("check") ? { wrong } : {}), ...(written === null ? {} : { calendar: written }) };
  const format = values.text("format");
  if (format === "csv") return { json, page: [], text: planCsv(found), ...exit };
  if (format === "markdown") return { json, page: [], text: planMarkdown(found), ...exit };
  const said = written === null ? [] : [line(`The days are in ${written}.`)];
  return { json, page: [...planPage(found), ...foundPage(wrong), ...said], ...exit };
}

function foundPage(wrong: readonly string[]): Page {
  return wrong.length === 0 ? [] : [blank, line(strong("What keeps the check from passing")), ...wrong.map((sentence) => under(2, `✗ ${sentence}`))];
}

/** What `--check` finds: what somebody can still mend. */
function wrongIn({ version, problems, phases, sprints, escalation, answer }: Plan): string[] {
  const late = phases.flatMap(({ checkpoints }) => checkpoints.filter(({ state }) => state === "late"));
  const over = sprints.filter(({ over: minutes, state }) => minutes > 0 && state === "now");
  const wrong = [
    ...(version === null ? [answer] : []),
    ...problems.map(({ says }) => says),
    ...late.map(({ title, date }) => `“${title}” was due ${date}.`),
    ...over.map(({ number, over: minutes }) => `Sprint ${number} is ${minutes} minutes over its budget.`),
    ...escalation.missing.map(({ says, hint }) => `${says} ${hint}`),
  ];
  return [...new Set(wrong)];
}

async function writtenCalendar(call: Call, ground: PlanGround | null, realm: string): Promise<string | null> {
  const file = call.values.text("ics");
  if (file === undefined || ground === null) return null;
  try {
    await writeFile(file, await planCalendar(ground, { realm, origin: null }));
    return file;
  } catch (error) {
    throw new Failure("bad-input", `${file} could not be written: ${(error as NodeJS.ErrnoException).code ?? "unknown"}.`, {
      hint: "Name a file in a folder that is there.",
      cause: error,
    });
  }
}
