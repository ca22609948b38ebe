import { join } from "node:path";
import { pino } from "pino";
import { Maps } from "../map/index.ts";
import type { TokenScope } from "../model/fact.ts";
import { enrolPerson, issueToken } from "../workflow/index.ts";
import { type Handle, type OrganisationOptions, type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { type App, createApp } from "./app.ts";
import { cookieName } from "./cookies.ts";
import type { Desk } from "./desk.ts";
import { Presence } from "./presence.ts";
import type { AnyRoute } from "./route.ts";
import { routes } from "./routes/index.ts";
import type { Settings } from "./settings.ts";
import { openState, type State } from "./state/index.ts";

export interface Asking {
  /** `POST` with a body, else `GET`. */
  readonly method?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: RequestInit["body"];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the server as somebody: `await bo("/api/inbox")`, `await bo("/api/…", { json: { … } })`. */
export type Client = (path: string, asking?: Asking) => Promise<Response>;

export interface TestServerOptions extends OrganisationOptions {
  readonly settings?: Partial<Settings>;
  /** Others than the registry's. */
  readonly routes?: Readonly<Record<string, AnyRoute>>;
}

/** A server without a socket over a test organisation. Each JSON answer is held against its schema; an answer of 500 is thrown with what the log says. */
export class TestServer implements AsyncDisposable {
  readonly organisation: TestOrganisation;
  readonly desk: Desk;
  readonly app: App;
  /** Lines of the log. */
  readonly log: readonly string[];

  constructor(organisation: TestOrganisation, desk: Desk, app: App, log: readonly string[]) {
    this.organisation = organisation;
    this.desk = desk;
    this.app = app;
    this.log = log;
  }

  get origin(): string {
    return this.desk.settings.origin;
  }

  /** Nobody's request, exactly as it is given. */
  readonly fetch: Client = async (path, { method, json, body, headers = {} } = {}) => {
    const content = json === undefined ? {} : { "content-type": "application/json" };
    const init: RequestInit = { method: method ?? (json === undefined && body === undefined ? "GET" : "POST"), headers: { ...content, ...headers } };
    if (json !== undefined || body !== undefined) init.body = json === undefined ? (body ?? null) : JSON.stringify(json);
    if (init.body instanceof ReadableStream) Object.assign(init, { duplex: "half" });
    const response = await this.app.fetch(new Request(`${this.origin}${path}`, init));
    if (response.status === 500) throw new Error(`${init.method} ${path} was answered with 500: ${this.log.at(-2)}`);
    return response;
  };

  /** Somebody on the pages who is not signed in. */
  readonly visitor: Client = (path, asking = {}) => this.fetch(path, { ...asking, headers: { origin: this.origin, "sec-fetch-site": "same-origin", ...asking.headers } });

  /** A person signed in in a browser, by handle. */
  async as(handle: string): Promise<Client> {
    const secret = await this.secretOf(handle);
    return (path, asking = {}) => this.visitor(path, { ...asking, headers: { cookie: `${cookieName(this.desk.settings)}=${secret}`, ...asking.headers } });
  }

  /** The secret of a fresh session. */
  async secretOf(handle: string): Promise<string> {
    const person = await this.desk.workplace.store.read.person(handle);
    if (person === null) throw new TypeError(`nobody is called ${handle}`);
    return await this.desk.state.sessions.start(person.id, { agent: "a test", proved: true });
  }

  /** A program with a token of Robin's, or of another agent. */
  async token(scopes: readonly TokenScope[] = ["read"], agent: string = "robin" satisfies Handle): Promise<Client> {
    const text = await this.issueToken(agent, scopes);
    return (path, asking = {}) => this.fetch(path, { ...asking, headers: { authorization: `Bearer ${text}`, ...asking.headers } });
  }

  /** The text of a fresh token, valid for a day. */
  async issueToken(agent: string, scopes: readonly TokenScope[]): Promise<string> {
    const until = this.desk.workplace.clock() + 86_400_000;
    return (await issueToken(this.desk.workplace, "ada", { person: agent, label: "a test", scopes, until })).secret;
  }

  /** Enrols one more person. */
  async enrol(handle: string, roles: readonly string[]): Promise<void> {
    await enrolPerson(this.desk.workplace, "ada", { handle, name: handle, emails: [`${handle}@example.com`], roles });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.desk.presence.close();
    await this.desk.maps[Symbol.asyncDispose]();
    await this.desk.state.close();
    await this.organisation[Symbol.asyncDispose]();
  }
}

export const testSettings: Settings = {
  host: "127.0.0.1",
  port: 8080,
  origin: "https://countersign.example.com",
  rpId: "countersign.example.com",
  sample: false,
  oidc: null,
  smtp: null,
  webhook: null,
  busyAfter: 100,
};

/** `await using server = await testServer()` removes all of it. */
export async function testServer({ settings, routes: given = routes, ...options }: TestServerOptions = {}): Promise<TestServer> {
  const organisation = await testOrganisation(options);
  const { workplace, folder } = organisation;
  const state: State = await openState(folder, workplace);
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const maps = new Maps({ folder: join(folder, "maps"), clock: workplace.machineClock, report: (err) => log.error({ err }) });
  const desk: Desk = { workplace, state, settings: { ...testSettings, ...settings }, presence: new Presence(workplace.store), maps, log };
  return new TestServer(organisation, desk, createApp({ desk, routes: given, pages: null, checked: true }), lines);
}
