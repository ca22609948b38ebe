import { sha256 } from "../model/canonical.ts";
import type { EvidenceFormat, Inconsistency, Reading } from "../model/evidence.ts";
import { type Content, contentOf } from "./content.ts";
import { formatsInWords, readers } from "./formats.ts";
import { Formless, Halt, type Outcome, quoted, type Refusal } from "./outcome.ts";
import { withInconsistencies } from "./weight.ts";

/** What the one who hands a report in says about it. The name is a label for sentences; neither decides how the bytes are read. */
export interface Hint {
  readonly name?: string;
  readonly format?: EvidenceFormat;
}

/**
 * Reads a report of any known format from its plain bytes. Attacker-controlled. Never throws: whatever goes wrong is a state with a
 * sentence. The reading holds a report only when the file was read to its end; a claimed format that is not the file's own makes it
 * `inconsistent` (reference `evidence.md` §1).
 */
export function readEvidence(bytes: Uint8Array, hint: Hint = {}): Reading {
  const identity = { sha256: sha256(bytes), bytes: bytes.length };
  const { format, reader, result } = attempt(bytes);
  if ("state" in result) {
    const sentence = hint.name === undefined ? result.sentence : `${quoted(hint.name)}: ${result.sentence}`;
    return { ...identity, format: format ?? hint.format ?? null, reader, state: result.state, report: null, inconsistencies: [], sentence };
  }
  const inconsistencies = [...result.inconsistencies, ...wrongFormat(hint.format, format)];
  const commit = result.commit === undefined ? {} : { commit: result.commit };
  return withInconsistencies({ ...identity, format, reader, state: "accepted", report: result.report, inconsistencies: [], ...commit, sentence: null }, inconsistencies);
}

interface Attempt {
  readonly format: EvidenceFormat | null;
  readonly reader: string;
  readonly result: Outcome | Refusal;
}

const unknown: Pick<Attempt, "format" | "reader"> = { format: null, reader: "evidence/1" };

function attempt(bytes: Uint8Array): Attempt {
  let trying = unknown;
  try {
    const content = contentOf(bytes);
    for (const { format, name, read } of readers) {
      const before = trying;
      trying = { format, reader: name };
      const result = read(content);
      if (result !== null) return { ...trying, result };
      trying = before;
    }
    return { ...trying, result: { state: "unrecognised", sentence: strangeness(content) } };
  } catch (error) {
    if (error instanceof Formless) return { ...unknown, result: error.refusal };
    if (error instanceof Halt) return { ...trying, result: error.refusal };
    // A reader that breaks has read nothing: the gate denies, and the reason is kept.
    return { ...trying, result: { state: "corrupt", sentence: `The reader broke off: ${quoted(String(error))}.` } };
  }
}

const strangers: Readonly<Record<string, string>> = {
  "test-run": "an NUnit 3 report",
  "test-results": "an NUnit 2 report",
  assemblies: "an xUnit.net report",
  assembly: "an xUnit.net report",
  coverage: "the root of Cobertura and of Clover, but neither follows",
  report: "the root of JaCoCo, but no JaCoCo report follows",
  CoverageSession: "an OpenCover report",
  checkstyle: "a Checkstyle report",
  html: "a web page",
};

function strangeness(content: Content): string {
  const known = `What is read: ${formatsInWords()}. Have the tool write one of them.`;
  if (content.shape === "json") return `This JSON is of no known format. ${known}`;
  if (content.shape === "lines") return `This text is of no known format; an LCOV tracefile would name a source file with SF. ${known}`;
  const stranger = Object.hasOwn(strangers, content.root) ? ` is ${strangers[content.root]}, which` : "";
  return `The root element ${quoted(content.root, 60)}${stranger} is not read here. ${known}`;
}

function wrongFormat(claimed: EvidenceFormat | undefined, found: EvidenceFormat | null): Inconsistency[] {
  if (claimed === undefined || claimed === found) return [];
  return [{ code: "wrong-format", sentence: `The report was handed in as ${claimed}, but is ${found}.`, declared: claimed, counted: found }];
}
