import { createInterface } from "node:readline/promises";
import { type Answer, type AnswerValue, answerRule, answerRules, type QuestionKind } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import { didYouMean } from "../policy/nearest.ts";
import { blank, line, type Page, strong, under } from "./page.ts";
import { isRecord, readYamlFile } from "./yaml-file.ts";

/** A question as it is put to a person. */
export interface Question {
  readonly id: string;
  readonly ask: string;
  /** What every answer must name. */
  readonly link: "requirement" | "evidence" | null;
  /** What it can be answered with (`answerRules`). */
  readonly about: QuestionKind;
}

/** Somebody at a terminal. */
export interface Prompt {
  say(page: Page): void;
  /** One line, trimmed. Throws `Failure` (`answers-missing`) when the input ends. */
  ask(label: string): Promise<string>;
  close(): void;
}

/** Questions go to standard error, so that standard output holds the result alone. Control-C ends the process with 130 and nothing recorded. */
export function terminalPrompt(say: (page: Page) => void): Prompt {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<never>((_, reject) => {
    lines.once("close", () => reject(new Failure("answers-missing", "The input ended before the last answer; nothing was recorded.", { hint: "Run the command again." })));
  });
  // Closing after the last answer is no failure.
  ended.catch(() => {});
  lines.on("SIGINT", () => process.exit(130));
  return { say, ask: async (label) => (await Promise.race([lines.question(label), ended])).trim(), close: () => lines.close() };
}

/** The key of each answer, the question in short, and what each says. */
const choices: { readonly [kind in QuestionKind]: { readonly keys: { readonly [key: string]: AnswerValue }; readonly label: string; readonly help: string } } = {
  criterion: {
    keys: { m: "met", n: "not-met", a: "not-applicable" },
    label: "[m]et, [n]ot met, not [a]pplicable?",
    help: "m: judged, and it holds. n: it does not hold. a: it does not apply here. Answer with m, n or a.",
  },
  release: {
    keys: { m: "met", n: "not-met", a: "not-applicable" },
    label: "[m]et, [n]ot met, not [a]pplicable?",
    help: "m: it is known, and you say what it is. n: it is not. a: it does not apply here. Answer with m, n or a.",
  },
  finding: {
    keys: { x: "fixed", a: "accepted", p: "false-positive" },
    label: "[a]ccepted until a day, false [p]ositive, to be fi[x]ed first?",
    help: "a: it is so, and may stay until a day. p: the tool is wrong. x: it is fixed first, so this is no approval. Answer with a, p or x.",
  },
  update: {
    keys: { a: "approved", d: "deferred" },
    label: "[a]pprove, or [d]efer?",
    help: "a: it may come in. d: not before a day, so this is no approval. Answer with a or d.",
  },
};

/** Asks one question after the other (R19: each gets an answer of its own, none can be skipped, none is preset). */
export async function askQuestions(questions: readonly Question[], prompt: Prompt): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [at, question] of questions.entries()) {
    prompt.say([blank, line(`${at + 1} of ${questions.length}  `, strong(question.ask), `  (${question.id})`)]);
    answers.push(await askOne(question, prompt));
  }
  return answers;
}

async function askOne({ id, link, about }: Question, prompt: Prompt): Promise<Answer> {
  const value = await askValue(about, prompt);
  const needs = answerRule(about, value)?.needs ?? [];
  const needed = link !== null && value === "met";
  // Where the answer rests on something that it names, that is the answer.
  const reason = needed ? null : needs.includes("reason") ? await insist(prompt, "   Why? ") : orNull(await prompt.ask("   In a sentence, if you like: "));
  const until = needs.includes("until") ? { until: await insist(prompt, "   Until which day (2027-01-31)? ") } : {};
  const named = needed ? await insist(prompt, `   Which ${link}? `) : orNull(await prompt.ask("   Link, if there is one: "));
  return { criterion: id, value, reason, link: named, ...until };
}

async function askValue(about: QuestionKind, prompt: Prompt): Promise<AnswerValue> {
  const { keys, label, help } = choices[about];
  for (;;) {
    const said = (await prompt.ask(`   ${label} `)).toLowerCase().replaceAll(" ", "-");
    const value = Object.values(keys).find((each) => each === said) ?? (Object.hasOwn(keys, said) ? keys[said] : undefined);
    if (value !== undefined) return value;
    prompt.say([under(3, help)]);
  }
}

async function insist(prompt: Prompt, label: string): Promise<string> {
  for (;;) {
    const text = await prompt.ask(label);
    if (text !== "") return text;
    prompt.say([under(3, "This is needed.")]);
  }
}

/** Answers on a terminal for the one field that a flag did not give. */
export async function askText(prompt: Prompt, label: string, usual: string | null): Promise<string> {
  if (usual === null) return await insist(prompt, `${label}: `);
  return orNull(await prompt.ask(`${label} [${usual}]: `)) ?? usual;
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}

/**
 * Reads prepared answers. Each asked question needs an entry of its own and nothing else is accepted (R19).
 * Throws `Failure`: `bad-input` with the place, `answers-missing` with a template of what lacks.
 */
export function readAnswers(text: string, file: string, questions: readonly Question[]): Answer[] {
  const source = readYamlFile(text, file);
  const given = isRecord(source.value) ? source.value["answers"] : undefined;
  if (!isRecord(given)) throw new Failure("bad-input", "The file holds no answers.", { place: source.at(), hint: `Write them like this:\n${template(questions)}` });
  const [stray] = Object.keys(source.value as object).filter((key) => key !== "answers");
  if (stray !== undefined)
    throw new Failure("bad-input", `A file of answers holds only \`answers\`, not ${JSON.stringify(stray)}.`, { place: source.at(stray), hint: "Remove it." });
  const asked = questions.map(({ id }) => id);
  for (const id of Object.keys(given)) {
    if (!asked.includes(id)) {
      throw new Failure("bad-input", `This change asks no question ${JSON.stringify(id)}.`, {
        place: source.at("answers", id),
        hint: didYouMean(id, asked, `It asks: ${asked.join(", ") || "none"}.`),
      });
    }
  }
  requireAll(
    questions.filter(({ id }) => given[id] === undefined || given[id] === null),
    questions.length,
  );
  return questions.map((question) => readAnswer(question, given[question.id], (...path) => source.at("answers", question.id, ...path)));
}

function readAnswer({ id, link, about }: Question, given: unknown, at: (...path: string[]) => ReturnType<ReturnType<typeof readYamlFile>["at"]>): Answer {
  const fail = (sentence: string, hint: string, ...path: string[]) => {
    throw new Failure("bad-input", sentence, { place: at(...path), hint });
  };
  if (!isRecord(given)) return fail(`The answer to ${id} is not a set of fields.`, "Write `value`, and `reason` or `link` below it.");
  const fields = ["value", "reason", "link", "until"];
  const values = valuesOf(about);
  const [stray] = Object.keys(given).filter((key) => !fields.includes(key));
  if (stray !== undefined) return fail(`An answer has no ${JSON.stringify(stray)}.`, didYouMean(stray, fields, `It has: ${fields.join(", ")}.`), stray);
  const rule = answerRules[about].find((known) => known.value === given["value"]);
  if (rule === undefined) return fail(`The value of ${id} is not one of ${values.join(", ")}.`, didYouMean(String(given["value"]), values, "Choose one."), "value");
  const { value, needs } = rule;
  const [reason, named, until] = ["reason", "link", "until"].map((field) => {
    const text = given[field] ?? null;
    if (text !== null && typeof text !== "string") fail(`The ${field} of ${id} is not a text.`, "Put it in quotes.", field);
    return orNull(((text as string | null) ?? "").trim());
  });
  if (needs.includes("reason") && !reason && !(value === "met" && named)) return fail(`The answer to ${id} needs a reason, because it is ${value}.`, "Add `reason`.");
  if (value === "met" && link !== null && !named) return fail(`The answer to ${id} has to name the ${link} that it rests on.`, "Add `link`.");
  if (needs.includes("until") && !until) return fail(`The answer to ${id} needs the day until when, because it is ${value}.`, "Add `until`, as in until: 2027-01-31.");
  return { criterion: id, value, reason: reason ?? null, link: named ?? null, ...(until ? { until } : {}) };
}

function valuesOf(about: QuestionKind): AnswerValue[] {
  return answerRules[about].map(({ value }) => value);
}

/** Throws `Failure` (`answers-missing`) with a template when a question is left. */
export function requireAll(left: readonly Question[], all: number): void {
  if (left.length === 0) return;
  const many = left.length === 1 ? `The question ${left[0]?.id} has no answer` : `${left.length} of ${all} questions have no answer: ${left.map(({ id }) => id).join(", ")}`;
  throw new Failure("answers-missing", `${many}.`, { hint: `Put this into a file, fill it in, and name it with --answers FILE:\n${template(left)}` });
}

/** A file of answers to fill in. Every value is left open on purpose: nothing is met until somebody says so. */
export function template(questions: readonly Question[]): string {
  const entries = questions.map(({ id, ask, link, about }) => {
    const values = valuesOf(about);
    const named = link === null ? "    link: # optional" : `    link: # the ${link} that it rests on`;
    const dated = answerRules[about].flatMap(({ value, needs }) => (needs.includes("until") ? [value] : []));
    const until = dated.length === 0 ? "" : `\n    until: # the last day, for ${dated.join(" and ")}`;
    const unless = answerRules[about].flatMap(({ value, needs }) => (needs.includes("reason") ? [] : [value]));
    const reason = unless.length === 0 ? "always needed" : `needed unless ${unless.join(" or ")}`;
    return `  # ${ask}\n  ${id}:\n    value: # ${values.slice(0, -1).join(", ")} or ${values.at(-1)}\n    reason: # ${reason}${until}\n${named}`;
  });
  return `answers:\n${entries.join("\n")}`;
}
