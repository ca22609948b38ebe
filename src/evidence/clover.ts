import { Contradictions } from "./contradictions.ts";
import { type CountedLines, headerInconsistencies } from "./coverage-header.ts";
import type { Reader } from "./formats.ts";
import { type Hits, LineHits } from "./line-hits.ts";
import { type Outcome, quoted } from "./outcome.ts";
import { type Attributes, firstChildOf, walkXml } from "./xml.ts";
import { declaredNumber, hitCount, lineNumber, malformed } from "./xml-counts.ts";

/** Clover XML, as OpenClover, PHPUnit and Istanbul write it. Lines only. */
export const clover: Reader = {
  format: "clover",
  kind: "coverage",
  name: "clover/1",
  called: "Clover XML",
  // Cobertura has the same root.
  read: (content) => (content.shape === "xml" && content.root === "coverage" && projects.includes(firstChildOf(content.utf8) ?? "") ? readClover(content.utf8) : null),
};

const projects: readonly string[] = ["project", "testproject"];

/** Throws `Halt` for a document that is cut off, malformed or beyond a limit. */
export function readClover(document: Buffer | string): Outcome {
  const reading = new CloverReading();
  walkXml(document, reading);
  return reading.outcome();
}

/** A project or a file, and the three ways in which tools count its statements. */
interface Counted {
  readonly element: string;
  readonly name: string;
  /** Statements as they stand, several to a line perhaps. */
  readonly statements: Tally;
  /** The same with conditions. */
  readonly entries: Tally;
  /** Lines, each once. */
  readonly unique: Tally;
  header: Attributes | null;
}

interface Tally {
  lines: number;
  hit: number;
}

class CloverReading {
  readonly #hits = new LineHits();
  readonly #contradictions = new Contradictions();
  readonly #counted: Counted[] = [];
  #file: Hits | null = null;
  // The lines of this file element alone: the file may stand in several.
  #own: Hits = new Map();

  readonly open = (name: string, attributes: Attributes, line: number, inside: readonly string[]): void => {
    const counted = this.#counted.at(-1);
    if (name === "file" || projects.includes(name)) this.#open(name, attributes, line);
    else if (name === "line") this.#line(attributes, line);
    // Those of packages and classes are left.
    else if (name === "metrics" && counted !== undefined && inside.at(-1) === counted.element) counted.header = attributes;
  };

  readonly close = (name: string): void => {
    if (this.#counted.at(-1)?.element === name) this.#close();
  };

  outcome(): Outcome {
    return { report: this.#hits.report(), inconsistencies: this.#contradictions.list };
  }

  #open(element: string, attributes: Attributes, line: number): void {
    // `name` is the whole path for PHPUnit, which knows no `path`, and the last part of it for the others.
    const name = (element === "file" ? attributes["path"] : undefined) || (attributes["name"] ?? "");
    if (element === "file") {
      if (name === "" || this.#file !== null) throw malformed(line, "a file names no path, or stands in another file");
      this.#file = this.#hits.file(name);
      this.#own = new Map();
    }
    this.#counted.push({ element, name, statements: { lines: 0, hit: 0 }, entries: { lines: 0, hit: 0 }, unique: { lines: 0, hit: 0 }, header: null });
  }

  #line(attributes: Attributes, line: number): void {
    const counted = this.#counted.at(-1);
    if (this.#file === null || counted === undefined) throw malformed(line, "a line belongs to no file");
    const { type } = attributes;
    // Where a method begins is no line that runs.
    if (type === "method") return;
    const number = lineNumber(attributes, "num", line);
    const count = countOf(attributes, line);
    this.#hits.add(this.#file, number, count);
    this.#own.set(number, Math.max(this.#own.get(number) ?? 0, count));
    for (const tally of type === "cond" ? [counted.entries] : [counted.statements, counted.entries]) addTo(tally, { lines: 1, hit: count > 0 ? 1 : 0 });
  }

  #close(): void {
    const closed = this.#counted.pop();
    if (closed === undefined) return;
    if (closed.element === "file") {
      addTo(closed.unique, { lines: this.#own.size, hit: [...this.#own.values()].filter((count) => count > 0).length });
      this.#file = null;
    }
    const parent = this.#counted.at(-1);
    if (parent !== undefined) for (const tally of ["statements", "entries", "unique"] as const) addTo(parent[tally], closed[tally]);
    this.#compare(closed);
  }

  #compare({ element, name, header, unique, statements, entries }: Counted): void {
    const [lines, hit] = [declaredNumber(header?.["statements"]), declaredNumber(header?.["coveredstatements"])];
    if (header === null || (lines === null && hit === null)) return;
    const said = `statements=${quoted(header["statements"] ?? "", 20)} coveredstatements=${quoted(header["coveredstatements"] ?? "", 20)}`;
    const ways: CountedLines[] = [unique, statements, entries];
    this.#contradictions.add(headerInconsistencies(`The ${element} ${quoted(name)}`, said, { lines, hit }, ways));
  }
}

// A condition of OpenClover has no count but how often it was true and how often false.
function countOf(attributes: Attributes, line: number): number {
  if (attributes["count"] !== undefined || attributes["type"] !== "cond") return hitCount(attributes, "count", line);
  return Math.min(Number.MAX_SAFE_INTEGER, hitCount(attributes, "truecount", line) + hitCount(attributes, "falsecount", line));
}

function addTo(tally: Tally, more: Tally): void {
  tally.lines += more.lines;
  tally.hit += more.hit;
}
