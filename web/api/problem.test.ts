import { describe, expect, it } from "vitest";
import { ProblemError, wrongAt, wrongElsewhere } from "./problem.ts";

const errors = [
  { at: "body.emails.1", says: "It needs at least 3 characters." },
  { at: "body.name", says: "It is empty." },
  { at: "body", says: "There is no naem here." },
];
const error = new ProblemError({ type: "", title: "", status: 400, code: "bad-request", detail: "", hint: "", errors });

describe("what is wrong with a form", () => {
  it("stands at its field, also what is wrong with one entry of a list", () => {
    expect([wrongAt(error, "name"), wrongAt(error, "emails"), wrongAt(error, "email"), wrongAt(null, "name")]).toEqual([
      "It is empty.",
      "It needs at least 3 characters.",
      undefined,
      undefined,
    ]);
  });

  it("stands below the form where it is at none of its fields", () => {
    expect(wrongElsewhere(error, ["name", "emails"])).toEqual([errors[2]]);
    expect(wrongElsewhere(error, [])).toEqual(errors);
    expect(wrongElsewhere(new Error("other"), [])).toEqual([]);
  });
});
