import { Contradictions } from "./contradictions.ts";
import { type CountedLines, headerInconsistencies } from "./coverage-header.ts";
import type { Reader } from "./formats.ts";
import { limits } from "./limits.ts";
import { type Hits, LineHits } from "./line-hits.ts";
import { Halt, type Outcome, quoted } from "./outcome.ts";
import { type Attributes, firstChildOf, walkXml } from "./xml.ts";
import { declaredNumber, hitCount, lineNumber, malformed } from "./xml-counts.ts";

/** Cobertura XML, as coverage.py, Istanbul, gcovr, PHPUnit, coverlet and others write it (traps in reference `evidence.md` §3). Lines only. */
export const cobertura: Reader = {
  format: "cobertura",
  kind: "coverage",
  name: "cobertura/1",
  called: "Cobertura XML",
  // Clover has the same root.
  read: (content) =>
    content.shape === "xml" && content.root === "coverage" && ["sources", "packages"].includes(firstChildOf(content.utf8) ?? "") ? readCobertura(content.utf8) : null,
};

/** Throws `Halt` for a document that is cut off, malformed or beyond a limit. */
export function readCobertura(document: Buffer | string): Outcome {
  const reading = new CoberturaReading();
  walkXml(document, reading);
  return reading.outcome();
}

class CoberturaReading {
  readonly #hits = new LineHits();
  readonly #sources = new Set<string>();
  #header: Attributes = {};
  #class: Hits | null = null;
  #source = "";
  // Lines as they stand: one that several classes of a file share is counted for each by some tools.
  #entries = 0;
  #hitEntries = 0;

  readonly open = (name: string, attributes: Attributes, line: number, inside: readonly string[]): void => {
    if (inside.length === 0) this.#header = attributes;
    else if (name === "class") this.#class = this.#openClass(attributes, line);
    // Each line of a method stands again under its class: reading both would double it.
    else if (name === "line" && inside.at(-1) === "lines" && inside.at(-2) === "class") this.#line(attributes, line);
  };

  readonly close = (name: string): void => {
    if (name === "class") this.#class = null;
    if (name === "source") this.#closeSource();
  };

  readonly text = (text: string, inside: readonly string[]): void => {
    if (inside.at(-1) === "source" && this.#source.length <= limits.path) this.#source += text;
  };

  outcome(): Outcome {
    if (this.#hits.files * this.#sources.size > limits.coverageLines)
      throw new Halt("too-large", `The report names ${this.#hits.files} files and ${this.#sources.size} sources, too many to look each up in each; hand it in as several reports.`);
    const report = this.#hits.report([...this.#sources]);
    const contradictions = new Contradictions();
    const said = ["lines-valid", "lines-covered", "line-rate"].filter((name) => this.#header[name] !== undefined).map((name) => `${name}=${quoted(this.#header[name] ?? "", 20)}`);
    const declared = { lines: this.#declared("lines-valid"), hit: this.#declared("lines-covered"), rate: this.#declared("line-rate") };
    const ways: CountedLines[] = [
      { lines: report.executable, hit: report.hit },
      { lines: this.#entries, hit: this.#hitEntries },
    ];
    contradictions.add(headerInconsistencies("The report", said.join(" "), declared, ways));
    return { report, inconsistencies: contradictions.list };
  }

  #openClass(attributes: Attributes, line: number): Hits {
    const path = attributes["filename"] ?? "";
    if (path === "") throw malformed(line, "a class names no file");
    return this.#hits.file(path);
  }

  #line(attributes: Attributes, line: number): void {
    if (this.#class === null) throw malformed(line, "a line belongs to no class");
    const count = hitCount(attributes, "hits", line);
    this.#hits.add(this.#class, lineNumber(attributes, "number", line), count);
    this.#entries++;
    if (count > 0) this.#hitEntries++;
  }

  #closeSource(): void {
    const source = this.#source.trim().replaceAll("\\", "/");
    this.#source = "";
    if (source.length > limits.path) throw new Halt("too-large", `A source has more than ${limits.path} characters.`);
    // Cobertura itself takes this option of its command line for a folder. One of dots alone is wherever the tool stood.
    if (source !== "" && source !== "--source") this.#sources.add(/^[./]*\.$/.test(source) ? "." : source);
    if (this.#sources.size > limits.sources) throw new Halt("too-large", `The report names more than ${limits.sources} sources; hand it in as several reports.`);
  }

  #declared(name: string): number | null {
    return declaredNumber(this.#header[name]);
  }
}
