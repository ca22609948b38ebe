import type { Captured, CommitNoted, HookChanged, KeptPrompt } from "../recording/index.ts";
import { plural } from "./change-page.ts";
import { faint, line, type Page, strong, table, under } from "./page.ts";

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
  "chained-idle": "is installed; the hook that was there is not executable, so git never ran it, and ours does not either",
  updated: "was ours, and is the newest now",
  removed: "is removed",
  restored: "is removed, and the hook that was there is back",
  foreign: "is not ours, and stays as it is",
  absent: "is not there",
};

export function hooksPage(changed: readonly HookChanged[]): Page {
  return changed.map(({ hook, path, what }) => line(strong(hook), ` ${hookWords[what]} `, faint(path)));
}

export function removedPage(changed: readonly HookChanged[]): Page {
  const there = changed.filter(({ what }) => what !== "absent");
  return there.some(({ what }) => what !== "foreign") ? hooksPage(there) : [line("There is nothing to remove: none of our hooks is installed here."), ...hooksPage(there)];
}

export function missingProgram(program: string): Page[number] {
  return line(`The hooks record nothing yet: \`${program}\` is not found. Put it on the PATH that git runs with, or name it with \`countersign record hooks --program PATH\`.`);
}

/** The prompts that a text is; `digest` is the one that was asked about. */
export function promptsPage(prompts: readonly Omit<KeptPrompt, "salt">[], digest: string | undefined): Page {
  if (prompts.length === 0) return [line(digest === undefined ? "No digest that is kept here is of this text." : "No: the digest is of another text.")];
  const rows = prompts.map(({ time, tool, session, digest: own }) => [new Date(time).toISOString(), tool, own, faint(session)]);
  return [...(digest === undefined ? [] : [line(strong("Yes"), ": the digest is of this text.")]), ...table(["when", "tool", "digest", "session"], rows, "")];
}
