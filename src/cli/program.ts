import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { Failure } from "../model/failure.ts";
import { didYouMean } from "../policy/nearest.ts";
import { Values } from "./command.ts";
import { type ArgumentEntry, type CommandEntry, commandsUnder, everywhere, exitCodes, firstWords, groups, type OptionEntry, optionsOf, parts } from "./table.ts";

const columns = 80;

/** The words after a command's name, read. Throws `Failure` (`bad-usage`); never prints. */
export function parse(entry: CommandEntry, words: readonly string[]): Values {
  const program = programOf(entry);
  try {
    program.parse([...words], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw unknownOption(entry, words) ?? usage(entry, error);
    throw error;
  }
  return valuesOf(entry, program);
}

// What is mistyped comes before what is missing: the library looks at both the other way round.
function unknownOption(entry: CommandEntry, words: readonly string[]): Failure | null {
  const known = new Map(optionsOf(entry).flatMap(({ flags }) => flags.split(/[ ,|]+/).flatMap((flag) => (flag.startsWith("-") ? [[flag, flags.includes("<")] as const] : []))));
  for (let at = 0; at < words.length && words[at] !== "--"; at++) {
    const [name = ""] = (words[at] ?? "").split("=");
    const takesNext = known.get(name) === true && words[at] === name;
    if (takesNext) at++;
    else if (name.startsWith("--") && !known.has(name) && name !== "--help") {
      const hint = [didYouMean(name, known.keys()), `See \`countersign ${entry.name} --help\`.`].filter(Boolean).join(" ");
      return new Failure("bad-usage", `There is no option ${JSON.stringify(name)} here.`, { hint });
    }
  }
  return null;
}

function usage(entry: CommandEntry, error: CommanderError): Failure {
  if (error.code === "commander.helpDisplayed") return new Failure("bad-usage", "Help is asked for by itself.", { hint: `Run \`countersign ${entry.name} --help\`.` });
  const see = `See \`countersign ${entry.name} --help\`.`;
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const [, given, argument] = /^command-argument value '([\s\S]*)' is invalid for argument '(\w+)'/i.exec(first) ?? [];
  if (given !== undefined) {
    const choices = entry.arguments.find(({ name }) => name === argument)?.choices ?? [];
    const can = `It is one of ${choices.join(", ")}.`;
    return new Failure("bad-usage", `${argument} cannot be ${JSON.stringify(given)}.`, { hint: [didYouMean(given, choices), can, see].filter(Boolean).join(" ") });
  }
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.?$/, ".")}`;
  const meant = rest.join(" ").replace(/^\((.*)\)$/, "$1");
  return new Failure("bad-usage", sentence, { hint: [meant, see].filter(Boolean).join(" ") });
}

function valuesOf(entry: CommandEntry, program: Command): Values {
  const options = program.opts<Record<string, unknown>>();
  const values = new Map<string, unknown>(entry.arguments.map(({ name }, at) => [name, program.processedArgs[at]]));
  for (const option of program.options) {
    const value = options[option.attributeName()];
    values.set((option.long ?? "").slice(2), option.negate ? value === false : value);
  }
  return new Values(values);
}

function programOf(entry: CommandEntry): Command {
  const program = new Command(`countersign ${entry.name}`)
    .description(`${entry.summary}.`)
    .helpOption("-h, --help", "This help")
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .configureHelp({ helpWidth: columns });
  for (const argument of entry.arguments) program.addArgument(argumentOf(argument));
  for (const option of optionsOf(entry)) program.addOption(optionOf(option, everywhere.includes(option) ? "Everywhere:" : "Options:"));
  return program;
}

function argumentOf({ name, says, optional, many, choices }: ArgumentEntry): Argument {
  const word = `${name}${many ? "..." : ""}`;
  const argument = new Argument(optional ? `[${word}]` : `<${word}>`, says);
  return choices ? argument.choices(choices) : argument;
}

function optionOf({ flags, says, many, required, choices }: OptionEntry, group: string): Option {
  const option = new Option(flags, says).helpGroup(group).makeOptionMandatory(required === true);
  if (choices) option.choices(choices);
  if (many && !option.variadic)
    option.argParser((value: string, before: readonly string[] | undefined) => {
      // A parser of its own takes the place of the one that keeps to the choices.
      if (choices && !choices.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
      return [...(before ?? []), value];
    });
  return option;
}

/** Help of one command. */
export function helpOf(entry: CommandEntry): string {
  const examples = entry.examples.map((example) => `  countersign ${example}`).join("\n");
  return `${programOf(entry).helpInformation()}\nExamples:\n${examples}\n\nExit codes:\n${exitLines(entry.exits)}\n`;
}

/** Help of a group of commands, `people`. */
export function helpOfGroup(word: string): string {
  const under = commandsUnder(word);
  const column = Math.max(...under.map(({ name }) => name.length)) + 2;
  const lines = under.map(({ name, summary }) => entryLine(name, summary, column));
  return `Usage: countersign ${word} <command>\n\n${groups[word]}.\n\nCommands:\n${lines.join("\n")}\n\nSee \`countersign ${under[0]?.name} --help\` for each.\n`;
}

/** Help of the whole: every command in its part, a group as one line. */
export function helpOfAll(): string {
  const column = Math.max(...firstWords.map(({ length }) => length)) + 2;
  const lists = parts.map((part) => {
    const words = firstWords.filter((word) => commandsUnder(word)[0]?.part === part);
    return `${part}:\n${words.map((word) => entryLine(word, summaryOf(word), column)).join("\n")}`;
  });
  return [
    "Usage: countersign <command> [options]\n\nProves that a competent human judged AI-written code before it reached\nproduction.",
    ...lists,
    `Exit codes:\n${exitLines(Object.keys(exitCodes).map(Number))}`,
    "See `countersign <command> --help`. New here? Run `countersign sample`.\n",
  ].join("\n\n");
}

/** What a word of the first level does; a group also names its commands. */
export function summaryOf(word: string): string {
  const under = commandsUnder(word);
  const about = groups[word];
  return about === undefined ? (under[0]?.summary ?? "") : `${about}: ${under.map(({ name }) => name.slice(word.length + 1)).join(", ")}`;
}

function exitLines(codes: readonly number[]): string {
  return codes.map((code) => entryLine(String(code), exitCodes[code as keyof typeof exitCodes], 3)).join("\n");
}

function entryLine(name: string, summary: string, column: number): string {
  const margin = " ".repeat(column + 2);
  const rows = [""];
  for (const word of summary.split(" ")) {
    const row = rows.at(-1) ?? "";
    if (row !== "" && row.length + word.length + 1 > columns - margin.length) rows.push(word);
    else rows[rows.length - 1] = row === "" ? word : `${row} ${word}`;
  }
  return `  ${name.padEnd(column)}${rows.join(`\n${margin}`)}`;
}

/** The command that the words name, and the words that are left for it. */
export type Found = { readonly entry: CommandEntry; readonly rest: readonly string[] } | { readonly group: string } | null;

/** Null when there is no word. Throws `Failure` (`bad-usage`) with the nearest command when there is no such command. */
export function find(words: readonly string[]): Found {
  const [first, second, ...rest] = words;
  if (first === undefined || words.every((word) => word === "--json")) return null;
  const under = commandsUnder(first);
  // A word of its own comes before an argument of the same name: whoever means the path `verify` writes `./verify`.
  const two = under.find(({ name }) => name === `${first} ${second}`);
  if (two) return { entry: two, rest };
  const single = under.find(({ name }) => name === first);
  if (single) return { entry: single, rest: words.slice(1) };
  if (under.length === 0) throw new Failure("bad-usage", `There is no command ${JSON.stringify(first)}.`, { hint: didYouMean(first, firstWords, "See `countersign --help`.") });
  if (second === undefined || second.startsWith("-")) return { group: first };
  const others = under.map(({ name }) => name.slice(first.length + 1));
  throw new Failure("bad-usage", `There is no command ${JSON.stringify(`${first} ${second}`)}.`, { hint: didYouMean(second, others, `There are: ${others.join(", ")}.`) });
}
