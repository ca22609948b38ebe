import { Failure, failureCodes } from "../model/failure.ts";
import { type Refusal, refusalSentences, tokenNotTaken } from "./access.ts";
import type { Caller } from "./caller.ts";

/** An error as the API answers it (RFC 9457). */
export interface Problem {
  /** Where the code is explained, relative to the origin. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: a failure code of the command line, a refusal, or one of `protocolProblems`. */
  readonly code: string;
  readonly detail: string;
  /** The next step; empty when the detail already says it. */
  readonly hint: string;
  /** What is wrong where in the request, for `bad-request`. */
  readonly errors?: readonly { readonly at: string; readonly says: string }[];
}

/** What can be wrong with a request before any work is done. */
export const protocolProblems = {
  "bad-request": { status: 400, title: "The request does not have the form that was expected." },
  "cross-origin": { status: 403, title: "The request came from another page." },
  "proof-needed": { status: 403, title: "It has to be certain that it is you." },
  "no-such-operation": { status: 404, title: "There is nothing at this address." },
  "method-not-allowed": { status: 405, title: "The address is there, and does not take this method." },
  "too-slow": { status: 408, title: "The request did not arrive in time." },
  "answer-gone": { status: 409, title: "The answer was given once and is not kept." },
  "too-large": { status: 413, title: "The body is larger than this operation takes." },
  "media-type": { status: 415, title: "The body is of another media type than this operation takes." },
  "key-reused": { status: 422, title: "The idempotency key was used for another request." },
  "too-many": { status: 429, title: "Too many attempts." },
  "internal-error": { status: 500, title: "This is a mistake of the program." },
  busy: { status: 503, title: "The server has more to do than it can." },
  unavailable: { status: 503, title: "The server is stopping or not ready." },
} as const;
export type ProtocolProblem = keyof typeof protocolProblems;

export function problemOf(code: ProtocolProblem, detail: string, more: { readonly hint?: string; readonly errors?: Problem["errors"] } = {}): Problem {
  const { status, title } = protocolProblems[code];
  return { type: `/problems#${code}`, title, status, code, detail, hint: more.hint ?? "", ...(more.errors === undefined ? {} : { errors: more.errors }) };
}

/** Why access keeps a caller out. */
export function problemOfRefusal(refusal: Refusal, caller: Caller): Problem {
  const { status } = refusalSentences[refusal];
  const { sentence, hint } = caller.kind === "nobody" && caller.token === true ? tokenNotTaken : refusalSentences[refusal];
  const title = status === 401 ? "Nobody is known to ask." : "This is not for you.";
  return { type: `/problems#${refusal}`, title, status, code: refusal, detail: sentence, hint };
}

/** Ends a request with a problem, from however deep. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** A failure of the workflow; null for anything else, which is a bug. */
export function problemOfFailure(error: unknown): Problem | null {
  if (!(error instanceof Failure)) return null;
  const { code, message, hint } = error;
  return { type: `/problems#${code}`, title: titles[code] ?? "It could not be done.", status: failureCodes[code].status, code, detail: message, hint };
}

const titles: { readonly [code: string]: string } = {
  "bad-input": "Something that was given does not fit.",
  "not-found": "It is not there.",
  "already-exists": "It is there already.",
  "answers-missing": "Something that is asked was not answered.",
  refused: "This is not allowed.",
  stale: "What you looked at has changed.",
  "signature-invalid": "The signature is not accepted.",
  "clock-wrong": "The clock of the machine is wrong.",
  locked: "Another process is busy with the ledger.",
  busy: "The server has more to do than it can.",
  storage: "The database cannot be written.",
  integrity: "What is stored is not what was recorded.",
};
