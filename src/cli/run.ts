import { Failure } from "../model/failure.ts";
import type { Answer, Values } from "./command.ts";
import { type Io, paper, say } from "./io.ts";
import { line, type Page, render, under } from "./page.ts";
import { type Found, find, helpOf, helpOfAll, helpOfGroup, parse } from "./program.ts";
import { type Flags, readSettings } from "./settings.ts";
import { type CommandEntry, commands, commandsUnder, type ExitCode, everywhere } from "./table.ts";
import { jsonText, visible } from "./terminal.ts";

/** Carries out one command line and answers with its exit code. Prints the result, or why there is none; never throws. */
export async function run(words: readonly string[], io: Io): Promise<ExitCode> {
  const json = wantsJson(words);
  try {
    return await carryOut(commandFirst(words), json, io);
  } catch (error) {
    return report(error, json, io);
  }
}

function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).includes("--json");
}

// `countersign --json check` means what `countersign check --json` means.
function commandFirst(words: readonly string[]): readonly string[] {
  let at = 0;
  for (; at < words.length; at++) {
    const option = everywhere.find(({ flags }) => flags.split(" ")[0] === words[at]);
    if (option === undefined) break;
    if (option.flags.includes("<")) at++;
  }
  const cut = words.slice(at).findIndex((word) => word.startsWith("-"));
  const end = cut < 0 ? words.length : at + cut;
  return [...words.slice(at, end), ...words.slice(0, at), ...words.slice(end)];
}

async function carryOut(words: readonly string[], json: boolean, io: Io): Promise<ExitCode> {
  const about = helpAskedFor(words);
  if (about !== null) return showHelp(about, json, io);
  const found = find(words);
  if (found === null || "group" in found) return refuseUnnamed(found, json, io);
  const values = parse(found.entry, found.rest);
  const settings = await readSettings(flagsOf(found.entry, values), io);
  const { load } = await import("./loaders.ts");
  const command = await load(found.entry.name);
  const answer = await command({ entry: found.entry, io, settings, json, values, say: (page: Page) => say(io, settings.colour, page) });
  const exit = print(answer, json, settings.colour, io);
  return answer.goesOn === undefined ? exit : await answer.goesOn();
}

/**
 * The words whose help is asked for; null when none is. Help ends with 0, so it is given only where nothing else is said: a pipeline whose
 * variable holds `--help` must not pass its gate (threat F02).
 */
function helpAskedFor(words: readonly string[]): readonly string[] | null {
  const said = words.filter((word) => word !== "--json");
  if (said[0] === "help") return said.slice(1);
  const [last, named] = [said.at(-1), said.slice(0, -1)];
  return (last === "--help" || last === "-h") && !named.some((word) => word.startsWith("-")) ? named : null;
}

function showHelp(words: readonly string[], json: boolean, io: Io): ExitCode {
  const found = find(words);
  if (found !== null && "entry" in found && found.rest.length > 0)
    throw new Failure("bad-usage", "Help is asked for by itself.", { hint: `Run \`countersign ${found.entry.name} --help\`.` });
  const entries = found === null ? commands : "group" in found ? commandsUnder(found.group) : [found.entry];
  io.write(json ? `${jsonText({ commands: entries })}\n` : helpText(found));
  return 0;
}

// Not naming a command is no success either.
function refuseUnnamed(found: { readonly group: string } | null, json: boolean, io: Io): ExitCode {
  if (json) throw new Failure("bad-usage", "No command is named.", { hint: `See \`countersign ${found === null ? "" : `${found.group} `}--help\`.` });
  io.writeError(helpText(found));
  return 2;
}

function helpText(found: Found): string {
  if (found === null) return helpOfAll();
  return "group" in found ? helpOfGroup(found.group) : helpOf(found.entry);
}

function flagsOf(entry: CommandEntry, values: Values): Flags {
  const has = (name: string) => entry.options.some(({ flags }) => flags.startsWith(`--${name} `));
  const texts = {
    data: values.text("data"),
    config: values.text("config"),
    person: values.text("as"),
    key: has("key") ? values.text("key") : undefined,
    repo: entry.repository ? values.text("repo") : undefined,
  };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
    ...(values.flag("no-color") ? { "no-color": "true" } : {}),
    sample: values.flag("sample"),
  };
}

function print(answer: Answer, json: boolean, colour: boolean, io: Io): ExitCode {
  io.write(json ? `${jsonText(answer.json)}\n` : (answer.text ?? render(answer.page, paper(io, "output", colour))));
  return answer.exit ?? 0;
}

function report(error: unknown, json: boolean, io: Io): ExitCode {
  const failure = error instanceof Failure ? error : null;
  if (json)
    io.write(
      `${jsonText({ error: failure ? failureJson(failure) : { code: "bug", sentence: String(error), hint: "Please report it with the stack on standard error.", place: null } })}\n`,
    );
  if (failure === null) {
    // A stack holds only our own lines and a message; it is shown line by line so that it stays readable.
    const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    io.writeError(`This is a bug in Countersign; treat the answer as denied.\n${stack.split("\n").map(visible).join("\n")}\n`);
    return 4;
  }
  if (!json) say(io, !io.env["NO_COLOR"], failurePage(failure));
  return failure.exitCode;
}

function failureJson({ code, message, hint, place }: Failure) {
  return { code, sentence: message, hint, place: place ?? null };
}

// A hint may go on for several lines, such as a template to fill in; a sentence may not.
function failurePage(failure: Failure): Page {
  const enumerated = ` ${failure.items.join("; ")}.`;
  if (failure.items.length > 1 && failure.message.endsWith(enumerated))
    return [line(failure.message.slice(0, -enumerated.length)), ...failure.items.map((item) => under(2, `· ${item}`)), line(failure.hint)];
  const [hint = "", ...rest] = failure.hint.split("\n");
  const first = new Failure(failure.code, failure.message, { hint, ...(failure.place ? { place: failure.place } : {}) });
  return [line(first.toString()), ...rest.map((each) => ({ indent: 0, hang: 0, pieces: [each], verbatim: true }))];
}
