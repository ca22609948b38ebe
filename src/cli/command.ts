import type { Io } from "./io.ts";
import type { Page } from "./page.ts";
import type { Settings } from "./settings.ts";
import type { CommandEntry, ExitCode } from "./table.ts";

/** What one command line asks for. */
export interface Call {
  readonly entry: CommandEntry;
  readonly io: Io;
  readonly settings: Settings;
  readonly json: boolean;
  readonly values: Values;
  /** Says something beside the result, on standard error; nothing with `--json` in a pipeline would be lost by it. */
  say(page: Page): void;
}

/** What a command answers. It never prints it: with `--json` the document is all that leaves, else the page. */
export interface Answer {
  readonly json: unknown;
  readonly page: Page;
  /** Printed as it is instead of the page, for text that another program reads (a key file, a completion). */
  readonly text?: string;
  readonly exit?: ExitCode;
  /** What goes on after the answer was printed, and then decides the exit code: a server. */
  readonly goesOn?: () => Promise<ExitCode>;
}

export type Run = (call: Call) => Promise<Answer>;

/** Arguments and options of a command line by their names in the table, `CHANGE` and `base`. Asking for a name that the table lacks is a bug. */
export class Values {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  /** Undefined when it was not given. */
  text(name: string): string | undefined {
    const value = this.#get(name);
    return typeof value === "string" ? value : undefined;
  }

  /** Of what the parser has made sure of. */
  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new TypeError(`${name} is not required by the table`);
    return value;
  }

  /** Empty when it was not given. */
  list(name: string): readonly string[] {
    const value = this.#get(name);
    return Array.isArray(value) ? (value as string[]) : [];
  }

  flag(name: string): boolean {
    return this.#get(name) === true;
  }

  #get(name: string): unknown {
    if (!this.#values.has(name)) throw new TypeError(`the table has no ${name} here`);
    return this.#values.get(name);
  }
}

/** The environment that is named; `merge` stands for the judgement of the change itself, which is what merging asks for. */
export function environmentOf(values: Values): string | undefined {
  const named = values.text("environment");
  return named === "merge" ? undefined : named;
}

/** A command line to go on with, on the same data: a variable stays set, a flag has to be written again. */
export function next({ values }: Pick<Call, "values">, words: string): string {
  const named = ["data", "config"].flatMap((name) => (values.text(name) === undefined ? [] : [`--${name} ${values.text(name)}`]));
  return ["countersign", words, ...(values.flag("sample") ? ["--sample"] : []), ...named].join(" ");
}

/** A member for an object whose optional properties must be absent rather than undefined. */
export function given<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };
}
