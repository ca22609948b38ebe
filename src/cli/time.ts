/** `2026-11-22 18:43 UTC`: how a time is printed, always with its zone. */
export function exact(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** `3 h ago`, `in 2 d`, `just now`: for reading; `exact` stands beside it wherever something is signed. */
export function relative(time: string, now: number): string {
  const at = new Date(time).getTime();
  if (Number.isNaN(at)) return time;
  const distance = Math.abs(at - now);
  const [unit, size] = units.find(([, each]) => distance >= each) ?? ["", 0];
  if (unit === "") return at > now ? "in less than a minute" : "just now";
  const count = `${Math.floor(distance / size)} ${unit}`;
  return at > now ? `in ${count}` : `${count} ago`;
}

/** Digests are shown with 12 digits; the whole one is in `--json` and wherever something is signed. */
export function short(digest: string): string {
  return digest.length > 16 ? digest.slice(0, 12) : digest;
}
