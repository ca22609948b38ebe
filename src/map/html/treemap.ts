export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Cells for descending positive values, in their order: together they fill the whole rectangle, each by its share, and as near to squares as rows along the shorter side can be (Bruls, Huizing, van Wijk,
 * "Squarified Treemaps", 2000). It runs in the page too, and so knows nothing outside itself.
 */
export function squarify(values: readonly number[], width: number, height: number): Cell[] {
  const cells: { x: number; y: number; width: number; height: number }[] = [];
  let left = values.reduce((sum, value) => sum + value, 0);
  let [x, y, wide, high] = [0, 0, width, height];
  const worst = (sum: number, largest: number, smallest: number, side: number, scale: number) => {
    const area = sum * scale;
    return Math.max((side * side * largest * scale) / (area * area), (area * area) / (side * side * smallest * scale));
  };
  for (let begin = 0; begin < values.length; ) {
    const side = Math.min(wide, high);
    const scale = (wide * high) / left;
    const first = values[begin] ?? 0;
    let end = begin + 1;
    let sum = first;
    for (let next = values[end]; next !== undefined; next = values[end]) {
      if (worst(sum + next, first, next, side, scale) > worst(sum, first, values[end - 1] ?? first, side, scale)) break;
      sum += next;
      end++;
    }
    const across = wide >= high;
    const depth = left === 0 ? 0 : ((across ? wide : high) * sum) / left;
    let along = 0;
    for (let at = begin; at < end; at++) {
      const length = sum === 0 ? 0 : (side * (values[at] ?? 0)) / sum;
      cells.push(across ? { x, y: y + along, width: depth, height: length } : { x: x + along, y, width: length, height: depth });
      along += length;
    }
    if (across) [x, wide] = [x + depth, wide - depth];
    else [y, high] = [y + depth, high - depth];
    left -= sum;
    begin = end;
  }
  return cells;
}
