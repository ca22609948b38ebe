/**
 * The candidate that was most likely meant, or null when none is close: at most one slip in a word of three letters, two up to
 * seven, three beyond. A slip is a letter too many, too few, wrong, or swapped with its neighbour (optimal string alignment).
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let least = slips(word.length) + 1;
  for (const candidate of candidates) {
    const distance = distanceBetween(word, candidate, least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** ``Did you mean `x`?``, or what stands in `otherwise` when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise = ""): string {
  const found = nearest(word, candidates);
  return found === null ? otherwise : `Did you mean \`${found}\`?`;
}

function slips(length: number): number {
  if (length <= 3) return 1;
  return length <= 7 ? 2 : 3;
}

// Words come from files that others wrote: the length difference bounds the work before any table is made.
function distanceBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? limit;
}
