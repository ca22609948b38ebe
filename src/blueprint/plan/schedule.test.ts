import { describe, expect, test } from "vitest";
import type { BlueprintFile, DeliveryFile, PhaseCheckpoint } from "../files.ts";
import { schedule } from "./schedule.ts";

const document = {
  id: "GOV-DELIVERY-001",
  title: "Delivery",
  version: 1,
  status: "draft",
  owner: "ana",
  approvers: ["engineering-lead"],
  classification: "internal",
} as const;
const checkpoint = (id: string, when: PhaseCheckpoint["when"]): PhaseCheckpoint => ({ id, title: id, when, evidence: [], metrics: [], exit: [], minutes: 30 });
const phase = (id: string, ...checkpoints: PhaseCheckpoint[]) => ({ id, title: id, purpose: "p", entry: [], checkpoints });

function delivery(sprints: DeliveryFile["sprints"], ...phases: DeliveryFile["phases"]): DeliveryFile {
  return { delivery: 1, document: { ...document, approvers: [...document.approvers] }, sprints, phases };
}

const blueprint: BlueprintFile = {
  blueprint: 1,
  document: { ...document, approvers: [...document.approvers] },
  start: "2026-12-01",
  end: "2026-12-18",
  days: [
    { day: 5, topic: "Security", area: "security" },
    { day: 1, topic: "Architecture" },
  ],
  areas: {},
  exit: [],
  people: {},
};
const datesOf = (plan: ReturnType<typeof schedule>) => plan.checkpoints.map(({ checkpoint: { id }, date }) => [id, date]);

describe("checkpoints on the boundaries of sprints (R107)", () => {
  const phases = [
    phase("blueprint", checkpoint("kick-off", "sprint-start"), checkpoint("blueprint-exit", "sprint-end")),
    phase("build", checkpoint("begin", "sprint-start"), checkpoint("first", "sprint-end"), checkpoint("second", "sprint-end")),
    phase("release", checkpoint("go", "2027-03-01"), checkpoint("after", "sprint-start")),
  ];

  test("each takes the first boundary of its kind after the one before it; the blueprint has boundaries of its own, and sprints begin on the working day after it", () => {
    expect(datesOf(schedule(delivery({ length: "2w" }, ...phases), blueprint))).toEqual([
      ["kick-off", "2026-12-01"],
      ["blueprint-exit", "2026-12-18"],
      // The 18th is a Friday.
      ["begin", "2026-12-21"],
      ["first", "2027-01-03"],
      ["second", "2027-01-17"],
      ["go", "2027-03-01"],
      ["after", "2027-03-15"],
    ]);
  });

  test("the first sprint starts when the file says so, and months are calendar ones that do not drift", () => {
    const plan = schedule(
      delivery({ start: "2027-01-31", length: "1mo" }, phase("build", checkpoint("a", "sprint-end"), checkpoint("b", "sprint-end"), checkpoint("c", "sprint-start"))),
      null,
    );
    expect(datesOf(plan)).toEqual([
      ["a", "2027-02-27"],
      ["b", "2027-03-30"],
      ["c", "2027-03-31"],
    ]);
    expect(plan.sprints).toEqual([
      { number: 1, start: "2027-01-31", end: "2027-02-27" },
      { number: 2, start: "2027-02-28", end: "2027-03-30" },
      { number: 3, start: "2027-03-31", end: "2027-04-29" },
    ]);
    expect(plan.sprintOn("2027-02-28")?.number).toBe(2);
    expect(plan.sprintOn("2027-01-30")).toBe(null);
  });

  test("without a first day nothing is dated but what has a date of its own, and the reason is said", () => {
    const plan = schedule(delivery({ length: "2w" }, phase("build", checkpoint("a", "sprint-end"), checkpoint("b", "2027-05-04"))), null);
    expect(plan.checkpoints.map(({ date, undated }) => [date, undated?.slice(0, 49) ?? null])).toEqual([
      [null, "Nobody said when the first sprint starts: give `s"],
      ["2027-05-04", null],
    ]);
  });

  test("a sprint of minutes and a date at the end of time come to an end", () => {
    const plan = schedule(delivery({ start: "2027-01-01", length: "1m" }, phase("build", checkpoint("far", "9999-12-31"), checkpoint("then", "sprint-end"))), null);
    expect(plan.checkpoints[1]).toMatchObject({ date: null, undated: "It would lie too far away." });
  });

  test("the days of a blueprint are working days, in their order", () => {
    expect(schedule(delivery({ length: "2w" }, ...phases), { ...blueprint, start: "2026-12-05" }).blueprint?.days).toEqual([
      { day: 1, date: "2026-12-07", topic: "Architecture", area: null },
      { day: 5, date: "2026-12-11", topic: "Security", area: "security" },
    ]);
  });
});
