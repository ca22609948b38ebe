/** How wide a column would be on one line, and how narrow its longest word lets it be. Points. */
export interface Wanted {
  readonly natural: number;
  readonly least: number;
}

/** Widths of columns that fill `width`: what each needs first, and the rest to those whose text is longest. */
export function columnWidths(columns: readonly Wanted[], width: number): number[] {
  const sum = (of: readonly number[]) => of.reduce((all, each) => all + each, 0);
  const naturals = columns.map(({ natural }) => natural);
  if (sum(naturals) <= width) return naturals.map((natural) => natural + (width - sum(naturals)) / columns.length);
  // No column is pushed aside by another's longest word: beyond an even share a word is cut.
  const leasts = columns.map(({ least }) => Math.min(least, width / columns.length));
  // The root keeps a column of essays from starving one of sentences.
  const wants = columns.map(({ natural }, at) => Math.sqrt(Math.max(0, natural - (leasts[at] ?? 0))));
  const left = width - sum(leasts);
  const widths = leasts.map((least, at) => least + (left * (wants[at] ?? 0)) / (sum(wants) || 1));
  // What no column needs goes to the others.
  const spare = sum(widths.map((each, at) => Math.max(0, each - (naturals[at] ?? 0))));
  const hungry = widths.map((each, at) => (each < (naturals[at] ?? 0) ? (naturals[at] ?? 0) - each : 0));
  return widths.map((each, at) => Math.min(each, naturals[at] ?? 0) + (spare * (hungry[at] ?? 0)) / (sum(hungry) || 1));
}
