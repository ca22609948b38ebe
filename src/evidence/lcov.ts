import type { CoverageReport, FileCoverage, Inconsistency } from "../model/evidence.ts";
import type { Reader } from "./formats.ts";
import { limits } from "./limits.ts";
import { addHits, hitIn, LineEntries, type LineRun, mergedRuns, pairsOf, textOfRun } from "./line-runs.ts";
import { Halt, type Outcome, quoted } from "./outcome.ts";

/** LCOV tracefiles, versions 1 and 2 (geninfo(1), "TRACEFILE FORMAT"; traps in reference `evidence.md` §3). Lines only: branches and functions are passed over. */
export const lcov: Reader = {
  format: "lcov",
  kind: "coverage",
  name: "lcov/1",
  called: "LCOV",
  // A tracefile without any source file is none: a lenient reader takes whatever it is given for "0 lines".
  read: (content) => (content.shape === "lines" && isTracefile(content.utf8) ? readLcov(content.utf8) : null),
};

function isTracefile(utf8: Buffer): boolean {
  return /^\s*(?:TN:|SF:|VER:|#)/.test(utf8.toString("utf8", 0, 10_000)) && (utf8.toString("latin1", 0, 3) === "SF:" || utf8.includes("\nSF:"));
}

/** Throws `Halt` for a tracefile that is cut off, malformed or beyond a limit. */
export function readLcov(utf8: Buffer): Outcome {
  const reading = new LcovReading(utf8);
  let number = 0;
  for (let start = 0; start < utf8.length; ) {
    const end = utf8.indexOf(0x0a, start);
    const stop = end === -1 ? utf8.length : end;
    if (++number > limits.tracefileLines) throw new Halt("too-large", `The tracefile has more than ${limits.tracefileLines} lines; hand it in as several reports.`);
    reading.line(start, stop, number);
    start = stop + 1;
  }
  return reading.outcome(number);
}

/** One record, from `SF` to `end_of_record`. */
interface OpenRecord {
  readonly path: string;
  /** `DA` entries as they stand, line 0 and repetitions included: some tools count those. */
  entries: number;
  hitEntries: number;
  declaredLines: number | null;
  declaredHit: number | null;
}

class LcovReading {
  readonly #utf8: Buffer;
  readonly #files = new Map<string, LineRun[]>();
  readonly #inconsistencies: Inconsistency[] = [];
  readonly #lines = new LineEntries();
  #record: OpenRecord | null = null;

  constructor(utf8: Buffer) {
    this.#utf8 = utf8;
  }

  /** Reads the line between two places. Nearly all of them say how often a line was run, or what is not read: those are never made a text of. */
  line(start: number, stop: number, number: number): void {
    if (this.#plainData(start, stop) || this.#passedOver(start, stop)) return;
    const line = this.#utf8.toString("utf8", start, stop).trim();
    if (line === "" || line.startsWith("#")) return;
    if (line === "end_of_record") this.#close(number);
    else this.#entry(line, number);
  }

  // `DA:`, up to ten digits, a comma, up to fifteen digits; anything else is for `#data`.
  #plainData(start: number, stop: number): boolean {
    const utf8 = this.#utf8;
    if (this.#record === null || utf8[start] !== 0x44 || utf8[start + 1] !== 0x41 || utf8[start + 2] !== 0x3a) return false;
    let at = start + 3;
    let line = 0;
    for (; at < stop && isDigit(utf8[at]); at++) line = line * 10 + (utf8[at] as number) - 0x30;
    if (at === start + 3 || at > start + 13 || utf8[at] !== 0x2c) return false;
    const from = ++at;
    let hits = 0;
    for (; at < stop && isDigit(utf8[at]); at++) hits = hits * 10 + (utf8[at] as number) - 0x30;
    if (at === from || at > from + 15 || (at < stop && utf8[at] !== 0x2c && !(utf8[at] === 0x0d && at + 1 === stop))) return false;
    this.#count(this.#record, line, hits);
    return true;
  }

  // Of functions and branches, inside of a record: FN, FNDA, FNL, FNA, FNF, FNH, BRDA, BRF, BRH.
  #passedOver(start: number, stop: number): boolean {
    const utf8 = this.#utf8;
    const [first, second] = [utf8[start], utf8[start + 1]];
    if (this.#record === null || !((first === 0x46 && second === 0x4e) || (first === 0x42 && second === 0x52))) return false;
    let at = start + 2;
    while (at < stop && at < start + 5 && isCapital(utf8[at])) at++;
    return at < stop && utf8[at] === 0x3a;
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
    const runs = [...this.#files].map(([path, parts]) => [path, mergedRuns(parts)] as const);
    const executable = runs.reduce((sum, [, run]) => sum + run.length / 2, 0);
    const hit = runs.reduce((sum, [, run]) => sum + hitIn(run), 0);
    const files = runs.map(([path, run]) => ({ path, lines: executable > limits.listedLines ? textOfRun(run) : pairsOf(run) }) satisfies FileCoverage);
    const report: CoverageReport = { kind: "coverage", executable, hit, files };
    return { report, inconsistencies: this.#inconsistencies };
  }

  #open(path: string, number: number): void {
    if (this.#record !== null) throw broken(number, `a record begins before that of ${quoted(this.#record.path)} has its end_of_record`);
    if (path === "") throw broken(number, "SF names no file");
    if (path.length > limits.path) throw new Halt("too-large", `Line ${number}: a path has more than ${limits.path} characters.`);
    this.#record = { path: path.replaceAll("\\", "/"), entries: 0, hitEntries: 0, declaredLines: null, declaredHit: null };
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
    this.#count(record, at, Math.max(0, Number(hits)));
  }

  #count(record: OpenRecord, line: number, hits: number): void {
    record.entries++;
    if (hits > 0) record.hitEntries++;
    // There is no line 0.
    if (line > 0) this.#lines.add(line, addHits(0, hits));
  }

  #close(number: number): void {
    const record = this.#current(number);
    const run = this.#lines.take();
    this.#compare(record, run.length / 2, hitIn(run));
    const parts = this.#files.get(record.path);
    if (parts === undefined) this.#files.set(record.path, [run]);
    else parts.push(run);
    this.#record = null;
  }

  #compare({ path, entries, hitEntries, declaredLines, declaredHit }: OpenRecord, lines: number, hit: number): void {
    const declared = `LF=${declaredLines ?? "-"} LH=${declaredHit ?? "-"}`;
    const counted = `LF=${lines} LH=${hit}`;
    const found = (code: Inconsistency["code"], what: string) => {
      if (this.#inconsistencies.length < limits.inconsistencies) this.#inconsistencies.push({ code, sentence: `${quoted(path)} ${what}.`, declared, counted });
    };
    if (declaredLines !== null && declaredHit !== null && declaredHit > declaredLines)
      found("coverage-impossible", `declares ${declaredHit} lines hit of ${declaredLines}, which is more than all`);
    const agrees = (of: number, hits: number) => (declaredLines ?? of) === of && (declaredHit ?? hits) === hits;
    if (!agrees(lines, hit) && !agrees(entries, hitEntries)) found("header-mismatch", `declares ${declared}, but its lines add up to ${counted}`);
    if ((declaredLines ?? 0) > entries) found("truncated", `declares ${declaredLines} lines and holds ${entries}`);
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

function wholeNumber(text: string, number: number): number {
  if (!/^\d{1,10}$/.test(text)) throw broken(number, `${quoted(text, 40)} is no number of a line or of lines`);
  return Number(text);
}

function broken(number: number, what: string): Halt {
  return new Halt("corrupt", `Line ${number}: ${what}; write the report anew.`);
}
