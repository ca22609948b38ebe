import type { Claim, OriginFinding } from "../model/origin.ts";
import { counted, FindingTally, quoted } from "./finding-tally.ts";

/** The last line that claims name, by path. */
export function lastLines(claims: readonly Claim[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { path, lines } of claims) last.set(path ?? "", Math.max(last.get(path ?? "") ?? 0, lines?.at(-1)?.end ?? 0));
  return last;
}

/**
 * What a note says of lines or paths that its commit doesn't have; such claims meet no line and decide nothing. `linesOf` is null for a
 * path that the commit doesn't touch.
 */
export function beyondFile(commit: string, last: ReadonlyMap<string, number>, linesOf: (path: string) => number | null): OriginFinding[] {
  const wrong = new FindingTally(commit);
  for (const [path, line] of last) {
    const lines = linesOf(path);
    if (lines === null) wrong.add("note-path-missing", quoted(path), path);
    else if (line > lines) wrong.add("note-line-beyond-file", `line ${line} of ${quoted(path)}, which has ${lines}`, path);
  }
  return wrong.findings({
    "note-path-missing": (count) => `The note names ${counted(count, "path")} that the commit doesn't touch`,
    "note-line-beyond-file": (count) => `The note names lines past the end of ${counted(count, "file")}`,
  });
}
