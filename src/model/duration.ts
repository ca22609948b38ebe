/** A span as a policy writes it: a whole number and a unit, `30m`, `4h`, `1d`, `2w`, `6mo`, `1y`. */
export interface Duration {
  readonly count: number;
  readonly unit: "m" | "h" | "d" | "w" | "mo" | "y";
}

export const durationPattern = /^(\d{1,5})(mo|m|h|d|w|y)$/;

/** Null when the text is not a duration. */
export function parseDuration(text: string): Duration | null {
  const [, count, unit] = durationPattern.exec(text) ?? [];
  return count === undefined || unit === undefined ? null : { count: Number(count), unit: unit as Duration["unit"] };
}

const fixed = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Milliseconds since the epoch, a duration later. Months and years are calendar ones in UTC; the day is cut to the month's last. */
export function addDuration(instant: number, { count, unit }: Duration): number {
  if (unit !== "mo" && unit !== "y") return instant + count * fixed[unit];
  const from = new Date(instant);
  const months = from.getUTCMonth() + (unit === "y" ? 12 : 1) * count;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const midnight = Date.UTC(from.getUTCFullYear(), months, Math.min(from.getUTCDate(), lastDay));
  return midnight + (instant - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
}

/** Negative when `a` is shorter than `b`. Compared from one fixed day, so a month counts 31 days and a year 366. */
export function compareDurations(a: Duration, b: Duration): number {
  const from = Date.UTC(2024, 0, 1);
  return addDuration(from, a) - addDuration(from, b);
}

export function durationText({ count, unit }: Duration): string {
  return `${count}${unit}`;
}
