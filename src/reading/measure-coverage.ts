import { type CoverageCounts, sumOf } from "../gate/index.ts";
import { visible } from "../git/index.ts";
import type { OriginLines } from "./lines-by-origin.ts";
import { type ChangeGround, type Ground, within } from "./measure-ground.ts";

/** What one change adds to a number of coverage. */
export interface ChangeCoverage {
  readonly change: ChangeGround;
  /** The first thing of the period for which the change is counted, in the ledger. */
  readonly event: { readonly index: number; readonly at: number };
  readonly ai: CoverageCounts;
  readonly unknown: number;
  readonly added: number;
}

export const coverageSplits = ["project", "month", "tool", "method"] as const;
export type CoverageSplit = (typeof coverageSplits)[number];

/** Changes with lines that count as AI's or are of unknown origin, which were decided on, allowed or deployed in the period; each once, or once for each tool or way of knowing. */
export function coverageBy(ground: Ground, split: CoverageSplit | null): Map<string | null, ChangeCoverage[]> {
  const all = judgedIn(ground).flatMap((judged) => groupsOf(judged, split));
  const groups = [...Map.groupBy(all, ({ of }) => of)].sort(([a], [b]) => (a ?? "").localeCompare(b ?? ""));
  return new Map(groups.map(([of, group]) => [of, group.map(({ coverage }) => coverage)]));
}

interface Judged extends Pick<ChangeCoverage, "change" | "event"> {
  readonly lines: readonly OriginLines[];
}

// What was put forward and never judged says nothing of what goes out.
function judgedIn({ changes, deployments, period }: Ground): Judged[] {
  const began = Map.groupBy(deployments, ({ record }) => record.change);
  return changes.flatMap((change) => {
    if (change.coverage === null) return [];
    const allowed = change.verdicts.filter(({ answer }) => answer === "allow");
    const stages = (began.get(change.record.id) ?? []).flatMap(({ record }) => record.stages.slice(0, 1));
    const [event] = [...change.decisions, ...allowed, ...stages].filter(({ at }) => within(period, at)).sort((a, b) => a.index - b.index);
    return event === undefined ? [] : [{ change, event, lines: change.coverage }];
  });
}

interface Grouped {
  readonly of: string | null;
  readonly coverage: ChangeCoverage;
}

function groupsOf(judged: Judged, split: CoverageSplit | null): Grouped[] {
  const { change, event, lines } = judged;
  const counted = lines.filter(({ countsAsAi }) => countsAsAi);
  if (counted.length === 0 && !lines.some(({ origin }) => origin === "unknown")) return [];
  switch (split) {
    case null:
      return [{ of: null, coverage: coverageOf(judged, lines) }];
    case "project":
      return [{ of: change.record.latest.project, coverage: coverageOf(judged, lines) }];
    case "month":
      return [{ of: new Date(event.at).toISOString().slice(0, 7), coverage: coverageOf(judged, lines) }];
    case "tool":
      return grouped(judged, counted, toolOf);
    case "method":
      return grouped(judged, counted, ({ method }) => method);
  }
}

function grouped(judged: Judged, lines: readonly OriginLines[], key: (lines: OriginLines) => string): Grouped[] {
  return [...Map.groupBy(lines, key)].map(([of, group]) => ({ of, coverage: coverageOf(judged, group) }));
}

// No tool has a blank in its name.
function toolOf({ origin, tool }: OriginLines): string {
  return origin === "unknown" ? "unknown origin" : tool === null ? "tool not named" : visible(tool);
}

function coverageOf({ change, event }: Judged, lines: readonly OriginLines[]): ChangeCoverage {
  return {
    change,
    event,
    ai: sumOf(lines.filter(({ countsAsAi }) => countsAsAi)),
    unknown: sumOf(lines.filter(({ origin }) => origin === "unknown")).lines,
    added: sumOf(lines).lines,
  };
}
