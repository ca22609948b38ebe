import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { reminderText, timeInWords } from "../src/message.js";

describe("reminder texts", () => {
  it("say when and where", () => {
    assert.equal(
      reminderText({ at: new Date("2026-10-06T08:30:00Z"), place: "Desk 4" }, "Europe/London"),
      "Northwind Hospital: you have an appointment on Tuesday 6 October at 09:30 at Desk 4. If you cannot come, please call us.",
    );
  });

  it("go by the clock of the hospital, in summer and in winter", () => {
    assert.equal(timeInWords(new Date("2026-12-01T08:30:00Z"), "Europe/London"), "Tuesday 1 December at 08:30");
    assert.equal(timeInWords(new Date("2026-07-01T23:05:00Z"), "Europe/London"), "Thursday 2 July at 00:05");
  });

  it("hold neither the name of the patient nor the reason", () => {
    const appointment = { at: new Date("2026-10-06T08:30:00Z"), place: "Desk 4", patient: { name: "Robin Smith" }, reason: "biopsy" };
    assert.doesNotMatch(reminderText(appointment, "Europe/London"), /Robin|Smith|biopsy/);
  });
});
