import type { Json } from "./canonical.ts";

/** Languages that our own runner has a grammar for, as rules and findings name them. */
export const constraintLanguages = ["javascript", "typescript", "tsx", "python", "java", "go", "html", "css"] as const;
export type ConstraintLanguage = (typeof constraintLanguages)[number];

/** The rule of a constraint, as its file has it. What stands in `rule`, `flow`, `constraints` and `utils` is ast-grep's to understand. */
export interface ConstraintRule {
  /** The constraint's id in the policy. */
  readonly id: string;
  readonly languages: readonly ConstraintLanguage[];
  readonly message: string;
  /** What must not stand in the code; null where only `flow` says so. */
  readonly rule: Json | null;
  /** A value that must not end in a call; null where only `rule` says so. */
  readonly flow: ConstraintFlow | null;
  readonly constraints: Json | null;
  readonly utils: Json | null;
}

export interface ConstraintFlow {
  readonly from: Json;
  readonly to: Json;
  /** What makes the value harmless: a source inside it counts for nothing. */
  readonly unless: Json | null;
}

/** Something that breaks a constraint. */
export interface ConstraintFinding {
  readonly id: string;
  /** Repository path. */
  readonly path: string;
  /** 1-based; a line that the change adds, or one that stays and breaks the constraint only through the change, as the message then says. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  readonly message: string;
}

/** Whether a constraint was looked for. It was where there is no `trouble` and nothing `unread`. */
export interface ConstraintLook {
  readonly id: string;
  /** Hex SHA-256 of the rule's text: what was looked for by one text was not looked for by another. */
  readonly rule: string;
  /** Changed files of its languages that were looked at. */
  readonly files: number;
  /** Changed files of its languages that were not, the first twenty of them. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** Why nothing was looked at at all, in one sentence; null when something was. */
  readonly trouble: string | null;
}

/** What our own runner found in a change, under the rules of one policy. */
export interface ConstraintReport {
  readonly looks: readonly ConstraintLook[];
  readonly findings: readonly ConstraintFinding[];
}
