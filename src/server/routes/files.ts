import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { commentsOf, diffOf, lineOf, listFiles, readCoverage, seenPair } from "../../reading/index.ts";
import { type Caller, personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { marksOf } from "../looked.ts";
import { route } from "../route.ts";
import { coveragePage, fileDiff, fileLine, fileList, pair } from "../shapes/files.ts";
import { changeParams } from "./changes.ts";

const path = z.string().min(1).max(4_096);
/** In a query the pair stands in two parts, and may be left out where no other path reads alike. */
const named = {
  path,
  old: pair.shape.old.optional().describe("Mode and content before, as the list has them: tells the file from another one whose path reads alike"),
  new: pair.shape.new.optional().describe("The same of after"),
};

function nameIn({ path, old, new: now }: { readonly path: string; readonly old?: string | undefined; readonly new?: string | undefined }) {
  return { path, pair: old === undefined || now === undefined ? undefined : { old, new: now } };
}

export const filesList = route({
  id: "files.list",
  method: "GET",
  path: "/api/changes/{change}/files",
  summary: "The files of a change in the order in which they deserve to be read, each with what a reviewer must not miss.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  answer: fileList,
  async handle(desk, { params: { change }, caller }) {
    const found = await listFiles(desk.workplace, change, await marks(desk, caller, change));
    if (caller.kind === "person") await desk.state.seen.serveList(caller.person.id, change, found.revision);
    return found;
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
  heavy: true,
  access: { who: "reader", scope: "read" },
  params: changeParams,
  query: z.strictObject({
    ...named,
    context: z.union([z.literal("whole"), z.coerce.number().int().min(0).max(100_000)]).default(3),
    from: z.coerce.number().int().min(0).default(0),
    rows: z.coerce.number().int().min(1).max(2_000).default(500),
  }),
  answer: fileDiff,
  async handle(desk, { params: { change }, query, caller }) {
    const context = query.context === "whole" ? Number.POSITIVE_INFINITY : query.context;
    const { from, rows } = query;
    const seen = await marks(desk, caller, change);
    const [diff, comments] = await Promise.all([
      diffOf(desk.workplace, { ...nameIn(query), change, context, from, rows }, seen),
      commentsOf(desk.workplace, change, nameIn(query)),
    ]);
    const { path, pair } = diff.file;
    if (caller.kind === "person") await desk.state.seen.serve(caller.person.id, change, { path, oldBlob: pair.old, newBlob: pair.new });
    return { ...diff, comments };
  },
});

export const filesCoverage = route({
  id: "files.coverage",
  method: "GET",
  path: "/api/changes/{change}/coverage",
  summary: "How well tests run the lines that AI wrote: by file, by tool and by how that is known, with the lines that no test ran and those without data.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  answer: coveragePage,
  async handle({ workplace }, { params: { change } }) {
    return await readCoverage(workplace, change);
  },
});

export const filesLine = route({
  id: "files.line",
  method: "GET",
  path: "/api/changes/{change}/line",
  summary: "One line in full, for a line that was cut.",
  access: { who: "reader", scope: "read" },
  params: changeParams,
  query: z.strictObject({ ...named, side: z.enum(["base", "head"]), line: z.coerce.number().int().min(1) }),
  answer: fileLine,
  async handle({ workplace }, { params: { change }, query }) {
    const { side, line } = query;
    return { line, ...(await lineOf(workplace, { ...nameIn(query), change, side, line })) };
  },
});

export const filesSee = route({
  id: "files.see",
  method: "PUT",
  path: "/api/changes/{change}/seen",
  summary: "Marks one file as seen, by the content that was looked at, which must have been asked for before. There is no way to mark all of them.",
  access: { who: "self" },
  status: 204,
  params: changeParams,
  body: z.strictObject({ path, pair }),
  answer: z.null(),
  async handle({ workplace, state }, { params: { change }, body, caller }) {
    const { id } = personOf(caller).person;
    const { pair: now, revision, listed } = await seenPair(workplace, change, body);
    if (now.old !== body.pair.old || now.new !== body.pair.new)
      throw new Failure("stale", "The file has another content now than the one that was looked at. It was not marked.", { hint: "Look at it again." });
    const file = { path: body.path, oldBlob: now.old, newBlob: now.new };
    const shown = (await state.seen.wasServed(id, change, file)) || (listed && (await state.seen.wasServedList(id, change, revision)));
    if (!shown) throw new Failure("bad-input", "The file was not shown to you yet. It was not marked.", { hint: "Open it, look at it, then mark it." });
    await state.seen.mark(id, change, [file]);
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
  query: z.strictObject(named),
  answer: z.null(),
  async handle({ workplace, state }, { params: { change }, query, caller }) {
    const { pair } = await seenPair(workplace, change, nameIn(query));
    await state.seen.unmark(personOf(caller).person.id, change, { path: query.path, oldBlob: pair.old, newBlob: pair.new });
    return null;
  },
});
