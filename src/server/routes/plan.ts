import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { planCalendar, planCsv, planGround, readPlan, standingPerson } from "../../reading/index.ts";
import { recordCheckpointEffort, recordEscalationDrill } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { attachment } from "../download.ts";
import { rawRoute, route } from "../route.ts";
import { plan, planFeed } from "../shapes/plan.ts";
import type { Feed } from "../state/feeds.ts";

const params = z.strictObject({ project: z.string().min(1).max(200) });
const planners = { who: "actor", roles: ["project-manager", "engineering-lead"] } as const;
const recorded = z.strictObject({ index: z.int() });

export const planRead = route({
  id: "plan.read",
  method: "GET",
  path: "/api/projects/{project}/plan",
  summary: "A project's plan: what is next, who must do it and what is late; phases, minutes against the budget, the path of escalations, and the Definition of Done.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  params,
  answer: plan,
  async handle({ workplace }, { params: { project } }) {
    return await readPlan(workplace, project);
  },
});

export const planExport = rawRoute({
  id: "plan.export",
  method: "GET",
  path: "/api/projects/{project}/plan.csv",
  summary: "The plan with its efforts, escalation owners, deputies and limits as comma-separated values.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  params,
  produces: "application/octet-stream",
  async handle({ workplace }, { params: { project } }) {
    return attachment(`plan-${project}.csv`, planCsv(await readPlan(workplace, project)));
  },
});

export const planDates = rawRoute({
  id: "plan.dates",
  method: "GET",
  path: "/api/projects/{project}/plan.ics",
  summary: "The days of the plan as an iCalendar file.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  params,
  produces: "text/calendar",
  async handle(desk, { params: { project } }) {
    return await calendarOf(desk, project);
  },
});

export const planFeedRead = route({
  id: "plan.feedState",
  method: "GET",
  path: "/api/projects/{project}/plan/feed",
  summary: "Whether the person has an address under which a calendar reads this plan, and when one last did; never the address itself.",
  access: { who: "self" },
  params,
  answer: z.strictObject({ feed: planFeed.nullable() }),
  async handle({ state }, { params: { project }, caller }) {
    const feed = await state.feeds.of(personOf(caller).person.id, project);
    return { feed: feed === null ? null : feedLine(feed) };
  },
});

export const planFeedMake = route({
  id: "plan.makeFeed",
  method: "POST",
  path: "/api/projects/{project}/plan/feed",
  summary: "Makes an address under which a calendar reads the days of this plan and nothing else, for a year; an earlier one ends. It is in this answer and nowhere else.",
  access: { who: "self" },
  proof: true,
  status: 201,
  answersSecret: true,
  params,
  answer: z.strictObject({ address: z.string(), feed: planFeed }),
  async handle({ state, settings, workplace }, { params: { project }, caller }) {
    if ((await workplace.store.read.project(project))?.id !== project)
      throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
    const { secret, feed } = await state.feeds.issue(personOf(caller).person.id, project);
    return { address: `${settings.origin}/api/feeds/${secret}/plan.ics`, feed: feedLine(feed) };
  },
});

export const planFeedEnd = route({
  id: "plan.endFeed",
  method: "DELETE",
  path: "/api/projects/{project}/plan/feed",
  summary: "Withdraws the person's address at once; calendars that have it read nothing more.",
  access: { who: "self" },
  params,
  answer: z.strictObject({ feed: z.null() }),
  async handle({ state }, { params: { project }, caller }) {
    await state.feeds.withdraw(personOf(caller).person.id, project);
    return { feed: null };
  },
});

/** Calendars send neither a cookie nor a token, so the address is the secret. It is 256 random bits, opens one project's dates, and ends with the account of whom it was made for. */
export const planFeedServe = rawRoute({
  id: "plan.feed",
  method: "GET",
  path: "/api/feeds/{feed}/plan.ics",
  summary: "The days of a plan, for a calendar that was given this address.",
  heavy: true,
  access: { who: "anyone" },
  params: z.strictObject({ feed: z.string().max(100) }),
  produces: "text/calendar",
  async handle(desk, { params: { feed: secret } }) {
    const feed = await desk.state.feeds.find(secret);
    const person = feed === null ? null : await standingPerson(desk.workplace, feed.person, feed.createdAt);
    // One answer for all of them: nobody learns what once was.
    if (feed === null || person === null) throw new Failure("not-found", "There is no calendar at this address.", { hint: "Make a new address on the page Plan." });
    await desk.state.feeds.touch(secret);
    return await calendarOf(desk, feed.project);
  },
});

export const planDrill = route({
  id: "plan.drill",
  method: "POST",
  path: "/api/projects/{project}/drills",
  summary: "Records that the path of escalations was tried, and whether somebody answered in time.",
  access: planners,
  status: 201,
  params,
  body: z.strictObject({ outcome: z.enum(["answered", "unanswered"]), note: z.string().max(2_000) }),
  answer: recorded,
  async handle({ workplace }, { params: { project }, body, caller }) {
    return await recordEscalationDrill(workplace, personOf(caller).person.id, { project, ...body });
  },
});

export const planEffort = route({
  id: "plan.effort",
  method: "POST",
  path: "/api/projects/{project}/efforts",
  summary: "Records how many minutes of people's time a checkpoint took.",
  access: planners,
  status: 201,
  params,
  body: z.strictObject({ checkpoint: z.string().min(1).max(64), minutes: z.int().min(1).max(100_000) }),
  answer: recorded,
  async handle({ workplace }, { params: { project }, body, caller }) {
    return await recordCheckpointEffort(workplace, personOf(caller).person.id, { project, ...body });
  },
});

async function calendarOf({ workplace, settings }: Desk, project: string): Promise<Response> {
  const text = await planCalendar(await planGround(workplace, project), { realm: workplace.store.identity.origin, origin: settings.origin });
  // Read by programs of elsewhere, which are not the pages; nothing in it runs.
  const headers = { "Content-Type": "text/calendar; charset=utf-8", "Content-Disposition": 'attachment; filename="plan.ics"', "Cross-Origin-Resource-Policy": "cross-origin" };
  return new Response(text, { headers });
}

function feedLine({ createdAt, expiresAt, usedAt }: Feed) {
  return { since: new Date(createdAt).toISOString(), until: new Date(expiresAt).toISOString(), used: usedAt === null ? null : new Date(usedAt).toISOString() };
}
