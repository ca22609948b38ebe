import { isUtf8 } from "node:buffer";
import type { ChangedFile } from "../../model/change.ts";
import type { ConstraintLanguage } from "../../model/constraint.ts";

/**
 * Why a compiler may read another text than the grammar does, in words that go on a sentence; null when it does not. A grammar that sees a comment where code runs finds nothing in it.
 */
export function readOtherwise(bytes: Uint8Array, language: ConstraintLanguage, added: ChangedFile["addedRanges"]): string | null {
  if (!isUtf8(bytes)) return "it is not UTF-8";
  const lines = Buffer.from(bytes).toString("utf8").split("\n");
  const said = language === "python" ? encodingSaid(lines.slice(0, 2)) : null;
  if (said !== null && !/^(?:utf[-_]?8(?:-unix)?|ascii|us-ascii)$/.test(said)) return `it says that it is written in ${said}`;
  const sign = signs[language];
  if (sign === undefined) return null;
  const at = added.flatMap(({ start, end }) => lines.slice(start - 1, end).map((line, offset) => ({ line, number: start + offset }))).find(({ line }) => sign.test(line));
  return at === undefined ? null : `line ${at.number} ends or is spelt in a way that only a compiler sees`;
}

// A carriage return inside a line ends it, and so ends a comment; in Java an escape stands for the character before anything else is read, line ends and quotes included.
const signs: { readonly [language in ConstraintLanguage]?: RegExp } = {
  python: /\r(?!$)/,
  java: /\r(?!$)|(?<!\\)(?:\\\\)*\\u+00[0-7][0-9a-f]/i,
  css: /\r(?!$)/,
};

// PEP 263.
function encodingSaid(lines: readonly string[]): string | null {
  const names = lines.map((line) => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/s.exec(line.replace(/^\uFEFF/, ""))?.[1]?.toLowerCase());
  return names.find((name) => name !== undefined) ?? null;
}
