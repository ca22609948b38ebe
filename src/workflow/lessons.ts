import { type Lesson, lessonsFor, lessonsIn } from "../brief/index.ts";
import type { Repository } from "../git/index.ts";
import type { ChangedFile } from "../model/change.ts";
import { type DecisionText, decisionTextsAt } from "./decision-files.ts";

type Files = readonly Pick<ChangedFile, "path" | "from">[];

/** The lessons that a change touches, by the paths that it had before and has now (R15). */
export function lessonsTouched(texts: readonly DecisionText[], files: Files): Lesson[] {
  return touched(lessonsIn(texts), files);
}

function touched(lessons: readonly Lesson[], files: Files): Lesson[] {
  return lessons.length === 0 ? [] : lessonsFor(lessons, [...new Set(files.flatMap(({ path, from }) => [path, ...(from === null ? [] : [from])]))]);
}

const mostKept = 20;
const kept = new Map<string, readonly Lesson[]>();

/** The same of the records that stand at a commit: at the base of a change, so that what it writes teaches nothing yet. A commit is never another one, so what it holds is kept. */
export async function lessonsAt(repository: Repository, commit: string, files: Files): Promise<Lesson[]> {
  const known = kept.get(commit);
  const lessons = known ?? lessonsIn(await decisionTextsAt(repository, commit));
  if (known === undefined) {
    if (kept.size >= mostKept) kept.clear();
    kept.set(commit, lessons);
  }
  return touched(lessons, files);
}
