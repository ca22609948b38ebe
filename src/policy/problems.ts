import type { z } from "zod";
import { Failure } from "../model/failure.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { type FileLanguage, keysAt, policyLanguage, schemasAt } from "./schema.ts";
import { type Path, pathText, type YamlSource } from "./yaml.ts";

type Issue = z.core.$ZodIssue;

interface Problem {
  readonly path: Path;
  /** True when the key itself is wrong, not its value. */
  readonly onKey: boolean;
  readonly sentence: string;
  readonly hint: string;
  /** True when the value is not there at all. */
  readonly missing?: boolean;
  /** For an unknown key: the known one that was probably meant. */
  readonly meant?: string | null;
}

/** What the schema refuses in a file, one `Failure` of the language's code each, in the order of the file. */
export function schemaFailures(error: z.core.$ZodError, source: YamlSource, language: FileLanguage = policyLanguage): Failure[] {
  return withoutTwins(error.issues.flatMap((issue) => problemsOf(issue, [], source.value, language)))
    .map(({ path, onKey, sentence, hint }) => {
      const place = onKey ? source.keyAt(pathText(path)) : source.at(pathText(path));
      return new Failure(language.code, sentence, { hint, place });
    })
    .sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
}

function problemsOf(issue: Issue, above: Path, root: unknown, language: FileLanguage): Problem[] {
  const path: Path = [...above, ...issue.path.map((step) => (typeof step === "number" ? step : String(step)))];
  const name = path.length === 0 ? "The file" : `\`${pathText(path)}\``;
  const value = valueAt(root, path);
  switch (issue.code) {
    case "invalid_union": {
      const words = wordsOf(issue.errors);
      if (words !== null && typeof value === "string")
        return [{ path, onKey: false, sentence: `${name} cannot be \`${shortened(value)}\`.`, hint: [didYouMean(value, words.known), words.says].filter(Boolean).join(" ") }];
      const branch = likeliest(issue.errors);
      if (branch === null) return [{ path, onKey: false, sentence: `${name} is ${kindOf(value)}, which does not fit here.`, hint: expectation(path, language) }];
      return branch.flatMap((inner) => problemsOf(inner, path, root, language));
    }
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], key, path, language));
    case "invalid_key":
      return [
        { path, onKey: true, sentence: `The name \`${String(path.at(-1)).slice(0, 100)}\` is not accepted.`, hint: `Expected: ${issue.issues[0]?.message ?? "another name"}.` },
      ];
    case "invalid_type":
      if (value === undefined) return [{ path, onKey: false, sentence: `${name} is missing.`, hint: `Expected: ${article(issue.expected)}.`, missing: true }];
      return [{ path, onKey: false, sentence: `${name} is ${kindOf(value)}, not ${article(issue.expected)}.`, hint: expectation(path, language) }];
    case "invalid_value": {
      const words = issue.values.map(String);
      const known = words.length === 1 ? `Expected: ${words[0]}.` : `Expected one of: ${words.join(", ")}.`;
      if (value === undefined) return [{ path, onKey: false, sentence: `${name} is missing.`, hint: known, missing: true }];
      return [{ path, onKey: false, sentence: `${name} cannot be \`${shortened(value)}\`.`, hint: [didYouMean(String(value), words), known].filter(Boolean).join(" ") }];
    }
    case "too_small":
      return [{ path, onKey: false, sentence: `${name} is too small.`, hint: `Expected: at least ${String(issue.minimum)}${unitOf(issue.origin)}.` }];
    case "too_big":
      return [{ path, onKey: false, sentence: `${name} is too large.`, hint: `Expected: at most ${String(issue.maximum)}${unitOf(issue.origin)}.` }];
    default:
      return [{ path, onKey: false, sentence: `${name} cannot be \`${shortened(value)}\`.`, hint: `Expected: ${issue.message}.` }];
  }
}

function unknownKey(path: Path, key: string, parent: Path, language: FileLanguage): Problem {
  const known = keysAt(parent, language);
  const where = parent.length === 0 ? language.file : `\`${pathText(parent)}\``;
  return {
    path,
    onKey: true,
    sentence: `${where} has no setting \`${key.slice(0, 64)}\`.`,
    hint: didYouMean(key, known, `Known here: ${known.join(", ")}.`),
    meant: nearest(key, known),
  };
}

// Where each shape is some words or one kind of text, all of them are what was expected: `sprint-start, sprint-end or a date such as 2027-03-31`.
function wordsOf(branches: readonly (readonly Issue[])[]): { readonly known: readonly string[]; readonly says: string } | null {
  const issues = branches.map(([issue, ...more]) => (issue === undefined || more.length > 0 || issue.path.length > 0 ? null : issue));
  const known = issues.flatMap((issue) => (issue?.code === "invalid_value" ? issue.values.map(String) : []));
  const texts = issues.flatMap((issue) => (issue?.code === "invalid_format" ? [issue.message] : []));
  const all = [...known, ...texts];
  const fits = known.length > 0 && texts.length > 0 && issues.every((issue) => issue?.code === "invalid_value" || issue?.code === "invalid_format");
  return fits ? { known, says: `Expected: ${all.slice(0, -1).join(", ")} or ${all.at(-1)}.` } : null;
}

// Of several shapes that a value may have, the one it was most likely meant to have: the kind fits and the least is wrong with it.
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const fitting = branches.filter((issues) => !issues.some((issue) => issue.code === "invalid_type" && issue.path.length === 0));
  const weight = (issues: readonly Issue[]): number => issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0);
  return fitting.reduce<readonly Issue[] | null>((best, issues) => (best === null || weight(issues) < weight(best) ? issues : best), null);
}

// A misspelt key is also a missing one; only the misspelling is worth saying.
function withoutTwins(problems: readonly Problem[]): readonly Problem[] {
  const meant = new Set(problems.flatMap(({ path, meant: key }) => (typeof key === "string" ? [pathText([...path.slice(0, -1), key])] : [])));
  return problems.filter(({ missing, path }) => missing !== true || !meant.has(pathText(path)));
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null && Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined),
    root,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of settings";
  return typeof value === "string" ? `the text \`${shortened(value)}\`` : `\`${String(value)}\``;
}

function shortened(value: unknown): string {
  const text = typeof value === "object" ? kindOf(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const articles: { readonly [type: string]: string } = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of settings",
  record: "a group of names with their settings",
};

function article(expected: string): string {
  return articles[expected] ?? expected;
}

function expectation(path: Path, language: FileLanguage): string {
  const described = schemasAt(path, language).find(({ description }) => description !== undefined)?.description;
  return described === undefined ? "" : `${described}.`;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}
