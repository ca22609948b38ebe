import { describe, expect, it } from "vitest";
import { exact, relative, span } from "./time.ts";

const now = Date.parse("2026-11-22T18:00:00Z");

describe("times on screen", () => {
  it.each([
    ["2026-11-22T17:59:40Z", "just now"],
    ["2026-11-22T18:00:20Z", "just now"],
    ["2026-11-22T18:00:50Z", "in less than a minute"],
    ["2026-11-22T17:01:00Z", "59 min ago"],
    ["2026-11-22T15:00:00Z", "3 h ago"],
    ["2026-11-23T19:00:00Z", "in 1 day"],
    ["2026-11-19T18:00:00Z", "3 days ago"],
    ["2026-08-01T09:00:00Z", "1 Aug 2026"],
    ["no time", "no time"],
  ])("%s reads %s", (time, words) => {
    expect(relative(time, now)).toBe(words);
  });

  it("carries its zone whenever it is exact", () => {
    expect(exact("2026-11-22T18:43:10Z", "UTC")).toBe("22 November 2026, 18:43 UTC");
    expect(exact("2026-07-01T18:43:10Z", "Europe/Berlin")).toBe("1 July 2026, 20:43 CEST");
  });

  it("says how long something has waited, and never less than nothing", () => {
    expect(span(2 * 86_400_000)).toBe("2 days");
    expect(span(90 * 60_000)).toBe("1 h");
    expect(span(-30 * 60_000)).toBe("less than a minute");
  });
});
