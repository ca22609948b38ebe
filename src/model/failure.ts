/** Every code of an actionable failure, with the exit code of the command line (`docs/exit-codes.md`) and the HTTP status of the server. */
export const failureCodes = {
  "bad-usage": { exit: 2, status: 400 },
  "bad-input": { exit: 2, status: 422 },
  "unknown-reference": { exit: 2, status: 404 },
  "not-found": { exit: 2, status: 404 },
  "already-exists": { exit: 2, status: 409 },
  "not-a-repository": { exit: 2, status: 422 },
  "shallow-repository": { exit: 2, status: 422 },
  "repository-unreadable": { exit: 4, status: 503 },
  "policy-invalid": { exit: 2, status: 422 },
  "policy-loosened": { exit: 2, status: 422 },
  "policy-outdated": { exit: 2, status: 409 },
  "policy-ambiguous": { exit: 2, status: 422 },
  "document-invalid": { exit: 2, status: 422 },
  "evidence-refused": { exit: 2, status: 422 },
  "evidence-replayed": { exit: 2, status: 409 },
  "answers-missing": { exit: 2, status: 422 },
  refused: { exit: 1, status: 403 },
  stale: { exit: 1, status: 409 },
  "signature-invalid": { exit: 1, status: 403 },
  integrity: { exit: 4, status: 500 },
  /** The machine's clock is behind the ledger, so nothing that goes by the time can be answered. */
  "clock-wrong": { exit: 4, status: 503 },
  "head-moved": { exit: 4, status: 503 },
  locked: { exit: 4, status: 503 },
  /** Too much is waiting already; the same again a little later is taken. */
  busy: { exit: 4, status: 503 },
  storage: { exit: 4, status: 503 },
  "not-initialised": { exit: 2, status: 409 },
  unsupported: { exit: 4, status: 501 },
} as const satisfies Record<string, { exit: 1 | 2 | 4; status: number }>;

export type FailureCode = keyof typeof failureCodes;

/** Where in an input something is wrong; lines and columns are 1-based, a column counts UTF-16 code units. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * A failure that the person in front of it can act on: a stable code, one sentence, and the next step.
 * A verdict is never a `Failure`; anything else that is thrown is a bug and keeps its stack.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  /** What to do next, as one sentence; empty when the message already says it. */
  readonly hint: string;
  readonly place: Place | undefined;
  /** What the sentence ends with, joined by `; `, where it enumerates: a terminal shows each on a line of its own. */
  readonly items: readonly string[];

  constructor(code: FailureCode, sentence: string, options: { hint?: string; place?: Place; items?: readonly string[]; cause?: unknown } = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Failure";
    this.code = code;
    this.hint = options.hint ?? "";
    this.place = options.place;
    this.items = options.items ?? [];
  }

  get exitCode(): 1 | 2 | 4 {
    return failureCodes[this.code].exit;
  }

  /** `file:line:column: sentence hint`, as the command line prints it. */
  override toString(): string {
    const { file, line, column } = this.place ?? {};
    const where = [file, line, column].filter((part) => part !== undefined).join(":");
    return [where && `${where}:`, this.message, this.hint].filter(Boolean).join(" ");
  }
}
