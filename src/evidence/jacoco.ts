import { Contradictions } from "./contradictions.ts";
import { headerInconsistencies } from "./coverage-header.ts";
import type { Reader } from "./formats.ts";
import { type Hits, LineHits } from "./line-hits.ts";
import { type Outcome, quoted } from "./outcome.ts";
import { type Attributes, firstChildOf, walkXml } from "./xml.ts";
import { declaredNumber, hitCount, lineNumber, malformed } from "./xml-counts.ts";

/** JaCoCo XML (`report.dtd` 1.0 and 1.1; traps in reference `evidence.md` §3). Lines only. Its paths have no source root: they begin with the package. */
export const jacoco: Reader = {
  format: "jacoco",
  kind: "coverage",
  name: "jacoco/1",
  called: "JaCoCo XML",
  read: (content) => (content.shape === "xml" && content.root === "report" && children.includes(firstChildOf(content.utf8) ?? "") ? readJacoco(content.utf8) : null),
};

const children: readonly string[] = ["sessioninfo", "group", "package", "counter"];

/** Throws `Halt` for a document that is cut off, malformed or beyond a limit. */
export function readJacoco(document: Buffer | string): Outcome {
  const reading = new JacocoReading();
  walkXml(document, reading);
  return reading.outcome();
}

/** An element whose lines are counted: the report, a group, a package or a source file. */
interface Counted {
  readonly element: string;
  readonly name: string;
  lines: number;
  hit: number;
  /** Attributes of its own counter of lines. */
  header: Attributes | null;
}

class JacocoReading {
  readonly #hits = new LineHits();
  readonly #contradictions = new Contradictions();
  readonly #counted: Counted[] = [];
  #file: Hits | null = null;

  readonly open = (name: string, attributes: Attributes, line: number, inside: readonly string[]): void => {
    const counted = this.#counted.at(-1);
    if (["report", "group", "package", "sourcefile"].includes(name)) this.#open(name, attributes, line);
    else if (name === "line") this.#line(attributes, line);
    // Those of classes and methods are left: a class has no lines of its own.
    else if (name === "counter" && attributes["type"] === "LINE" && counted !== undefined && inside.at(-1) === counted.element) counted.header = attributes;
  };

  readonly close = (name: string): void => {
    if (this.#counted.at(-1)?.element === name) this.#close();
  };

  outcome(): Outcome {
    return { report: this.#hits.report("unknown-folder"), inconsistencies: this.#contradictions.list };
  }

  #open(element: string, attributes: Attributes, line: number): void {
    const name = attributes["name"] ?? "";
    if (element === "sourcefile") {
      const folder = this.#counted.at(-1);
      if (folder?.element !== "package" || name === "") throw malformed(line, "a source file needs a name and a package");
      this.#file = this.#hits.file(folder.name === "" ? name : `${folder.name}/${name}`);
    }
    this.#counted.push({ element, name, lines: 0, hit: 0, header: null });
  }

  #line(attributes: Attributes, line: number): void {
    const file = this.#counted.at(-1);
    if (this.#file === null || file?.element !== "sourcefile") throw malformed(line, "a line belongs to no source file");
    // Instructions, not runs: that one of them ran is all that is known.
    const hit = hitCount(attributes, "ci", line) > 0 ? 1 : 0;
    hitCount(attributes, "mi", line);
    this.#hits.add(this.#file, lineNumber(attributes, "nr", line), hit);
    file.lines++;
    file.hit += hit;
  }

  #close(): void {
    const closed = this.#counted.pop();
    if (closed === undefined) return;
    if (closed.element === "sourcefile") this.#file = null;
    const parent = this.#counted.at(-1);
    if (parent !== undefined) {
      parent.lines += closed.lines;
      parent.hit += closed.hit;
    }
    this.#compare(closed);
  }

  #compare({ element, name, lines, hit, header }: Counted): void {
    if (header === null) return;
    const missed = declaredNumber(header["missed"]) ?? Number.NaN;
    const covered = declaredNumber(header["covered"]) ?? Number.NaN;
    const about = element === "report" ? "The report" : `The ${element === "sourcefile" ? "source file" : element} ${quoted(name)}`;
    const said = `missed=${quoted(header["missed"] ?? "", 20)} covered=${quoted(header["covered"] ?? "", 20)}`;
    this.#contradictions.add(headerInconsistencies(about, said, { lines: missed + covered, hit: covered }, [{ lines, hit }]));
  }
}
