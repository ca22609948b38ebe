import { isLookedAt } from "../evidence/index.ts";
import { standing } from "../gate/index.ts";
import type { EvidenceKind } from "../model/evidence.ts";
import type { Case } from "../workflow/index.ts";

export type NotReported = Extract<EvidenceKind, "analysis" | "references" | "advisories">;

/** Kinds of report that would find something in what a change adds, as far as it adds what they are about, and of which none counts: nothing was found is no answer then. */
export function notReported(opened: Case): NotReported[] {
  const { detail, assessment } = opened;
  const added = detail.range.files.filter(({ addedRanges }) => addedRanges.length > 0);
  const counting = new Set(standing(opened).map(({ reading }) => reading.report?.kind));
  const about: { readonly [kind in NotReported]: boolean } = {
    analysis: added.length > 0,
    references: added.some(({ path }) => isLookedAt(path)),
    advisories: assessment.updates.some(({ to }) => to !== null),
  };
  return (["analysis", "references", "advisories"] as const).filter((kind) => about[kind] && !counting.has(kind));
}
