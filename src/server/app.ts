import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Holds } from "../workflow/index.ts";
import { refusalOf } from "./access.ts";
import { type AgentsDoor, agentsDoor, agentsPath } from "./agents-door.ts";
import { type JsonAnswer, problemAnswer, responseOf } from "./answer.ts";
import type { Keeper, Repeatable } from "./answers-again.ts";
import { recordAttempt } from "./attempts.ts";
import type { Caller } from "./caller.ts";
import { crossOriginProblem } from "./cross-origin.ts";
import type { Desk } from "./desk.ts";
import { once } from "./idempotency.ts";
import { identify } from "./identify.ts";
import { type Problem, ProblemError, problemOf, problemOfFailure, problemOfRefusal } from "./problem.ts";
import { jsonOf, queryOf, readBy, textOf, uploadOf } from "./read-request.ts";
import { logRequest, requestIds } from "./request-log.ts";
import type { AnyRoute, RawRoute, Route, Upload } from "./route.ts";
import { securityHeaders } from "./security-headers.ts";
import { requireProof } from "./sign-in/proof.ts";
import { spooled } from "./spool.ts";

/** What is noted of a request for the log while it is answered. */
interface Noted {
  Bindings: { readonly keep?: Keeper | undefined };
  Variables: { readonly id: string; route: string | null; who: string | null; again: Pick<Repeatable, "holds" | "body"> | null };
}

export interface AppOptions {
  readonly desk: Desk;
  readonly routes: Readonly<Record<string, AnyRoute>>;
  /** The pages, for what is no operation; null where there are none. */
  readonly pages: ((request: Request) => Response | null) | null;
  /** Holds each answer against its schema. For tests: in service an answer is what the types say. */
  readonly checked?: boolean;
}

export type App = Hono<Noted>;

/** The whole server as a function from request to response. */
export function createApp(options: AppOptions): App {
  const { desk, routes } = options;
  const app: App = new Hono();
  app.use(around(desk));
  const agents = agentsDoor(desk);
  app.all(agentsPath, (context) => serveAgent(desk, agents, context));
  for (const route of Object.values(routes)) app.on(route.method, patternOf(route.path), (context) => serve(options, route, context));
  // Registered behind all operations: reached only when the path is one's and the method is not.
  for (const path of new Set(Object.values(routes).map((route) => patternOf(route.path)))) app.all(path, (context) => wrongMethod(context, options));
  app.notFound((context) => pageOr404(context, options));
  app.onError((error, context) => failed(desk, error, context));
  return app;
}

/** What every answer gets, and its line in the log. */
function around(desk: Desk): MiddlewareHandler<Noted> {
  const { workplace, presence, settings } = desk;
  const usual = securityHeaders(settings.origin);
  const nextId = requestIds(workplace);
  return async (context, next) => {
    const id = nextId();
    context.set("id", id);
    const began = workplace.machineClock();
    await next();
    const { headers } = mutable(context);
    for (const [name, value] of usual) if (!headers.has(name)) headers.set(name, value);
    headers.set("Request-Id", id);
    if (presence.closing) headers.set("Connection", "close");
    const [route, who, again] = [context.get("route") ?? null, context.get("who") ?? null, context.get("again") ?? null];
    // There is none for who asks without a socket.
    const env: Noted["Bindings"] | undefined = context.env;
    if (again !== null && route !== null) env?.keep?.({ ...again, route, who, headers: [...headers] });
    logRequest(desk, { request: id, route, method: context.req.method, status: context.res.status, who, ms: workplace.machineClock() - began });
  };
}

/** `/api/changes/{change}` as the router writes it. */
function patternOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

// A response that was made by `Response.redirect` or came from elsewhere may not take headers.
function mutable(context: Context): Response {
  try {
    context.res.headers.delete("Request-Id");
  } catch {
    context.res = new Response(context.res.body, context.res);
  }
  return context.res;
}

async function serveAgent(desk: Desk, agents: AgentsDoor, context: Context<Noted>): Promise<Response> {
  context.set("route", agentsPath);
  const caller = await identify(desk, context.req.raw);
  context.set("who", caller.kind === "nobody" ? null : caller.kind === "token" ? caller.token : caller.person.id);
  const response = await agents(context.req.raw, caller);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

async function serve({ desk, checked = false }: AppOptions, route: AnyRoute, context: Context<Noted>): Promise<Response> {
  const request = context.req.raw;
  context.set("route", route.id);
  const caller = await identify(desk, request);
  context.set("who", caller.kind === "nobody" ? null : caller.kind === "token" ? caller.token : caller.person.id);
  await admit(desk, route, caller, request);
  if (route.heavy === true && desk.presence.late)
    throw new ProblemError(problemOf("busy", "The server runs late, and answers the gate and decisions first.", { hint: "Send it again." }));
  const params = readBy(route.params, context.req.param(), "path");
  const query = readBy(route.query, queryOf(request), "query");
  const answerHeaders = new Headers();
  const times: Holds[] = [];
  const given = { params, query, caller, answerHeaders, holds: (held: Holds) => void times.push(held) };
  if (route.kind === "raw") return await serveRaw(desk, route, request, given);
  const text = await textOf(request, route);
  const body = route.body === null ? null : readBy(route.body, jsonOf(text), "body");
  const answer = await once(desk, { route, request, caller, text }, () => carryOut(desk, route, { ...given, body, request, upload: null }, checked));
  context.set("again", againOf(times[0], answer, caller));
  return responseOf(request, answer, answerHeaders);
}

/** An answer to a token may be given again while it holds, and the token. */
function againOf(holds: Holds | undefined, { status, body }: JsonAnswer, caller: Caller): Pick<Repeatable, "holds" | "body"> | null {
  if (holds === undefined || status !== 200 || caller.kind !== "token") return null;
  return { holds: { from: holds.from, until: Math.min(holds.until, caller.until) }, body };
}

/** Throws `ProblemError` for whoever may not call the operation. */
async function admit(desk: Desk, route: AnyRoute, caller: Caller, request: Request): Promise<void> {
  const refusal = refusalOf(route.access, caller);
  if (refusal === "sign-in-needed") throw new ProblemError(problemOfRefusal(refusal, caller));
  const elsewhere = crossOriginProblem(request, caller, desk.settings);
  if (elsewhere !== null) throw new ProblemError(elsewhere);
  if (refusal === null) return route.proof === true ? await requireProof(desk, caller) : undefined;
  await recordAttempt(desk, route, caller, refusal);
  throw new ProblemError(problemOfRefusal(refusal, caller));
}

type Given = Omit<Parameters<Route["handle"]>[1], "body" | "request" | "upload">;

async function serveRaw(desk: Desk, route: RawRoute, request: Request, given: Given): Promise<Response> {
  const work = (upload: Upload | null) => route.handle(desk, { ...given, body: null, request, upload });
  const response = route.takes === null ? await work(null) : await spooled(desk, uploadOf(request, route), given.caller, work);
  for (const [name, value] of given.answerHeaders) response.headers.append(name, value);
  if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
  // Nobody reads the body of an answer to HEAD, so a stream would never end.
  if (request.method === "HEAD") await response.body?.cancel();
  return response;
}

/** Carries an operation out. A failure of the workflow is an answer, too. */
async function carryOut(desk: Desk, route: Route, call: Parameters<Route["handle"]>[1], checked: boolean): Promise<JsonAnswer> {
  try {
    const answer = await route.handle(desk, call);
    // Undefined where there is none, which 204 says.
    const body: string | undefined = JSON.stringify(answer);
    if (checked) route.answer.parse(body === undefined ? undefined : JSON.parse(body));
    return { status: route.status ?? 200, body: body ?? "" };
  } catch (error) {
    const problem = problemIn(error);
    if (problem === null || problem.code === "busy") throw error;
    if (problem.status >= 500 && !(error instanceof ProblemError)) desk.log.error({ err: error, route: route.id }, "could not be carried out");
    return problemAnswer(problem);
  }
}

function problemIn(error: unknown): Problem | null {
  return error instanceof ProblemError ? error.problem : problemOfFailure(error);
}

function failed({ log }: Desk, error: unknown, context: Context<Noted>): Response {
  const known = problemIn(error);
  const id = context.get("id");
  // Whoever asked went away while sending: nobody reads this answer, and nothing is wrong here.
  const gone = known === null && context.req.raw.signal.aborted;
  if (known === null && !gone) log.error({ err: error, request: id, route: context.get("route") ?? null }, "a mistake of the program");
  const problem = known ?? problemOf("internal-error", `Something went wrong that should not have. The log has it under ${id}.`, { hint: "Tell whoever runs this server." });
  const headers = new Headers(problem.status === 401 ? { "WWW-Authenticate": "Bearer" } : problem.code === "busy" ? { "Retry-After": "5" } : {});
  return responseOf(context.req.raw, problemAnswer(problem), headers);
}

function wrongMethod(context: Context<Noted>, { routes }: AppOptions): Response {
  const path = context.req.routePath;
  const methods = Object.values(routes).flatMap((route) => (patternOf(route.path) === path ? (route.method === "GET" ? ["GET", "HEAD"] : [route.method]) : []));
  const problem = problemOf("method-not-allowed", `This address takes ${methods.join(", ")}.`);
  return responseOf(context.req.raw, problemAnswer(problem), new Headers({ Allow: methods.join(", ") }));
}

function pageOr404(context: Context<Noted>, { pages }: AppOptions): Response {
  const request = context.req.raw;
  const page = context.req.path === "/api" || context.req.path.startsWith("/api/") ? null : (pages?.(request) ?? null);
  if (page !== null) return page;
  return responseOf(request, problemAnswer(problemOf("no-such-operation", "There is nothing at this address.", { hint: "/api/openapi.json lists what there is." })), new Headers());
}
