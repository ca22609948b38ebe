import { z } from "zod";
import { ages, type RunFilter } from "../../map/index.ts";
import { confidences, grains, methods, origins } from "../../model/origin.ts";
import { readMap, readMapFile, readMapHistory, readMapRows, mapRevisions as revisionsOf } from "../../reading/index.ts";
import { actorOf } from "../caller.ts";
import { route } from "../route.ts";
import { mapFile, mapFolder, mapHistory, mapRevisions, mapRows } from "../shapes/map.ts";

const reader = { who: "reader", scope: "read" } as const;
const params = z.strictObject({ project: z.string().min(1).max(200) });
const path = z.string().max(4_096);
const rev = z.string().min(1).max(1_000).optional().describe("A branch, tag, full ref or full commit id; else the branch that changes go to");

export const mapRevisionsList = route({
  id: "map.revisions",
  method: "GET",
  path: "/api/projects/{project}/map/revisions",
  summary: "The revisions of a project that a map can be of: the branch that changes go to, what was deployed, tags and branches.",
  access: reader,
  params,
  answer: mapRevisions,
  async handle({ workplace }, { params }) {
    return await revisionsOf(workplace, params.project);
  },
});

export const mapRead = route({
  id: "map.read",
  method: "GET",
  path: "/api/projects/{project}/map",
  summary: "Who or what wrote the lines of a folder, by origin, tool, model, person and age, and who approved them. While the map is being made, how far that is.",
  access: reader,
  params,
  query: z.strictObject({ rev, path: path.default("").describe("A folder; else the whole project") }),
  answer: mapFolder,
  async handle({ workplace, maps }, { params, query, caller }) {
    return await readMap(workplace, maps, { caller: actorOf(caller), project: params.project, rev: query.rev }, query.path);
  },
});

export const mapFileRead = route({
  id: "map.file",
  method: "GET",
  path: "/api/projects/{project}/map/file",
  summary: "Lines of a file with their text: who or what wrote each, the commit, the change that it came with, and who approved that.",
  heavy: true,
  access: reader,
  params,
  query: z.strictObject({ rev, path: path.min(1), from: z.coerce.number().int().min(1).default(1), rows: z.coerce.number().int().min(1).max(2_000).default(500) }),
  answer: mapFile,
  async handle({ workplace, maps }, { params, query: { rev, ...asked }, caller }) {
    return await readMapFile(workplace, maps, { caller: actorOf(caller), project: params.project, rev }, asked);
  },
});

const text = z.string().max(1_000).optional();

export const mapRowsRead = route({
  id: "map.rows",
  method: "GET",
  path: "/api/projects/{project}/map/rows",
  summary: "The lines behind a number of the map, run by run. What is left out is not asked about; an empty tool or model asks for lines whose evidence names none.",
  access: reader,
  params,
  query: z.strictObject({
    rev,
    path: path.default(""),
    origin: z.enum(origins).optional(),
    tool: text,
    model: text,
    author: text,
    sponsor: text,
    age: z.enum(ages).optional(),
    method: z.enum(methods).optional(),
    grain: z.enum(grains).optional(),
    confidence: z.enum(confidences).optional(),
    judged: z.enum(["approved", "not-approved", "unavailable"]).optional(),
    from: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: mapRows,
  async handle({ workplace, maps }, { params, query: { rev, path, from, limit, ...asked }, caller }) {
    return await readMapRows(workplace, maps, { caller: actorOf(caller), project: params.project, rev }, { path, from, limit, filter: filterOf(asked) });
  },
});

/** What was asked, without what was not; an empty name is none. */
function filterOf(asked: { readonly [name in keyof RunFilter]?: RunFilter[name] | undefined }): RunFilter {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, value === "" ? null : value]));
}

export const mapHistoryRead = route({
  id: "map.history",
  method: "GET",
  path: "/api/projects/{project}/map/history",
  summary: "Lines by origin at each release of a project: what was deployed, and its tags. What is not known yet is counted meanwhile.",
  access: reader,
  params,
  answer: mapHistory,
  async handle({ workplace, maps }, { params, caller }) {
    return await readMapHistory(workplace, maps, { caller: actorOf(caller), project: params.project });
  },
});
