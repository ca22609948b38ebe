import type { Inconsistency } from "../model/evidence.ts";
import type { OldMetadata, Totals } from "./npm-audit-shapes.ts";
import { quoted } from "./outcome.ts";

// pnpm leaves out what is only informative, and counts it.
const compared = ["low", "moderate", "high", "critical"];

/** How often each severity stands in a report, by one way of counting. */
export class Tally {
  readonly #counts = new Map<string, number>();
  total = 0;

  add(severity: string, times = 1): void {
    this.#counts.set(severity, (this.#counts.get(severity) ?? 0) + times);
    this.total += times;
  }

  of(severity: string): number {
    return this.#counts.get(severity) ?? 0;
  }
}

/**
 * Compares the totals with what stands in the report. `ways` are the ways in which tools count, the usual one first: each package, each flaw, or each path that leads to one; no one of them has to explain it, but one has to
 * explain all of it. What a tool was told to leave out (`--audit-level`, `--level`, ignored ids) is still in its totals, so a report that hides a flaw contradicts itself.
 */
export function totalsInconsistencies(declared: Totals, ways: readonly Tally[]): Inconsistency[] {
  if (ways.some((way) => explains(declared, way))) return [];
  const said = compared.map((severity) => `${declared[severity] ?? 0} ${severity}`).join(", ");
  const counted = compared.map((severity) => `${ways[0]?.of(severity) ?? 0} ${severity}`).join(", ");
  const sentence = `The totals declare ${said}, and what stands in the report adds up to ${counted}; have the tool write all of it, without a lowest level and without ignored ids.`;
  return [{ code: "header-mismatch", sentence, declared: quoted(said), counted }];
}

function explains(declared: Totals, way: Tally): boolean {
  return compared.every((severity) => (declared[severity] ?? 0) === way.of(severity)) && (declared["total"] ?? way.total) === way.total;
}

/** `empty-report` for one that looked at nothing: no flaw was found because no package was. */
export function emptinessOf(packages: number): Inconsistency[] {
  if (packages > 0) return [];
  return [{ code: "empty-report", sentence: "The report looked at no package; run the audit where the lockfile is, after the install.", declared: null, counted: "0" }];
}

/** Packages that npm 6, pnpm or yarn looked at. */
export function lookedAt({ totalDependencies, dependencies = 0, devDependencies = 0, optionalDependencies = 0 }: OldMetadata): number {
  return totalDependencies ?? dependencies + devDependencies + optionalDependencies;
}
