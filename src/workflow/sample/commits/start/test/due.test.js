import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dueReminders } from "../src/due.js";

const appointment = (id, at, more = {}) => ({ id, at: new Date(at), place: "Desk 4", patient: {}, ...more });
const due = (appointments, since, now) => dueReminders(appointments, { since: new Date(since), now: new Date(now) }).map(({ appointment, days }) => `${appointment.id} ${days}`);

describe("due reminders", () => {
  const visit = appointment("a1", "2026-10-06T09:30:00Z");

  it("fall due a week and a day before the appointment", () => {
    assert.deepEqual(due([visit], "2026-09-28T12:00:00Z", "2026-09-29T12:00:00Z"), ["a1 7"]);
    assert.deepEqual(due([visit], "2026-10-04T12:00:00Z", "2026-10-05T12:00:00Z"), ["a1 1"]);
    assert.deepEqual(due([visit], "2026-09-30T12:00:00Z", "2026-10-01T12:00:00Z"), []);
  });

  it("are found once: the end of one run is where the next one starts", () => {
    assert.deepEqual(due([visit], "2026-10-05T09:00:00Z", "2026-10-05T09:30:00Z"), ["a1 1"]);
    assert.deepEqual(due([visit], "2026-10-05T09:30:00Z", "2026-10-05T10:00:00Z"), []);
  });

  it("are all found after a pause of the service, the earliest first", () => {
    const later = appointment("b2", "2026-10-05T08:00:00Z");
    assert.deepEqual(due([visit, later], "2026-09-20T00:00:00Z", "2026-10-05T07:00:00Z"), ["b2 7", "a1 7", "b2 1"]);
  });

  it("are not sent for an appointment that was cancelled or has begun", () => {
    const cancelled = appointment("c3", "2026-10-06T09:30:00Z", { cancelled: true });
    assert.deepEqual(due([cancelled, visit], "2026-10-05T00:00:00Z", "2026-10-06T09:30:00Z"), []);
  });
});
