import { describe, expect, it } from "vitest";
import type { Answer } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import { askQuestions, type Prompt, type Question, readAnswers, requireAll, template } from "./ask.ts";

const questions: readonly Question[] = [
  { id: "meets-requirement", ask: "Does the change do what the linked requirement asks, and nothing else?", link: "requirement", about: "criterion" },
  { id: "threat-considered", ask: "What could an attacker do with it?", link: null, about: "criterion" },
];

/** Somebody who types these lines, and what they were told beside the questions. */
function typing(...lines: string[]): Prompt & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    say: () => {},
    ask: async (label) => {
      asked.push(label.trim());
      const next = lines.shift();
      if (next === undefined) throw new Error("asked for more than was expected");
      return next;
    },
    close: () => {},
  };
}

function failureOf(text: string): Failure {
  try {
    readAnswers(text, "answers.yaml", questions);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("the answers were taken");
}

describe("questions on a terminal", () => {
  it("R19, R22: each gets an answer of its own, with a reason where it is not met", async () => {
    const prompt = typing("m", "CLAIMS-214", "n", "The token is logged", "");
    const answers: Answer[] = await askQuestions(questions, prompt);
    expect(answers).toEqual([
      { criterion: "meets-requirement", value: "met", reason: null, link: "CLAIMS-214" },
      { criterion: "threat-considered", value: "not-met", reason: "The token is logged", link: null },
    ]);
  });

  it("R19: an empty line is no answer, and neither is `all`", async () => {
    const prompt = typing("", "all", "y", "a", "Only a comment changed", "", "met", "Nobody but staff reaches it", "");
    const [first, second] = await askQuestions(questions, prompt);
    expect([first?.value, second?.value, second?.reason]).toEqual(["not-applicable", "met", "Nobody but staff reaches it"]);
  });

  it("R22: a question of a release is not met without a word, on a terminal and in a file, whose template says so", async () => {
    const release: Question = { id: "rollback-known", ask: "How is it rolled back?", link: null, about: "release" };
    const prompt = typing("m", "", "By the previous release", "");
    expect(await askQuestions([release], prompt)).toEqual([{ criterion: "rollback-known", value: "met", reason: "By the previous release", link: null }]);
    expect(() => readAnswers("answers: { rollback-known: { value: met } }\n", "a.yaml", [release])).toThrow("The answer to rollback-known needs a reason, because it is met.");
    expect(readAnswers("answers: { rollback-known: { value: met, link: RUNBOOK-7 } }\n", "a.yaml", [release])).toMatchObject([{ value: "met", link: "RUNBOOK-7" }]);
    expect(template([release])).toContain("reason: # always needed");
  });

  it("R28: insists on the requirement that an answer rests on", async () => {
    const prompt = typing("met", "", "", "CLAIMS-214", "m", "", "");
    expect((await askQuestions(questions, prompt))[0]?.link).toBe("CLAIMS-214");
    expect(prompt.asked.filter((label) => label === "Which requirement?")).toHaveLength(3);
  });
});

describe("prepared answers", () => {
  const good = "answers:\n  meets-requirement: { value: met, link: CLAIMS-214 }\n  threat-considered: { value: not-applicable, reason: Only a comment }\n";

  it("R22: are taken in the order of the questions, from YAML and from JSON", () => {
    const answers = readAnswers(good, "answers.yaml", questions);
    expect(answers.map(({ criterion, value, link }) => [criterion, value, link])).toEqual([
      ["meets-requirement", "met", "CLAIMS-214"],
      ["threat-considered", "not-applicable", null],
    ]);
    const json = JSON.stringify({ answers: { "threat-considered": { value: "met" }, "meets-requirement": { value: "met", link: "CLAIMS-214" } } });
    expect(readAnswers(json, "answers.json", questions).map(({ criterion }) => criterion)).toEqual(["meets-requirement", "threat-considered"]);
  });

  it("R19: leave no question out; the failure holds what to fill in", () => {
    const failure = failureOf("answers:\n  meets-requirement: { value: met, link: CLAIMS-214 }\n");
    expect([failure.code, failure.message]).toEqual(["answers-missing", "The question threat-considered has no answer."]);
    expect(failure.hint).toContain("  threat-considered:\n    value: # met, not-met or not-applicable");
    expect(failureOf("answers: {}\n").message).toBe("2 of 2 questions have no answer: meets-requirement, threat-considered.");
  });

  it("R19: know no answer for all", () => {
    const failure = failureOf("answers:\n  all: { value: met }\n");
    expect([failure.code, failure.place, failure.hint]).toEqual(["bad-input", { file: "answers.yaml", line: 2, column: 3 }, "It asks: meets-requirement, threat-considered."]);
    expect(failureOf("all: met\nanswers: {}\n").place?.line).toBe(1);
  });

  it("say where an unknown word stands and what was meant", () => {
    expect(failureOf(`${good}  threat-consider: { value: met }\n`).hint).toBe("Did you mean `threat-considered`?");
    const value = failureOf(good.replace("value: met", "value: meet"));
    expect([value.place?.line, value.hint]).toEqual([2, "Did you mean `met`?"]);
    expect(failureOf(good.replace("reason:", "raeson:")).hint).toBe("Did you mean `reason`?");
  });

  it("R22: need a reason unless met, and the link that a question asks for", () => {
    expect(failureOf(good.replace(", reason: Only a comment", "")).message).toBe("The answer to threat-considered needs a reason, because it is not-applicable.");
    expect(failureOf(good.replace(", link: CLAIMS-214", "")).message).toBe("The answer to meets-requirement has to name the requirement that it rests on.");
  });

  it("are refused where a key stands twice", () => {
    expect(failureOf(`${good}  threat-considered: { value: met }\n`).code).toBe("bad-input");
  });

  it("R19: an untouched template answers nothing", () => {
    expect(failureOf(template(questions)).code).toBe("bad-input");
    expect(() => requireAll([], 2)).not.toThrow();
  });
});
