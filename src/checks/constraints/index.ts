import type { ChangedFile } from "../../model/change.ts";
import type { ConstraintFinding, ConstraintLanguage, ConstraintLook, ConstraintReport, ConstraintRule } from "../../model/constraint.ts";
import { carriedBy, languageOf } from "./languages.ts";
import { readOtherwise } from "./read-otherwise.ts";
import { type Allowance, NoAnswer, run } from "./run.ts";
import type { TaskAnswer, TaskText } from "./task.ts";

export { type RuleTest, type TestedRule, testRules } from "./rule-tests.ts";

/** A rule with the hex SHA-256 of the text that it was read from. */
export interface GivenRule {
  readonly rule: ConstraintRule;
  readonly digest: string;
}

export type LookedFile = Pick<ChangedFile, "path" | "from" | "status" | "content" | "newMode" | "oldBlob" | "newBlob" | "addedRanges" | "linkTarget">;

/** Bytes of the largest file that is looked at, and of all together. */
export const largestFile = 2 * 2 ** 20;
const largestTogether = 64 * 2 ** 20;
const mostUnread = 20;
/** Of one constraint; so many break it already. */
const mostFindings = 100;

/**
 * Looks for constraints in what a change adds. `read` gives a blob's bytes, or null for one larger than `largestFile`. Texts and rules are anybody's: they are read by a process of their own,
 * and what could not be looked at, or broke it, is *not looked at*, never clean. Nothing of the change is run.
 */
export async function lookForConstraints(
  rules: readonly GivenRule[],
  files: readonly LookedFile[],
  read: (blob: string) => Promise<Uint8Array | null>,
  allowed?: Allowance,
): Promise<ConstraintReport> {
  const spoken = new Set(rules.flatMap(({ rule }) => rule.languages));
  const { texts, unread } = await readTexts(files, spoken, read);
  const done = await answerTo(
    rules.map(({ rule }) => rule),
    texts,
    allowed,
  );
  const misread = done.answer.unread.flatMap(({ text, why }) => texts.slice(text, text + 1).map(({ path, language }) => ({ path, why, languages: [language] })));
  const looks = rules.map(({ rule, digest }, at) => lookOf(rule, digest, texts, [...unread, ...misread], done.trouble ?? troubleOf(done.answer, at)));
  return { looks, findings: findingsOf(rules, texts, done.answer) };
}

interface Text extends TaskText {
  readonly path: string;
}

interface Unread {
  readonly path: string;
  readonly why: string;
  readonly languages: readonly ConstraintLanguage[];
}

const noText: TaskAnswer = { wrong: [], found: [], unread: [] };

async function answerTo(
  rules: readonly ConstraintRule[],
  texts: readonly Text[],
  allowed: Allowance | undefined,
): Promise<{ readonly answer: TaskAnswer; readonly trouble: string | null }> {
  if (texts.length === 0) return { answer: noText, trouble: null };
  try {
    const task = { rules, texts: texts.map(({ language, text, added, only }) => ({ language, text, added, only })) };
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
  for (const file of files.filter(addsSomething)) {
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
      texts.push({ path, language, text: Buffer.from(bytes).toString("utf8"), added, only: null });
    }
  }
  return { texts, unread };
}

const tooLarge = `it is larger than ${largestFile / 2 ** 20} MB`;
// What a link leads to is read under its own name, so one that gives it another language would show it to nobody.
const noTexts: { readonly [content in LookedFile["content"]]: string | null } = {
  text: null,
  binary: "it is no text",
  symlink: "it is a link to what is read as something else",
  submodule: null,
};
const languagesOfRunners: readonly ConstraintLanguage[] = ["javascript", "typescript", "python"];

function addsSomething(file: LookedFile): boolean {
  const { path, status, content, oldBlob, newBlob, addedRanges } = file;
  if (status === "deleted" || newBlob === null || content === "submodule") return false;
  const language = languageOf(path, "");
  if (language !== null && isRenamedInto(language, file)) return true;
  return newBlob !== oldBlob && (content !== "text" || addedRanges.length > 0);
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
  return bytes.length > left ? `the change adds more than ${largestTogether / 2 ** 20} MB of text` : readOtherwise(bytes, language, added);
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
  const missed = unread.filter((each) => each.languages.some((language) => languages.includes(language)));
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
