import { describe, expect, it } from "vitest";
import { mayOrder, orderedSentence, type ReReview, reReviewSentence } from "./re-review-words.ts";

const bo = { id: "p-bo", name: "Bo Lindqvist" };
const dan = { id: "p-dan", name: "Dan Dahl" };
const drawn: ReReview["drawn"] = { since: "", until: "", count: 5, population: 2, size: 9, root: "", order: "", seed: "" };
const answered = (answer: "agrees" | "disagrees") => ({ answer, by: dan, time: "", reason: "", index: 9 });

describe("R35 a second look in one sentence", () => {
  it.each<[Parameters<typeof reReviewSentence>[0], string]>([
    [{ person: dan, by: bo, drawn: null, answered: null }, "Bo Lindqvist ordered it for this decision; Dan Dahl is asked and has not answered yet."],
    [{ person: dan, by: bo, drawn, answered: answered("agrees") }, "Bo Lindqvist ordered 2 of 2 approvals, and this one was drawn; Dan Dahl agrees with the approval."],
    [{ person: dan, by: bo, drawn: null, answered: answered("disagrees") }, "Bo Lindqvist ordered it for this decision; Dan Dahl disagrees with the approval."],
    [
      { person: null, by: bo, drawn, answered: null },
      "Bo Lindqvist ordered 2 of 2 approvals, and this one was drawn; nobody is left who could be asked, so it was not ordered and can be drawn again.",
    ],
  ])("%#", (line, sentence) => {
    expect(reReviewSentence(line)).toBe(sentence);
  });

  it("says how many were drawn and left out, and why", () => {
    expect(orderedSentence([{ person: dan }, { person: dan }])).toBe("2 second looks ordered.");
    expect(orderedSentence([{ person: dan }, { person: null }])).toBe(
      "1 second look ordered. 1 more was drawn and left out: everybody qualified contributed to the change or approved it.",
    );
  });

  it("is ordered by leads and administrators", () => {
    expect([["engineering-lead"], ["administrator", "auditor"], ["reviewer"], ["auditor"], []].map(mayOrder)).toEqual([true, true, false, false, false]);
  });
});
