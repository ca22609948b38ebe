import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { type BlueprintFiles, type FileKind, loadFileOf } from "../blueprint/index.ts";
import { Failure } from "../model/failure.ts";
import { loadPolicyFile, resolvePolicy } from "../policy/index.ts";
import { planOf } from "./plan.ts";
import { planCalendar } from "./plan-calendar.ts";
import { planCsv, planMarkdown } from "./plan-export.ts";
import { type ChangeWork, nothingRecorded, type PlanGround, type PlanRecords } from "./plan-ground.ts";
import type { Measured } from "./plan-metrics.ts";

const head = (id: string, version = 1) => `document:
  id: ${id}
  title: A title
  version: ${version}
  status: draft
  owner: ana
  approvers: [engineering-lead]
  classification: internal
  history: [{ version: 1, date: 2026-11-23, by: ana, what: First version }]
`;
const delivery = `delivery: 1
${head("GOV-DELIVERY-001", 3).replace("}]", "}, { version: 3, date: 2026-11-30, by: ana, what: Later }]")}sprints: { length: 2w, governance-minutes: 60 }
phases:
  - id: blueprint
    title: Blueprint
    purpose: Decide first.
    entry: []
    checkpoints:
      - { id: blueprint-exit, title: "=Exit, of; the blueprint", when: sprint-end, evidence: [], metrics: [], exit: [Every area is decided.], minutes: 90 }
  - id: build
    title: Build
    purpose: Code is written.
    entry: [The blueprint is closed.]
    checkpoints:
      - id: half-way
        title: Half way
        when: sprint-end
        evidence: [The list of changes]
        metrics:
          - { id: approvals, says: Approvals are complete, formula: f, source: measures.approval-completeness, target: ">= 100 %", threshold: "< 95 %" }
          - { id: mood, says: People are content, formula: f, source: the retrospective, target: ">= 3" }
        exit: [Nothing is left open.]
        approver: release-manager
        minutes: 30
`;
const blueprint = `blueprint: 1
${head("GOV-BLUEPRINT-001")}start: 2026-12-01
end: 2026-12-18
days: [{ day: 1, topic: Architecture, area: architecture }]
areas: {}
exit: []
people: { engineering-lead: { holds: [Ana Costa], deputies: [Bo Lind] }, project-manager: { holds: [Pia Roth] } }
`;

const files = {
  ...Object.fromEntries((["charter", "risks", "audit-trail", "ai-policy"] satisfies FileKind[]).map((kind) => [kind, null])),
  delivery: loadFileOf("delivery", delivery),
  blueprint: loadFileOf("blueprint", blueprint),
  decisions: [],
} as unknown as BlueprintFiles;
const policy = resolvePolicy(loadPolicyFile("policy: 1\nversion: 1\n", "policy.yaml"));
const at = (day: string) => Date.parse(`${day}T10:00:00Z`);

function ground(day: string, records: Partial<PlanRecords> = {}, work: readonly ChangeWork[] = []): PlanGround {
  return {
    project: "payments",
    source: null,
    files,
    failures: [],
    policy,
    people: null,
    qualifications: [],
    deputies: [],
    records: { ...nothingRecorded, ...records },
    work,
    now: at(day),
  };
}

const passedExit = { project: "payments", phase: "blueprint", checkpoint: "blueprint-exit", person: "p-1", fingerprint: "f", digest: "d", at: at("2026-12-17"), index: 40 };
const checkpoint = (plan: ReturnType<typeof planOf>, id: string) => plan.phases.flatMap(({ checkpoints }) => checkpoints).find((each) => each.id === id);

describe("a plan at one glance", () => {
  test("says what is next, who signs it and what is late (R55)", () => {
    expect(planOf(ground("2026-12-14")).answer).toBe(
      "Next is “=Exit, of; the blueprint” on 2026-12-18, in 4 days; Ana Costa or Pia Roth can sign it. The path of escalations has a gap.",
    );
    expect(planOf(ground("2026-12-20")).answer).toContain("Late is “=Exit, of; the blueprint”, due 2026-12-18, 2 days ago;");
    const after = planOf(ground("2026-12-20", { phases: [passedExit] }));
    expect(after.answer).toContain("Next is “Half way” on 2027-01-03, in 14 days; nobody is a release manager, who signs it.");
    expect(after.phases.map(({ id, state }) => [id, state])).toEqual([
      ["blueprint", "passed"],
      ["build", "now"],
    ]);
    expect(checkpoint(after, "blueprint-exit")).toMatchObject({ state: "passed", missing: [], passed: { by: "p-1", index: 40 } });
  });

  test("a metric that is measured here is held against its target, whatever the speed; one that is not, and every exit criterion, waits for whoever signs (R55, R99)", () => {
    const measured = (value: number | null): Measured =>
      new Map([
        [
          "approval-completeness",
          [{ id: "approval-completeness", name: "", definition: "", unit: "share", of: null, value, p90: null, part: 0, whole: 0, sample: 57, tooFew: value === null }],
        ],
      ]);
    const metrics = (value: number | null) => checkpoint(planOf(ground("2026-12-20"), measured(value)), "half-way");
    expect(metrics(1)?.metrics.map(({ state, value, sample }) => [state, value, sample])).toEqual([
      ["met", "100 %", 57],
      ["not-measured-here", null, 0],
    ]);
    expect(metrics(1)?.missing).toEqual(["People are content (wanted: >= 3): to be looked up at its source, the retrospective", "Nothing is left open."]);
    expect(metrics(0.982)?.metrics[0]).toMatchObject({ state: "missed", value: "98.2 %" });
    expect(metrics(0.9)?.metrics[0]).toMatchObject({ state: "beyond-threshold" });
    expect(metrics(null)?.metrics[0]).toMatchObject({ state: "too-few", value: null });
  });

  test("without a delivery framework, and with one that can't be read, that is what it says", () => {
    const without = { ...ground("2026-12-14"), files: { ...files, delivery: null } };
    expect(planOf(without)).toMatchObject({ phases: [], sprints: [], answer: "There is no delivery framework yet, so there is no plan." });
    const failures = [new Failure("document-invalid", "The file is empty.", { hint: "Write it.", place: { file: ".countersign/delivery.yaml", line: 1 } })];
    const unread = planOf({ ...without, failures });
    expect(unread.answer).toBe("The delivery framework can't be read, so there is no plan.");
    expect(unread.problems).toEqual([{ says: "The file is empty.", hint: "Write it.", place: { file: ".countersign/delivery.yaml", line: 1 } }]);
  });

  test("the path of escalations names everybody it comes down to, and every gap with what mends it (R100)", () => {
    const { missing, steps, deputy } = planOf(ground("2026-12-14")).escalation;
    expect(steps.length).toBeGreaterThan(0);
    expect(deputy?.problem?.says).toContain("There is no charter yet");
    expect(missing.map(({ hint }) => hint)).toContain("Write `.countersign/charter.yaml`.");
  });
});

const change = (given: Partial<ChangeWork>): ChangeWork => ({
  id: "c-1",
  revisions: [],
  tier: "business-logic",
  lines: 100,
  origins: [],
  allowed: null,
  alone: false,
  decisions: [],
  ...given,
});

describe("minutes of governance", () => {
  test("a sprint's estimate, what was recorded and observed in it, and how far it is over its budget (R98, R111)", () => {
    const effort = (minutes: number, day: string) => ({ effort: day, project: "payments", checkpoint: "half-way", minutes, person: "p-1", at: at(day), index: 1 });
    const decided = (day: string, seconds: number | null) => ({ at: at(day), outcome: "approve", seconds });
    const work = [change({ revisions: [at("2026-12-22")], lines: 250, decisions: [decided("2026-12-23", 1_500), decided("2026-12-28", null), decided("2027-01-05", 600)] })];
    const { sprints, answer, phases } = planOf(ground("2026-12-29", { efforts: [effort(40, "2026-12-24"), effort(7, "2026-12-10")] }, work));
    expect(sprints).toHaveLength(1);
    expect(sprints[0]).toMatchObject({
      number: 1,
      start: "2026-12-21",
      end: "2027-01-03",
      budget: 60,
      spent: { checkpoints: 40, reviews: 25 },
      decisions: 2,
      observed: 1,
      over: 5,
      state: "now",
    });
    expect(sprints[0]?.estimated.checkpoints).toBe(30);
    expect(sprints[0]?.estimated.reviews).toBeGreaterThanOrEqual(31);
    expect(answer).toContain("Sprint 1 is 5 minutes over its budget of 60.");
    // What was recorded before the first sprint still counts for its checkpoint.
    expect(phases[1]?.checkpoints[0]?.minutes).toEqual({ estimated: 30, recorded: 47 });
  });

  test("a review's estimate stands beside what was observed, tier by tier, once there is enough to say (R66, R98)", () => {
    const observed = (seconds: number | null, at: number) => change({ id: `c-${at}`, revisions: [at], lines: 250, decisions: [{ at, outcome: "approve", seconds }] });
    const reviews = (count: number) => planOf(ground("2026-12-29", {}, [...Array.from({ length: count }, (_, n) => observed(600 * (n + 1), n)), observed(null, 99)])).reviews;
    expect(reviews(4)).toMatchObject([{ tier: "business-logic", changes: 5, observed: null, sample: 4 }]);
    expect(reviews(5)).toMatchObject([{ tier: "business-logic", changes: 6, observed: 30, sample: 5 }]);
  });

  test("sprints go on after the last checkpoint, up to today", () => {
    expect(planOf(ground("2027-02-02")).sprints.map(({ number, state }) => [number, state])).toEqual([
      [1, "past"],
      [2, "past"],
      [3, "past"],
      [4, "now"],
    ]);
  });

  test("days of the blueprint stand beside later days of rework and of reversal, each with its sample, and nothing adds them up (R59, R99)", () => {
    const closed = { by: "p-1", at: at("2026-12-11"), index: 30, commit: "c", digest: "d" };
    const own = { id: "n-1", project: "payments", start: "2026-12-01", end: "2026-12-18", startedBy: "p-1", at: at("2026-12-01"), index: 3, closed };
    const back = (day: string) => [{ at: at(day), outcome: "request-changes", seconds: null }];
    const work = [
      change({ id: "c-before", revisions: [at("2026-12-02")], decisions: back("2026-12-03") }),
      change({ id: "c-1", revisions: [at("2026-12-14"), at("2026-12-18")], decisions: back("2026-12-15") }),
      change({ id: "c-2", revisions: [at("2026-12-20")], allowed: at("2026-12-22") }),
      change({ id: "c-3", revisions: [at("2027-01-10")], decisions: back("2027-01-11") }),
    ];
    const reversals = [{ change: "c-2" }] as unknown as PlanRecords["reversals"];
    expect(planOf(ground("2027-01-12", { blueprints: [own], reversals }, work)).rework).toEqual({
      blueprint: { state: "closed", days: 10 },
      since: "2026-12-11",
      months: [
        { month: "2026-12", changes: 2, sentBack: { days: 3, count: 1 }, reversals: { days: 2, count: 1 } },
        { month: "2027-01", changes: 1, sentBack: { days: 1, count: 1 }, reversals: { days: 0, count: 0 } },
      ],
    });
  });
});

describe("the plan elsewhere", () => {
  const options = { realm: "log.example.com", origin: "https://countersign.example.com" };

  test("a calendar has whole days with stable ids, an address, and an alarm for what is still open (R107)", async () => {
    const text = await planCalendar(ground("2026-12-14", { phases: [passedExit] }), options);
    const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
    expect(events.map(({ summary, startDate, endDate }) => [summary, startDate.toString(), endDate.toString(), startDate.isDate])).toEqual([
      ["Blueprint of payments", "2026-12-01", "2026-12-19", true],
      ["Blueprint: Architecture", "2026-12-01", "2026-12-02", true],
      ["Passed: =Exit, of; the blueprint", "2026-12-18", "2026-12-19", true],
      ["Checkpoint: Half way", "2027-01-03", "2027-01-04", true],
    ]);
    const [, , passed, open] = events;
    expect(open?.component.getFirstPropertyValue("url")).toBe("https://countersign.example.com/plan?project=payments");
    expect(open?.sequence).toBe(3);
    expect(String(open?.component.getFirstPropertyValue("dtstamp"))).toBe("2026-11-30T00:00:00Z");
    expect(String(passed?.component.getFirstPropertyValue("dtstamp"))).toBe("2026-12-17T10:00:00Z");
    expect([passed, open].map((each) => each?.component.getAllSubcomponents("valarm").map((alarm) => String(alarm.getFirstPropertyValue("trigger"))))).toEqual([[], ["-P1D"]]);
    expect(text).not.toContain("Pia");
  });

  test("the same plan is the same calendar whenever it is asked, and an event that moves keeps its id", async () => {
    const uids = (text: string) => [...text.matchAll(/UID:(\S+)/g)].map(([, uid]) => uid);
    const first = await planCalendar(ground("2026-12-14"), options);
    expect(await planCalendar(ground("2027-02-01"), options)).toBe(first);
    const moved = { ...files, blueprint: loadFileOf("blueprint", blueprint.replace("end: 2026-12-18", "end: 2026-12-22")) };
    expect(uids(await planCalendar({ ...ground("2026-12-14"), files: moved }, options))).toEqual(uids(first));
    expect(uids(await planCalendar(ground("2026-12-14"), { ...options, realm: "another" }))).not.toEqual(uids(first));
  });

  test("nothing that is typed into the files becomes a heading, a box or a row of the export, nor reaches a terminal (G22)", () => {
    const plan = planOf(ground("2026-12-14"));
    const phases = plan.phases.map((phase) => ({ ...phase, title: "Build\n\n## Escalation\u001b[2J", purpose: "# All done\n\n- [x] Signed" }));
    const markdown = planMarkdown({ ...plan, phases, answer: "| a |" });
    expect(markdown.match(/^## Escalation.*$/gm)).toEqual(["## Escalation"]);
    expect(markdown).not.toMatch(/^# All done|^- \[x\] Signed|^\| a/m);
    expect(markdown).not.toContain("\u001b");
    const duties = [{ role: "＝1+1\u001b[2J", holders: [], named: [] }];
    expect(planCsv({ ...plan, phases: [], duties })).toContain("duty,,'＝1+1[U+001B][2J,");
  });

  test("the export has efforts, the path of escalations with owners, deputies and limits, and calculates nothing in a spreadsheet (R98, R100)", () => {
    const csv = planCsv(planOf(ground("2026-12-14"))).split("\r\n");
    expect(csv[0]).toBe("kind,phase,id,title,date,state,who,deputy,limit,estimated_minutes,recorded_minutes,budget_minutes,note");
    expect(csv[1]).toBe(`checkpoint,blueprint,blueprint-exit,"'=Exit, of; the blueprint",2026-12-18,next,"Ana Costa, Pia Roth",,,90,0,,Every area is decided.`);
    expect(csv.filter((row) => row.startsWith("escalation,")).length).toBeGreaterThan(1);
    expect(csv.find((row) => row.startsWith("duty,,engineering-lead"))).toContain("Ana Costa,Bo Lind");
    expect(csv.filter((row) => row.startsWith("gap,")).length).toBeGreaterThan(0);
    expect(planMarkdown(planOf(ground("2026-12-14")))).toContain("- [ ] Every area is decided.");
  });
});
