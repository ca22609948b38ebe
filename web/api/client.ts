import type { Api } from "../../src/server/api.ts";
import { addressOf, type Values } from "./address.ts";
import { operations } from "./operations.ts";
import { readProblem, Unreachable } from "./problem.ts";

export type Operation = keyof Api;
export type Answer<Id extends Operation> = Api[Id]["answer"];

/** Nothing has to be given where the operation takes nothing. */
type Part<Name extends string, Value> = [Value] extends [null]
  ? unknown
  : Record<string, never> extends Value
    ? { readonly [name in Name]?: Value }
    : { readonly [name in Name]: Value };

/** What an operation is called with: its parameters, query and body, each only where it has one. */
export type Given<Id extends Operation> = Part<"params", Api[Id]["params"]> &
  Part<"query", Api[Id]["query"]> &
  Part<"body", Api[Id]["body"]> & {
    /** Names this attempt; the same key makes a repeated request the same request. One is made when it is missing. */
    readonly key?: string;
    readonly signal?: AbortSignal;
  };
interface Loose {
  readonly params?: Values;
  readonly query?: Values;
  readonly body?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** Arguments after the id: none are needed where nothing is. */
export type Arguments<Id extends Operation> = Record<string, never> extends Given<Id> ? [given?: Given<Id>] : [given: Given<Id>];

/**
 * Calls one operation of the API: `await call("changes.read", { params: { change } })`.
 * Throws `ProblemError` with what the server says, or `Unreachable`. ETags are left to the browser's cache.
 */
export async function call<Id extends Operation>(id: Id, ...[given]: Arguments<Id>): Promise<Answer<Id>> {
  const [method, path] = operations[id];
  const { params, query, ...rest }: Loose = given ?? {};
  const response = await fetch(addressOf(path, params, query), requestOf(method, rest)).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(error);
  });
  if (!response.ok) throw await readProblem(response);
  // Made by the server from the same schemas as the type; 204 says nothing at all.
  return response.status === 204 ? JSON.parse("{}") : response.json();
}

function requestOf(method: string, { body, key, signal }: Loose): RequestInit {
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (method !== "GET") headers.set("idempotency-key", key ?? crypto.randomUUID());
  return { method, headers, credentials: "same-origin", redirect: "error", ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}) };
}
