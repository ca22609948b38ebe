import { expect, test } from "vitest";
import { answersOf, awayWords, currentSprint, dayName, keepsTarget, reworkSentence, type Sprint, sprintTitle } from "./words.ts";

const sprint = (given: Partial<Sprint>): Sprint => ({
  number: 2,
  start: "2026-12-21",
  end: "2027-01-03",
  budget: 60,
  estimated: { checkpoints: 30, reviews: 20 },
  spent: { checkpoints: 40, reviews: 25 },
  decisions: 1,
  observed: 1,
  over: 5,
  willBeOver: false,
  state: "now",
  ...given,
});

test("a day is the same day wherever it is read", () => {
  expect([dayName("2026-12-18"), awayWords(0), awayWords(1), awayWords(-2)]).toEqual(["Fri 18 Dec 2026", "today", "in 1 day", "2 days ago"]);
});

test("a sprint's title is its answer: over, within, or without a budget (R111)", () => {
  expect(sprintTitle(sprint({}))).toBe("Sprint 2 is 5 minutes over its budget of 60.");
  expect(sprintTitle(sprint({ over: 0, budget: 90 }))).toBe("Sprint 2 has taken 65 of its 90 minutes of governance.");
  expect(sprintTitle(sprint({ over: 0, budget: null }))).toBe("Sprint 2 has taken 65 minutes of governance; no budget is set.");
  expect(currentSprint([sprint({ number: 1, state: "past" }), sprint({ state: "now" })])?.number).toBe(2);
});

test("days of the blueprint and of what came after are said apart, with how many changes were counted (R59)", () => {
  const month = { month: "2026-12", changes: 4, sentBack: { days: 3, count: 1 }, reversals: { days: 0, count: 0 } };
  expect(reworkSentence({ blueprint: { state: "closed", days: 18 }, since: "2026-12-18", months: [month] })).toBe(
    "The blueprint took 18 days. Counted since Fri 18 Dec 2026: 4 changes.",
  );
  expect(reworkSentence({ blueprint: { state: "none", days: null }, since: null, months: [] })).toBe("No blueprint was ever started. No change came after it yet.");
});

test("a phase is signed by what was answered, a number held against its target, and what is waived is said to be (R55)", () => {
  const held = [">= 95 %", "> 95 %", "<= 2 d", "< 2 d", "= 5", "about 5"].map((target) => ["95", "2", "5", "5,5", ""].filter((typed) => keepsTarget(target, typed)));
  expect(held).toEqual([["95"], [], ["2"], [], ["5"], []]);
  const question = { criterion: "done.exit.1", asks: "It runs", target: null, waiver: null };
  const questions = [question, { ...question, criterion: "done.metrics.share", asks: "Share", target: ">= 95 %" }, { ...question, criterion: "done.exit.2", waiver: "w-1" }];
  const said = { "done.exit.1": { met: true, measured: "", reason: " Asked on Monday. " }, "done.metrics.share": { met: false, measured: "97.5", reason: "" } };
  const { given, signed } = answersOf(questions, said);
  expect(given.map(({ met, measured }) => [met, measured])).toEqual([
    [true, null],
    [false, 97.5],
    [false, null],
  ]);
  expect(signed.map(({ asks, value, measured, reason }) => [asks, value, measured, reason])).toEqual([
    ["It runs", "met", null, "Asked on Monday."],
    ["Share: >= 95 %", "met", 97.5, null],
    ["It runs", "waived", null, "w-1"],
  ]);
});
