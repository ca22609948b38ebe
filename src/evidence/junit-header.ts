import type { Inconsistency } from "../model/evidence.ts";
import { quoted } from "./outcome.ts";
import type { Attributes } from "./xml.ts";

/** What the cases of a suite add up to, by their elements. */
export interface Tally {
  tests: number;
  failed: number;
  errors: number;
  skipped: number;
  /** Skipped because they are switched off (`status="disabled"`, `status="notrun"`). */
  disabled: number;
  /** Cases that hold a `failure` or `error` element, whatever their status; and how many such elements there are. */
  failureCases: number;
  errorCases: number;
  failureElements: number;
  errorElements: number;
  /** Attempts that a later attempt of the same case replaced. */
  replacedFailed: number;
  replacedErrors: number;
}

export function emptyTally(): Tally {
  return { tests: 0, failed: 0, errors: 0, skipped: 0, disabled: 0, failureCases: 0, errorCases: 0, failureElements: 0, errorElements: 0, replacedFailed: 0, replacedErrors: 0 };
}

export function addTally(into: Tally, from: Tally): void {
  for (const key of Object.keys(into) as (keyof Tally)[]) into[key] += from[key];
}

/** The three ways in which tools count a suite. */
export interface SuiteTallies {
  /** Cases that stand directly in the suite. */
  readonly direct: Tally;
  /** Cases of the suite and of all suites in it. */
  readonly deep: Tally;
  /** Suites that stand directly in it, and how many of those failed: node:test counts such a suite as one test. */
  readonly suites: number;
  readonly failedSuites: number;
}

const headers = ["tests", "failures", "errors", "skipped", "disabled"] as const;
type Declared = { readonly [header in (typeof headers)[number]]: number | null };

/**
 * Compares a suite's header with its cases. Tools differ: a header may cover one level or all, leave skipped cases out, call errors
 * failures. It is held against the report only when no one way of counting explains all its numbers together.
 */
export function headerInconsistencies(name: string, attributes: Attributes, tallies: SuiteTallies): Inconsistency[] {
  const declared = declaredOf(attributes);
  if (declared !== null && ways(tallies).some((way) => way(declared))) return [];
  const { deep } = tallies;
  const said = headers.filter((header) => attributes[header] !== undefined).map((header) => `${header}=${quoted(attributes[header] ?? "", 20)}`);
  const counted = `tests=${deep.tests} failures=${deep.failed} errors=${deep.errors} skipped=${deep.skipped}`;
  const values = { declared: said.join(" "), counted };
  const about = name === "" ? "The report" : `The suite ${quoted(name)}`;
  const found: Inconsistency[] = [{ code: "header-mismatch", sentence: `${about} declares ${values.declared}, but its cases add up to ${counted}.`, ...values }];
  const tests = declared?.tests ?? 0;
  if (tests > deep.tests + deep.errors) {
    found.push({ code: "truncated", sentence: `${about} declares ${tests} tests and holds ${deep.tests}.`, declared: `${tests}`, counted: `${deep.tests}` });
  }
  return found;
}

// Null when a header is no number at all, which nothing can explain.
function declaredOf(attributes: Attributes): Declared | null {
  const numbers = { tests: number(attributes["tests"]), failures: number(attributes["failures"]), errors: number(attributes["errors"]) };
  const skipped = number(attributes["skipped"] ?? attributes["skip"]);
  const disabled = /^(?:true|false)$/i.test(attributes["disabled"] ?? "") ? null : number(attributes["disabled"]);
  const all = { ...numbers, skipped, disabled };
  return Object.values(all).some(Number.isNaN) ? null : all;
}

function number(text: string | undefined): number | null {
  const digits = text?.trim().replaceAll(",", "") ?? "";
  if (digits === "") return null;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
}

function ways({ direct, deep, suites, failedSuites }: SuiteTallies): ((declared: Declared) => boolean)[] {
  const whole = (declared: Declared) => explains(declared, deep);
  if (suites === 0) return [whole];
  const asTests = { ...emptyTally(), tests: direct.tests + suites, failed: direct.failed + failedSuites, errors: direct.errors, skipped: direct.skipped };
  // node:test also counts a suite as skipped when something in it was skipped.
  const likeNode = (declared: Declared) => {
    const extra = (declared.skipped ?? direct.skipped) - direct.skipped;
    return extra >= 0 && extra <= suites && explains({ ...declared, skipped: null }, asTests);
  };
  return direct.tests === 0 ? [whole, likeNode] : [whole, likeNode, (declared) => explains(declared, direct)];
}

function explains(declared: Declared, t: Tally): boolean {
  const replaced = t.replacedFailed + t.replacedErrors;
  // pytest counts a test that passed and then failed in its teardown twice, but writes one case.
  const tests = [t.tests, t.tests - t.skipped, t.tests - t.disabled, t.tests - replaced, t.tests + t.errors];
  const failures = [t.failed, t.failed + t.errors, Math.max(t.failed, t.failureCases), Math.max(t.failed, t.failureElements), t.failed - t.replacedFailed];
  const errors = [t.errors, Math.max(t.errors, t.errorCases), Math.max(t.errors, t.errorElements), t.errors - t.replacedErrors];
  if (declared.failures === t.failed + t.errors) errors.push(0);
  const skipped = [t.skipped, t.skipped - (declared.disabled ?? 0)];
  const agrees = (value: number | null, counts: readonly number[]) => value === null || counts.includes(value);
  return (
    agrees(declared.tests, tests) &&
    agrees(declared.failures, failures) &&
    agrees(declared.errors, errors) &&
    agrees(declared.skipped, skipped) &&
    (declared.disabled ?? 0) <= t.skipped
  );
}
