import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { afterQuietHours } from "../src/quiet-hours.js";

const moved = (instant, ...more) => afterQuietHours(new Date(instant), "Europe/London", ...more).toISOString();

describe("quiet hours", () => {
  it("leave the day as it is", () => {
    assert.equal(moved("2026-10-06T07:00:00Z"), "2026-10-06T07:00:00.000Z");
    assert.equal(moved("2026-10-06T18:59:59Z"), "2026-10-06T18:59:59.000Z");
  });

  it("move the evening and the night to eight in the morning", () => {
    assert.equal(moved("2026-10-06T19:00:00Z"), "2026-10-07T07:00:00.000Z");
    assert.equal(moved("2026-10-07T02:13:00Z"), "2026-10-07T07:00:00.000Z");
  });

  it("go by the clock on the wall in the night in which it changes", () => {
    assert.equal(moved("2026-10-24T22:00:00Z"), "2026-10-25T08:00:00.000Z");
  });

  it("may lie within one day", () => {
    assert.equal(moved("2026-10-06T12:30:00Z", { from: 13, until: 14 }), "2026-10-06T13:00:00.000Z");
    assert.equal(moved("2026-10-06T13:30:00Z", { from: 13, until: 14 }), "2026-10-06T13:30:00.000Z");
  });
});
