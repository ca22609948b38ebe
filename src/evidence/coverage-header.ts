import type { Inconsistency } from "../model/evidence.ts";

/** Totals as a header has them; null for one that it leaves out. */
export interface DeclaredLines {
  readonly lines: number | null;
  readonly hit: number | null;
  /** Share of lines that were hit, 0 to 1. */
  readonly rate?: number | null;
}

export interface CountedLines {
  readonly lines: number;
  readonly hit: number;
}

// Tools round or cut after the fourth digit, some after the second.
const tolerance = 1e-4;

/**
 * Compares a header with the lines themselves. `ways` are the ways in which tools count, the usual one first; it is held against the
 * report only when no one of them explains all its numbers together. `about` begins a sentence, `said` is the header as it stands.
 */
export function headerInconsistencies(about: string, said: string, declared: DeclaredLines, ways: readonly CountedLines[]): Inconsistency[] {
  const { lines, hit, rate = null } = declared;
  const usual = ways[0] ?? { lines: 0, hit: 0 };
  const counted = `${usual.hit} of ${usual.lines} lines`;
  const found = (code: Inconsistency["code"], what: string): Inconsistency => ({ code, sentence: `${about} ${what}.`, declared: said, counted });
  const list: Inconsistency[] = [];
  if ((lines !== null && hit !== null && hit > lines) || (rate !== null && rate > 1)) list.push(found("coverage-impossible", `declares ${said}, which is more than all`));
  if (!ways.some((way) => explains(declared, way))) list.push(found("header-mismatch", `declares ${said}, but its lines add up to ${counted}`));
  const most = Math.max(...ways.map((way) => way.lines));
  if ((lines ?? 0) > most) list.push(found("truncated", `declares ${lines} lines and holds ${most}`));
  return list;
}

function explains({ lines, hit, rate = null }: DeclaredLines, counted: CountedLines): boolean {
  if ((lines ?? counted.lines) !== counted.lines || (hit ?? counted.hit) !== counted.hit) return false;
  // Of no lines at all some tools say that none, others that all were hit.
  return rate === null || (counted.lines === 0 ? !Number.isNaN(rate) : Math.abs(rate - counted.hit / counted.lines) <= precision(rate));
}

function precision(rate: number): number {
  const decimals = `${rate}`.split(".")[1]?.length ?? 0;
  return decimals === 2 || decimals === 3 ? 10 ** -decimals : tolerance;
}
