/**
 * Of the versions that mend a flaw, the smallest one above what is installed: of each line of versions there may be one. Without an installed version the last one that is named. Null for none.
 * Versions are compared part by part, as numbers where both are; it is shown and decides nothing.
 */
export function mendingVersion(candidates: readonly string[], installed: string | null): string | null {
  const last = candidates.at(-1) ?? null;
  if (installed === null) return last;
  const above = candidates.filter((candidate) => compared(candidate, installed) > 0);
  return above.length === 0 ? last : above.reduce((least, candidate) => (compared(candidate, least) < 0 ? candidate : least));
}

function compared(one: string, other: string): number {
  const [ours, theirs] = [parts(one), parts(other)];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    const order = comparedParts(ours[at] ?? "0", theirs[at] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

function comparedParts(one: string, other: string): number {
  if (/^\d{1,15}$/.test(one) && /^\d{1,15}$/.test(other)) return Number(one) - Number(other);
  return one < other ? -1 : one === other ? 0 : 1;
}

function parts(version: string): string[] {
  return version
    .replace(/^v/, "")
    .slice(0, 100)
    .split(/[.+_-]/);
}
