import { availableParallelism } from "node:os";

/** A measured value of ours beside that of what it is compared with, of one run. */
export interface Row {
  readonly what: string;
  readonly ours: { readonly value: number; readonly unit: string };
  readonly against: { readonly name: string; readonly value: number };
  /** Median over the rounds of ours ÷ against. */
  readonly ratio: number;
  /** `≤ 2`; null where the row only informs. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

export interface BenchOptions {
  /** Small and short: shows that it works, its figures mean nothing. */
  readonly quick?: boolean;
}

/** The same work on both sides in one round, in the same unit. */
export interface Pair {
  readonly ours: number;
  readonly against: number;
}

export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly against: string;
  readonly pairs: readonly Pair[];
  /** Bounds of the ratio; without either the row only informs. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** A bound of our own value, in the row's unit, that has to hold as well. */
  readonly within?: number;
}

export function compare({ what, unit, against, pairs, atMost, atLeast, within }: Comparison): Row {
  const ours = median(pairs.map((pair) => pair.ours));
  const ratio = median(pairs.map((pair) => pair.ours / pair.against));
  const bounds = [
    ...(atMost === undefined ? [] : [{ text: `≤ ${atMost}`, holds: ratio <= atMost }]),
    ...(atLeast === undefined ? [] : [{ text: `≥ ${atLeast}`, holds: ratio >= atLeast }]),
    ...(within === undefined ? [] : [{ text: `≤ ${within} ${unit}`, holds: ours <= within }]),
  ];
  return {
    what,
    ours: { value: ours, unit },
    against: { name: against, value: median(pairs.map((pair) => pair.against)) },
    ratio,
    goal: bounds.length === 0 ? null : bounds.map(({ text }) => text).join(", "),
    met: bounds.length === 0 ? null : bounds.every(({ holds }) => holds),
  };
}

/** Both sides in turn, each first in every other round, so that neither always profits from what the other left warm. The first round warms up. */
export async function alternate(rounds: number, ours: () => number | Promise<number>, against: () => number | Promise<number>): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds; round++) {
    if (round % 2 === 0) {
      const first = await ours();
      pairs.push({ ours: first, against: await against() });
    } else {
      const first = await against();
      pairs.push({ ours: await ours(), against: first });
    }
  }
  return pairs.slice(1);
}

/** Milliseconds that a call takes. */
export function timed(body: () => unknown): number {
  const from = performance.now();
  body();
  return performance.now() - from;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least that share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The rows as one table of text. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, against, ratio, goal, met }) => [
    what,
    `${digits(ours.value)} ${ours.unit}`,
    `${digits(against.value)} ${ours.unit}`,
    against.name,
    digits(ratio),
    goal ?? "",
    met === null ? "" : met ? "met" : "MISSED",
  ]);
  const all = [["what", "ours", "against", "which is", "ratio", "goal", ""], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const right = new Set([1, 2, 4]);
  return all
    .map((row) =>
      row
        .map((cell, column) => (right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

// Three digits say all that a benchmark knows.
function digits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toPrecision(2);
}

/** Prints what a file of this folder measured, when it is the one that was started. */
export async function printAlone(run: (options: BenchOptions) => Promise<Row[]>): Promise<void> {
  const rows = await run({ quick: process.argv.includes("--quick") });
  process.stdout.write(`${availableParallelism()} cores, Node ${process.versions.node}\n${table(rows)}\n`);
}
