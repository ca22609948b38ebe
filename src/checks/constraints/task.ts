import type { ConstraintLanguage, ConstraintRule } from "../../model/constraint.ts";

/** A text in one language, with the lines that count. */
export interface TaskText {
  readonly language: ConstraintLanguage;
  readonly text: string;
  /** Ranges of lines, 1-based, both ends included. */
  readonly added: readonly { readonly start: number; readonly end: number }[];
  /** The only rule to look for, as an index; null for all of its language. */
  readonly only: number | null;
}

/** What the child process is given on standard input. */
export interface Task {
  readonly rules: readonly ConstraintRule[];
  readonly texts: readonly TaskText[];
}

/** What it says on standard output. Rules and texts are named by their index. */
export interface TaskAnswer {
  /** Rules that nothing can be looked for by: which member is wrong, and what ast-grep says of it. */
  readonly wrong: readonly { readonly rule: number; readonly member: string; readonly sentence: string }[];
  readonly found: readonly { readonly rule: number; readonly text: number; readonly line: number; readonly column: number; readonly message: string }[];
  /** Texts that do not read as their language says where it counts. */
  readonly unread: readonly { readonly text: number; readonly why: string }[];
}
