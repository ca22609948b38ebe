import type { Reference, ReferenceReport, ReferenceVerdict } from "../model/evidence.ts";
import type { LineRange } from "../model/origin.ts";
import { isLookedAt } from "./references.ts";

export interface ReferenceSummary {
  readonly verified: number;
  readonly contradicted: number;
  readonly unverifiable: number;
  /** Of all of them, those that another version of the package has, or may have. */
  readonly drifted: number;
  /** Changed files of a language that is looked at, with added lines, that no report looked at. */
  readonly unlooked: readonly string[];
  readonly contradictedAt: readonly Reference[];
}

/** Only what stands on a line that the change adds is counted; what was there before is nobody's invention of now. */
export function referenceSummary(reports: readonly ReferenceReport[], added: ReadonlyMap<string, readonly LineRange[]>): ReferenceSummary {
  const counted = distinct(reports.flatMap(({ references }) => references)).filter(({ path, line }) => added.get(path)?.some(({ start, end }) => start <= line && line <= end));
  const of = (wanted: ReferenceVerdict) => counted.filter(({ verdict }) => verdict === wanted);
  const looked = new Set(reports.flatMap((report) => report.looked));
  const contradictedAt = of("contradicted");
  return {
    verified: of("verified").length,
    contradicted: contradictedAt.length,
    unverifiable: of("unverifiable").length,
    drifted: counted.filter(({ drift }) => drift).length,
    unlooked: [...added].flatMap(([path, ranges]) => (ranges.length > 0 && isLookedAt(path) && !looked.has(path) ? [path] : [])),
    contradictedAt,
  };
}

// Two pipelines may have looked at the same lines.
function distinct(references: readonly Reference[]): Reference[] {
  return [...new Map(references.map((reference) => [JSON.stringify([reference.path, reference.line, reference.name, reference.verdict]), reference])).values()];
}
