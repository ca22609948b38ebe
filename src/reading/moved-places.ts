import { markedName, type Segments } from "../git/index.ts";
import type { ChangedFile } from "../model/change.ts";
import type { Detail } from "../workflow/index.ts";

/** Where the change took a moved line from, or where it put one. */
export interface MovedPlace {
  readonly path: Segments;
  readonly line: number;
}

export interface MovedPlaces {
  /** Where an added line of the file came from; null for a new one. */
  readonly from: (line: number) => MovedPlace | null;
  /** Where a deleted line of the file went; null for one that is gone. */
  readonly to: (line: number) => MovedPlace | null;
}

interface Stretch extends MovedPlace {
  readonly start: number;
  readonly end: number;
}

/** The moved lines of one file, on both sides of it. */
export function movedPlaces({ moves = [] }: Pick<Detail, "moves">, file: Pick<ChangedFile, "path" | "from">): MovedPlaces {
  const old = file.from ?? file.path;
  const came = moves.filter(({ path }) => path === file.path).map(({ start, end, from }) => ({ start, end, path: markedName(from.path), line: from.line }));
  const went = moves
    .filter(({ from }) => from.path === old)
    .map(({ path, start, end, from }) => ({ start: from.line, end: from.line + end - start, path: markedName(path), line: start }));
  return { from: finder(came), to: finder(went) };
}

// There may be many, and a page asks for each of its rows.
function finder(stretches: readonly Stretch[]): (line: number) => MovedPlace | null {
  const sorted = stretches.toSorted((a, b) => a.start - b.start);
  return (line) => {
    let [low, high] = [0, sorted.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((sorted[middle]?.start ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    const found = sorted[low];
    return found === undefined || line < found.start || line > found.end ? null : { path: found.path, line: found.line + line - found.start };
  };
}
