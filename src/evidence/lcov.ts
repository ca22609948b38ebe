import type { CoverageReport, FileCoverage, Inconsistency } from "../model/evidence.ts";
import type { Reader } from "./formats.ts";
import { limits } from "./limits.ts";
import { Halt, type Outcome, quoted } from "./outcome.ts";

/** LCOV tracefiles, versions 1 and 2 (geninfo(1), "TRACEFILE FORMAT"; traps in reference `evidence.md` §3). Lines only: branches and functions are passed over. */
export const lcov: Reader = {
  format: "lcov",
  kind: "coverage",
  name: "lcov/1",
  called: "LCOV",
  // A tracefile without any source file is none: a lenient reader takes whatever it is given for "0 lines".
  read: (content) => (content.shape === "lines" && /^SF:/m.test(content.text) && /^\s*(?:TN:|SF:|VER:|#)/.test(content.text) ? readLcov(content.text) : null),
};

/** Throws `Halt` for a tracefile that is cut off, malformed or beyond a limit. */
export function readLcov(text: string): Outcome {
  const reading = new LcovReading();
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const stop = end === -1 ? text.length : end;
    if (++number > limits.coverageLines) throw new Halt("too-large", `The tracefile has more than ${limits.coverageLines} lines; hand it in as several reports.`);
    reading.line(text.slice(start, stop).trim(), number);
    start = stop + 1;
  }
  return reading.outcome(number);
}

/** One record, from `SF` to `end_of_record`. */
interface OpenRecord {
  readonly path: string;
  readonly lines: Map<number, number>;
  /** `DA` entries as they stand, line 0 and repetitions included: some tools count those. */
  entries: number;
  hitEntries: number;
  declaredLines: number | null;
  declaredHit: number | null;
}

class LcovReading {
  readonly #files = new Map<string, Map<number, number>>();
  readonly #inconsistencies: Inconsistency[] = [];
  #record: OpenRecord | null = null;

  line(line: string, number: number): void {
    if (line === "" || line.startsWith("#")) return;
    if (line === "end_of_record") this.#close(number);
    else this.#entry(line, number);
  }

  #entry(line: string, number: number): void {
    const colon = line.indexOf(":");
    const key = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1);
    // What other records say (TN, VER, FN*, BR*, MC* and what later versions add) is no line.
    if (!/^[A-Z]{2,8}$/.test(key)) throw broken(number, `${quoted(line, 40)} is no record of a tracefile`);
    if (key === "SF") this.#open(value, number);
    else if (key === "DA") this.#data(value, number);
    else if (key === "LF") this.#current(number).declaredLines = wholeNumber(value, number);
    else if (key === "LH") this.#current(number).declaredHit = wholeNumber(value, number);
    else if (key !== "TN" && key !== "VER") this.#current(number);
  }

  outcome(lines: number): Outcome {
    if (this.#record !== null) throw broken(lines, `the tracefile ends inside the record of ${quoted(this.#record.path)}, before its end_of_record`);
    const files = [...this.#files].map(([path, hits]) => ({ path, lines: [...hits].sort(([a], [b]) => a - b) }) satisfies FileCoverage);
    const executable = files.reduce((sum, file) => sum + file.lines.length, 0);
    const hit = files.reduce((sum, file) => sum + file.lines.reduce((hits, [, count]) => hits + (count > 0 ? 1 : 0), 0), 0);
    const report: CoverageReport = { kind: "coverage", executable, hit, files };
    return { report, inconsistencies: this.#inconsistencies };
  }

  #open(path: string, number: number): void {
    if (this.#record !== null) throw broken(number, `a record begins before that of ${quoted(this.#record.path)} has its end_of_record`);
    if (path === "") throw broken(number, "SF names no file");
    if (path.length > limits.path) throw new Halt("too-large", `Line ${number}: a path has more than ${limits.path} characters.`);
    this.#record = { path: path.replaceAll("\\", "/"), lines: new Map(), entries: 0, hitEntries: 0, declaredLines: null, declaredHit: null };
  }

  #current(number: number): OpenRecord {
    if (this.#record === null) throw broken(number, "a record stands outside of any source file");
    return this.#record;
  }

  #data(value: string, number: number): void {
    const record = this.#current(number);
    const [line = "", hits = ""] = value.split(",", 2);
    const at = wholeNumber(line, number);
    if (!/^-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/.test(hits)) throw broken(number, `${quoted(hits, 40)} is no number of hits`);
    // A negative count is an overflow of the counter: nothing is known of the hits, so there are none.
    const counted = Math.max(0, Number(hits));
    record.entries++;
    if (counted > 0) record.hitEntries++;
    // There is no line 0.
    if (at > 0) record.lines.set(at, addHits(record.lines.get(at) ?? 0, counted));
  }

  #close(number: number): void {
    const record = this.#current(number);
    this.#compare(record);
    const merged = this.#files.get(record.path);
    if (merged === undefined) this.#files.set(record.path, record.lines);
    else for (const [line, hits] of record.lines) merged.set(line, addHits(merged.get(line) ?? 0, hits));
    this.#record = null;
  }

  #compare({ path, lines, entries, hitEntries, declaredLines, declaredHit }: OpenRecord): void {
    const hit = [...lines.values()].filter((hits) => hits > 0).length;
    const declared = `LF=${declaredLines ?? "-"} LH=${declaredHit ?? "-"}`;
    const counted = `LF=${lines.size} LH=${hit}`;
    const found = (code: Inconsistency["code"], what: string) => {
      if (this.#inconsistencies.length < limits.inconsistencies) this.#inconsistencies.push({ code, sentence: `${quoted(path)} ${what}.`, declared, counted });
    };
    if (declaredLines !== null && declaredHit !== null && declaredHit > declaredLines)
      found("coverage-impossible", `declares ${declaredHit} lines hit of ${declaredLines}, which is more than all`);
    const agrees = (of: number, hits: number) => (declaredLines ?? of) === of && (declaredHit ?? hits) === hits;
    if (!agrees(lines.size, hit) && !agrees(entries, hitEntries)) found("header-mismatch", `declares ${declared}, but its lines add up to ${counted}`);
    if ((declaredLines ?? 0) > entries) found("truncated", `declares ${declaredLines} lines and holds ${entries}`);
  }
}

// Sums stay exact integers: counters beyond 2⁵³ are cut there.
function addHits(a: number, b: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, a + Math.ceil(b));
}

function wholeNumber(text: string, number: number): number {
  if (!/^\d{1,10}$/.test(text)) throw broken(number, `${quoted(text, 40)} is no number of a line or of lines`);
  return Number(text);
}

function broken(number: number, what: string): Halt {
  return new Halt("corrupt", `Line ${number}: ${what}; write the report anew.`);
}
