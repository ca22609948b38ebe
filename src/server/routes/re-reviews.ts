import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { listReReviews, reReviewLines } from "../../reading/index.ts";
import { answerReReview, orderReReview, type ReReviewOrder, reReviewOrderers } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { page, pageOf, paging } from "../shapes/list.ts";
import { reReviewLine, reReviews } from "../shapes/re-reviews.ts";

const day = 86_400_000;
const word = z.string().min(1).max(200);
const sample = z.strictObject({
  since: z.iso.date().describe("The first day, in UTC"),
  until: z.iso.date().describe("The last day"),
  project: word.optional().describe("Without it, every project"),
  count: z.int().min(1).max(100).describe("How many approvals are drawn"),
});

export const reReviewsList = route({
  id: "reReviews.list",
  method: "GET",
  path: "/api/re-reviews",
  summary: "Second looks that wait, by their due time, or those that were answered: what was drawn, by which seed, and what came of it.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ ...paging, state: z.enum(["open", "answered"]).default("open") }),
  answer: page(reReviewLine),
  async handle({ workplace }, { query }) {
    return pageOf(await listReReviews(workplace, { open: query.state === "open" }), query);
  },
});

export const reReviewsOrder = route({
  id: "reReviews.order",
  method: "POST",
  path: "/api/re-reviews",
  summary: "Orders a second look at one decision, or at a sample of a period that the ledger itself draws: nobody chooses what is drawn or who is asked.",
  access: { who: "actor", roles: reReviewOrderers },
  status: 201,
  body: z.strictObject({ decision: word.optional(), sample: sample.optional(), days: z.int().min(1).max(90).default(7).describe("When it is due") }),
  answer: reReviews,
  async handle({ workplace }, { body: { decision, sample: wanted, days }, caller }) {
    const made = await orderReReview(workplace, personOf(caller).person.id, orderOf(decision, wanted), workplace.clock() + days * day);
    return { items: await reReviewLines(workplace, made) };
  },
});

export const reReviewsAnswer = route({
  id: "reReviews.answer",
  method: "POST",
  path: "/api/re-reviews/{review}/answer",
  summary: "Says what the second look found, and why. Only whoever was asked may; no verdict changes by it.",
  access: { who: "actor" },
  params: z.strictObject({ review: word }),
  body: z.strictObject({ answer: z.enum(["agrees", "disagrees"]), reason: z.string().max(4_000) }),
  answer: reReviewLine,
  async handle({ workplace }, { params: { review }, body, caller }) {
    const answered = await answerReReview(workplace, personOf(caller).person.id, review, body);
    const [line] = await reReviewLines(workplace, [answered]);
    if (line === undefined) throw new TypeError("one record gave no line");
    return line;
  },
});

function orderOf(decision: string | undefined, wanted: z.output<typeof sample> | undefined): ReReviewOrder {
  if (decision !== undefined && wanted === undefined) return { decision };
  if (decision !== undefined || wanted === undefined)
    throw new Failure("bad-input", "An order names one decision, or the sample to draw.", { hint: "Give `decision` or `sample`." });
  const { since, until, project, count } = wanted;
  return { sample: { since: Date.parse(`${since}T00:00:00Z`), until: Date.parse(`${until}T00:00:00Z`) + day, project: project ?? null, count } };
}
