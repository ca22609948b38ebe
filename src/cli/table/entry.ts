/** What the exit code of every command means (`docs/reference/exit-codes.md`). */
export const exitCodes = {
  0: "Allowed, or done.",
  1: "Denied, or a check found something.",
  2: "Bad usage or bad input; nothing changed.",
  3: "Waiting for a person.",
  4: "Could not be carried out (unreachable, full disk, corrupt data); treat it as denied.",
} as const;
export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface ArgumentEntry {
  /** In capitals, as the usage line prints it. */
  readonly name: string;
  readonly says: string;
  readonly optional?: boolean;
  readonly many?: boolean;
  readonly choices?: readonly string[];
}

export interface OptionEntry {
  /** `--base <REF>`, or `--quiet` for a switch. */
  readonly flags: string;
  readonly says: string;
  /** May be given more than once. */
  readonly many?: boolean;
  readonly required?: boolean;
  readonly choices?: readonly string[];
}

export interface CommandEntry {
  /** One word, or the word of a group and one of its own. The first word names the file in `commands/`. */
  readonly name: string;
  readonly part: Part;
  readonly summary: string;
  readonly arguments: readonly ArgumentEntry[];
  readonly options: readonly OptionEntry[];
  /** Command lines that work, without the program's name; the first uses only what is required. */
  readonly examples: readonly [string, ...string[]];
  readonly exits: readonly ExitCode[];
  /** It reads a git repository and so takes `--repo`. */
  readonly repository?: boolean;
}

export const parts = ["Begin", "A change", "Deployment", "People", "Policy", "Blueprint", "Agents", "Proof", "This machine"] as const;
export type Part = (typeof parts)[number];
