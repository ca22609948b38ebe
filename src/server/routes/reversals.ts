import { z } from "zod";
import { reversalCauses } from "../../model/reversal.ts";
import { isOpenReversal, listReversals, reversalLines, reversalRecordersIn } from "../../reading/index.ts";
import { recordReversal, reversalRecorders, stateConstraint } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { pageOf, paging } from "../shapes/list.ts";
import { reversals } from "../shapes/reversals.ts";

const word = z.string().min(1).max(200);
const index = z.int().min(0);

export const reversalsList = route({
  id: "reversals.list",
  method: "GET",
  path: "/api/reversals",
  summary: "Changes that took back earlier ones, why, and which constraint is still to be stated: those first, then the newest.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ ...paging, project: word.optional(), change: word.optional().describe("On either side") }),
  answer: reversals,
  async handle({ workplace }, { query: { cursor, limit, ...asked } }) {
    const all = await listReversals(workplace, asked);
    const { items, next } = pageOf(all, { cursor, limit });
    return { items: await reversalLines(workplace, items), next, open: all.filter(isOpenReversal).length, may: await reversalRecordersIn(workplace) };
  },
});

export const reversalsRecord = route({
  id: "reversals.record",
  method: "POST",
  path: "/api/changes/{change}/reversals",
  summary: "Says why a change takes back an earlier one of its project. That it does is read from the files of both.",
  access: { who: "actor", roles: reversalRecorders },
  status: 201,
  params: z.strictObject({ change: word }),
  body: z.strictObject({
    reversed: word.describe("The earlier change"),
    cause: z.enum(reversalCauses),
    note: z.string().max(2_000).describe("What happened, in 20 to 2,000 characters"),
  }),
  answer: z.strictObject({ reversal: z.string(), files: index, restored: index, index }),
  async handle({ workplace }, { params, body, caller }) {
    const { id: reversal, files, restored, index: at } = await recordReversal(workplace, personOf(caller).person.id, { ...params, ...body });
    return { reversal, files, restored, index: at };
  },
});

export const reversalsStated = route({
  id: "reversals.stated",
  method: "POST",
  path: "/api/reversals/{reversal}/constraint",
  summary: "Names the constraint that had not been stated, once the policy in force holds it.",
  access: { who: "actor", roles: reversalRecorders },
  params: z.strictObject({ reversal: word }),
  body: z.strictObject({ constraint: word.describe("Its id in the policy") }),
  answer: z.strictObject({ constraint: z.string(), index }),
  async handle({ workplace }, { params, body, caller }) {
    const { stated } = await stateConstraint(workplace, personOf(caller).person.id, { ...params, ...body });
    if (stated === null) throw new TypeError("a constraint that was stated is there");
    return { constraint: stated.constraint, index: stated.index };
  },
});
