import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { type ChangePage, changeHistory, changesPage, readChange } from "../../reading/index.ts";
import { propose, repositoryOf } from "../../workflow/index.ts";
import { actorOf, type Caller, personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { lookedOf } from "../looked.ts";
import { route } from "../route.ts";
import { changePage, changeSummary, draft, historyEntry } from "../shapes/change.ts";
import { list, page, paging } from "../shapes/list.ts";

export const changeParams = z.strictObject({ change: z.string().min(1).max(200) });
const environmentQuery = z.strictObject({ environment: z.string().min(1).max(200).optional(), artifact: z.string().min(1).max(200).optional() });

export const changesList = route({
  id: "changes.list",
  method: "GET",
  path: "/api/changes",
  summary: "Every change that was put forward, the newest first.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ ...paging, project: z.string().min(1).max(200).optional() }),
  answer: page(changeSummary),
  async handle({ workplace }, { query: { cursor, limit, project } }) {
    return await changesPage(workplace, { project, before: cursor, limit });
  },
});

export const changesRead = route({
  id: "changes.read",
  method: "GET",
  path: "/api/changes/{change}",
  summary: "Everything that is needed to judge a change: what it is, why it needs this much judgement, what holds, what is missing, who can give it.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  query: environmentQuery,
  answer: changePage,
  async handle(desk, { params: { change }, query, caller }) {
    const answer = await readChange(desk.workplace, actorOf(caller), { change, ...query }, await lookedOf(desk, caller, change));
    return withDraft(answer, await draftOf(desk, caller, change, answer.environment));
  },
});

type Draft = z.output<typeof draft>;

async function draftOf({ state }: Desk, caller: Caller, change: string, environment: string | null): Promise<Draft | null> {
  if (caller.kind !== "person") return null;
  const saved = await state.drafts.read(caller.person.id, change, environment);
  // A draft of an earlier version of the page is dropped, not guessed at.
  return saved === null ? null : (draft.safeParse(JSON.parse(saved.answers)).data ?? null);
}

function withDraft({ you, questions, ...rest }: ChangePage, saved: Draft | null) {
  const begun = new Map(saved?.answers.map((answer) => [answer.criterion, answer]));
  const drafted = questions.map((question) => ({ ...question, draft: begun.get(question.id) ?? null }));
  const unanswered = drafted.filter(({ draft: answer, link, choices }) => !isComplete(answer, link, choices)).map(({ id }) => id);
  return { ...rest, you: { ...you, unanswered }, questions: drafted, draft: saved };
}

function isComplete(answer: Draft["answers"][number] | null, link: string | null, choices: ChangePage["questions"][number]["choices"]): boolean {
  if (answer?.value === undefined) return false;
  const [reason, named] = [Boolean(answer.reason?.trim()), Boolean(answer.link?.trim())];
  if (answer.value === "met" && link !== null) return named;
  return reason || choices.find(({ value }) => value === answer.value)?.needs.includes("reason") !== true;
}

export const changesPropose = route({
  id: "changes.propose",
  method: "POST",
  path: "/api/changes",
  summary: "Puts a change forward from the project's repository on the server's machine. The same content again is the same revision.",
  access: { who: "actor", scope: "propose" },
  status: 201,
  body: z.strictObject({
    project: z.string().min(1).max(200),
    head: z.string().min(1).max(500).describe("Branch, full ref or commit id"),
    base: z.string().min(1).max(500).optional(),
    title: z.string().max(500).optional(),
    requirement: z.string().max(200).optional(),
    declared: z.union([z.literal("none"), z.array(z.strictObject({ tool: z.string().min(1).max(100), model: z.string().max(200).nullable() })).max(50)]).optional(),
    sizeReason: z.string().max(2_000).optional(),
    change: z.string().max(200).optional().describe("The change that this is a new revision of"),
  }),
  answer: z.strictObject({ change: z.string(), revision: z.int(), index: z.int(), again: z.boolean(), verdict: z.enum(["allow", "wait", "deny"]), headline: z.string() }),
  async handle({ workplace }, { body: { project, ...options }, caller }) {
    const repository = await requireRepository(workplace, project);
    const { report, ...proposed } = await propose(workplace, actorOf(caller), { repository, ...options });
    return { ...proposed, verdict: report.verdict.verdict, headline: report.verdict.headline };
  },
});

/** Where a project's repository lies on this machine. Throws `Failure`: `not-found` for a project that is not registered, `repository-unreadable`. */
export async function requireRepository(workplace: Desk["workplace"], project: string): Promise<string> {
  if ((await workplace.store.read.project(project))?.id !== project)
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
  const path = await repositoryOf(workplace, project);
  if (path !== null) return path;
  throw new Failure("repository-unreadable", `This machine does not know where the repository of ${project} is.`, {
    hint: "Register the project in a clone on this machine with `countersign init`, or put a change forward from one.",
  });
}

export const changesHistory = route({
  id: "changes.history",
  method: "GET",
  path: "/api/changes/{change}/history",
  summary: "Every fact about a change in the order of the ledger, decisions with their manifestation.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  answer: z.strictObject({ items: list(historyEntry) }),
  async handle({ workplace }, { params: { change } }) {
    return { items: await changeHistory(workplace, change) };
  },
});

export const draftsSave = route({
  id: "drafts.save",
  method: "PUT",
  path: "/api/changes/{change}/draft",
  summary: "Keeps answers that were begun and not signed. Nobody else sees them, and nothing rests on them.",
  access: { who: "actor" },
  status: 204,
  params: changeParams,
  body: draft,
  answer: z.null(),
  async handle({ workplace, state }, { params: { change }, body, caller }) {
    await requireChange(workplace, change);
    await state.drafts.save(personOf(caller).person.id, change, body.environment, JSON.stringify(body));
    return null;
  },
});

export const visitsBeat = route({
  id: "visits.beat",
  method: "POST",
  path: "/api/changes/{change}/visits",
  summary: "The page's sign of life while a revision is in front of the person. How long that was is counted here.",
  access: { who: "self" },
  status: 204,
  params: changeParams,
  body: z.strictObject({ revision: z.int().min(1), visible: z.boolean() }),
  answer: z.null(),
  async handle({ workplace, state }, { params: { change }, body: { revision, visible }, caller }) {
    const row = await requireChange(workplace, change);
    if (visible && revision <= row.revision) await state.visits.beat(personOf(caller).person.id, change, revision);
    return null;
  },
});

async function requireChange({ store }: Desk["workplace"], change: string) {
  const [row] = await store.read.changes({ id: change });
  if (row !== undefined) return row;
  throw new Failure("not-found", `No change ${change} was put forward.`);
}
