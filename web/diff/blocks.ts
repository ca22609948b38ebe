/** Rows that are drawn together, and taken away together when they are far from what is looked at. */
export const blockRows = 100;
/** Unchanged lines around changed ones. */
export const shownContext = 3;
/** Rows that are asked for together; a multiple of `blockRows`. */
export const pageRows = 500;

export interface Block {
  /** First row of the whole diff, 0-based. */
  readonly from: number;
  readonly rows: number;
}

/** Every row of a diff, in blocks. */
export function blocksOf(total: number): Block[] {
  return Array.from({ length: Math.ceil(total / blockRows) }, (_, at) => ({ from: at * blockRows, rows: Math.min(blockRows, total - at * blockRows) }));
}

/** The first row of the page that holds a row. */
export function pageOf(row: number): number {
  return row - (row % pageRows);
}

/** How many rows a file has, guessed from its counts until the server says: changed lines, and the unchanged ones around a few groups of them. */
export function guessRows({ added, deleted, content }: { readonly added: number; readonly deleted: number; readonly content: string }): number {
  return content === "text" ? added + deleted + Math.min(40, 6 * Math.max(1, Math.ceil((added + deleted) / 12))) : 0;
}

interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
}

/** Whether a line is among the rows that are shown: within `context` lines of something that changed. */
export function isShown(hunks: readonly Hunk[], side: "base" | "head", line: number, context: number): boolean {
  return hunks.some(({ oldStart, oldLines, newStart, newLines }) => {
    const [start, lines] = side === "base" ? [oldStart, oldLines] : [newStart, newLines];
    return line >= start - context && line < start + lines + context;
  });
}

/** The row of a line of the result in the view of the whole file, where nothing is left out: every deleted line before it has a row as well. */
export function wholeRowOf(hunks: readonly Hunk[], newLine: number): number {
  const deleted = hunks.filter(({ newStart }) => newStart <= newLine).reduce((sum, { oldLines }) => sum + oldLines, 0);
  return newLine - 1 + deleted;
}
