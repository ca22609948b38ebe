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

export type LookedFile = Pick<ChangedFile, "path" | "status" | "content" | "oldBlob" | "newBlob" | "addedRanges">;

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
  for (const { path, content, newBlob, addedRanges } of files.filter(addsSomething)) {
    const bytes = content === "text" && newBlob !== null && mayHold(path, spoken) ? await read(newBlob) : null;
    const language = languageOf(path, bytes === null ? "" : firstLine(bytes));
    const carried = carriedBy(path, bytes ?? new Uint8Array());
    if (carried.length > 0) unread.push({ path, why: "there is no grammar for what it holds its code in", languages: carried });
    if (language === null || !spoken.has(language)) continue;
    const why = content === "binary" ? "it is no text" : bytes === null ? `it is larger than ${largestFile / 2 ** 20} MB` : whyNotRead(bytes, language, addedRanges, left);
    if (why !== null || bytes === null) unread.push({ path, why: why ?? "", languages: [language] });
    else {
      left -= bytes.length;
      texts.push({ path, language, text: Buffer.from(bytes).toString("utf8"), added: addedRanges, only: null });
    }
  }
  return { texts, unread };
}

function addsSomething({ status, content, oldBlob, newBlob, addedRanges }: LookedFile): boolean {
  return status !== "deleted" && newBlob !== null && newBlob !== oldBlob && (content === "binary" || (content === "text" && addedRanges.length > 0));
}

// Not known by its name, a file may still say in its first line who is to run it, and a page may hold a script.
function mayHold(path: string, spoken: ReadonlySet<ConstraintLanguage>): boolean {
  const language = languageOf(path, "");
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
