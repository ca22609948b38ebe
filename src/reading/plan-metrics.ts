import { type Bound, type DeliveryFile, keepsBound, type Metric, readBound } from "../blueprint/index.ts";
import type { Workplace } from "../workflow/index.ts";
import { definitions, type Measure, type MeasureId, measures } from "./measures.ts";

/** A metric of a checkpoint, held against what is measured here. */
export interface PlanMetric {
  readonly id: string;
  readonly says: string;
  readonly formula: string;
  readonly source: string;
  readonly target: string;
  readonly threshold: string | null;
  /** `not-measured-here`: its source is no measure of ours, so whoever signs looks it up there. */
  readonly state: "met" | "missed" | "beyond-threshold" | "too-few" | "not-measured-here";
  /** What was measured, in the unit of the target; null while nothing is known. */
  readonly value: string | null;
  /** Rows behind it. */
  readonly sample: number;
  /** Id of the waiver that excepts it; null when none does. */
  readonly waiver: string | null;
}

export type Measured = ReadonlyMap<string, readonly Measure[]>;

const day = 86_400_000;
/** As the page of measures shows them. */
const period = 90 * day;

/** The measures of ours that a delivery framework names as the source of a metric, `measures.approval-completeness`, over the last 90 days. Nothing is measured when it names none. */
export async function measuredFor(workplace: Workplace, project: string, delivery: DeliveryFile | null): Promise<Measured> {
  const named = new Set(delivery?.phases.flatMap(({ checkpoints }) => checkpoints.flatMap(({ metrics }) => metrics.flatMap((metric) => measureIn(metric) ?? []))));
  if (named.size === 0) return new Map();
  const until = workplace.clock() + 1;
  const { throughput, control, coverage, review, consistency } = await measures(workplace, { since: until - period, until, project });
  return Map.groupBy(
    [...throughput, ...control, ...coverage, ...review, ...consistency].filter(({ id }) => named.has(id)),
    ({ id }) => id,
  );
}

/** Null for a metric whose source lies elsewhere. */
function measureIn({ source }: Pick<Metric, "source">): MeasureId | null {
  const [, id] = /^measures\.([a-z-]+)$/.exec(source) ?? [];
  return id !== undefined && isMeasure(id) ? id : null;
}

function isMeasure(id: string): id is MeasureId {
  return Object.hasOwn(definitions, id);
}

/** A metric with its state: of several parts, such as tiers, the worst one speaks. */
export function metricOf({ id, says, formula, source, target, threshold }: Metric, waiver: string | null, measured: Measured): PlanMetric {
  const about = { id, says, formula, source, target, threshold: threshold ?? null, waiver };
  const bound = readBound(target);
  const measure = measureIn({ source });
  const parts = measure === null ? [] : (measured.get(measure) ?? []);
  const known = bound === null ? [] : parts.flatMap((part) => valueIn(part, bound.unit) ?? []);
  if (bound === null || measure === null) return { ...about, state: "not-measured-here", value: null, sample: 0 };
  const sample = parts.reduce((sum, part) => sum + part.sample, 0);
  // A part of which there is too little to say keeps the others from speaking for it.
  if (known.length === 0 || known.length < parts.length) return { ...about, state: "too-few", value: null, sample };
  const worst = bound.sign.startsWith(">") ? Math.min(...known) : Math.max(...known);
  return { ...about, state: stateOf(bound, threshold, worst), value: `${rounded(worst)}${bound.unit === "" ? "" : ` ${bound.unit}`}`, sample };
}

function stateOf(bound: Bound, threshold: string | undefined, value: number): PlanMetric["state"] {
  if (keepsBound(bound, value)) return "met";
  const limit = threshold === undefined ? null : readBound(threshold);
  return limit !== null && keepsBound(limit, value) ? "beyond-threshold" : "missed";
}

const seconds: Readonly<Record<string, number>> = { s: 1, min: 60, minutes: 60, h: 3_600, hours: 3_600, d: 86_400, days: 86_400 };

/** Null where there is too little to say, or the measure can't be said in the unit. */
function valueIn({ unit, value }: Measure, wanted: string): number | null {
  if (value === null) return null;
  if (unit === "count") return wanted === "" ? value : null;
  if (unit === "share") return wanted === "%" ? value * 100 : wanted === "" ? value : null;
  const size = seconds[wanted];
  return size === undefined ? null : value / size;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
