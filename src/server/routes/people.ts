import { z } from "zod";
import { visible } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import type { Person } from "../../model/people.ts";
import { deputyLine as lineOf, listPersons, namesIn, readPerson } from "../../reading/index.ts";
import { changePerson, deactivate, dutiesOf, endDeputy, enrolPerson, nameDeputy, type Workplace } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { requireSecondInviter } from "../invite-again.ts";
import { joinLinkFor } from "../join-link.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { deputyLine, duties, enrolled, invitation, person, personLine, personPage } from "../shapes/people.ts";

const word = z.string().min(1).max(200);
const roles = z.array(word).max(50);
const emails = z.array(z.string().min(3).max(400)).max(50);
const heirs = z.record(word, word).refine((given) => Object.keys(given).length <= 50, "It names more than 50 roles.");
const whom = z.strictObject({ person: word });
const administrators = { who: "actor", roles: ["administrator"] } as const;

export const peopleList = route({
  id: "people.list",
  method: "GET",
  path: "/api/people",
  summary: "Everybody who is enrolled: people and agents with roles, keys and qualifications.",
  access: { who: "reader" },
  answer: z.strictObject({ items: list(personLine) }),
  async handle({ workplace }) {
    return { items: await listPersons(workplace) };
  },
});

export const peopleRead = route({
  id: "people.read",
  method: "GET",
  path: "/api/people/{person}",
  summary: "One person: roles, keys, logins, qualifications with basis, granter and expiry, and open duties.",
  access: { who: "reader" },
  params: whom,
  answer: personPage,
  async handle({ workplace }, { params, caller }) {
    const page = await readPerson(workplace, params.person);
    const { id, roles: held } = personOf(caller).person;
    return { ...page, logins: id === page.id || held.includes("administrator") ? page.logins : [], duties: await shownDuties(workplace, page.id) };
  },
});

export const peopleEnrol = route({
  id: "people.enrol",
  method: "POST",
  path: "/api/people",
  summary: "Enrols a person or an agent; with `invite`, the answer holds a link to join with.",
  access: administrators,
  proof: true,
  status: 201,
  answersSecret: true,
  body: z.strictObject({ handle: word, name: word, emails, roles: roles.default([]), kind: z.enum(["person", "agent"]).default("person"), invite: z.boolean().default(false) }),
  answer: enrolled,
  async handle(desk, { body: { invite, ...given }, caller }) {
    const by = personOf(caller).person.id;
    if (invite && given.kind === "agent") refuseAgent(given.name);
    const added = await enrolPerson(desk.workplace, by, given);
    return { person: added, invitation: invite ? await invitationFor(desk, added, by) : null };
  },
});

export const peopleChange = route({
  id: "people.change",
  method: "PATCH",
  path: "/api/people/{person}",
  summary: "Gives a person another set of roles or addresses, or makes them active again.",
  access: administrators,
  proof: true,
  params: whom,
  body: z.strictObject({ roles: roles.optional(), emails: emails.optional(), active: z.literal(true).optional() }),
  answer: person,
  async handle({ workplace }, { params, body, caller }) {
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    return await changePerson(workplace, personOf(caller).person.id, params.person, given);
  },
});

export const peopleInvite = route({
  id: "people.invite",
  method: "POST",
  path: "/api/people/{person}/invitation",
  summary:
    "Makes a link with which the person makes a passkey and is signed in. Earlier links of that person end. Whoever has had a key is invited by two administrators within 24 hours.",
  access: administrators,
  proof: true,
  params: whom,
  answersSecret: true,
  answer: invitation,
  async handle(desk, { params, caller }) {
    return await invitationFor(desk, await readPerson(desk.workplace, params.person), personOf(caller).person.id);
  },
});

export const peopleDuties = route({
  id: "people.duties",
  method: "GET",
  path: "/api/people/{person}/duties",
  summary: "What would be left without somebody, or wait longer, were the person not active any more.",
  access: { who: "reader" },
  params: whom,
  answer: duties,
  async handle({ workplace }, { params }) {
    return await shownDuties(workplace, params.person);
  },
});

export const peopleDeactivate = route({
  id: "people.deactivate",
  method: "POST",
  path: "/api/people/{person}/deactivation",
  summary: "Takes a person out of service and hands the duties over; what they signed stays theirs.",
  access: administrators,
  proof: true,
  params: whom,
  body: z.strictObject({ roles: heirs.default({}).describe("Who takes over each role"), leaveOpen: z.array(word).max(200).default([]) }),
  answer: person,
  async handle({ workplace, state }, { params, body, caller }) {
    const gone = await deactivate(workplace, personOf(caller).person.id, params.person, body);
    // Nobody inactive is let in anyway; what would let them in again, were they made active, ends here.
    await Promise.all([state.sessions.endAllOf(gone.id), state.invitations.endAllOf(gone.id)]);
    return gone;
  },
});

export const deputiesName = route({
  id: "deputies.name",
  method: "POST",
  path: "/api/people/{person}/deputies",
  summary:
    "Names who stands in for a person until a day: the person does it, or an administrator. A deputy is equally qualified already, since standing in gives no qualification.",
  access: { who: "actor" },
  proof: true,
  status: 201,
  params: whom,
  body: z.strictObject({ deputy: word, from: z.iso.date().optional().describe("The first day, in UTC; now without it"), until: z.iso.date().describe("The last day") }),
  answer: deputyLine,
  async handle({ workplace }, { params, body, caller }) {
    const record = await nameDeputy(workplace, personOf(caller).person.id, { person: params.person, ...body });
    return lineOf(record, await namesIn(workplace), workplace.clock());
  },
});

export const deputiesEnd = route({
  id: "deputies.end",
  method: "POST",
  path: "/api/deputies/{deputyship}/end",
  summary: "Ends a deputyship before its day: the person, the deputy or an administrator does it.",
  access: { who: "actor" },
  params: z.strictObject({ deputyship: word }),
  answer: deputyLine,
  async handle({ workplace }, { params, caller }) {
    const record = await endDeputy(workplace, personOf(caller).person.id, params.deputyship);
    return lineOf(record, await namesIn(workplace), workplace.clock());
  },
});

async function shownDuties(workplace: Workplace, person: string) {
  const nameOf = await namesIn(workplace);
  const { roles: held, qualifications, escalations, changes, agents, tokens, deputyships } = await dutiesOf(workplace, person);
  return {
    roles: held,
    qualifications,
    escalations,
    changes: changes.map((change) => ({ ...change, title: visible(change.title) })),
    deputyships: deputyships.map((record) => lineOf(record, nameOf, workplace.clock())),
    agents: agents.map(({ id, name }) => ({ id, name })),
    tokens,
  };
}

async function invitationFor(desk: Desk, invited: Person, by: string): Promise<{ readonly link: string; readonly until: string }> {
  if (invited.kind === "agent") refuseAgent(invited.name);
  if (!invited.active) throw new Failure("bad-input", `${invited.name} is not active.`, { hint: "Make the person active again first." });
  await requireSecondInviter(desk, invited, by);
  const link = await joinLinkFor(desk, invited, by);
  const until = (await desk.state.invitations.look(new URL(link).hash.slice(1)))?.expiresAt ?? desk.workplace.clock();
  return { link, until: new Date(until).toISOString() };
}

function refuseAgent(name: string): never {
  throw new Failure("bad-input", `${name} is an agent, which signs in nowhere.`, { hint: "Issue an API token to it." });
}
