import type { EvidenceState, Inconsistency, Report } from "../model/evidence.ts";

/** Why a file is no report, as data. */
export interface Refusal {
  readonly state: Exclude<EvidenceState, "accepted" | "inconsistent">;
  /** One sentence: what, where, and what to do. */
  readonly sentence: string;
}

/** What a reader made of a file that was read to its end: the report, and where it contradicts itself. */
export interface Outcome {
  readonly report: Report;
  readonly inconsistencies: readonly Inconsistency[];
  /** The commit that the report itself says it measured, full id; absent when it names none. */
  readonly commit?: string;
}

/** Ends a reading from inside a parser's callback. Never leaves this room: `readEvidence` turns it into data. */
export class Halt extends Error {
  readonly refusal: Refusal;

  constructor(state: Refusal["state"], sentence: string) {
    super(sentence);
    this.name = "Halt";
    this.refusal = { state, sentence };
  }
}

/** A document that breaks, or is too large to stand in memory, before its format is known, whoever looks at it. */
export class Formless extends Halt {}

/** Text from a report inside one of our sentences: one line, no control characters, at most 200 characters. */
export function quoted(text: string, most = 200): string {
  const shown = text.slice(0, most + 1).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return shown.length > most ? `${shown.slice(0, most).toWellFormed()}…` : shown;
}
