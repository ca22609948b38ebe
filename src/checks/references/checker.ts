import type { Reference } from "../../model/evidence.ts";
import type { LineRange } from "../../model/origin.ts";

/** A changed file: its text comes from git objects, so what stands in the folder decides nothing about the change itself. */
export interface ReferenceFile {
  /** Repository path with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The lines that the change adds. */
  readonly added: readonly LineRange[];
}

/** What one program that is started may take. */
export interface ReferenceLimits {
  readonly milliseconds: number;
  /** Bytes of memory. */
  readonly memory: number;
  /** Bytes of what it prints. */
  readonly output: number;
  /** When it is given, the whole look is over: what is not answered by then was not looked at. Null: each program has its own time only. */
  readonly stop: AbortSignal | null;
}

export const usualLimits: ReferenceLimits = { milliseconds: 300_000, memory: 4 * 2 ** 30, output: 64 * 2 ** 20, stop: null };

/** Milliseconds that a whole look may take, unless somebody says otherwise. */
export const usualTime = 600_000;

export const timeIsOver = "the time of the whole look was over";

/** Addresses of registries, as the user of the command gave them; null for one that is not to be asked. */
export interface Registries {
  /** `https://registry.npmjs.org/` or one that answers like it. */
  readonly npm: string | null;
  /** `https://pypi.org/` or one that answers like it. */
  readonly pypi: string | null;
}

export interface ReferenceInput {
  /** Absolute path of a checkout of the head commit with its dependencies installed. Everything in it may be the adversary's: it is read, never run. */
  readonly folder: string;
  /** All changed text files of the head; a checker takes those of its language. */
  readonly files: readonly ReferenceFile[];
  readonly limits: ReferenceLimits;
  /** Absolute paths of folders with installed Python packages, beside the virtual environments in the folder. */
  readonly pythonPackages: readonly string[];
  /** The registries that may be asked about packages. Null: no checker reaches the network. */
  readonly registry: Registries | null;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** What a checker found. A file that it could not look at completely is in `notChecked` and not in `looked`, whatever it found before it gave up. */
export interface Looked {
  /** Paths that were looked at completely, whether or not they name anything. */
  readonly looked: readonly string[];
  readonly references: readonly Reference[];
  readonly notChecked: readonly NotChecked[];
}

export interface NotChecked {
  readonly path: string;
  /** One sentence: why, and what to do. */
  readonly why: string;
}

/** One language or ecosystem. It never throws for what the folder or a file holds; a program that it starts is a `runChild`. */
export type Checker = (input: ReferenceInput) => Promise<Looked>;

export function isAdded({ added }: Pick<ReferenceFile, "added">, line: number): boolean {
  return added.some(({ start, end }) => start <= line && line <= end);
}

export const nothingLooked: Looked = { looked: [], references: [], notChecked: [] };

/** All that several looks found. A file that one of them gave up on was not looked at. */
export function together(parts: readonly Looked[]): Looked {
  const notChecked = parts.flatMap((part) => part.notChecked);
  const given = new Set(notChecked.map(({ path }) => path));
  const looked = new Set(parts.flatMap((part) => part.looked).filter((path) => !given.has(path)));
  return { looked: [...looked], references: parts.flatMap((part) => part.references), notChecked };
}
