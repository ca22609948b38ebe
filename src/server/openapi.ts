import { z } from "zod";
import { accessInWords } from "./access.ts";
import { protocolProblems } from "./problem.ts";
import type { AnyRoute } from "./route.ts";
import { routes } from "./routes/index.ts";
import * as actsShapes from "./shapes/acts.ts";
import * as aiToolsShapes from "./shapes/ai-tools.ts";
import * as blueprintShapes from "./shapes/blueprint.ts";
import * as changeShapes from "./shapes/change.ts";
import * as coverageShapes from "./shapes/coverage.ts";
import * as decisionsShapes from "./shapes/decisions.ts";
import * as deploymentsShapes from "./shapes/deployments.ts";
import * as documentsShapes from "./shapes/documents.ts";
import * as escalationsShapes from "./shapes/escalations.ts";
import * as filesShapes from "./shapes/files.ts";
import * as frameworkShapes from "./shapes/framework.ts";
import * as inboxShapes from "./shapes/inbox.ts";
import * as ledgerShapes from "./shapes/ledger.ts";
import * as listShapes from "./shapes/list.ts";
import * as mapShapes from "./shapes/map.ts";
import * as measuresShapes from "./shapes/measures.ts";
import * as peopleShapes from "./shapes/people.ts";
import * as planShapes from "./shapes/plan.ts";
import * as policyShapes from "./shapes/policy.ts";
import * as portfolioShapes from "./shapes/portfolio.ts";
import * as projectsShapes from "./shapes/projects.ts";
import * as reReviewsShapes from "./shapes/re-reviews.ts";
import * as reversalsShapes from "./shapes/reversals.ts";
import * as signInShapes from "./shapes/sign-in.ts";
import { programVersion } from "./version.ts";

type Json = Record<string, unknown>;

/** What the answers of several operations share. Each stands in the document once, under its own name. */
export const shapes = {
  actsShapes,
  aiToolsShapes,
  blueprintShapes,
  changeShapes,
  coverageShapes,
  decisionsShapes,
  deploymentsShapes,
  documentsShapes,
  escalationsShapes,
  filesShapes,
  frameworkShapes,
  inboxShapes,
  ledgerShapes,
  listShapes,
  mapShapes,
  measuresShapes,
  peopleShapes,
  planShapes,
  policyShapes,
  portfolioShapes,
  projectsShapes,
  reReviewsShapes,
  reversalsShapes,
  signInShapes,
};

let named = false;

function nameShapes(): void {
  if (named) return;
  named = true;
  for (const [name, shape] of Object.values(shapes).flatMap((file) => Object.entries<unknown>({ ...file }))) {
    if (shape instanceof z.ZodType) z.globalRegistry.add(shape, { ...z.globalRegistry.get(shape), id: `${name.charAt(0).toUpperCase()}${name.slice(1)}` });
  }
}

type Document = { openapi: string; [member: string]: unknown };
let made: Document | null = null;

/** The registry as an OpenAPI 3.1 document; it is made once, because everybody may ask for it. */
export function openApiDocument(): Document {
  made ??= makeDocument();
  return made;
}

function makeDocument(): Document {
  nameShapes();
  const schemas: Json = { Problem: schemaOf(problemShape, "output", {}) };
  const paths: Record<string, Json> = {};
  for (const route of Object.values<AnyRoute>(routes)) {
    const path = paths[route.path] ?? {};
    paths[route.path] = { ...path, [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Countersign", version: programVersion(), description },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: {
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-countersign",
          description: "A signed-in browser. Over plain http on one machine the cookie is called `countersign`.",
        },
        bearer: { type: "http", scheme: "bearer", description: "An API token, `cs_…`. Its scopes are the names that stand beside it." },
      },
      responses: {
        Problem: { description: "A problem (RFC 9457) with a stable code.", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
      },
      schemas,
    },
  };
}

const description =
  "People judge changes on the pages; programs put changes forward, attach evidence and ask the gate with a token. A token never decides. Times are RFC 3339 in UTC, digests hex. Lists are read page by page with `cursor` and `limit`. What is read carries an ETag.";

const problemShape = z.strictObject({
  type: z.string().describe("Where the code is explained, relative to the origin."),
  title: z.string(),
  status: z.int(),
  code: z.string().describe(`Stable: a code of docs/reference/exit-codes.md, who is kept out and why, or ${Object.keys(protocolProblems).join(", ")}.`),
  detail: z.string(),
  hint: z.string().describe("The next step; empty when the detail already says it."),
  errors: z.array(z.strictObject({ at: z.string(), says: z.string() })).optional(),
});

function operationOf(route: AnyRoute, schemas: Json): Json {
  const { id, summary, access } = route;
  return {
    operationId: id,
    summary,
    tags: [id.split(".")[0]],
    description: accessInWords(route),
    "x-access": access,
    security: securityOf(route),
    parameters: [...parametersOf(route.params, "path", schemas), ...parametersOf(route.query, "query", schemas), ...(takesKey(route) ? [keyParameter] : [])],
    ...requestBodyOf(route, schemas),
    responses: { [String(route.status ?? 200)]: answerOf(route, schemas), default: { $ref: "#/components/responses/Problem" } },
  };
}

function securityOf({ access }: AnyRoute): Json[] {
  if (access.who === "anyone") return [];
  const scope = access.who === "self" ? undefined : access.scope;
  return [{ cookie: [] }, ...(scope === undefined ? [] : [{ bearer: [scope] }])];
}

function takesKey({ kind, method, access, asksAnew = false }: AnyRoute): boolean {
  return kind === "json" && method === "POST" && access.who !== "anyone" && !asksAnew;
}

const keyParameter: Json = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A retry under the same key gets the same answer for a day; another request under it is refused.",
  schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,200}$" },
};

function parametersOf(schema: z.ZodType, place: "path" | "query", schemas: Json): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input", schemas) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, each]) => ({ name, in: place, required: required.includes(name), schema: each }));
}

function requestBodyOf(route: AnyRoute, schemas: Json): Json {
  if (route.kind === "raw") return route.takes === null ? {} : { requestBody: { required: true, content: { [route.takes]: { schema: {} } } } };
  return route.body === null ? {} : { requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, "input", schemas) } } } };
}

function answerOf(route: AnyRoute, schemas: Json): Json {
  const content = route.kind === "raw" ? { [route.produces]: { schema: {} } } : { "application/json": { schema: schemaOf(route.answer, "output", schemas) } };
  return { description: "It was done.", ...(route.status === 204 ? {} : { content }) };
}

/** JSON Schema of what is sent. What it names by `meta({ id })` goes to the document's own schemas, once. */
function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const made = z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any" });
  const { $schema: _, $defs = {}, ...rest } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json & { $defs?: Json };
  Object.assign(schemas, $defs);
  return rest;
}
