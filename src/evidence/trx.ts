import type { Inconsistency, TestCase, TestReport } from "../model/evidence.ts";
import { Contradictions } from "./contradictions.ts";
import type { Reader } from "./formats.ts";
import { limits } from "./limits.ts";
import { Halt, type Outcome, quoted } from "./outcome.ts";
import { shortName } from "./short-name.ts";
import { addResult, counterInconsistencies, emptyTallies, type Level, outcomeOf, secondsOf, summaryInconsistencies, tellsFailure } from "./trx-counters.ts";
import { type Attributes, walkXml } from "./xml.ts";

/** TRX of Visual Studio (`vstst.xsd`, 2010; traps in reference `evidence.md` §2), as vstest, the Microsoft Testing Platform and reporters of other runners write it. */
export const trx: Reader = {
  format: "trx",
  kind: "tests",
  name: "trx/1",
  called: "TRX",
  read: (content) => (content.shape === "xml" && content.root === "TestRun" ? readTrx(content.utf8) : null),
};

const namespace = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

/** Throws `Halt` for a document that is cut off, malformed, of another version or beyond a limit. */
export function readTrx(document: Buffer | string): Outcome {
  const reading = new TrxReading();
  walkXml(document, reading);
  return reading.outcome();
}

/** A result while it is being read. */
interface OpenResult {
  readonly attributes: Attributes;
  readonly name: string;
  readonly outcome: TestCase["outcome"];
  inner: number;
  /** Whether a result inside tells of a failure. */
  failureInside: boolean;
  message: string | null;
}

/** A result that counts; its class stands in a definition, which follows. */
interface Leaf {
  readonly test: string;
  readonly name: string;
  readonly outcome: TestCase["outcome"];
  readonly seconds: number | null;
  readonly message: string | null;
}

interface Definition {
  readonly name: string;
  className: string;
}

class TrxReading {
  readonly #open: OpenResult[] = [];
  readonly #leaves: Leaf[] = [];
  readonly #definitions = new Map<string, Definition>();
  readonly #tallies = emptyTallies();
  #definition: Definition | null = null;
  #counters: Attributes | null = null;
  #summary: string | null = null;

  readonly open = (name: string, attributes: Attributes, line: number, inside: readonly string[]): void => {
    const parent = inside.at(-1);
    if (parent === undefined) assertVersion(attributes);
    // Of whatever type: a manual, a generic or an ordered test has a result of its own name.
    else if ((parent === "Results" && inside.length === 2) || (parent === "InnerResults" && this.#open.length > 0)) this.#openResult(attributes, line);
    else if (parent === "TestDefinitions") this.#define(attributes);
    else if (name === "TestMethod" && this.#definition !== null) this.#definition.className = classOf(attributes["className"]);
    else if (name === "ResultSummary" && inside.length === 1) this.#summary = attributes["outcome"] ?? null;
    else if (name === "Counters" && parent === "ResultSummary") this.#counters = attributes;
  };

  readonly close = (_: string, inside: readonly string[]): void => {
    const parent = inside.at(-1);
    if (parent === "Results" && inside.length === 2) this.#closeResult();
    else if (parent === "InnerResults" && this.#open.length > 1) this.#closeResult();
    else if (parent === "TestDefinitions") this.#definition = null;
  };

  readonly text = (text: string, inside: readonly string[]): void => {
    const result = this.#open.at(-1);
    if (result === undefined || inside.at(-1) !== "Message" || inside.at(-2) !== "ErrorInfo") return;
    if ((result.message ?? "").length < limits.message) result.message = (result.message ?? "") + text.slice(0, limits.message);
  };

  outcome(): Outcome {
    const contradictions = new Contradictions();
    const cases = this.#leaves.map((leaf) => this.#caseOf(leaf));
    contradictions.add(duplicates(cases));
    contradictions.add(this.#counters === null ? [] : counterInconsistencies(this.#counters, this.#tallies));
    const count = (outcome: TestCase["outcome"]) => cases.reduce((sum, test) => sum + (test.outcome === outcome ? 1 : 0), 0);
    const report: TestReport = { kind: "tests", passed: count("passed"), failed: count("failed"), errors: count("error"), skipped: count("skipped"), flaky: 0, cases };
    contradictions.add(summaryInconsistencies(this.#summary, report));
    return { report, inconsistencies: contradictions.list };
  }

  #openResult(attributes: Attributes, line: number): void {
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.inner++;
    const said = attributes["testName"] ?? "";
    const row = attributes["dataRowInfo"];
    // MSTest of Visual Studio calls each row of data by the name of the test.
    const name = parent !== undefined && said === parent.attributes["testName"] && row !== undefined ? `${said} (Data Row ${row})` : said;
    if (this.#tallies.all.total >= limits.cases) throw new Halt("too-large", `Line ${line}: the report holds more than ${limits.cases} results; hand it in as several reports.`);
    const outcome = outcomeOf(attributes["outcome"]);
    for (const level of this.#levels()) addResult(this.#tallies[level], outcome);
    this.#open.push({ attributes, name, outcome, inner: 0, failureInside: false, message: null });
  }

  #levels(): Level[] {
    return this.#open.length === 0 ? ["all", "top"] : ["all"];
  }

  #closeResult(): void {
    const result = this.#open.pop();
    if (result === undefined) return;
    const fails = tellsFailure(result.outcome);
    // A data-driven test repeats what its rows say. One that failed beyond them, in its clean-up for instance, must not vanish.
    if (result.inner === 0 || (fails && !result.failureInside)) this.#leaf(result);
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.failureInside ||= fails || result.failureInside;
  }

  #leaf({ attributes, name, outcome, inner, message }: OpenResult): void {
    if (inner === 0) addResult(this.#tallies.leaves, outcome);
    const told = outcome === "passed" ? null : message?.trim().slice(0, limits.message).toWellFormed() || null;
    this.#leaves.push({ test: attributes["testId"] ?? "", name, outcome, seconds: secondsOf(attributes["duration"]), message: told });
  }

  #define(attributes: Attributes): void {
    this.#definition = { name: shortName(attributes["name"] ?? ""), className: "" };
    const id = attributes["id"] ?? "";
    if (!this.#definitions.has(id)) this.#definitions.set(id, this.#definition);
  }

  #caseOf({ test, name, ...told }: Leaf): TestCase {
    const definition = this.#definitions.get(test);
    return { identity: identityOf(definition?.className ?? "", name || (definition?.name ?? "")), flaky: false, file: null, line: null, ...told };
  }
}

function assertVersion(attributes: Attributes): void {
  const said = attributes["xmlns"];
  if (said === namespace) return;
  const stated = said === undefined ? "no namespace" : `the namespace ${quoted(said, 100)}`;
  throw new Halt("unrecognised", `The root element TestRun has ${stated}, and only TRX of Visual Studio 2010 and later is read (${namespace}); have the tool write that.`);
}

// `Namespace.Class, Assembly, Version=…` in older files. Reporters of runners without classes write `none`.
function classOf(name: string | undefined): string {
  const plain = (name ?? "").split(",", 1)[0]?.trim() ?? "";
  return plain === "none" ? "" : shortName(plain);
}

// Many adapters begin a test's name with that of its class: saying it once is enough.
function identityOf(className: string, name: string): string {
  if (className === "" || name === "") return className || name;
  return `${className} › ${name.startsWith(`${className}.`) ? name.slice(className.length + 1) : name}`;
}

// No tool writes the attempts of a retry into one file: what stands twice is two tests.
function duplicates(cases: readonly TestCase[]): Inconsistency[] {
  const outcomes = new Map<string, TestCase["outcome"]>();
  const contradictory = new Set<string>();
  for (const { identity, outcome } of cases) {
    if ((outcomes.get(identity) ?? outcome) !== outcome) contradictory.add(identity);
    outcomes.set(identity, outcome);
  }
  return [...contradictory].map((identity) => ({
    code: "duplicate-identity",
    sentence: `The test ${quoted(identity)} stands twice with different outcomes.`,
    declared: null,
    counted: quoted(identity),
  }));
}
