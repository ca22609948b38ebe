import { z } from "zod";
import type { Holds } from "../workflow/index.ts";
import type { Access } from "./access.ts";
import type { Caller } from "./caller.ts";
import type { Desk } from "./desk.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a handler is given: everything was read by the route's schemas, and the caller was admitted by its access. */
export interface Call<P, Q, B, C extends Caller = Caller> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: C;
  /** For what headers and streams need; a handler of JSON leaves it alone. */
  readonly request: Request;
  /** The body of an upload, which is there whole; null for any other operation. */
  readonly upload: Upload | null;
  /** Headers that the answer gets as well: sign-in and sign-out set their cookie here. */
  readonly answerHeaders: Headers;
  /** The handler says in which times the same question gets this very answer while nothing is recorded. */
  readonly holds: (times: Holds) => void;
}

/** A file of ours with what was sent; it is gone when the request is answered. */
export interface Upload {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

interface Described {
  /** Name of the operation in the OpenAPI document and of the typed client: `changes.read`. */
  readonly id: string;
  readonly method: Method;
  /** With its parameters in braces: `/api/changes/{change}`. */
  readonly path: string;
  /** One sentence for the documentation. */
  readonly summary: string;
  readonly access: Access;
  /** A session alone is not enough: whoever ever had a passkey proves presence with one, not longer than five minutes before (G14). */
  readonly proof?: boolean;
  /** Largest body in bytes; 1 MB without it. */
  readonly limit?: number;
  /** Answered by this status; 200 without it. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Takes a processor for long: put off while the server runs late. */
  readonly heavy?: boolean;
  /** The answer holds a secret that is shown once, so it is not kept for a retry under the same idempotency key. */
  readonly answersSecret?: boolean;
  /** The answer holds only for the moment in which it is given, so a retry is a question of its own: no answer is kept. */
  readonly asksAnew?: boolean;
}

/** One operation of the API as data: routing, authorisation, validation, documentation and the typed client all read it. */
export interface Route<P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> extends Described {
  readonly kind: "json";
  readonly params: P;
  readonly query: Q;
  /** Null when the operation takes no body. */
  readonly body: B | null;
  readonly answer: A;
  // A method, so that a table may hold routes of different inputs.
  handle(desk: Desk, call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<A>>;
}

/** An operation whose body or answer is no JSON: an upload, a download, a stream of events, a redirect. */
export interface RawRoute<P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType> extends Described {
  readonly kind: "raw";
  readonly params: P;
  readonly query: Q;
  /** Media type of the request's body; null when it takes none. */
  readonly takes: string | null;
  /** Media type of the answer. */
  readonly produces: string;
  handle(desk: Desk, call: Call<z.output<P>, z.output<Q>, null>): Promise<Response>;
}

export type AnyRoute = Route | RawRoute;

export const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** Defines an operation that takes and gives JSON. */
export function route<A extends z.ZodType, P extends z.ZodType = Nothing, Q extends z.ZodType = Nothing, B extends z.ZodType = z.ZodNull>(
  given: Described & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly answer: A;
    handle(desk: Desk, call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<A>>;
  },
): Route<P, Q, B, A> {
  const { params, query, body, ...rest } = given;
  return { kind: "json", params: (params ?? nothing) as P, query: (query ?? nothing) as Q, body: body ?? null, ...rest };
}

/** Defines an operation whose body or answer is no JSON. */
export function rawRoute<P extends z.ZodType = Nothing, Q extends z.ZodType = Nothing>(
  given: Described & {
    readonly params?: P;
    readonly query?: Q;
    readonly takes?: string;
    readonly produces: string;
    handle(desk: Desk, call: Call<z.output<P>, z.output<Q>, null>): Promise<Response>;
  },
): RawRoute<P, Q> {
  const { params, query, takes, ...rest } = given;
  return { kind: "raw", params: (params ?? nothing) as P, query: (query ?? nothing) as Q, takes: takes ?? null, ...rest };
}
