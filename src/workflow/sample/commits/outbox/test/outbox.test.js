import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deliver, Undeliverable } from "../src/outbox.js";

/** A carrier that fails with each of these errors before it succeeds, and a clock that only writes down how long it would wait. */
function carrier(...errors) {
  const pauses = [];
  const send = async () => {
    const error = errors.shift();
    if (error) throw error;
  };
  return { send, pauses, wait: async (milliseconds) => void pauses.push(milliseconds) };
}

describe("the outbox", () => {
  it("sends at once when nothing is wrong", async () => {
    const { send, wait, pauses } = carrier();
    assert.deepEqual(await deliver(send, { wait }), { delivered: true, attempts: 1, reason: null });
    assert.deepEqual(pauses, []);
  });

  it("tries again after a pause that doubles", async () => {
    const { send, wait, pauses } = carrier(new Error("busy"), new Error("busy"));
    assert.deepEqual(await deliver(send, { wait }), { delivered: true, attempts: 3, reason: null });
    assert.deepEqual(pauses, [1000, 2000]);
  });

  it("gives up after the last attempt, and says why", async () => {
    const { send, wait, pauses } = carrier(new Error("busy"), new Error("busy"), new Error("down"));
    assert.deepEqual(await deliver(send, { attempts: 3, wait }), { delivered: false, attempts: 3, reason: "down" });
    assert.deepEqual(pauses, [1000, 2000]);
  });

  it("does not try again what can never be delivered", async () => {
    const { send, wait, pauses } = carrier(new Undeliverable("no such number"));
    assert.deepEqual(await deliver(send, { wait }), { delivered: false, attempts: 1, reason: "no such number" });
    assert.deepEqual(pauses, []);
  });
});
