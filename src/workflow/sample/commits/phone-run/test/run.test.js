import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Undeliverable } from "../src/outbox.js";
import { run } from "../src/run.js";

const visit = (id, patient) => ({ id, at: new Date("2026-10-06T08:30:00Z"), place: "Desk 4", patient });
const day = { since: new Date("2026-10-04T12:00:00Z"), now: new Date("2026-10-05T12:00:00Z"), zone: "Europe/London", wait: async () => {} };

describe("a run", () => {
  it("sends what is due over each patient's own channel", async () => {
    const sent = [];
    const carriers = { email: async ({ key }) => void sent.push(`email ${key}`), sms: async ({ key, text }) => void sent.push(`sms ${key} ${text.slice(0, 18)}`) };
    const report = await run([visit("a1", { email: "robin@example.com" }), visit("b2", { mobile: "+447700900123" })], { ...day, carriers });
    assert.deepEqual(sent, ["email a1-1", "sms b2-1 Northwind Hospital"]);
    assert.deepEqual(report.failed, []);
  });

  it("hands a call over with the number and the times", async () => {
    const calls = [];
    const carriers = { phone: async ({ number, calls: times }) => void calls.push(number, ...times.map((time) => time.toISOString())) };
    await run([visit("a1", { phone: "020 7946 0018" })], { ...day, carriers });
    assert.deepEqual(calls, ["+442079460018", "2026-10-05T12:00:00.000Z", "2026-10-05T15:00:00.000Z"]);
  });

  it("reports a call for which no time is left", async () => {
    const late = { ...day, now: new Date("2026-10-06T07:00:00Z") };
    const report = await run([visit("a1", { phone: "020 7946 0018" })], { ...late, carriers: {} });
    assert.deepEqual(report.failed, [{ key: "a1-1", channel: "phone", attempts: 0, reason: "no time is left to call" }]);
  });

  it("reports whom no channel reaches and what a carrier refuses, and goes on", async () => {
    const carriers = {
      sms: async () => {
        throw new Undeliverable("no such number");
      },
      email: async () => {},
    };
    const report = await run([visit("a1", {}), visit("b2", { mobile: "+447700900123" }), visit("c3", { email: "kim@example.com" })], { ...day, carriers });
    assert.deepEqual(report, {
      sent: [{ key: "c3-1", channel: "email", attempts: 1, reason: null }],
      failed: [
        { key: "a1-1", channel: null, attempts: 0, reason: "no channel reaches the patient" },
        { key: "b2-1", channel: "sms", attempts: 1, reason: "no such number" },
      ],
    });
  });
});
