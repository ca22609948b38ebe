import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { channelFor } from "../src/channel.js";

const everything = { email: "robin@example.com", mobile: "+447700900123", address: "1 High Street" };

describe("the channel of a reminder", () => {
  it("is the one that the patient prefers", () => {
    assert.equal(channelFor({ ...everything, prefers: "sms" }, 7), "sms");
    assert.equal(channelFor({ ...everything, prefers: "letter" }, 7), "letter");
  });

  it("is the cheapest when the patient prefers none, or one that cannot reach them", () => {
    assert.equal(channelFor(everything, 7), "email");
    assert.equal(channelFor({ mobile: "+447700900123", prefers: "email" }, 7), "sms");
  });

  it("is a letter only while the post can be in time", () => {
    assert.equal(channelFor({ address: "1 High Street" }, 3), "letter");
    assert.equal(channelFor({ address: "1 High Street" }, 1), null);
  });

  it("is none for a patient of whom nothing is known", () => {
    assert.equal(channelFor({}, 7), null);
  });
});
