const units = [
  ["day", "days", 86_400_000],
  ["h", "h", 3_600_000],
  ["min", "min", 60_000],
] as const;

/** `3 h ago`, `in 2 days`, `just now`: for reading. Past thirty days it is the date. */
export function relative(time: string, now: number): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return time;
  const distance = Math.abs(at - now);
  if (distance >= 30 * 86_400_000) return day.format(at);
  const unit = units.find(([, , size]) => distance >= size);
  // The page's clock stands still for half a minute, so that what just happened may lie a little ahead of it.
  if (unit === undefined) return at - now > 30_000 ? "in less than a minute" : "just now";
  const [one, many, size] = unit;
  const count = Math.floor(distance / size);
  const words = `${count} ${count === 1 ? one : many}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

/** `22 November 2026, 18:43 UTC`: always with its zone. `zone` is an IANA name; the browser's own without it. */
export function exact(time: string, zone?: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return time;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short", timeZone: zone })
    .format(at)
    .replace(" at ", ", ");
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `4 h`, `2 days`: how long something lasted or has waited, in milliseconds. */
export function span(milliseconds: number): string {
  const distance = Math.max(0, milliseconds);
  const [one, many, size] = units.find(([, , each]) => distance >= each) ?? ["", "", 0];
  if (size === 0) return "less than a minute";
  const count = Math.floor(distance / size);
  return `${count} ${count === 1 ? one : many}`;
}

/** The first day, UTC, that has not begun: `YYYY-MM-DD`. */
export function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}

/** Whether a day (`YYYY-MM-DD`, UTC) has ended. */
export function over(day: string): boolean {
  return day < new Date().toISOString().slice(0, 10);
}
