import type { ConstraintLanguage, ConstraintRule } from "../../model/constraint.ts";

/** A text in one language, with the lines that count. */
export interface TaskText {
  readonly language: ConstraintLanguage;
  readonly text: string;
  /** Ranges of lines, 1-based, both ends included. */
  readonly added: readonly { readonly start: number; readonly end: number }[];
  /** The only rule to look for, as an index; null for all of its language. */
  readonly only: number | null;
  /** Given where the other lines are looked at, for what does not stand in them in the base. */
  readonly before?: TextBefore;
}

/** A text as the base has it, and git's own hunks between the two: where a length is 0, its start is the line before the place. */
export interface TextBefore {
  readonly text: string;
  readonly hunks: readonly { readonly oldStart: number; readonly oldLength: number; readonly newStart: number; readonly newLength: number }[];
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
  /** Texts in which something stands that would count, but for its lines: it may be there only now. Their base is to be looked at, too. */
  readonly beside: readonly number[];
  /** Texts that do not read as their language says where it counts. */
  readonly unread: readonly { readonly text: number; readonly why: string }[];
}
