import { describe, expect, it } from "vitest";
import { sprintState, workingDayOf } from "./sprint.ts";

const days = [
  { day: 1, topic: "Begin" },
  { day: 5, topic: "Data", area: "data" as const },
];
// A Monday to the Friday of its third week.
const sprint = { start: "2026-11-30", end: "2026-12-18", days };

describe("R49: a sprint by its dates", () => {
  it.each([
    ["2026-11-29", { state: "ahead", day: 0, of: 19, late: 0, workingDay: 0, topics: [] }],
    ["2026-11-30", { state: "running", day: 1, late: 0, workingDay: 1, topics: [{ day: 1, topic: "Begin", area: null }] }],
    ["2026-12-05", { state: "running", day: 6, workingDay: 5, topics: [{ day: 5, topic: "Data", area: "data" }] }],
    ["2026-12-18", { state: "running", day: 19, late: 0, workingDay: 15 }],
    ["2026-12-21", { state: "late", day: 22, late: 3, topics: [] }],
  ] as const)("stands on %s where the calendar says", (today, state) => expect(sprintState(sprint, today)).toMatchObject(state));

  it.each([
    ["2026-12-13", "13 days: a blueprint usually takes 14 to 28."],
    ["2026-12-14", null],
    ["2026-12-28", null],
    ["2026-12-29", "29 days: a blueprint usually takes 14 to 28."],
    ["2026-12-01", "1 day: a blueprint usually takes 14 to 28."],
  ])("that ends on %s warns: %s", (end, warning) => expect(sprintState({ ...sprint, end }, "2026-12-01").warning).toBe(warning));

  it("counts working days from any day of the week, however late", () => {
    expect(["2026-12-05", "2026-12-06", "2026-12-07", "2026-12-11", "2026-12-14"].map((today) => workingDayOf("2026-12-05", today))).toEqual([0, 0, 1, 5, 6]);
    expect(workingDayOf("2026-11-30", "2036-11-30")).toBe(2610);
  });
});
