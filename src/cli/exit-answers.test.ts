import { expect, it } from "vitest";
import type { ExitQuestion } from "../workflow/index.ts";
import { askExit, readExitAnswers } from "./exit-answers.ts";

const questions: readonly ExitQuestion[] = [
  { criterion: "scope.exit.1", asks: "The scope is merged", target: null, waiver: null },
  { criterion: "scope.metrics.covered", asks: "How much is tested", target: ">= 80 %", waiver: null },
];

it("R55 on a terminal each question gets an answer of its own, and what is no answer is asked again", async () => {
  const said = ["yes", "", "m", "", "many", "85.5", "The report of the sprint"];
  const prompt = { say: () => {}, ask: async () => said.shift() ?? "", close: () => {} };
  expect(await askExit(questions, prompt)).toEqual([
    { criterion: "scope.exit.1", met: true, measured: null, reason: null },
    { criterion: "scope.metrics.covered", met: true, measured: 85.5, reason: "The report of the sprint" },
  ]);
});

it("a prepared file is held to its questions, with the place of what is wrong", () => {
  const read = (answers: string) => readExitAnswers(`answers:\n${answers}`, "exit.yaml", questions);
  expect(read("  scope.exit.1: { met: false, reason: Late }\n")).toEqual([{ criterion: "scope.exit.1", met: false, measured: null, reason: "Late" }]);
  const wrong = (answers: string) => expect(() => read(answers));
  wrong("  scope.exit.2: { met: true }\n").toThrow("scope.exit.2 is not asked here.");
  wrong("  scope.exit.1: { met: yes please }\n").toThrow("says neither that it is met nor that it is not");
  wrong("  scope.exit.1: { measured: 3 }\n").toThrow('has no "measured"');
  wrong('  scope.metrics.covered: { measured: "85" }\n').toThrow("names no number");
  wrong("  scope.metrics.covered: { measured: .inf }\n").toThrow("names no number");
});
