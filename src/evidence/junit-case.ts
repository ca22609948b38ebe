import type { TestCase } from "../model/evidence.ts";
import { limits } from "./limits.ts";
import type { Attributes } from "./xml.ts";

export type TestOutcome = TestCase["outcome"];

const rank: { readonly [outcome in TestOutcome]: number } = { passed: 0, skipped: 1, failed: 2, error: 3 };

/** Error beats failure, failure beats skipped, skipped beats passed: a skipped case is never a passed one. */
export function worse(a: TestOutcome, b: TestOutcome): TestOutcome {
  return rank[a] >= rank[b] ? a : b;
}

const words: readonly (readonly [TestOutcome, readonly string[]])[] = [
  ["passed", ["", "run", "ran", "pass", "passed", "success", "successful", "succeeded", "ok", "complete", "completed", "executed", "finished", "done", "fixed", "flaky"]],
  [
    "skipped",
    [
      "skip",
      "skipped",
      "disabled",
      "notrun",
      "not run",
      "not_run",
      "not-run",
      "notexecuted",
      "ignore",
      "ignored",
      "pending",
      "suppressed",
      "filtered",
      "inactive",
      "inconclusive",
      "todo",
    ],
  ],
  ["failed", ["fail", "failed", "failure", "regression"]],
];

/** What `status` or `result` of a case says; some tools write nothing else. A word that nobody knows is an error, never a pass. */
export function outcomeOfWord(word: string | undefined): TestOutcome {
  if (word === undefined) return "passed";
  const known = word.trim().toLowerCase();
  return words.find(([, list]) => list.includes(known))?.[0] ?? "error";
}

/** Seconds from a `time` attribute; null when absent, empty, negative, no number, or out of range. Thousands separators are removed. */
export function secondsOf(time: string | undefined): number | null {
  const text = (time ?? "").trim();
  if (text.length > 32) return null;
  const plain = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;
  if (!/^\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?$/.test(plain)) return null;
  const seconds = Number(plain);
  return seconds <= 1e9 ? seconds : null;
}

/** A `file` attribute; null when it is absent, empty, or too long to be a path. */
export function fileOf(file: string | undefined): string | null {
  return file === undefined || file === "" || file.length > limits.path ? null : file;
}

/** One `testcase` while it is being read. */
export class OpenCase {
  readonly name: string;
  readonly className: string;
  /** The case's own; null when only its suite may name one. */
  readonly file: string | null;
  outcome: TestOutcome;
  readonly disabled: boolean;
  /** An earlier attempt failed and the case passed in the end, as Surefire and nextest write it. */
  flaky = false;
  failures = 0;
  errors = 0;
  readonly #line: string;
  readonly #time: string | undefined;
  #message: string | null = null;
  #heard: string | null = null;

  constructor(attributes: Attributes, suiteDisabled: boolean) {
    this.name = attributes["name"] ?? "";
    this.className = attributes["classname"] ?? attributes["class"] ?? "";
    this.file = fileOf(attributes["file"]);
    this.#line = attributes["line"] ?? "";
    this.#time = attributes["time"];
    this.outcome = worse(outcomeOfWord(attributes["status"]), outcomeOfWord(attributes["result"]));
    this.disabled = this.outcome === "skipped" || suiteDisabled || attributes["disabled"] === "true" || attributes["skipped"] === "true" || attributes["ignored"] === "true";
    if (this.disabled) this.outcome = worse(this.outcome, "skipped");
  }

  get line(): number | null {
    return /^[1-9]\d{0,8}$/.test(this.#line) ? Number(this.#line) : null;
  }

  get seconds(): number | null {
    return secondsOf(this.#time);
  }

  /** An element inside the case; true when it tells the outcome, so that the text in it is worth hearing. */
  open(element: string, attributes: Attributes): boolean {
    if (element === "failure" || element === "rerunFailure") this.#fails("failed");
    else if (element === "error" || element === "rerunError") this.#fails("error");
    else if (element === "skipped") this.outcome = worse(this.outcome, "skipped");
    else if (element === "flakyFailure" || element === "flakyError") this.flaky = true;
    else return false;
    if (element === "failure") this.failures++;
    if (element === "error") this.errors++;
    const message = attributes["message"]?.trim() ?? "";
    if (message !== "") this.#message ??= cut(message);
    return true;
  }

  hear(text: string): void {
    if (this.#message === null && (this.#heard ?? "").length < 4 * limits.message) this.#heard = (this.#heard ?? "") + text.slice(0, 4 * limits.message);
  }

  get message(): string | null {
    if (this.outcome === "passed" && !this.flaky) return null;
    return this.#message ?? (cut((this.#heard ?? "").trim()) || null);
  }

  #fails(outcome: TestOutcome): void {
    this.outcome = worse(this.outcome, outcome);
  }
}

function cut(text: string): string {
  return text.slice(0, limits.message).toWellFormed();
}
