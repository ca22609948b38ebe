/**
 * How git is to compare contents wherever lines are counted on it: as lines whatever they hold, by the one algorithm and heuristic that
 * `git blame` uses as well, so that a line which one of them calls new is new for all; and without starting any program.
 */
export const asLines = ["-r", "--text", "--no-renames", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers", "--indent-heuristic"] as const;
