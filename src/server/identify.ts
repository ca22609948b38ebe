import { standingPerson } from "../reading/index.ts";
import { holderOfToken } from "../workflow/index.ts";
import type { Caller } from "./caller.ts";
import { secretIn } from "./cookies.ts";
import type { Desk } from "./desk.ts";

const nobody: Caller = { kind: "nobody" };
const noToken: Caller = { kind: "nobody", token: true };
const use = async () => {};
const stranger = { caller: nobody, use };

/**
 * Who sent a request: by its API token if it brings an `Authorization`, else by its session's cookie. Whoever's account is not active, or was not at any time since the session began, is nobody, and
 * the session ends (G14). A token that is not good does not fall back on the cookie.
 */
export async function identify(desk: Desk, request: Request): Promise<Caller> {
  const { caller, use } = await look(desk, request);
  await use();
  return caller;
}

/** Whether the caller of a stream is still let in. Unlike a request it is no use of the session, or an open tab would keep it from ever ending. */
export async function isStill(desk: Desk, request: Request, caller: Caller): Promise<boolean> {
  const now = (await look(desk, request)).caller;
  return now.kind !== "nobody" && caller.kind === now.kind && now.person.id === caller.person.id;
}

interface Looked {
  readonly caller: Caller;
  /** Notes that the session was used. */
  use(): Promise<void>;
}

async function look(desk: Desk, request: Request): Promise<Looked> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return { caller: await callerOfToken(desk, authorization), use };
  const secret = secretIn(request, desk.settings);
  return secret === null ? stranger : await callerOfSession(desk, secret);
}

async function callerOfSession({ state, workplace }: Desk, secret: string): Promise<Looked> {
  const session = await state.sessions.find(secret);
  if (session === null) return stranger;
  const person = await standingPerson(workplace, session.person, session.createdAt);
  if (person === null) {
    await state.sessions.end(session.id);
    return stranger;
  }
  return { caller: { kind: "person", person, session: session.id, provedAt: session.provedAt }, use: () => state.sessions.touch(session) };
}

async function callerOfToken({ workplace }: Desk, authorization: string): Promise<Caller> {
  const text = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1];
  const holder = text === undefined ? null : await holderOfToken(workplace, text);
  return holder === null ? noToken : { kind: "token", person: holder.person, token: holder.token.id, scopes: holder.token.scopes, until: holder.token.until };
}
