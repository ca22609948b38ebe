import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { pino } from "pino";
import { Maps } from "../map/index.ts";
import { Failure } from "../model/failure.ts";
import { prepareAsks, prepareDrift } from "../reading/index.ts";
import { openWorkplace, recordOverdue, type WorkplaceOptions } from "../workflow/index.ts";
import { AnswersAgain } from "./answers-again.ts";
import { type App, createApp } from "./app.ts";
import type { Desk } from "./desk.ts";
import { Lateness } from "./lateness.ts";
import { LogLines } from "./log-lines.ts";
import { PostOffice } from "./notices/post-office.ts";
import { pagesFrom } from "./pages.ts";
import { Presence } from "./presence.ts";
import type { AnyRoute } from "./route.ts";
import { routes } from "./routes/index.ts";
import { parseOrigin, type Settings } from "./settings.ts";
import { sweepUploads } from "./spool.ts";
import { openState } from "./state/index.ts";

export interface ServerOptions extends WorkplaceOptions {
  readonly settings: ServerSettings;
  /** Folder of the built pages. */
  readonly pages: string;
  /** Takes one or more lines of the log, each JSON with a line break. */
  readonly log: (lines: string) => void;
  readonly logLevel?: "info" | "warn";
  /** Others than the registry's, for a test. */
  readonly routes?: Readonly<Record<string, AnyRoute>>;
}

/** As they were given: without an origin it is `http://localhost` with the port that was found. */
export type ServerSettings = Omit<Settings, "origin" | "rpId"> & { readonly origin: string | null };

export interface Running {
  readonly origin: string;
  readonly port: number;
  readonly desk: Desk;
  /** Ends it: not ready, then `drain` milliseconds for a balancer to notice, then what is under way is finished. */
  stop(options?: { readonly drain?: number }): Promise<void>;
}

/** How long requests that are under way may take when the server stops. */
const finishWithin = 25_000;
const beatEvery = 1_000;
const lookEvery = 1_000;
const deliverEvery = 2_000;
const remindEvery = 60_000;
const sweepEvery = 60_000;
/** What nobody has asked for yet is prepared once those who waited for the start have been answered. */
const prepareAfter = 2_000;

/**
 * Opens a data folder for this process alone and serves it. Throws `Failure`: what `openWorkplace` throws, `locked` when another process serves the folder or
 * another program has the port.
 */
export async function startServer(options: ServerOptions): Promise<Running> {
  await using opened = new AsyncDisposableStack();
  const workplace = opened.use(await openWorkplace({ ...options, exclusive: true }));
  const state = opened.use(await openState(options.folder, workplace));
  await state.sweep();
  await sweepUploads(workplace);
  const pages = pagesFrom(options.pages);
  const door: { answer: RequestListener } = { answer: (_, response) => void response.writeHead(503).end() };
  const server = await listen(options.settings, (request, response) => door.answer(request, response));
  opened.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const lines = new LogLines(options.log);
  const log = pino({ level: options.logLevel ?? "info", base: null, timestamp: () => `,"time":"${new Date(options.clock()).toISOString()}"` }, lines);
  const report = (err: unknown) => log.error({ err }, "a map could not be made");
  const maps = opened.use(new Maps({ folder: join(options.folder, "maps"), clock: workplace.machineClock, report }));
  const desk: Desk = { workplace, state, settings: settled(options.settings, port), presence: new Presence(workplace.store), maps, log };
  door.answer = answering(desk, createApp({ desk, routes: options.routes ?? routes, pages }));
  opened.use(prepared(desk));
  const lateness = opened.use(new Lateness());
  const held: Held = { server, desk, lines, resources: opened.move(), timers: keepTime(desk, lateness) };
  return { origin: desk.settings.origin, port, desk, stop: stopOnce(held) };
}

/** What a running server gives back when it stops. */
interface Held {
  readonly server: Server;
  readonly desk: Desk;
  readonly lines: LogLines;
  readonly resources: AsyncDisposableStack;
  readonly timers: readonly NodeJS.Timeout[];
}

function answering(desk: Desk, app: App): RequestListener {
  const again = new AnswersAgain(desk);
  const answer = (request: Request, { incoming }: HttpBindings) => app.fetch(request, { keep: again.keeperOf(incoming) });
  // Hono's own stand-ins for Request and Response stay out of the global names, which tests and libraries share.
  return again.before(getRequestListener((request, env) => answer(request, env as HttpBindings), { overrideGlobalObjects: false }));
}

function settled(given: ServerSettings, port: number): Settings {
  return { ...given, port, ...parseOrigin(given.origin ?? `http://localhost:${port}`) };
}

async function listen({ host, port }: ServerSettings, answer: RequestListener): Promise<Server> {
  // A body of JSON has 30 seconds (`read-request.ts`); what the server itself allows is the time of an upload.
  const limits = { headersTimeout: 10_000, requestTimeout: 300_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 };
  // Two headers where one is expected become one value that no check accepts, instead of the first winning (G17).
  const strict = { joinDuplicateHeaders: true, requireHostHeader: true, insecureHTTPParser: false };
  const server = createServer({ ...limits, ...strict }, answer);
  server.maxRequestsPerSocket = 1_000;
  server.maxConnections = 4_096;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw portFailure(error, host, port);
  }
  return server;
}

function portFailure(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE") return new Failure("locked", `Another program has port ${port}.`, { hint: "Choose another one with --port.", cause: error });
  if (code === "EACCES") return new Failure("bad-usage", `This process may not have port ${port}.`, { hint: "Choose one above 1023 with --port.", cause: error });
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return new Failure("bad-usage", `This machine has no address ${host}.`, { hint: "Name another one with --host.", cause: error });
  return error;
}

function keepTime(desk: Desk, lateness: Lateness): readonly NodeJS.Timeout[] {
  const post = new PostOffice(desk);
  const every = (milliseconds: number, work: () => Promise<void>) =>
    setInterval(() => void work().catch((err: unknown) => desk.log.error({ err }, "could not be looked at")), milliseconds);
  return [
    every(beatEvery, () => desk.presence.beat()),
    every(lookEvery, async () => noteLateness(desk, lateness.look())),
    every(deliverEvery, () => post.work()),
    every(remindEvery, () => remind(desk, post)),
    every(sweepEvery, () => desk.state.sweep()),
  ];
}

// What the portfolio and the inbox read once in a process; the first who asks finds it, or shares what is done by then.
function prepared({ workplace, log }: Desk): AsyncDisposable {
  const stopped = new AbortController();
  let work = Promise.resolve();
  const timer = setTimeout(() => {
    work = prepareDrift(workplace, stopped.signal)
      .then(() => prepareAsks(workplace, stopped.signal))
      .catch((err: unknown) => log.error({ err }, "portfolio and inbox could not be prepared"));
  }, prepareAfter);
  const end = async () => {
    clearTimeout(timer);
    stopped.abort();
    await work;
  };
  return { [Symbol.asyncDispose]: end };
}

function noteLateness({ presence, settings, log }: Desk, ms: number): void {
  const late = ms >= settings.busyAfter;
  if (late && !presence.late) log.warn({ late: Math.round(ms) }, "runs late: uploads and heavy reading are put off");
  presence.late = late;
}

// What ran out while nobody asked is opened first, so that whoever has it now is told.
async function remind({ workplace }: Desk, post: PostOffice): Promise<void> {
  await recordOverdue(workplace);
  await post.remind();
}

function stopOnce(held: Held): Running["stop"] {
  let stopped: Promise<void> | null = null;
  return ({ drain = 0 } = {}) => {
    stopped ??= stop(held, drain);
    return stopped;
  };
}

async function stop({ server, desk, lines, resources, timers }: Held, drain: number): Promise<void> {
  desk.presence.stopping = true;
  desk.log.info("stopping");
  await delay(drain);
  desk.presence.close();
  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const last = setTimeout(() => server.closeAllConnections(), finishWithin);
  await closed;
  clearTimeout(last);
  for (const timer of [idle, ...timers]) clearInterval(timer);
  // The ledger and the state are closed last: every answer that was given stands in them.
  await resources.disposeAsync();
  desk.log.info("stopped");
  lines.flush();
}

function delay(milliseconds: number): Promise<void> {
  return milliseconds === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));
}
