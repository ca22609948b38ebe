import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { checklistOf, checklistRoles, type Measure, measureRows, measures as measuresOf, type Period } from "../../reading/index.ts";
import { attest } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { checklist, madeAttestation, measureId, measureRow, measures } from "../shapes/measures.ts";

const day = 86_400_000;
/** What is looked at when nobody says. */
const usualPeriod = 90 * day;

const period = {
  since: z.iso.date().optional().describe("The first day, in UTC; else 90 days ago"),
  until: z.iso.date().optional().describe("The last day; else today"),
  project: z.string().min(1).max(200).optional(),
};
type Asked = { readonly since?: string | undefined; readonly until?: string | undefined; readonly project?: string | undefined };

export const measuresRead = route({
  id: "measures.read",
  method: "GET",
  path: "/api/measures",
  summary: "Throughput beside control, signals of how reviews are done, and how alike answers are; each number with its definition, sample and rows.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  query: z.strictObject(period),
  answer: measures,
  async handle(desk, { query }) {
    const answer = await measuresOf(desk.workplace, periodOf(desk, query));
    const opening = <M extends Measure>(each: M) => ({ ...each, rows: rowsAddress(each, query) });
    return {
      ...answer,
      throughput: answer.throughput.map(opening),
      control: answer.control.map(opening),
      coverage: answer.coverage.map(opening),
      review: answer.review.map(opening),
      consistency: answer.consistency.map(opening),
    };
  },
});

export const measuresRows = route({
  id: "measures.rows",
  method: "GET",
  path: "/api/measures/{measure}/rows",
  summary: "The rows behind one number, the newest first. None is about a person.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ measure: measureId }),
  query: z.strictObject({ ...period, of: z.string().max(200).optional() }),
  answer: z.strictObject({ items: list(measureRow) }),
  async handle(desk, { params, query }) {
    return { items: await measureRows(desk.workplace, params.measure, query.of ?? null, periodOf(desk, query)) };
  },
});

export const checklistsRead = route({
  id: "checklists.read",
  method: "GET",
  path: "/api/checklists/{role}",
  summary: "What a role sees to: each item computed from records, or attested from time to time where no record can show it.",
  access: { who: "reader" },
  params: z.strictObject({ role: z.enum(checklistRoles) }),
  answer: checklist,
  async handle({ workplace }, { params }) {
    return await checklistOf(workplace, params.role);
  },
});

export const attestationsMake = route({
  id: "attestations.make",
  method: "POST",
  path: "/api/attestations",
  summary: "Says that something is so which no record can show, until its period is over. Only a holder of the item's role may.",
  access: { who: "actor" },
  status: 201,
  body: z.strictObject({ item: z.string().min(1).max(200), statement: z.string().max(2_000).describe("What was done, in the person's own words") }),
  answer: madeAttestation,
  async handle({ workplace }, { body: { item, statement }, caller }) {
    const { id, role, until, index } = await attest(workplace, personOf(caller).person.id, item, statement);
    return { id, item, role, until: new Date(until).toISOString(), index };
  },
});

function periodOf({ workplace }: Pick<Desk, "workplace">, { since, until, project }: Asked): Period {
  const now = workplace.clock();
  const end = until === undefined ? now + 1 : Date.parse(`${until}T00:00:00Z`) + day;
  const begin = since === undefined ? end - usualPeriod : Date.parse(`${since}T00:00:00Z`);
  if (begin >= end) throw new Failure("bad-input", "The period ends before it begins.", { hint: "Give `since` a day that is not after `until`." });
  return { since: begin, until: end, project };
}

// The same period again, so that the rows are those that were counted.
function rowsAddress({ id, of }: Measure, query: Asked): string {
  const given = Object.entries({ ...query, of: of ?? undefined }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return `/api/measures/${id}/rows${given.length === 0 ? "" : `?${new URLSearchParams(given)}`}`;
}
