import type { OriginFinding, OriginFindingCode } from "../model/origin.ts";

interface Tallied {
  count: number;
  readonly path: string | null;
  readonly detail: string;
}

/**
 * Collects what is wrong with one piece of evidence: one finding per code, with a count and the first place. A note with a million
 * faults is one sentence, not a million.
 */
export class FindingTally {
  readonly #commit: string | null;
  readonly #seen = new Map<OriginFindingCode, Tallied>();

  constructor(commit: string | null) {
    this.#commit = commit;
  }

  add(code: OriginFindingCode, detail: string, path: string | null = null, times = 1): void {
    const known = this.#seen.get(code);
    if (known === undefined) this.#seen.set(code, { count: times, path, detail });
    else known.count += times;
  }

  /** `told` makes the first part of each sentence from a count; the first detail follows it after a colon. */
  findings(told: Partial<Record<OriginFindingCode, (count: number) => string>>): OriginFinding[] {
    return [...this.#seen].map(([code, { count, path, detail }]) => {
      const opening = told[code]?.(count) ?? `${count} times ${code}`;
      return { code, sentence: detail === "" ? `${opening}.` : `${opening}: ${detail}.`, commit: this.#commit, path };
    });
  }
}

/** `1 key`, `3 keys`. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** Somebody else's text inside a sentence: escaped, in quotes, and short. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** The start of somebody else's text as whole characters; a half of a surrogate pair would have no canonical form later. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).toWellFormed();
}
