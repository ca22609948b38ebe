/**
 * True when every path that the pattern `b` takes is also taken by `a`, as far as the shape of the two tells: what is true is certain, false
 * may be unknown. Both must be accepted patterns (see `glob.ts`).
 */
export function globCovers(a: string, b: string): boolean {
  if (a === b) return true;
  // A pattern that spells a folder takes all below it.
  const wide = /[*?\\]/.test(a) ? [a.split("/")] : [a.split("/"), [...a.split("/"), "**"]];
  const narrow = /[*?\\]/.test(b) ? [b.split("/")] : [b.split("/"), [...b.split("/"), "**"]];
  return narrow.every((inner) => wide.some((outer) => segmentsCover(outer, inner)));
}

function segmentsCover(a: readonly string[], b: readonly string[]): boolean {
  const [first, ...rest] = a;
  const [inner, ...innerRest] = b;
  if (first === undefined) return inner === undefined;
  if (first === "**") {
    // A last `**` takes one segment or more, elsewhere it takes none or more.
    if (rest.length === 0) return inner !== undefined;
    return segmentsCover(rest, b) || (inner !== undefined && segmentsCover(a, innerRest));
  }
  if (inner === undefined || inner === "**") return false;
  return nameCovers(first, inner) && segmentsCover(rest, innerRest);
}

// A `*` of the inner name stands for anything, so only a `*` of the outer one takes it.
function nameCovers(a: string, b: string): boolean {
  if (a === b || a === "*") return true;
  if (a.includes("\\") || b.includes("\\")) return false;
  const table = new Map<string, boolean>();
  const covers = (at: number, inner: number): boolean => {
    const key = `${at}:${inner}`;
    const known = table.get(key);
    if (known !== undefined) return known;
    const answer = step(at, inner);
    table.set(key, answer);
    return answer;
  };
  const step = (at: number, inner: number): boolean => {
    if (at === a.length) return inner === b.length;
    if (a[at] === "*") return covers(at + 1, inner) || (inner < b.length && covers(at, inner + 1));
    if (inner === b.length || b[inner] === "*") return false;
    return (a[at] === b[inner] || a[at] === "?") && covers(at + 1, inner + 1);
  };
  return covers(0, 0);
}
