import { describe, expect, test } from "vitest";
import { frozen } from "./freeze.ts";
import { policyOf } from "./testing.ts";

const production = policyOf().policy.environments["production"];
if (production === undefined) throw new Error("the default policy has no production");

const at = (from: string, to: string, zone: string, instant: number) => frozen({ ...production, freeze: [{ from, to, zone, why: "Year end" }] }, instant) !== null;
const hour = 3_600_000;

describe("F11: freeze windows are days of their own zone, both included", () => {
  test.each([
    ["Europe/Lisbon in winter is UTC", "Europe/Lisbon", "2026-12-20", Date.UTC(2026, 11, 20)],
    ["Auckland is thirteen hours ahead in its summer", "Pacific/Auckland", "2026-12-20", Date.UTC(2026, 11, 20) - 13 * hour],
    ["New York is four hours behind in its summer", "America/New_York", "2026-07-01", Date.UTC(2026, 6, 1) + 4 * hour],
    ["and five in its winter", "America/New_York", "2026-12-20", Date.UTC(2026, 11, 20) + 5 * hour],
    ["Lisbon's first day of summer time begins at its old midnight", "Europe/Lisbon", "2026-03-29", Date.UTC(2026, 2, 29)],
    ["and the day after at its new one", "Europe/Lisbon", "2026-03-30", Date.UTC(2026, 2, 30) - hour],
    ["half-hour zones", "Asia/Kolkata", "2026-12-20", Date.UTC(2026, 11, 20) - 5.5 * hour],
    ["29 February", "UTC", "2028-02-29", Date.UTC(2028, 1, 29)],
  ])("%s", (_what, zone, day, midnight) => {
    expect([at(day, day, zone, midnight - 1), at(day, day, zone, midnight)]).toEqual([false, true]);
  });

  test.each([
    ["an ordinary day", "UTC", "2026-12-20", 24],
    ["29 February", "UTC", "2028-02-29", 24],
    ["the day that summer time takes an hour from", "Europe/Lisbon", "2026-03-29", 23],
    ["the day that it gives it back to", "Europe/Lisbon", "2026-10-25", 25],
  ])("%s lasts %s", (_what, zone, day, hours) => {
    const start = [...Array(80).keys()].map((step) => Date.parse(`${day}T00:00:00Z`) + (step - 24) * hour).filter((instant) => at(day, day, zone, instant));
    expect(start).toHaveLength(hours);
  });

  test("in a year without 29 February a window to that day ends with the 28th", () => {
    expect(at("2027-02-20", "2027-02-29", "UTC", Date.UTC(2027, 1, 28, 23))).toBe(true);
    expect(at("2027-02-20", "2027-02-29", "UTC", Date.UTC(2027, 2, 1))).toBe(false);
  });

  test.each(["Mars/Olympus", "", "UTC; rm"])("an unknown zone freezes: %j", (zone) => {
    expect(at("2020-01-01", "2020-01-02", zone, Date.UTC(2026, 0, 1))).toBe(true);
  });

  test("so does an instant that is none", () => {
    expect(at("2020-01-01", "2020-01-02", "UTC", Number.NaN)).toBe(true);
  });

  test("of several windows the first that holds is named; without any nothing is frozen", () => {
    const window = (from: string, why: string) => ({ from, to: "2026-12-31", zone: "UTC", why });
    expect(frozen({ ...production, freeze: [window("2026-12-30", "late"), window("2026-12-01", "early")] }, Date.UTC(2026, 11, 10))?.why).toBe("early");
    expect(frozen(production, Date.UTC(2026, 11, 10))).toBeNull();
  });
});
