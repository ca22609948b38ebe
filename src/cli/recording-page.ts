import type { Captured, CommitNoted, HookChanged } from "../recording/index.ts";
import { plural } from "./change-page.ts";
import { faint, line, type Page, strong, under } from "./page.ts";

export function capturedPage({ recorded, skipped }: Captured): Page {
  return [
    ...(recorded.length === 0 ? [line("Nothing was recorded.")] : recorded.map(({ path, lines }) => line(strong(`${plural(lines, "line")} of ${path}`), " recorded"))),
    ...skipped.map(({ path, why }) => under(2, `${path} was left out: ${why}`)),
  ];
}

/** What a note says now; empty when there is nothing to say to somebody who did not ask. */
export function notedPage({ commit, ref, files, changed, refused }: CommitNoted, asked: boolean): Page {
  if (refused !== null) return [line(`${refused.charAt(0).toUpperCase()}${refused.slice(1)}.`)];
  if (files.length === 0) return asked ? [line("Nothing that was recorded is in this commit.")] : [];
  if (!changed && !asked) return [];
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return [
    line(strong(plural(lines, "line")), ` in ${plural(new Set(files.map(({ path }) => path)).size, "file")}: the note of ${commit.slice(0, 12)} says who wrote them `, faint(ref)),
    ...(asked ? files.map((file) => under(2, `${file.path} `, faint(`${plural(file.lines, "line")}, ${file.tool}`))) : []),
  ];
}

const hookWords: Readonly<Record<HookChanged["what"], string>> = {
  installed: "is installed",
  chained: "is installed, and first runs the hook that was there",
  updated: "was ours, and is the newest now",
  removed: "is removed",
  restored: "is removed, and the hook that was there is back",
  absent: "is not ours, and stays as it is",
};

export function hooksPage(changed: readonly HookChanged[]): Page {
  return changed.map(({ hook, path, what }) => line(strong(hook), ` ${hookWords[what]} `, faint(path)));
}
