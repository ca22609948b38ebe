import { z } from "zod";
import { commentOf, commentsOf, placeOf } from "../../reading/index.ts";
import { makeComment, resolveComment } from "../../workflow/index.ts";
import { actorOf } from "../caller.ts";
import { route } from "../route.ts";
import { comment, pair } from "../shapes/files.ts";
import { list } from "../shapes/list.ts";
import { changeParams } from "./changes.ts";

export const commentsList = route({
  id: "comments.list",
  method: "GET",
  path: "/api/changes/{change}/comments",
  summary: "All comments of a change, in the order of the ledger.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  answer: z.strictObject({ items: list(comment) }),
  async handle({ workplace }, { params: { change } }) {
    return { items: await commentsOf(workplace, change) };
  },
});

export const commentsMake = route({
  id: "comments.make",
  method: "POST",
  path: "/api/changes/{change}/comments",
  summary: "Comments on a change, a file or a line. A comment decides nothing, so an agent may make one.",
  access: { who: "actor", scope: "propose" },
  status: 201,
  params: changeParams,
  body: z.strictObject({
    text: z.string().min(1).max(10_000),
    place: z
      .strictObject({
        path: z.string().min(1).max(4_096),
        pair: pair.optional().describe("As the list of files has it: tells the file from another one whose path reads alike"),
        side: z.enum(["base", "head"]),
        line: z.int().min(1).optional(),
      })
      .optional(),
  }),
  answer: comment,
  async handle({ workplace }, { params: { change }, body: { text, place }, caller }) {
    const placed = await placeOf(workplace, change, place ?? null);
    return await commentOf(workplace, await makeComment(workplace, actorOf(caller), { ...placed, text }));
  },
});

export const commentsResolve = route({
  id: "comments.resolve",
  method: "POST",
  path: "/api/comments/{comment}/resolve",
  summary: "Says that what a comment asked for is settled. What was said stays.",
  access: { who: "actor" },
  params: z.strictObject({ comment: z.string().min(1).max(200) }),
  answer: comment,
  async handle({ workplace }, { params, caller }) {
    return await commentOf(workplace, await resolveComment(workplace, actorOf(caller), params.comment));
  },
});
