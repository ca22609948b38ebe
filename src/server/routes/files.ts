import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { commentsOf, diffOf, lineOf, listFiles, seenPair } from "../../workflow/index.ts";
import { type Caller, personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { marksOf } from "../looked.ts";
import { route } from "../route.ts";
import { fileDiff, fileLine, fileList, pair } from "../shapes/change.ts";
import { changeParams } from "./changes.ts";

const path = z.string().min(1).max(4_096);

export const filesList = route({
  id: "files.list",
  method: "GET",
  path: "/api/changes/{change}/files",
  summary: "The files of a change in the order in which they deserve to be read, each with what a reviewer must not miss.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  answer: fileList,
  async handle(desk, { params: { change }, caller }) {
    return await listFiles(desk.workplace, change, await marks(desk, caller, change));
  },
});

async function marks(desk: Desk, caller: Caller, change: string) {
  return caller.kind === "person" ? await marksOf(desk, caller.person.id, change) : [];
}

export const filesDiff = route({
  id: "files.diff",
  method: "GET",
  path: "/api/changes/{change}/diff",
  summary: "One file, row by row, from git's objects: the exact view, with who wrote each added line, findings, coverage and comments. Any part of the rows can be asked for.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  query: z.strictObject({
    path,
    context: z.union([z.literal("whole"), z.coerce.number().int().min(0).max(100_000)]).default(3),
    from: z.coerce.number().int().min(0).default(0),
    rows: z.coerce.number().int().min(1).max(2_000).default(500),
  }),
  answer: fileDiff,
  async handle(desk, { params: { change }, query, caller }) {
    const context = query.context === "whole" ? Number.POSITIVE_INFINITY : query.context;
    const seen = await marks(desk, caller, change);
    const [diff, comments] = await Promise.all([diffOf(desk.workplace, { ...query, change, context }, seen), commentsOf(desk.workplace, change, query.path)]);
    return { ...diff, comments };
  },
});

export const filesLine = route({
  id: "files.line",
  method: "GET",
  path: "/api/changes/{change}/line",
  summary: "One line in full, for a line that was cut.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  query: z.strictObject({ path, side: z.enum(["base", "head"]), line: z.coerce.number().int().min(1) }),
  answer: fileLine,
  async handle({ workplace }, { params: { change }, query }) {
    return { line: query.line, ...(await lineOf(workplace, { change, ...query })) };
  },
});

export const filesSee = route({
  id: "files.see",
  method: "PUT",
  path: "/api/changes/{change}/seen",
  summary: "Marks one file as seen, by the content that was looked at. There is no way to mark all of them.",
  access: { who: "self" },
  status: 204,
  params: changeParams,
  body: z.strictObject({ path, pair }),
  answer: z.null(),
  async handle({ workplace, state }, { params: { change }, body, caller }) {
    const now = await seenPair(workplace, change, body.path);
    if (now.old !== body.pair.old || now.new !== body.pair.new)
      throw new Failure("stale", "The file has another content now than the one that was looked at. It was not marked.", { hint: "Look at it again." });
    await state.seen.mark(personOf(caller).person.id, change, [{ path: body.path, oldBlob: now.old, newBlob: now.new }]);
    return null;
  },
});

export const filesUnsee = route({
  id: "files.unsee",
  method: "DELETE",
  path: "/api/changes/{change}/seen",
  summary: "Takes the mark of one file away.",
  access: { who: "self" },
  status: 204,
  params: changeParams,
  query: z.strictObject({ path }),
  answer: z.null(),
  async handle({ workplace, state }, { params: { change }, query, caller }) {
    const { old, new: now } = await seenPair(workplace, change, query.path);
    await state.seen.unmark(personOf(caller).person.id, change, { path: query.path, oldBlob: old, newBlob: now });
    return null;
  },
});
