import type { PlanMetric } from "./plan-metrics.ts";

const states: Readonly<Record<PlanMetric["state"], string>> = {
  met: "met",
  missed: "not met",
  "beyond-threshold": "beyond its threshold",
  "too-few": "too few to say",
  "not-measured-here": "to be looked up at its source",
};

/** `Approval completeness (wanted: >= 100 %): 98.2 %, not met (from 57)`. */
export function metricWords({ says, target, value, state, sample, source }: PlanMetric): string {
  if (state === "not-measured-here") return `${says} (wanted: ${target}): ${states[state]}, ${source}`;
  return `${says} (wanted: ${target}): ${value === null ? "" : `${value}, `}${states[state]}${sample === 0 ? "" : ` (from ${sample})`}`;
}
