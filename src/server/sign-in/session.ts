import type { Person } from "../../model/people.ts";
import type { PersonCaller } from "../caller.ts";
import { clearedCookie, sessionCookie } from "../cookies.ts";
import type { Desk } from "../desk.ts";

/** Opens a session: a fresh secret in the cookie, its hash in the state. What was there before is not taken over (G14). */
export async function openSession(desk: Desk, person: Person, request: Request, headers: Headers, { proved }: { readonly proved: boolean }): Promise<void> {
  const agent = (request.headers.get("user-agent") ?? "").replace(/[^\x20-\x7e]/g, "").slice(0, 200);
  const secret = await desk.state.sessions.start(person.id, { agent, proved });
  headers.append("set-cookie", sessionCookie(desk.settings, secret));
}

/** Gives the session a new secret after a proof of presence. */
export async function renewSession(desk: Desk, session: string, headers: Headers): Promise<void> {
  const secret = await desk.state.sessions.prove(session);
  headers.append("set-cookie", sessionCookie(desk.settings, secret));
}

export async function closeSession(desk: Desk, { session }: PersonCaller, headers: Headers): Promise<void> {
  await desk.state.sessions.end(session);
  headers.append("set-cookie", clearedCookie(desk.settings));
}
