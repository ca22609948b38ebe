import { Failure } from "../model/failure.ts";
import type { ExitAnswer, ExitQuestion } from "../workflow/index.ts";
import { askText, type Prompt, terminalPrompt } from "./ask.ts";
import type { Call } from "./command.ts";
import { canAsk } from "./confirm.ts";
import { readInputFile } from "./input.ts";
import { blank, line, strong, under } from "./page.ts";
import { isRecord, readYamlFile } from "./yaml-file.ts";

/**
 * Answers to what no machine can tell before an exit: of the file that `--answers` names, else asked one by one on a terminal. What a waiver excepts is not asked. Throws `Failure`
 * (`answers-missing`) with a template where nobody can be asked.
 */
export async function exitAnswers(call: Call, questions: readonly ExitQuestion[]): Promise<ExitAnswer[]> {
  const asked = questions.filter(({ waiver }) => waiver === null);
  const file = call.values.text("answers");
  if (file !== undefined) return readExitAnswers((await readInputFile(file, call.io)).toString("utf8"), file === "-" ? "standard input" : file, asked);
  if (asked.length === 0) return [];
  if (!canAsk(call))
    throw new Failure("answers-missing", asked.length === 1 ? "One question has to be answered first." : `${asked.length} questions have to be answered first.`, {
      hint: `Put this into a file, fill it in, and name it with --answers FILE:\n${exitTemplate(asked)}`,
    });
  const prompt = terminalPrompt((page) => call.say(page));
  try {
    return await askExit(asked, prompt);
  } finally {
    prompt.close();
  }
}

/** Asks one question after the other; none can be skipped, none is preset. */
export async function askExit(questions: readonly ExitQuestion[], prompt: Prompt): Promise<ExitAnswer[]> {
  const answers: ExitAnswer[] = [];
  for (const [at, { criterion, asks, target }] of questions.entries()) {
    prompt.say([blank, line(`${at + 1} of ${questions.length}  `, strong(asks), `  (${criterion})`)]);
    const measured = target === null ? null : await askNumber(prompt, target);
    const met = target === null ? await askMet(prompt) : true;
    const reason = await prompt.ask("   What it rests on, in a sentence, if you like: ");
    answers.push({ criterion, met, measured, reason: reason === "" ? null : reason });
  }
  return answers;
}

async function askMet(prompt: Prompt): Promise<boolean> {
  for (;;) {
    const said = (await askText(prompt, "   [m]et, or [n]ot met", null)).toLowerCase();
    if (["m", "met"].includes(said)) return true;
    if (["n", "not met", "not-met"].includes(said)) return false;
    prompt.say([under(3, "Answer with m or n.")]);
  }
}

async function askNumber(prompt: Prompt, target: string): Promise<number> {
  for (;;) {
    const said = await askText(prompt, `   Measured (wanted is ${target})`, null);
    const value = Number(said);
    if (said !== "" && Number.isFinite(value)) return value;
    prompt.say([under(3, "Answer with the number alone, such as 92 or 0.5.")]);
  }
}

/** Reads prepared answers. Throws `Failure` (`bad-input`) with the place. */
export function readExitAnswers(text: string, file: string, questions: readonly ExitQuestion[]): ExitAnswer[] {
  const source = readYamlFile(text, file);
  const given = isRecord(source.value) ? source.value["answers"] : undefined;
  if (!isRecord(given)) throw new Failure("bad-input", "The file holds no answers.", { place: source.at(), hint: `Write them like this:\n${exitTemplate(questions)}` });
  return Object.entries(given).map(([criterion, answer]) => {
    const wrong = (sentence: string, hint: string) => new Failure("bad-input", sentence, { place: source.at("answers", criterion), hint });
    const target = questions.find((each) => each.criterion === criterion)?.target;
    if (target === undefined) throw wrong(`${criterion} is not asked here.`, `Asked is: ${questions.map((each) => each.criterion).join(", ") || "nothing"}.`);
    if (!isRecord(answer))
      throw wrong(`The answer to ${criterion} is not a set of fields.`, target === null ? "Write `met`, and `reason` below it." : "Write `measured`, and `reason` below it.");
    const stray = Object.keys(answer).find((key) => key !== "reason" && key !== (target === null ? "met" : "measured"));
    if (stray !== undefined) throw wrong(`An answer to ${criterion} has no ${JSON.stringify(stray)}.`, "Remove it.");
    const { met, measured, reason = null } = answer;
    if (reason !== null && typeof reason !== "string") throw wrong(`The reason of ${criterion} is not a text.`, "Put it in quotes.");
    if (target === null && typeof met !== "boolean") throw wrong(`${criterion} says neither that it is met nor that it is not.`, "Write `met: true` or `met: false`.");
    if (target !== null && (typeof measured !== "number" || !Number.isFinite(measured))) throw wrong(`${criterion} names no number.`, "Write it as in `measured: 92`.");
    return { criterion, met: met === true, measured: typeof measured === "number" ? measured : null, reason };
  });
}

// Every value is left open on purpose: nothing is met until somebody says so.
function exitTemplate(questions: readonly ExitQuestion[]): string {
  const entries = questions.map(({ criterion, asks, target }) => {
    const value = target === null ? "    met: # true or false" : `    measured: # the number alone; wanted is ${target}`;
    return `  # ${asks.replaceAll(/\s+/g, " ")}\n  ${criterion}:\n${value}\n    reason: # what it rests on, if you like`;
  });
  return `answers:\n${entries.join("\n")}`;
}
