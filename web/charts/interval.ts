/** The 95 % interval of a share (Wilson's): where it would lie, were there endlessly many. Null of nothing. */
export function intervalOf(part: number, whole: number): readonly [low: number, high: number] | null {
  if (whole === 0) return null;
  const z = 1.96;
  const share = part / whole;
  const middle = share + (z * z) / (2 * whole);
  const reach = z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole));
  const scale = 1 + (z * z) / whole;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}

/** A round number at or above the largest value, so that an axis that begins at zero ends on something readable. */
export function roundUp(largest: number): number {
  if (largest <= 0) return 1;
  const step = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((factor) => factor * step).find((end) => end >= largest) ?? largest;
}
