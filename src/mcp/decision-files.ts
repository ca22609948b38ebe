import { type Lesson, lessonsIn } from "../brief/index.ts";
import { type Repository, visible } from "../git/index.ts";
import { decisionTextsAt } from "../workflow/index.ts";

/** A decision record as far as a search needs it. Agents read title and status beside our own words, so nothing in them is hidden. */
export interface FoundRecord {
  readonly file: string;
  readonly title: string;
  /** As its front matter, or its section Status, has it; null where neither is there. */
  readonly status: string | null;
  readonly text: string;
}

/** The decision records of a commit, by their files, and the lessons that they hold. Their authors control all of it. */
export async function recordsAt(repository: Repository, commit: string): Promise<{ readonly records: readonly FoundRecord[]; readonly lessons: readonly Lesson[] }> {
  const texts = await decisionTextsAt(repository, commit);
  return { records: texts.map(({ file, text }) => recordOf(file, text)), lessons: lessonsIn(texts) };
}

function recordOf(file: string, text: string): FoundRecord {
  const title = /^# +(.+?)\s*$/m.exec(text)?.[1] ?? file.slice(file.lastIndexOf("/") + 1, -".md".length);
  const status = /^status:\s*"?([^"\n]+?)"?\s*$/im.exec(text)?.[1] ?? /^## +Status\s*\n+\s*([^\n]+)/im.exec(text)?.[1] ?? null;
  return { file, title: visible(title.slice(0, 300)), status: status === null ? null : visible(status.toLowerCase().slice(0, 100)), text };
}

/** The records that hold all words, the fullest first: a word in a title counts more than one in the text. */
export function searched(records: readonly FoundRecord[], query: string): FoundRecord[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20);
  const weight = ({ title, text }: FoundRecord) => {
    const [head, body] = [title.toLowerCase(), text.toLowerCase()];
    return words.every((word) => body.includes(word) || head.includes(word)) ? words.filter((word) => head.includes(word)).length + 1 : 0;
  };
  const weighed = records.map((record) => ({ record, weight: weight(record) })).filter(({ weight: found }) => found > 0);
  return weighed.toSorted((a, b) => b.weight - a.weight || (a.record.file < b.record.file ? -1 : 1)).map(({ record }) => record);
}
