import fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean, nearest } from "./nearest.ts";

test("a swapped, missing, doubled or wrong letter leads to the word that was meant", () => {
  const words = ["approvals", "ask", "check", "human", "sample"];
  expect(["aprovals", "appprovals", "approvlas", "approvels"].map((word) => nearest(word, words))).toEqual(Array(4).fill("approvals"));
  expect(["as", "aks", "askk"].map((word) => nearest(word, words))).toEqual(["ask", "ask", "ask"]);
});

test("a word that resembles nothing has no nearest one", () => {
  expect(nearest("quorum", ["approvals", "ask"])).toBeNull();
  expect(didYouMean("quorum", ["ask"], "Known here: ask.")).toBe("Known here: ask.");
});

test("of two near words the nearer one wins, whatever their order", () => {
  expect(nearest("tests-pas", ["tests-past-it", "tests-pass"])).toBe("tests-pass");
  expect(nearest("tests-pas", ["tests-pass", "tests-past-it"])).toBe("tests-pass");
});

test("every word is its own nearest, at no distance", () => {
  const word = fc.stringMatching(/^[a-z-]{1,20}$/);
  fc.assert(fc.property(word, fc.array(word), (one, others) => nearest(one, [...others, one]) === one));
});
