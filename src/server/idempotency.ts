import { digestOf, sha256 } from "../model/canonical.ts";
import type { JsonAnswer } from "./answer.ts";
import type { Caller } from "./caller.ts";
import type { Desk } from "./desk.ts";
import { ProblemError, problemOf } from "./problem.ts";
import type { Route } from "./route.ts";

interface Asked {
  readonly route: Route;
  readonly request: Request;
  readonly caller: Caller;
  /** The body as it was sent. */
  readonly text: string;
}

// One process has the state, so what is under way is known here; a process that died has left nothing under way.
const underWay = new WeakMap<Desk["state"], Map<string, Promise<unknown>>>();

/**
 * Carries a POST out once for each key of a caller: a retry gets the first one's answer (H20), another request under the same key is refused. An answer of 500 and
 * above is not kept, so that a retry may succeed, nor is that of an operation whose answer holds only now. Throws `ProblemError`.
 */
export async function once(desk: Desk, asked: Asked, work: () => Promise<JsonAnswer>): Promise<JsonAnswer> {
  const key = keyOf(asked);
  if (key === null) return await work();
  const id = sha256(`${nameOf(asked.caller)}\n${key}`);
  return await inTurn(desk, id, () => firstOrSame(desk, asked, id, work));
}

function keyOf({ request, route, caller }: Asked): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null || route.method !== "POST" || route.asksAnew === true || caller.kind === "nobody") return null;
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new ProblemError(problemOf("bad-request", "The idempotency key is not 1 to 200 visible ASCII characters.", { hint: "A random UUID is one." }));
}

function nameOf(caller: Caller): string {
  if (caller.kind === "nobody") return "nobody";
  return caller.kind === "token" ? `token ${caller.token}` : `person ${caller.person.id}`;
}

async function firstOrSame({ state }: Desk, { route, request, text }: Asked, id: string, work: () => Promise<JsonAnswer>): Promise<JsonAnswer> {
  const { pathname, search } = new URL(request.url);
  const digest = digestOf([route.id, pathname, search, text]);
  const kept = await state.requests.find(id);
  if (kept !== null) return again(kept, digest);
  const answer = await work();
  if (answer.status < 500 && answer.status !== 429)
    await state.requests.keep(id, { digest, status: answer.status, body: route.answersSecret === true && answer.status < 400 ? "" : answer.body });
  return answer;
}

function again({ digest, status, body }: { readonly digest: string } & JsonAnswer, asked: string): JsonAnswer {
  if (digest !== asked)
    throw new ProblemError(problemOf("key-reused", "This idempotency key was used for another request.", { hint: "Use a new key for each thing you want done." }));
  if (body === "" && status !== 204)
    throw new ProblemError(problemOf("answer-gone", "This was done, and its answer held a secret that is shown once.", { hint: "Take back what was made, and make another one." }));
  return { status, body };
}

// A retry that overtakes its first attempt waits for it.
async function inTurn<T>({ state }: Desk, id: string, work: () => Promise<T>): Promise<T> {
  const turns = underWay.get(state) ?? new Map<string, Promise<unknown>>();
  underWay.set(state, turns);
  const before = turns.get(id) ?? Promise.resolve();
  const mine = before.then(work, work);
  const ended = mine.catch(() => {});
  turns.set(id, ended);
  try {
    return await mine;
  } finally {
    if (turns.get(id) === ended) turns.delete(id);
  }
}
