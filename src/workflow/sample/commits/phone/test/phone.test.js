import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callTimes, dialable, phoneNumber } from "../src/phone.js";

describe("phone numbers", () => {
  it("are dialled however people write them", () => {
    for (const written of ["020 7946 0018", "(020) 7946-0018", "+44 (0)20 7946 0018", "0044 20 7946 0018"]) assert.equal(dialable(written), "+442079460018", written);
    assert.equal(dialable("01 23 45 67 89", "33"), "+33123456789");
  });

  it("are refused when nobody can be called on them", () => {
    for (const written of ["", "7946 0018", "0123", "+44 20 CALL ME", "+0441234567", `0${"1".repeat(20)}`]) assert.equal(dialable(written), null, written);
  });

  it("of a patient are the landline, else the mobile", () => {
    assert.equal(phoneNumber({ phone: "020 7946 0018", mobile: "07700 900123" }), "+442079460018");
    assert.equal(phoneNumber({ phone: "ask Kim", mobile: "07700 900123" }), "+447700900123");
    assert.equal(phoneNumber({}), null);
  });
});

describe("call times", () => {
  const times = (now, appointment) => callTimes(new Date(now), new Date(appointment), "Europe/London").map((time) => time.toISOString().slice(0, 16));

  it("are three, three hours apart", () => {
    assert.deepEqual(times("2026-10-05T08:30:00Z", "2026-10-12T08:30:00Z"), ["2026-10-05T08:30", "2026-10-05T11:30", "2026-10-05T14:30"]);
  });

  it("wait for the desk to open", () => {
    assert.deepEqual(times("2026-10-05T15:00:00Z", "2026-10-12T08:30:00Z"), ["2026-10-05T15:00", "2026-10-06T08:00", "2026-10-06T11:00"]);
  });

  it("end two hours before the appointment", () => {
    assert.deepEqual(times("2026-10-05T15:00:00Z", "2026-10-06T11:00:00Z"), ["2026-10-05T15:00", "2026-10-06T08:00"]);
    assert.deepEqual(times("2026-10-05T18:00:00Z", "2026-10-06T09:00:00Z"), []);
  });
});
