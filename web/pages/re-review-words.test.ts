import { describe, expect, it } from "vitest";
import { mayOrder, type ReReview, reReviewSentence } from "./re-review-words.ts";

const bo = { id: "p-bo", name: "Bo Lindqvist" };
const dan = { id: "p-dan", name: "Dan Dahl" };
const drawn: ReReview["drawn"] = { since: "", until: "", count: 5, population: 2, size: 9, root: "", order: "", seed: "" };
const answered = (answer: "agrees" | "disagrees") => ({ answer, by: dan, time: "", reason: "", index: 9 });

describe("R35 a second look in one sentence", () => {
  it.each<[Parameters<typeof reReviewSentence>[0], string]>([
    [{ person: dan, by: bo, drawn: null, answered: null }, "Bo Lindqvist ordered it for this decision; Dan Dahl is asked and has not answered yet."],
    [{ person: dan, by: bo, drawn, answered: answered("agrees") }, "Bo Lindqvist ordered 2 of 2 approvals, and this one was drawn; Dan Dahl agrees with the approval."],
    [{ person: dan, by: bo, drawn: null, answered: answered("disagrees") }, "Bo Lindqvist ordered it for this decision; Dan Dahl disagrees with the approval."],
    [{ person: null, by: bo, drawn, answered: null }, "Bo Lindqvist ordered 2 of 2 approvals, and this one was drawn; nobody is left who could be asked."],
  ])("%#", (line, sentence) => {
    expect(reReviewSentence(line)).toBe(sentence);
  });

  it("is ordered by leads and administrators", () => {
    expect([["engineering-lead"], ["administrator", "auditor"], ["reviewer"], ["auditor"], []].map(mayOrder)).toEqual([true, true, false, false, false]);
  });
});
