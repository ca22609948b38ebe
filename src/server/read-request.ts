import type { z } from "zod";
import { parseStrict } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { fieldErrors } from "./field-errors.ts";
import { ProblemError, problemOf } from "./problem.ts";
import type { AnyRoute, RawRoute, Route } from "./route.ts";

const usualLimit = 1_000_000;
/** Milliseconds within which a body of JSON has to be here. */
const patience = 30_000;

/** Reads something by a schema. Attacker-controlled. Throws `ProblemError` (`bad-request`) that names each place. */
export function readBy<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = fieldErrors(read.error, value, what);
  throw new ProblemError(problemOf("bad-request", `The ${what} does not have the form that was expected.`, { hint: "The documentation of the API says what it takes.", errors }));
}

/** The query's values by name. One name twice is two values where one is expected (G17). */
export function queryOf(request: Request): Record<string, string> {
  const at = request.url.indexOf("?");
  const values = at < 0 ? [] : [...new URLSearchParams(request.url.slice(at))];
  const names = values.map(([name]) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined)
    throw new ProblemError(
      problemOf("bad-request", "A name stands twice in the query.", { hint: "Give each once.", errors: [{ at: `query.${twice.slice(0, 100)}`, says: "It stands twice." }] }),
    );
  return Object.fromEntries(values);
}

/** Text of a JSON body; empty when the operation takes none. Attacker-controlled. Throws `ProblemError`. */
export async function textOf(request: Request, route: Route): Promise<string> {
  if (route.body === null) {
    if (hasBody(request)) throw new ProblemError(problemOf("bad-request", "This operation takes no body.", { hint: "Send it without one." }));
    return "";
  }
  requireMediaType(request, "application/json");
  const bytes = await inTime(bytesOf(request, route));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ProblemError(problemOf("bad-request", "The body is not UTF-8."));
  }
}

/** The value of a JSON text without duplicate names and other ambiguities. Throws `ProblemError`. */
export function jsonOf(text: string): unknown {
  try {
    return parseStrict(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { line, column } = error.place ?? {};
    throw new ProblemError(problemOf("bad-request", error.message, { errors: [{ at: `body, line ${line}, column ${column}`, says: error.message }] }));
  }
}

/** The body of an upload, which fails when it grows beyond the operation's limit; null where there is none. Throws `ProblemError`. */
export function uploadOf(request: Request, route: RawRoute): ReadableStream<Uint8Array> | null {
  if (route.takes !== null) requireMediaType(request, route.takes);
  requireWithin(request, route);
  return counted(request, route);
}

function hasBody(request: Request): boolean {
  return request.headers.has("transfer-encoding") || (request.headers.get("content-length") ?? "0") !== "0";
}

// Exactly this media type, with no more than a charset that is UTF-8: what a validator and a parser may read differently is refused (G11).
function requireMediaType(request: Request, wanted: string): void {
  const [type = "", ...parameters] = (request.headers.get("content-type") ?? "").split(";").map((part) => part.trim().toLowerCase());
  const plain = parameters.length === 0 || (parameters.length === 1 && /^charset="?utf-8"?$/.test(parameters[0] ?? ""));
  if (type !== wanted || !plain) throw new ProblemError(problemOf("media-type", `This operation takes ${wanted}.`, { hint: `Send Content-Type: ${wanted}.` }));
  if (request.headers.has("content-encoding")) throw new ProblemError(problemOf("media-type", "The body is compressed.", { hint: "Send it without Content-Encoding." }));
}

/** Refuses what is too large by its own header, before a byte is read. */
function requireWithin(request: Request, route: AnyRoute): void {
  if (Number(request.headers.get("content-length") ?? 0) > limitOf(route)) throw tooLarge(route);
}

/** The body as a stream that fails beyond the operation's limit. */
function counted(request: Request, route: AnyRoute): ReadableStream<Uint8Array> | null {
  let size = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > limitOf(route)) controller.error(tooLarge(route));
      else controller.enqueue(chunk);
    },
  });
  return request.body?.pipeThrough(count) ?? null;
}

function limitOf({ limit = usualLimit }: AnyRoute): number {
  return limit;
}

function tooLarge(route: AnyRoute): ProblemError {
  return new ProblemError(problemOf("too-large", `The body is larger than ${limitOf(route)} bytes.`, { hint: "Send less." }));
}

async function bytesOf(request: Request, route: Route): Promise<Uint8Array> {
  requireWithin(request, route);
  // With a length in its header, which the HTTP parser enforces, it is read in one go.
  if (request.headers.has("content-length")) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  for await (const chunk of counted(request, route) ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProblemError(problemOf("too-slow", `The body did not arrive within ${patience / 1_000} seconds.`))), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
