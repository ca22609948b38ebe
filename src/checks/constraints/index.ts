import type { ChangedFile } from "../../model/change.ts";
import type { ConstraintFinding, ConstraintLanguage, ConstraintLook, ConstraintReport, ConstraintRule } from "../../model/constraint.ts";
import { carriedBy, languageOf } from "./languages.ts";
import { readOtherwise } from "./read-otherwise.ts";
import { type Allowance, NoAnswer, run } from "./run.ts";
import type { TaskAnswer, TaskText, TextBefore } from "./task.ts";

export { type RuleTest, type TestedRule, testRules } from "./rule-tests.ts";

/** A rule with the hex SHA-256 of the text that it was read from. */
export interface GivenRule {
  readonly rule: ConstraintRule;
  readonly digest: string;
}

export type LookedFile = Pick<ChangedFile, "path" | "from" | "status" | "content" | "oldMode" | "newMode" | "oldBlob" | "newBlob" | "addedRanges" | "linkTarget">;

/** Where texts come from. */
export interface Source {
  /** A blob's bytes, or null for one larger than `largestFile`. */
  readonly read: (blob: string) => Promise<Uint8Array | null>;
  /** Git's own hunks between pairs of blobs, in the order asked for. */
  readonly hunks: (pairs: readonly { readonly old: string; readonly new: string }[]) => Promise<readonly TextBefore["hunks"][]>;
}

/** Bytes of the largest file that is looked at, and of all together. */
export const largestFile = 2 * 2 ** 20;
const largestTogether = 64 * 2 ** 20;
const mostUnread = 20;
/** Of one constraint; so many break it already. */
const mostFindings = 100;

/**
 * Looks for constraints in what a change adds, and on the lines around it for what breaks one only now. Texts and rules are anybody's: they are read by a process of their own,
 * and what could not be looked at, or broke it, is *not looked at*, never clean. Nothing of the change is run. Throws `Failure` (`busy`).
 */
export async function lookForConstraints(rules: readonly GivenRule[], files: readonly LookedFile[], source: Source, allowed?: Allowance): Promise<ConstraintReport> {
  const spoken = new Set(rules.flatMap(({ rule }) => rule.languages));
  const { texts, unread } = await readTexts(files, spoken, source.read);
  const bare = rules.map(({ rule }) => rule);
  const first = await answerTo(bare, texts, allowed);
  const bases = await basesOf(texts, first.answer.beside, source);
  unread.push(...bases.unread);
  const second = await answerTo(bare, bases.texts, allowed);
  const done = { answer: joined(first.answer, second.answer, bases.at), trouble: first.trouble ?? second.trouble };
  const misread = done.answer.unread.flatMap(({ text, why }) => texts.slice(text, text + 1).map(({ path, language }) => ({ path, why, languages: [language] })));
  const looks = rules.map(({ rule, digest }, at) => lookOf(rule, digest, texts, [...unread, ...misread], done.trouble ?? troubleOf(done.answer, at)));
  return { looks, findings: findingsOf(rules, texts, done.answer) };
}

interface Text extends TaskText {
  readonly path: string;
  /** The blobs of both sides; null where the base has no text for these lines. */
  readonly sides: { readonly old: string; readonly new: string } | null;
}

interface Unread {
  readonly path: string;
  readonly why: string;
  readonly languages: readonly ConstraintLanguage[];
}

const noText: TaskAnswer = { wrong: [], found: [], beside: [], unread: [] };

/** The texts in which something stands beside what is added, with what they were. A base that is not read says nothing of what is new, so neither does its text. */
async function basesOf(
  texts: readonly Text[],
  beside: readonly number[],
  { read, hunks }: Source,
): Promise<{ readonly texts: Text[]; readonly at: number[]; readonly unread: Unread[] }> {
  const wanted = beside.flatMap((at) => texts.slice(at, at + 1).flatMap((text) => (text.sides === null ? [] : [{ at, text, sides: text.sides }])));
  if (wanted.length === 0) return { texts: [], at: [], unread: [] };
  const differences = await hunks(wanted.map(({ sides }) => sides));
  const bases: { readonly at: number; readonly text: Text }[] = [];
  const unread: Unread[] = [];
  let left = largestTogether;
  for (const [index, { at, text, sides }] of wanted.entries()) {
    const bytes = await read(sides.old);
    if (bytes === null || bytes.length > left)
      unread.push({ path: text.path, why: bytes === null ? `what it was before is larger than ${largestFile / 2 ** 20} MB` : tooMuch, languages: [text.language] });
    else {
      left -= bytes.length;
      bases.push({ at, text: { ...text, before: { text: Buffer.from(bytes).toString("utf8"), hunks: differences[index] ?? [] } } });
    }
  }
  return { texts: bases.map(({ text }) => text), at: bases.map(({ at }) => at), unread };
}

/** Both answers by the texts of the first one. */
function joined(first: TaskAnswer, second: TaskAnswer, at: readonly number[]): TaskAnswer {
  const named = <T extends { readonly text: number }>(each: T): T[] => at.slice(each.text, each.text + 1).map((text) => ({ ...each, text }));
  return { ...first, found: [...first.found, ...second.found.flatMap(named)], unread: [...first.unread, ...second.unread.flatMap(named)] };
}

async function answerTo(
  rules: readonly ConstraintRule[],
  texts: readonly Text[],
  allowed: Allowance | undefined,
): Promise<{ readonly answer: TaskAnswer; readonly trouble: string | null }> {
  if (texts.length === 0) return { answer: noText, trouble: null };
  try {
    const task = { rules, texts: texts.map(({ language, text, added, only, before }) => ({ language, text, added, only, ...(before === undefined ? {} : { before }) })) };
    return { answer: await run(task, allowed), trouble: null };
  } catch (error) {
    if (error instanceof NoAnswer) return { answer: noText, trouble: error.message };
    throw error;
  }
}

async function readTexts(
  files: readonly LookedFile[],
  spoken: ReadonlySet<ConstraintLanguage>,
  read: (blob: string) => Promise<Uint8Array | null>,
): Promise<{ readonly texts: Text[]; readonly unread: Unread[] }> {
  const texts: Text[] = [];
  const unread: Unread[] = [];
  let left = largestTogether;
  // What a submodule brings in is in another repository, in whatever language.
  for (const { path } of files.filter(({ status, content }) => content === "submodule" && status !== "deleted"))
    unread.push({ path, why: "it is a submodule, whose files are in another repository", languages: [...spoken] });
  for (const file of files.filter(hasOtherText)) {
    const { path, content, newBlob, linkTarget } = file;
    const bytes = newBlob !== null && mayHold(file, spoken) ? await read(newBlob) : null;
    const language = languageOf(path, bytes === null ? "" : firstLine(bytes));
    const carried = bytes === null && isPage(path) ? languagesOfRunners : carriedBy(path, bytes ?? new Uint8Array());
    if (carried.length > 0) unread.push({ path, why: "there is no grammar for what it holds its code in", languages: carried });
    if (content === "symlink" && languageOf(linkTarget ?? "", "") === language) continue;
    if (language === null && bytes === null && content === "text" && mayBeRun(file)) unread.push({ path, why: tooLarge, languages: languagesOfRunners });
    if (language === null || !spoken.has(language)) continue;
    const added = isRenamedInto(language, file) ? [{ start: 1, end: Number.MAX_SAFE_INTEGER }] : file.addedRanges;
    const why = noTexts[content] ?? (bytes === null ? tooLarge : whyNotRead(bytes, language, added, left));
    if (why !== null || bytes === null) unread.push({ path, why: why ?? "", languages: [language] });
    else {
      left -= bytes.length;
      texts.push({ path, language, text: Buffer.from(bytes).toString("utf8"), added, only: null, sides: sidesOf(file) });
    }
  }
  return { texts, unread };
}

const tooMuch = `the changed files hold more than ${largestTogether / 2 ** 20} MB of text`;
const tooLarge = `it is larger than ${largestFile / 2 ** 20} MB`;
// What a link leads to is read under its own name, so one that gives it another language would show it to nobody.
const noTexts: { readonly [content in LookedFile["content"]]: string | null } = {
  text: null,
  binary: "it is no text",
  symlink: "it is a link to what is read as something else",
  submodule: null,
};
const languagesOfRunners: readonly ConstraintLanguage[] = ["javascript", "typescript", "python"];

// Where lines are only taken away, those that stay may break a rule that they kept.
function hasOtherText(file: LookedFile): boolean {
  const { path, status, content, oldBlob, newBlob, addedRanges } = file;
  if (status === "deleted" || newBlob === null || content === "submodule") return false;
  const language = languageOf(path, "");
  if (language !== null && isRenamedInto(language, file)) return true;
  return newBlob !== oldBlob && (content !== "text" || addedRanges.length > 0 || oldBlob !== null);
}

function sidesOf({ oldMode, oldBlob, newBlob }: LookedFile): Text["sides"] {
  return oldBlob === null || newBlob === null || oldMode?.startsWith("100") !== true ? null : { old: oldBlob, new: newBlob };
}

// Text that was nobody's code becomes code by its new name, without a line added.
function isRenamedInto(language: ConstraintLanguage, { path, from }: LookedFile): boolean {
  return from !== null && languageOf(path, "") === language && languageOf(from, "") !== language;
}

function isPage(path: string): boolean {
  return languageOf(path, "") === "html";
}

function mayBeRun({ path, newMode }: LookedFile): boolean {
  return newMode === "100755" || !path.slice(path.lastIndexOf("/") + 1).includes(".");
}

// Not known by its name, a file may still say in its first line who is to run it, and a page may hold a script.
function mayHold(file: LookedFile, spoken: ReadonlySet<ConstraintLanguage>): boolean {
  const language = languageOf(file.path, "");
  if (file.content === "binary") return language === null && mayBeRun(file);
  if (file.content !== "text") return false;
  return language === null || language === "html" || spoken.has(language);
}

function whyNotRead(bytes: Uint8Array, language: ConstraintLanguage, added: LookedFile["addedRanges"], left: number): string | null {
  return bytes.length > left ? tooMuch : readOtherwise(bytes, language, added);
}

function firstLine(bytes: Uint8Array): string {
  const end = bytes.indexOf(10);
  return Buffer.from(bytes.subarray(0, Math.min(end === -1 ? bytes.length : end, 300))).toString("latin1");
}

function troubleOf({ wrong }: TaskAnswer, at: number): string | null {
  const problem = wrong.find(({ rule }) => rule === at);
  return problem === undefined ? null : `\`${problem.member}\` of its rule is not accepted: ${problem.sentence}`;
}

function lookOf({ id, languages }: ConstraintRule, digest: string, texts: readonly Text[], unread: readonly Unread[], trouble: string | null): ConstraintLook {
  const files = texts.filter(({ language }) => languages.includes(language)).length;
  const missed = [...new Map(unread.filter((each) => each.languages.some((language) => languages.includes(language))).map((each) => [each.path, each])).values()];
  return {
    id,
    rule: digest,
    files: Math.max(0, files - missed.filter(({ path }) => texts.some((text) => text.path === path)).length),
    unread: missed.slice(0, mostUnread).map(({ path, why }) => ({ path, why })),
    trouble: files === 0 ? null : trouble,
  };
}

function findingsOf(rules: readonly GivenRule[], texts: readonly Text[], { found }: TaskAnswer): ConstraintFinding[] {
  const findings = new Map<string, ConstraintFinding>();
  for (const { rule, text, line, column, message } of found) {
    const [id, path] = [rules[rule]?.rule.id, texts[text]?.path];
    const key = JSON.stringify([id, path, line, column]);
    if (id !== undefined && path !== undefined && !findings.has(key)) findings.set(key, { id, path, line, column, message });
  }
  return [...Map.groupBy(findings.values(), ({ id }) => id).values()].flatMap((all) => all.slice(0, mostFindings));
}
