import { quoted } from "../evidence/outcome.ts";
import type { Weakening } from "../model/change.ts";
import type { LineRange } from "../model/origin.ts";
import { canSilence, silencingIn } from "./silencing.ts";
import { isTestPath, testWordsOf } from "./test-words.ts";
import { holdsToolSettings, loweredThresholds, toolSettings } from "./tool-settings.ts";

/** A changed file: its texts in the base and in the result, null where it is absent or no text, and the lines that differ. */
export interface TextPair {
  readonly path: string;
  /** The old path of a rename, else null. */
  readonly from: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly removed: readonly LineRange[];
  readonly added: readonly LineRange[];
}

/** A word in a line that counts, with the line as it would read anywhere else. */
interface Mark {
  /** What is counted together: as many of a group that come as go are no matter. */
  readonly group: string;
  readonly line: number;
  readonly text: string;
  readonly words: string;
}

interface Marks {
  readonly gone: readonly Mark[];
  readonly come: readonly Mark[];
}

interface Seen {
  readonly path: string;
  readonly deleted: boolean;
  readonly tests: Marks;
  readonly assertions: Marks;
  readonly skips: Marks;
  readonly silencing: Marks;
  readonly settings: readonly Weakening[];
}

/** Weakenings of one kind in one file that are told one by one. */
const mostOfFile = 20;
/** All that is told of a change. */
const mostOfChange = 1_000;

/**
 * Looks at a change for what makes tests, coverage and static analysis find less than on the base (R68). Files are handed in one by one and not kept. What
 * is moved from one file to another, written in another form, or only commented on is no weakening; what is commented out is gone.
 */
export class WeakeningLook {
  readonly #seen: Seen[] = [];

  take(file: TextPair): void {
    const { path, before, after } = file;
    const tests = testsIn(file);
    const silencing = canSilence(path) ? compared(silencingMarks(before, file.removed), silencingMarks(after, file.added)) : nothing;
    const settings = holdsToolSettings(path) || holdsToolSettings(file.from ?? path) ? settingsChanged(file) : [];
    if (tests === null && silencing === nothing && settings.length === 0) return;
    const marks = tests ?? { tests: nothing, assertions: nothing, skips: nothing };
    this.#seen.push({ path, deleted: after === null, ...marks, silencing, settings });
  }

  /** What was found, by file. */
  found(): Weakening[] {
    const left = {
      tests: withoutMoved(this.#seen.map(({ tests }) => tests)),
      assertions: withoutMoved(this.#seen.map(({ assertions }) => assertions)),
      skips: withoutMoved(this.#seen.map(({ skips }) => skips)),
      silencing: withoutMoved(this.#seen.map(({ silencing }) => silencing)),
    };
    const found = this.#seen.flatMap((file, at) => [
      ...testsRemoved(file, left.tests[at] ?? nothing),
      ...assertionsFewer(file, left.assertions[at] ?? nothing),
      ...cut(surplus(left.skips[at] ?? nothing).map(skipped(file.path))),
      ...cut(surplus(left.silencing[at] ?? nothing).map(silenced(file.path))),
      ...file.settings,
    ]);
    return found.slice(0, mostOfChange);
  }
}

/** Whether a file could hold anything that is looked for. */
export function canWeaken(path: string): boolean {
  return isTestPath(path) || canSilence(path) || holdsToolSettings(path);
}

const nothing: Marks = { gone: [], come: [] };

function testsIn(file: TextPair): Pick<Seen, "tests" | "assertions" | "skips"> | null {
  const [old, now] = [sideOf(file.from ?? file.path, file.before), sideOf(file.path, file.after)];
  if (old === null && now === null) return null;
  return {
    tests: compared(old?.tests ?? [], now?.tests ?? []),
    assertions: compared(old?.assertions ?? [], now?.assertions ?? []),
    skips: compared(old?.skips ?? [], now?.skips ?? []),
  };
}

// A file that nothing runs as a test any more has lost what it tested, whatever stands in it.
function sideOf(path: string, text: string | null) {
  if (text === null || !isTestPath(path)) return null;
  const [words, lines] = [testWordsOf(path), withoutComments(text, path.endsWith(".py"))];
  const all = lines.join("\n");
  return {
    tests: [...all.matchAll(words.name)].map((match): Mark => {
      const name = match.slice(1).find((group) => group !== undefined) ?? "";
      return { group: "test", line: 0, text: name, words: name };
    }),
    assertions: marksOf(lines, words.assertion, () => "assertion"),
    skips: marksOf(lines, words.skip, (found) => found),
  };
}

const longestLine = 5_000;

function marksOf(lines: readonly string[], words: RegExp, group: (found: string) => string): Mark[] {
  return lines.flatMap((line, at) => {
    const text = line.slice(0, longestLine);
    return [...text.matchAll(words)].map(
      (match): Mark => ({ group: group(match[0].replace(/\W+$/, "").trim()), line: at + 1, text: text.trim(), words: match[0].replace(/[\s(:=]+$/, "").trim() }),
    );
  });
}

/** Lines with those emptied that are comments from their start: nothing runs them. A comment within a line stays, since a quote could look like one. */
function withoutComments(text: string, isPython: boolean): string[] {
  const lines = text.split("\n");
  return isPython ? withoutStrings(lines) : withoutBlocks(lines);
}

function withoutBlocks(lines: readonly string[]): string[] {
  let closes: string | null = null;
  return lines.map((line) => {
    const trimmed = line.trimStart();
    if (closes !== null) {
      if (trimmed.includes(closes)) closes = null;
      return "";
    }
    const opens = blocks.find(([open]) => trimmed.startsWith(open));
    if (opens === undefined) return isComment(trimmed) ? "" : line;
    if (!trimmed.slice(opens[0].length).includes(opens[1])) closes = opens[1];
    return "";
  });
}

const blocks = [
  ["/*", "*/"],
  ["<!--", "-->"],
  ["=begin", "=end"],
] as const;

// What stands between three quotes is text, wherever they begin.
function withoutStrings(lines: readonly string[]): string[] {
  let inside: string | null = null;
  return lines.map((line) => {
    const [began, trimmed] = [inside !== null, line.trimStart()];
    if (inside === null && isComment(trimmed)) return "";
    for (const [quotes] of line.matchAll(/"""|'''/g)) inside = inside === null ? quotes : quotes === inside ? null : inside;
    return began || /^(?:"""|''')/.test(trimmed) ? "" : line;
  });
}

// An attribute of Rust and a macro of Swift begin like a comment of Python.
function isComment(trimmed: string): boolean {
  return /^(?:\/\/|#(?!\[|!\[|expect|require))/.test(trimmed);
}

function silencingMarks(text: string | null, ranges: readonly LineRange[]): Mark[] {
  if (text === null || ranges.length === 0) return [];
  const lines = text.split("\n");
  return ranges.flatMap(({ start, end }) =>
    lines.slice(start - 1, end).flatMap((line, at): Mark[] => {
      const found = silencingIn(line);
      return found === null ? [] : [{ group: `${found.kind} ${found.words} ${found.about}`, line: start + at, text: line.trim(), words: found.words }];
    }),
  );
}

/** What one side has and the other has not, equal texts taken away from both. */
function compared(before: readonly Mark[], after: readonly Mark[]): Marks {
  if (before.length === 0 && after.length === 0) return nothing;
  return { gone: lacking(before, after), come: lacking(after, before) };
}

function lacking(these: readonly Mark[], others: readonly Mark[]): Mark[] {
  const left = countsOf(others);
  return these.filter((mark) => !takeOne(left, mark));
}

function countsOf(marks: readonly Mark[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const mark of marks) counts.set(keyOf(mark), (counts.get(keyOf(mark)) ?? 0) + 1);
  return counts;
}

function takeOne(counts: Map<string, number>, mark: Mark): boolean {
  const left = counts.get(keyOf(mark)) ?? 0;
  if (left > 0) counts.set(keyOf(mark), left - 1);
  return left > 0;
}

function keyOf({ group, text }: Mark): string {
  return `${group}\0${text}`;
}

/** The marks of all files without those that one file lost and another one has now. */
function withoutMoved(files: readonly Marks[]): Marks[] {
  const come = countsOf(files.flatMap((file) => file.come));
  const gone = countsOf(files.flatMap((file) => file.gone));
  return files.map((file) => ({ gone: file.gone.filter((mark) => !takeOne(come, mark)), come: file.come.filter((mark) => !takeOne(gone, mark)) }));
}

/** Of each group the marks that came beyond those that went. */
function surplus({ gone, come }: Marks): Mark[] {
  const went = Map.groupBy(gone, ({ group }) => group);
  return [...Map.groupBy(come, ({ group }) => group)].flatMap(([group, marks]) => marks.slice(went.get(group)?.length ?? 0)).sort((a, b) => a.line - b.line);
}

function testsRemoved({ path, deleted }: Seen, { gone, come }: Marks): Weakening[] {
  const fewer = gone.length - come.length;
  if (fewer <= 0) return [];
  const names = gone.slice(0, 3).map(({ words }) => quoted(words, 80));
  const which = `${names.join(", ")}${gone.length > names.length ? " and others" : ""}`;
  const sentence = deleted
    ? `The test file is gone, with ${plural(gone.length, "test")}: ${which}.`
    : `It holds ${plural(fewer, "test")} fewer than on the base; gone or renamed: ${which}.`;
  return [{ kind: "test-removed", path, line: null, sentence }];
}

function assertionsFewer({ path, deleted, tests }: Seen, { gone, come }: Marks): Weakening[] {
  if (gone.length <= come.length || (deleted && tests.gone.length > 0)) return [];
  const sentence = deleted
    ? `The test file is gone, with ${plural(gone.length, "assertion")}.`
    : `It asserts less than on the base: ${plural(gone.length, "assertion")} went, ${come.length === 0 ? "none" : come.length} came.`;
  return [{ kind: "assertions-fewer", path, line: null, sentence }];
}

function skipped(path: string): (mark: Mark) => Weakening {
  return ({ line, words }) => ({ kind: "test-skipped", path, line, sentence: `“${quoted(words, 80)}” keeps tests from running that ran, or could run, before.` });
}

function silenced(path: string): (mark: Mark) => Weakening {
  return ({ line, words, group }) =>
    group.startsWith("coverage-excluded")
      ? { kind: "coverage-excluded", path, line, sentence: `“${quoted(words, 80)}” leaves code out of what coverage measures.` }
      : { kind: "analysis-suppressed", path, line, sentence: `“${quoted(words, 80)}” keeps a static analysis silent here.` };
}

function cut(found: readonly Weakening[]): Weakening[] {
  const [last, more] = [found[mostOfFile - 1], found.length - mostOfFile];
  if (last === undefined || more <= 0) return [...found];
  return [...found.slice(0, mostOfFile - 1), { ...last, sentence: `${last.sentence.slice(0, -1)}, and ${more} more times in this file.` }];
}

function settingsChanged({ path, from, before, after }: TextPair): Weakening[] {
  const [old, now] = [before === null ? none : toolSettings(from ?? path, before), after === null ? none : toolSettings(path, after)];
  const found: Weakening[] = loweredThresholds(old.coverage, now.coverage).map((what) => ({
    kind: "coverage-lowered",
    path,
    line: null,
    sentence: `What coverage has to reach is lowered: ${what}.`,
  }));
  if (old.coverage !== now.coverage && found.length === 0) found.push({ kind: "coverage-config-changed", path, line: null, sentence: "It changes what coverage measures." });
  if (old.analysis !== now.analysis) found.push({ kind: "analysis-config-changed", path, line: null, sentence: "It changes what static analysis looks for." });
  return cut(found);
}

const none = { coverage: null, analysis: null } as const;

function plural(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
