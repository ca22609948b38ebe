import { type CoverageCounts, type CoveragePart, countedAsAi, sumOf } from "../gate/index.ts";
import type { Case } from "../workflow/index.ts";

/** The added lines of a change that have one origin and one tool, known in one way. */
export interface OriginLines extends CoverageCounts, Pick<CoveragePart, "origin" | "tool" | "method"> {
  readonly countsAsAi: boolean;
}

/** The lines of a change without its files, of which there may be thousands. */
export function linesByOrigin({ assessment: { coverage } }: Case): OriginLines[] {
  const counted = new Set(countedAsAi(coverage));
  const groups = Map.groupBy(coverage.parts, ({ origin, tool, method }) => JSON.stringify([origin, tool, method]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ origin: first.origin, tool: first.tool, method: first.method, countsAsAi: counted.has(first), ...sumOf(group) }];
  });
}
