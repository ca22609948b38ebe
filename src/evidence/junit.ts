import type { Inconsistency, TestCase } from "../model/evidence.ts";
import { Attempts, type Told } from "./attempts.ts";
import type { Reader } from "./formats.ts";
import { fileOf, OpenCase } from "./junit-case.ts";
import { addTally, emptyTally, headerInconsistencies, type Tally } from "./junit-header.ts";
import { limits } from "./limits.ts";
import { Halt, type Outcome, quoted } from "./outcome.ts";
import { shortName } from "./short-name.ts";
import { type Attributes, walkXml } from "./xml.ts";

/**
 * JUnit XML: no standard, but the dialects of two dozen tools (reference `evidence.md` §2). Every `testcase` is counted at whatever
 * depth it stands; the headers are only compared.
 */
export const junit: Reader = {
  format: "junit",
  kind: "tests",
  name: "junit/1",
  called: "JUnit XML",
  read: (content) => (content.shape === "xml" && (content.root === "testsuites" || content.root === "testsuite") ? readJunit(content.utf8) : null),
};

/** Throws `Halt` for a document that is cut off, malformed or beyond a limit. */
export function readJunit(document: Buffer | string): Outcome {
  const reading = new JunitReading();
  walkXml(document, reading);
  return reading.outcome();
}

type Named = Pick<OpenCase, "className" | "name" | "file">;

interface OpenSuite {
  readonly name: string;
  /** Number of this suite's name and file beneath those of its parent: equal for a suite that is opened again. */
  readonly id: number;
  /** How the identity of its cases begins: the names of the suites down to this one. */
  readonly label: Label;
  readonly file: string | null;
  readonly disabled: boolean;
  readonly attributes: Attributes;
  readonly direct: Tally;
  readonly deep: Tally;
  suites: number;
  failedSuites: number;
}

class JunitReading {
  readonly #suites: OpenSuite[] = [];
  readonly #attempts = new Attempts();
  readonly #inconsistencies: Inconsistency[] = [];
  // A stack: nothing forbids a case in a case, and each is counted.
  readonly #cases: OpenCase[] = [];
  readonly #suiteIds = new Map<string, number>();
  // Depth inside an element that tells an outcome, whose text is its message.
  #telling = 0;

  readonly open = (name: string, attributes: Attributes): void => {
    const current = this.#cases.at(-1);
    let tells = false;
    if (name === "testsuite" || name === "testsuites") this.#openSuite(name, attributes);
    else if (name === "testcase") this.#openCase(attributes);
    else if (current !== undefined) tells = current.open(name, attributes);
    else if (name === "failure" || name === "error") this.#suiteFails(name, attributes);
    if (tells || this.#telling > 0) this.#telling++;
  };

  readonly close = (name: string): void => {
    if (this.#telling > 0) this.#telling--;
    if (name === "testcase") this.#closeCase();
    else if (name === "testsuite" || name === "testsuites") this.#closeSuite();
  };

  readonly text = (text: string): void => {
    if (this.#telling > 0) this.#cases.at(-1)?.hear(text);
  };

  outcome(): Outcome {
    for (const identity of this.#attempts.contradictory) {
      this.#note({
        code: "duplicate-identity",
        sentence: `The test ${quoted(identity)} stands twice with different outcomes, and not as a retry.`,
        declared: null,
        counted: quoted(identity),
      });
    }
    return { report: this.#attempts.report(), inconsistencies: this.#inconsistencies };
  }

  #openSuite(element: string, attributes: Attributes): void {
    const parent = this.#suites.at(-1);
    const name = attributes["name"] ?? "";
    const file = fileOf(attributes["file"] || attributes["filepath"]);
    const label = parent?.label ?? { text: "", last: "" };
    this.#suites.push({
      name,
      id: this.#suiteId([`${parent?.id ?? 0}`, name, file ?? ""]),
      // The root's name is the tool's (`vitest tests`), not part of what a test is called.
      label: element === "testsuite" ? shortened(extended(label, name)) : label,
      file: file ?? parent?.file ?? null,
      disabled: (parent?.disabled ?? false) || attributes["disabled"] === "true",
      attributes,
      direct: emptyTally(),
      deep: emptyTally(),
      suites: 0,
      failedSuites: 0,
    });
  }

  #closeSuite(): void {
    const suite = this.#suites.pop();
    if (suite === undefined) return;
    addTally(suite.deep, suite.direct);
    for (const found of headerInconsistencies(suite.name, suite.attributes, suite)) this.#note(found);
    const parent = this.#suites.at(-1);
    if (parent === undefined) return;
    addTally(parent.deep, suite.deep);
    parent.suites++;
    if (suite.deep.failed + suite.deep.errors > 0) parent.failedSuites++;
  }

  #openCase(attributes: Attributes): void {
    const suite = this.#suites.at(-1);
    this.#cases.push(new OpenCase(attributes, suite?.disabled ?? false));
  }

  #closeCase(): void {
    const test = this.#cases.pop();
    const suite = this.#suites.at(-1);
    if (test === undefined || suite === undefined) return;
    const { outcome } = test;
    const replaced = this.#add(suite, test, outcome, test.flaky && outcome === "passed", test);
    const tally = suite.direct;
    tally.tests++;
    if (outcome === "failed") tally.failed++;
    if (outcome === "error") tally.errors++;
    if (outcome === "skipped") tally.skipped++;
    if (outcome === "skipped" && test.disabled) tally.disabled++;
    if (test.failures > 0) tally.failureCases++;
    if (test.errors > 0) tally.errorCases++;
    tally.failureElements += test.failures;
    tally.errorElements += test.errors;
    if (replaced === "failed") tally.replacedFailed++;
    if (replaced === "error") tally.replacedErrors++;
  }

  // A failure of a whole suite (its set-up broke) belongs to no case; it must not vanish.
  #suiteFails(element: "failure" | "error", attributes: Attributes): void {
    const suite = this.#suites.at(-1);
    if (suite === undefined) return;
    const outcome = element === "failure" ? "failed" : "error";
    const message = attributes["message"]?.slice(0, limits.message).toWellFormed() || null;
    this.#add(suite, { className: "", name: "(suite)", file: null }, outcome, false, { line: null, seconds: null, message });
    if (outcome === "failed") suite.direct.failed++;
    else suite.direct.errors++;
  }

  // The suite's own file is in its id already; only the case's tells cases of one suite apart.
  #add(
    suite: OpenSuite,
    { className, name, file }: Named,
    outcome: TestCase["outcome"],
    flaky: boolean,
    told: Pick<Told, "line" | "seconds" | "message">,
  ): "failed" | "error" | null {
    if (this.#attempts.count >= limits.cases) throw new Halt("too-large", `The report holds more than ${limits.cases} test cases; hand it in as several reports.`);
    const identity = extended(extended(suite.label, className), name).text;
    return this.#attempts.add({ suite: suite.id, className, file }, { identity, outcome, flaky }, () => {
      const { line, seconds, message } = told;
      return { file: file ?? suite.file, line, seconds, message };
    });
  }

  #suiteId(parts: readonly string[]): number {
    const key = joined(parts);
    const id = this.#suiteIds.get(key) ?? this.#suiteIds.size + 1;
    this.#suiteIds.set(key, id);
    return id;
  }

  #note(found: Inconsistency): void {
    if (this.#inconsistencies.length < limits.inconsistencies) this.#inconsistencies.push(found);
  }
}

// No XML document holds U+0000, so the parts cannot run into each other.
function joined(parts: readonly string[]): string {
  return parts.join("\u0000");
}

interface Label {
  readonly text: string;
  readonly last: string;
}

// Many tools give a case its suite's name as class, or its own: saying it once is enough.
function extended(label: Label, name: string): Label {
  if (name === "" || name === label.last) return label;
  return { text: label.text === "" ? name : `${label.text} › ${name}`, last: name };
}

// Every case repeats its suites' names.
function shortened({ text, last }: Label): Label {
  return { text: shortName(text), last };
}
