import { z } from "zod";
import type { Inconsistency, TestCase } from "../model/evidence.ts";
import { Contradictions } from "./contradictions.ts";
import type { Reader } from "./formats.ts";
import { commitSaid, commitsOf, type Statement, statementOf } from "./in-toto.ts";
import { limits } from "./limits.ts";
import { Halt, type Outcome, quoted, type Refusal } from "./outcome.ts";
import { inShape } from "./shape.ts";
import { shortName } from "./short-name.ts";

const predicateType = "https://in-toto.io/attestation/test-result/";

/** An in-toto statement of test results, version 0.1: three lists of names, and a result that is held against them. */
export const inTotoTestResult: Reader = {
  format: "in-toto-test-result",
  kind: "tests",
  name: "in-toto-test-result/1",
  called: "in-toto test result",
  read: (content) => {
    const statement = statementOf(content, predicateType);
    return statement === null ? null : readTestResult(statement);
  },
};

const names = z.array(z.string().min(1)).nullish();
const testResult = z.object({ result: z.enum(["PASSED", "WARNED", "FAILED"]), passedTests: names, warnedTests: names, failedTests: names });

function readTestResult(statement: Statement & { readonly version: string }): Outcome | Refusal {
  if (statement.version !== "v0.1")
    return { state: "unrecognised", sentence: `The statement is of test-result ${quoted(statement.version, 20)}, and only test-result v0.1 is read; have the tool write that.` };
  const { result, passedTests, warnedTests, failedTests } = inShape(testResult, statement.predicate, "a test result", ["predicate"]);
  const [passed, warned, failed] = [passedTests ?? [], warnedTests ?? [], failedTests ?? []];
  const all = passed.length + warned.length + failed.length;
  if (all > limits.cases) throw new Halt("too-large", `The statement names ${all} tests; at most ${limits.cases} are read.`);
  const contradictions = new Contradictions();
  // A test has passed with a warning, too; the last list that names one decides, and that is the worst.
  const outcomes = new Map<string, TestCase["outcome"]>();
  for (const [list, outcome] of [[passed, "passed"] as const, [warned, "passed"] as const, [failed, "failed"] as const]) {
    for (const name of list) {
      if ((outcomes.get(name) ?? outcome) !== outcome) contradictions.add([twice(name)]);
      outcomes.set(name, outcome);
    }
  }
  const cases = [...outcomes].map(([name, outcome]): TestCase => ({ identity: shortName(name), outcome, flaky: false, file: null, line: null, seconds: null, message: null }));
  const { inconsistencies, ...commit } = commitSaid(commitsOf(statement));
  contradictions.add([...resultMismatch(result, warned.length, failed.length), ...inconsistencies]);
  const failures = cases.filter(({ outcome }) => outcome === "failed").length;
  const report = { kind: "tests" as const, passed: cases.length - failures, failed: failures, errors: 0, skipped: 0, flaky: 0, cases };
  return { report, inconsistencies: contradictions.list, ...commit };
}

function twice(name: string): Inconsistency {
  return { code: "duplicate-identity", sentence: `The test ${quoted(name)} stands among those that passed and among those that failed.`, declared: null, counted: quoted(name) };
}

function resultMismatch(result: string, warned: number, failed: number): Inconsistency[] {
  const counted = failed > 0 ? "FAILED" : warned > 0 ? "WARNED" : "PASSED";
  if (result === counted) return [];
  return [
    {
      code: "header-mismatch",
      sentence: `The statement says ${result}, and by its lists it is ${counted}: ${failed} failed, ${warned} with a warning.`,
      declared: result,
      counted,
    },
  ];
}
