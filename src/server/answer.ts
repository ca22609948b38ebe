import { sha256 } from "../model/canonical.ts";
import type { Problem } from "./problem.ts";

/** What an operation of JSON came to, before it is a response; kept as it is for a retry. */
export interface JsonAnswer {
  readonly status: number;
  /** JSON text; empty with 204. */
  readonly body: string;
}

/** An answer to the browser or program that asked. What is read may be kept by it alone, and is asked for again each time. */
export function responseOf(request: Request, { status, body }: JsonAnswer, headers: Headers): Response {
  if (status === 204) return new Response(null, { status, headers: withCache(headers, "no-store") });
  if (status === 429) headers.set("Retry-After", "60");
  // What was not waited for is not read after all.
  if (status === 408) headers.set("Connection", "close");
  headers.set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
  if (!isRead(request) || status !== 200) return new Response(body, { status, headers: withCache(headers, "no-store") });
  const tag = `"${sha256(body).slice(0, 32)}"`;
  headers.set("ETag", tag);
  withCache(headers, "private, no-cache");
  if (!matches(request.headers.get("if-none-match"), tag)) return new Response(body, { status, headers });
  headers.delete("Content-Type");
  return new Response(null, { status: 304, headers });
}

function isRead({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

export function problemAnswer(problem: Problem): JsonAnswer {
  return { status: problem.status, body: JSON.stringify(problem) };
}

/** RFC 9110 §13.1.2, compared weakly. */
export function matches(header: string | null, tag: string): boolean {
  return header !== null && (header.trim() === "*" || header.split(",").some((each) => each.trim().replace(/^W\//, "") === tag));
}

function withCache(headers: Headers, value: string): Headers {
  headers.set("Cache-Control", value);
  return headers;
}
