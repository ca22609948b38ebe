import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../model/canonical.ts";
import { type Declared, deploy, prepareDecision, questionsFor, recordDecision } from "../workflow/index.ts";
import { junit, lcov, met, requirement, type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { definitions, type Measure, type MeasureId, type Measures, measureRows, measures } from "./measures.ts";

const hour = 3_600_000;
const always = { since: 0, until: Number.MAX_SAFE_INTEGER / 2 };

interface Making {
  readonly lines?: number;
  readonly path?: string;
  /** Written by a tool, so that two have to approve it. */
  readonly tool?: boolean;
}

async function proposed(org: TestOrganisation, name: string, { lines = 3, path = `src/${name}.ts`, tool = false }: Making = {}): Promise<string> {
  org.repository.branch(name, org.base);
  const text = Array.from({ length: lines }, (_, at) => `export const ${name}${at} = ${at};\n`).join("");
  const head = org.repository.commit({ [path]: text });
  const declared = tool ? [{ tool: "claude-code", model: null }] : ("none" as const);
  const { change } = await org.propose({ head: `refs/heads/${name}`, requirement, declared });
  await org.attach(head, [junit(), lcov(Array(lines).fill(1), path)]);
  return change;
}

async function observed(org: TestOrganisation, handle: string, change: string, attention: { readonly [member: string]: Json }): Promise<void> {
  const { questions } = await questionsFor(org.workplace, handle, change);
  const prepared = await prepareDecision(org.workplace, handle, { change, outcome: "approve", answers: met(questions) });
  await recordDecision(org.workplace, prepared, await org.signer(handle)(prepared.bytes, prepared.namespace), { openedAt: null, seen: 1, files: 1, comments: 0, ...attention });
}

function found(all: Measures, id: MeasureId, of: string | null = null): Measure {
  const measure = [...all.throughput, ...all.control, ...all.coverage, ...all.review, ...all.consistency].find((each) => each.id === id && each.of === of);
  if (measure === undefined) throw new TypeError(`there is no ${id} of ${of}`);
  return measure;
}

describe("measures of a quarter", () => {
  let org: TestOrganisation;
  let all: Measures;
  const changes: string[] = [];
  beforeAll(async () => {
    org = await testOrganisation();
    for (let at = 1; at <= 6; at++) {
      const change = await proposed(org, `part${at}`);
      org.clock.now += at * hour;
      if (at === 6) await org.decide("dora", change, { outcome: "unsure", doubt: "meets-requirement", comment: "New to me" });
      await org.decide("bo", change);
      await org.decide("chen", change, { environment: "production" });
      await org.gate(change);
      changes.push(change);
    }
    const [first = "", second = ""] = changes;
    for (const change of [first, second]) await deploy(org.workplace, "chen", { stage: "started", environment: "production", change });
    await deploy(org.workplace, "chen", { stage: "started", environment: "staging", change: first });
    const [tests] = [await proposed(org, "tests", { path: "test/new.test.ts" })];
    changes.push(tests);
    all = await measures(org.workplace, always);
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  it("R17 tells the governance lead time that each tier adds, as median and 90th percentile of values that occurred", () => {
    expect(found(all, "lead-time", "business-logic")).toMatchObject({ value: 3 * 3_600, p90: 6 * 3_600, sample: 6, tooFew: false });
    expect(found(all, "pick-up-time")).toMatchObject({ value: 3 * 3_600, p90: 6 * 3_600, sample: 6 });
  });

  it("R7 gives throughput only beside control: one answer holds both, and neither is ever empty", async () => {
    expect(all.throughput.map(({ id }) => id)).toEqual(["changes-allowed", "lead-time", "pick-up-time"]);
    expect(all.control.map(({ id }) => id)).toEqual([
      "approval-completeness",
      "ai-share",
      "origin-unknown",
      "ai-coverage",
      "violations",
      "decisions-withdrawn",
      "changes-escalated",
    ]);
    expect(found(all, "changes-allowed")).toMatchObject({ value: 6, sample: 6 });
    expect(found(all, "violations")).toMatchObject({ value: 1 });
    expect(found(all, "changes-escalated")).toMatchObject({ part: 1, whole: 7, value: 1 / 7 });
    const nothing = await measures(org.workplace, { since: 0, until: 1 });
    expect([nothing.throughput.length > 0, nothing.control.map(({ id }) => id)]).toEqual([true, all.control.map(({ id }) => id)]);
  });

  it("says too few instead of a share below five, and what there was all the same", () => {
    expect(found(all, "approval-completeness")).toMatchObject({ value: null, tooFew: true, part: 2, whole: 3, sample: 3 });
  });

  it("opens each number into the rows that it was counted from", async () => {
    for (const { id, of, sample, part, unit } of [...all.throughput, ...all.control, ...all.coverage, ...all.review, ...all.consistency]) {
      const rows = await measureRows(org.workplace, id, of, always);
      expect([id, of, rows.length]).toEqual([id, of, sample]);
      if (unit !== "duration") expect([id, rows.reduce((sum, row) => sum + row.part, 0)]).toEqual([id, part]);
    }
    const rows = await measureRows(org.workplace, "approval-completeness", null, always);
    expect(rows.map(({ sentence }) => sentence.replace(/^r-\S+/, "r"))).toEqual([
      "r to staging: nobody answers for it.",
      "r to production: a named person answers for it.",
      "r to production: a named person answers for it.",
    ]);
  });

  it("counts what lies in the period and the project, and nothing else", async () => {
    const since = Date.parse("2026-11-02T12:00:00Z");
    expect(found(await measures(org.workplace, { ...always, since }), "changes-allowed").value).toBe(5);
    expect(found(await measures(org.workplace, { ...always, project: "nothing" }), "changes-allowed").value).toBe(0);
  });

  it("R16 says how alike answers are, by criterion, and that the same change type under the same policy was asked the same", () => {
    expect(found(all, "criterion-met", "meets-requirement")).toMatchObject({ value: 1, sample: 6 });
    expect(found(all, "criterion-met", "rollback-known")).toMatchObject({ value: 1, sample: 6 });
    expect(found(all, "same-criteria")).toMatchObject({ value: 1, sample: 7 });
    // Bo alone has answered often enough, and one person's share would be about that person.
    expect(all.consistency.map(({ spread }) => spread)).toEqual(all.consistency.map(() => null));
  });

  it("prints a definition with every number", () => {
    for (const measure of [...all.throughput, ...all.control]) expect(measure.definition).toBe(definitions[measure.id].definition);
  });

  it("R35 names nobody, in no number and no row", async () => {
    const rows = await Promise.all(
      (Object.keys(definitions) as MeasureId[]).map((id) => measureRows(org.workplace, id, id === "criterion-met" ? "meets-requirement" : null, always)),
    );
    const said = JSON.stringify([all, rows]);
    for (const handle of ["ada", "bo", "chen", "dora"] as const) expect([handle, said.includes(org.id(handle))]).toEqual([handle, false]);
    expect(said).not.toMatch(/Bo Berg|Chen Wei|Dora Diaz|Ada Author/);
  });
});

describe("R35 signals of shallow reviews", () => {
  it("are counted for the team: fast for the size, evidence unopened, no comment on a large change", async () => {
    await using org = await testOrganisation();
    for (let at = 1; at <= 5; at++) {
      const change = await proposed(org, `large${at}`, { lines: 200 });
      const attention = at === 1 ? { seconds: 60, evidence: [] } : { seconds: 1_200, evidence: ["e-1"] };
      await observed(org, "bo", change, attention);
    }
    const small = await proposed(org, "small");
    await observed(org, "bo", small, { seconds: 2, evidence: ["e-1"] });
    const all = await measures(org.workplace, always);
    expect(found(all, "review-pace", "payments")).toMatchObject({ part: 1, whole: 5, value: 0.2 });
    expect(found(all, "evidence-unopened", "payments")).toMatchObject({ part: 1, whole: 6 });
    expect(found(all, "large-without-comment", "payments")).toMatchObject({ part: 5, whole: 5, value: 1 });
    expect(found(all, "decision-time", "payments")).toMatchObject({ value: 1_200, p90: 1_200, sample: 6 });
    expect(found(all, "approvals-in-a-row", "payments")).toMatchObject({ part: 0, whole: 6 });
  });

  it("tell a long run of approvals by one person, which another outcome ends", async () => {
    await using org = await testOrganisation();
    const decided = async (from: number, to: number) => {
      for (let at = from; at <= to; at++) await org.decide("bo", await proposed(org, `run${at}`));
    };
    await decided(1, 6);
    await org.decide("bo", await proposed(org, "halt"), { outcome: "request-changes", comment: "No" });
    await decided(7, 12);
    expect(found(await measures(org.workplace, always), "approvals-in-a-row", "payments")).toMatchObject({ part: 0, whole: 12 });
    await decided(13, 16);
    expect(found(await measures(org.workplace, always), "approvals-in-a-row", "payments")).toMatchObject({ part: 10, whole: 16 });
  });
});

describe("R83 the AI's part", () => {
  it("is counted in lines, with the covered and the unknown ones beside it", async () => {
    await using org = await testOrganisation();
    for (let at = 1; at <= 4; at++) await proposed(org, `ai${at}`, { lines: 10, tool: true });
    org.repository.branch("bare", org.base);
    const head = org.repository.commit({ "src/bare.ts": "export const a = 1;\nexport const b = 2;\n" });
    await org.propose({ head: "refs/heads/bare", declared: [{ tool: "claude-code", model: null }] });
    await org.attach(head, [junit(), lcov([1, 0], "src/bare.ts")]);
    await proposed(org, "human", { lines: 8 });
    expect(found(await measures(org.workplace, always), "ai-coverage")).toMatchObject({ sample: 0, value: null });
    for (const { id } of await org.workplace.store.read.changes({})) await org.decide("bo", id, { outcome: "request-changes", comment: "Not yet" });
    const all = await measures(org.workplace, always);
    expect(found(all, "ai-coverage")).toMatchObject({ part: 41, whole: 42, sample: 5, value: 41 / 42 });
    expect(found(all, "ai-share")).toMatchObject({ part: 42, whole: 50, sample: 6, value: 0.84 });
    expect(found(all, "origin-unknown")).toMatchObject({ part: 0, whole: 50, value: 0 });
  });
});

describe("R83 coverage of AI's lines over a period", () => {
  let org: TestOrganisation;
  let all: Measures;
  const december = Date.parse("2026-12-03T09:00:00Z");
  beforeAll(async () => {
    org = await testOrganisation();
    const put = async (name: string, files: { [path: string]: string }, declared: Declared | undefined, reports: Uint8Array[]) => {
      org.repository.branch(name, org.base);
      const head = org.repository.commit(files);
      const { change } = await org.propose({ head: `refs/heads/${name}`, requirement, declared });
      if (reports.length > 0) await org.attach(head, reports);
      return change;
    };
    const claude = [{ tool: "claude-code", model: null }];
    const first = await put("first", { "src/first.ts": "one\ntwo\n", "docs/first.md": "three\n" }, claude, [lcov([1, 0], "src/first.ts")]);
    const second = await put("second", { "src/second.ts": "one\ntwo\nthree\n" }, [{ tool: "cursor", model: null }], []);
    const third = await put("third", { "src/third.ts": "one\n" }, undefined, [lcov([1], "src/third.ts")]);
    const human = await put("human", { "src/human.ts": "one\n" }, "none", [lcov([1], "src/human.ts")]);
    await put("undecided", { "src/undecided.ts": "one\n" }, claude, []);
    for (const change of [first, second]) await org.decide("bo", change, { outcome: "request-changes", comment: "No" });
    org.clock.now = december;
    for (const change of [third, human, second]) await org.decide("bo", change, { outcome: "request-changes", comment: "No" });
    all = await measures(org.workplace, always);
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  const told = (id: MeasureId) =>
    all.coverage
      .filter((each) => each.id === id)
      .map(({ of, lines, unknown, sample }) => [of, [lines.lines, lines.coverable, lines.executable, lines.hit, lines.withoutData], [unknown.lines, unknown.of], sample]);

  it("is told by project, with what was added, what could run, what ran, what is without data, and what nobody is known to have written", () => {
    expect(told("ai-coverage-by-project")).toEqual([["payments", [7, 6, 3, 2, 3], [1, 7], 3]]);
    expect(found(all, "ai-coverage")).toMatchObject({ part: 2, whole: 3, sample: 3, tooFew: true, value: null });
  });

  it("is told by tool and by how that is known; a change counts in the month in which it was first judged", () => {
    expect(told("ai-coverage-by-tool")).toEqual([
      ["claude-code", [3, 2, 2, 1, 0], [0, 3], 1],
      ["cursor", [3, 3, 0, 0, 3], [0, 3], 1],
      ["unknown origin", [1, 1, 1, 1, 0], [1, 1], 1],
    ]);
    expect(told("ai-coverage-by-method")).toEqual([
      ["declared", [6, 5, 2, 1, 3], [0, 6], 2],
      ["none", [1, 1, 1, 1, 0], [1, 1], 1],
    ]);
    expect(told("ai-coverage-by-month")).toEqual([
      ["2026-11", [6, 5, 2, 1, 3], [0, 6], 2],
      ["2026-12", [1, 1, 1, 1, 0], [1, 1], 1],
    ]);
  });

  it("opens into its changes, and counts those alone that were judged in the period", async () => {
    const rows = await measureRows(org.workplace, "ai-coverage-by-tool", "cursor", always);
    expect(rows.map(({ sentence, change }) => [sentence.replace(change ?? "", "c"), change !== null])).toEqual([["c: 0 of 0 executable AI lines ran, 3 of 3 without data.", true]]);
    const later = await measures(org.workplace, { ...always, since: december - hour });
    expect(later.coverage.filter(({ id }) => id === "ai-coverage-by-tool").map(({ of }) => of)).toEqual(["cursor", "unknown origin"]);
  });
});

describe("R16 the spread of answers", () => {
  it("says how far reviewers are apart once three have answered often enough, and never who", async () => {
    await using org = await testOrganisation();
    for (let at = 1; at <= 5; at++) {
      const change = await proposed(org, `spread${at}`, { tool: true });
      for (const handle of ["bo", "chen"]) await org.decide(handle, change);
      if (at > 3) await org.decide("dora", change);
      else
        await org.decide("dora", change, {
          outcome: "request-changes",
          comment: "No",
          answers: [{ criterion: "meets-requirement", value: "not-met", reason: "It rounds down", link: null }],
        });
    }
    const [consistency] = (await measures(org.workplace, always)).consistency.filter(({ id }) => id === "criterion-met");
    expect(consistency).toMatchObject({ of: "meets-requirement", part: 12, whole: 15, value: 0.8, spread: { reviewers: 3, lowest: 0.4, highest: 1 } });
  });
});
