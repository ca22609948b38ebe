import cvss from "ae-cvss-calculator";
import type { Severity } from "../model/evidence.ts";
import { limits } from "./limits.ts";
import { Halt } from "./outcome.ts";

/** Bands of CVSS 3 and 4, which analysers and databases of flaws share. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  if (score >= 4) return "medium";
  return score > 0 ? "low" : "none";
}

const words: ReadonlyMap<string, Severity> = new Map([
  ["none", "none"],
  // npm's `info` is a flaw all the same, and counting it as none would hide it.
  ["info", "low"],
  ["low", "low"],
  ["moderate", "medium"],
  ["medium", "medium"],
  ["high", "high"],
  ["critical", "critical"],
]);

/** Severity by a word, a score from 0 to 10, or a CVSS vector; null for what is none of them. `vectors` are those of the whole report. Throws as it does. */
export function severityCalled(text: string, vectors = new Vectors()): Severity | null {
  const plain = text.trim();
  const word = words.get(plain.toLowerCase());
  if (word !== undefined) return word;
  if (/^\d{1,2}(?:\.\d{1,10})?$/.test(plain)) return Number(plain) <= 10 ? severityOfScore(Number(plain)) : null;
  const score = /^[A-Za-z0-9.:/]{10,400}$/.test(plain) ? vectors.score(plain) : null;
  return score === null ? null : severityOfScore(score);
}

/** The vectors of one report: the score of one takes up to a millisecond, so it is looked for once, and of not too many. */
export class Vectors {
  readonly #scores = new Map<string, number | null>();

  /** Null for what is no vector. Throws `Halt` (`too-large`). */
  score(vector: string): number | null {
    const known = this.#scores.get(vector);
    if (known !== undefined) return known;
    if (this.#scores.size >= limits.vectors)
      throw new Halt(
        "too-large",
        `The report gives the severity of its flaws by more than ${limits.vectors} different CVSS vectors; have the tool write scores or words as well, or hand it in as several.`,
      );
    const score = scoreOf(vector);
    this.#scores.set(vector, score);
    return score;
  }
}

// A vector that leaves out a metric of its base would score 0, which is no flaw at all.
function scoreOf(vector: string): number | null {
  try {
    const parsed = parsedVector(vector);
    if (!parsed.isBaseFullyDefined()) return null;
    const { base } = parsed.calculateScores();
    return typeof base === "number" && base >= 0 && base <= 10 ? base : null;
  } catch {
    return null;
  }
}

function parsedVector(vector: string): InstanceType<typeof cvss.Cvss2 | typeof cvss.Cvss3P0 | typeof cvss.Cvss3P1 | typeof cvss.Cvss4P0> {
  if (vector.startsWith("CVSS:4.0/")) return new cvss.Cvss4P0(vector);
  if (vector.startsWith("CVSS:3.1/")) return new cvss.Cvss3P1(vector);
  return vector.startsWith("CVSS:3.0/") ? new cvss.Cvss3P0(vector) : new cvss.Cvss2(vector);
}

const order: readonly Severity[] = ["none", "low", "medium", "high", "critical"];

/** The greatest of them; null of none. */
export function greatestSeverity(severities: readonly (Severity | null)[]): Severity | null {
  return order.findLast((severity) => severities.includes(severity)) ?? null;
}
