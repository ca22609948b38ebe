import type { Problem } from "../../src/server/problem.ts";

/** An answer that is no answer: what went wrong, in words for the person, and the next step. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** The server could not be reached, or something between it and the browser answered instead. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "Unreachable";
  }
}

/** True when nobody is signed in any more. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}

/** True when the person has to prove presence before this is done. */
export function isProofNeeded(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === "proof-needed";
}

/** Any error as the problem that is shown. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof Unreachable) {
    return {
      type: "",
      title: "No connection",
      status: 0,
      code: "unreachable",
      detail: error.message,
      hint: "Nothing was sent. It is tried again by itself as soon as there is a connection.",
    };
  }
  const detail = error instanceof Error && error.message !== "" ? error.message : "The page could not go on.";
  return { type: "", title: "This is a mistake of the program.", status: 0, code: "page-error", detail, hint: "Load the page again; nothing that was signed is lost." };
}

/** What the server says is wrong at a field of what was sent, or in an entry of it; undefined where nothing is: `wrongAt(error, "emails")`. */
export function wrongAt(error: unknown, field: string): string | undefined {
  return errorsOf(error).find(({ at }) => isAt(at, field))?.says;
}

/** What is said at none of these fields. */
export function wrongElsewhere(error: unknown, fields: readonly string[]): NonNullable<Problem["errors"]> {
  return errorsOf(error).filter(({ at }) => !fields.some((field) => isAt(at, field)));
}

function errorsOf(error: unknown): NonNullable<Problem["errors"]> {
  return error instanceof ProblemError ? (error.problem.errors ?? []) : [];
}

function isAt(at: string, field: string): boolean {
  return at === `body.${field}` || at.startsWith(`body.${field}.`);
}

/** Reads the body of a refused request. Whatever is no problem document came from somewhere else than the server. */
export async function readProblem(response: Response): Promise<ProblemError | Unreachable> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json")) return new Unreachable(response.status);
  const body: unknown = await response.json().catch(() => null);
  return isProblem(body) ? new ProblemError(body) : new Unreachable(response.status);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value && "status" in value;
}
