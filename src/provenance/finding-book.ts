import type { OriginFinding } from "../model/origin.ts";

/** Findings of one code: how many, and the first of them. */
export interface FindingCount {
  readonly code: OriginFinding["code"];
  readonly count: number;
  readonly examples: readonly OriginFinding[];
}

const mostExamples = 5;

/** Counts findings over a whole history and keeps a few: a history with a million faults is as small as one with six. */
export class FindingBook {
  readonly #counts = new Map<OriginFinding["code"], { count: number; readonly examples: OriginFinding[] }>();

  add(findings: readonly OriginFinding[]): void {
    for (const finding of findings) {
      const known = this.#counts.get(finding.code) ?? { count: 0, examples: [] };
      this.#counts.set(finding.code, known);
      known.count++;
      if (known.examples.length < mostExamples) known.examples.push(finding);
    }
  }

  /** Most first. */
  counts(): FindingCount[] {
    return [...this.#counts].map(([code, { count, examples }]) => ({ code, count, examples })).sort((a, b) => b.count - a.count);
  }
}
