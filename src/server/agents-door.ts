import type { AuthInfo } from "@modelcontextprotocol/server";
import { tokenScopes } from "../model/fact.ts";
import { refusalOf } from "./access.ts";
import type { Caller } from "./caller.ts";
import type { Desk } from "./desk.ts";
import { type Problem, ProblemError, problemOf, problemOfRefusal } from "./problem.ts";
import { programVersion } from "./version.ts";

/** Where agents reach the Model Context Protocol over HTTP. */
export const agentsPath = "/mcp";

/** A report that is attached as text is the largest thing that is sent. */
const mostBytes = 4 * 2 ** 20;
const mostStreams = 64;

export type AgentsDoor = (request: Request, caller: Caller) => Promise<Response>;

/**
 * The protocol over HTTP, each request by itself: who sends it is known by its token alone, as anywhere in the API, and each tool asks for the token's scope again. A page that was
 * made to call this server under another name is kept out by `Host` and `Origin`. Throws `ProblemError` for whoever is not let in.
 */
export function agentsDoor(desk: Desk): AgentsDoor {
  let door: Promise<Door> | null = null;
  return async (request, caller) => {
    door ??= opened(desk);
    const { isStrange, answer } = await door;
    if (isStrange(request)) throw new ProblemError(problemOf("cross-origin", `This server answers at ${desk.settings.origin} only.`, { hint: "Use that address." }));
    if (caller.kind !== "token") throw new ProblemError(notAnAgent(caller));
    return await answer(request, { token: "", clientId: caller.person.id, scopes: [...caller.scopes], expiresAt: Math.floor(caller.until / 1_000) });
  };
}

interface Door {
  isStrange(request: Request): boolean;
  answer(request: Request, agent: AuthInfo): Promise<Response>;
}

// Loaded with the first request: most servers are asked by people and pipelines alone for long.
async function opened(desk: Desk): Promise<Door> {
  const [{ createMcpHandler, hostHeaderValidationResponse, localhostAllowedHostnames }, { makeServer, organisationHouse }] = await Promise.all([
    import("@modelcontextprotocol/server"),
    import("../mcp/index.ts"),
  ]);
  const report = (err: unknown) => desk.log.error({ err, route: agentsPath }, "a tool of the protocol failed");
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const scopes = tokenScopes.filter((scope) => authInfo?.scopes.includes(scope));
      return makeServer(organisationHouse(desk.workplace, { agent: authInfo?.clientId ?? "", scopes }, report), programVersion());
    },
    { maxRequestBodySize: mostBytes, maxSubscriptions: mostStreams, onerror: (err) => desk.log.warn({ err, route: agentsPath }, "a request of the protocol was refused") },
  );
  // A stream that waits for news would keep the server from stopping.
  desk.presence.listen((size) => (size === null ? handler.close() : undefined));
  const hosts = hostsOf(desk.settings.origin, localhostAllowedHostnames());
  return {
    isStrange: (request) => hostHeaderValidationResponse(request, hosts) !== undefined || isForeign(request, desk),
    answer: async (request, authInfo) => await handler.fetch(request, { authInfo }),
  };
}

// A machine calls itself by several names; none of them is one that a page elsewhere could be made under.
function hostsOf(origin: string, local: string[]): string[] {
  const { hostname } = new URL(origin);
  return local.includes(hostname) ? local : [hostname];
}

function isForeign(request: Request, { settings }: Desk): boolean {
  const origin = request.headers.get("origin");
  return origin !== null && origin !== settings.origin;
}

function notAnAgent(caller: Caller): Problem {
  const refusal = refusalOf({ who: "reader", scope: "read" }, caller);
  if (refusal !== null) return problemOfRefusal(refusal, caller);
  return {
    type: "/problems#refused",
    title: "This is not allowed.",
    status: 403,
    code: "refused",
    detail: "Only an agent comes in here, with an API token.",
    hint: "Leave the session's cookie out, and send the token.",
  };
}
