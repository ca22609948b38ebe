import { cpSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Subject, subjectDigest } from "../model/decision.ts";
import type { Draft, FactData } from "../model/fact.ts";
import { exceptBlueprint, startBlueprint } from "./blueprint.ts";
import { exportLedger } from "./export-ledger.ts";
import { junit, type TestOrganisation, testOrganisation } from "./testing.ts";
import { type Verification, verifyFolder } from "./verify.ts";
import { openWorkplace } from "./workplace.ts";

// What nobody could record through this room, recorded past it: whoever has the ledger's key can append anything, and a stranger finds it from the export alone.

type Decision = FactData<"decision-made">;
type Verdict = FactData<"verdict-given">;

let tries = 0;

describe("R4 R29 an export whose steps stand out of order", () => {
  let org: TestOrganisation;
  let change: string;
  let head: string;
  beforeAll(async () => {
    org = await testOrganisation();
    ({ change, head } = await org.released());
    await org.gate(change);
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  const key = (what: string) => `${what}/${++tries}`;
  const decision = async (changed: Partial<Decision> = {}, subjectChanged: Partial<Subject> = {}): Promise<Draft> => {
    const [first] = await org.facts("decision-made");
    if (!first) throw new TypeError("there is a decision");
    const subject = { ...first.data.subject, ...subjectChanged };
    const data = { ...first.data, decision: `d-${++tries}`, subject, subjectDigest: subjectDigest(subject), ...changed };
    return { type: "decision-made", actor: data.person, key: key("decision"), data };
  };
  const verdict = async (changed: Partial<Verdict> = {}): Promise<Draft> => {
    const last = (await org.facts("verdict-given")).findLast(({ data }) => data.answer === "allow");
    if (!last) throw new TypeError("there is an allow");
    return { type: "verdict-given", actor: "system", key: key("verdict"), data: { ...last.data, verdict: `v-${++tries}`, ...changed } };
  };
  const deployment = async (changed: Partial<FactData<"deployment-recorded">> = {}): Promise<Draft> => {
    const last = (await org.facts("verdict-given")).findLast(({ data }) => data.answer === "allow");
    const data = {
      deployment: `r-${++tries}`,
      stage: "started" as const,
      project: "payments",
      change,
      commit: head,
      environment: "production",
      artifact: null,
      verdict: last?.index ?? null,
    };
    return { type: "deployment-recorded", actor: org.id("chen"), key: key("deployment"), data: { ...data, ...changed } };
  };
  const proposal = async (changed: Partial<FactData<"change-proposed">>): Promise<Draft> => {
    const [first] = await org.facts("change-proposed");
    if (!first) throw new TypeError("there is a proposal");
    return { type: "change-proposed", actor: org.id("ada"), key: key("change"), data: { ...first.data, change: `c-${++tries}`, ...changed } };
  };
  const keyOf = (handle: string) => org.keys.get(handle)?.fingerprint ?? "";

  async function recorded(...drafts: Draft[]): Promise<{ index: number; found: Verification }> {
    const copy = await testCopy(org);
    const places = await copy.append(drafts);
    const folder = `${org.scratch}/export-${++tries}`;
    await exportLedger(copy.workplace, folder);
    await copy.close();
    return { index: places.at(-1)?.index ?? 0, found: await verifyFolder(folder, {}) };
  }

  const codesAt = ({ index, found }: { index: number; found: Verification }) => found.order.problems.filter((problem) => problem.index === index).map(({ code }) => code);

  const cases: { code: string; what: string; drafts: () => Promise<Draft[]> }[] = [
    { code: "policy-not-in-force", what: "a proposal under what was never adopted", drafts: async () => [await proposal({ adoptions: [0] })] },
    { code: "no-such-change", what: "a decision on a change that nobody put forward", drafts: async () => [await decision({ change: "c-none" })] },
    { code: "stale-revision", what: "a decision for another head", drafts: async () => [await decision({}, { head: "1".repeat(40) })] },
    { code: "stale-revision", what: "a decision under another policy", drafts: async () => [await decision({}, { policy: "2".repeat(64) })] },
    { code: "nobody", what: "a decision by nobody who is enrolled", drafts: async () => [await decision({ person: "p-none" })] },
    { code: "not-a-person", what: "a decision by an agent", drafts: async () => [await decision({ person: org.id("robin") })] },
    {
      code: "not-a-person",
      what: "a decision by somebody who left",
      drafts: async () => [{ type: "person-changed", actor: org.id("ada"), key: key("person"), data: { person: org.id("bo"), roles: [], active: false } }, await decision()],
    },
    { code: "contributor", what: "an approval by whoever wrote it", drafts: async () => [await decision({ person: org.id("ada"), fingerprint: keyOf("ada") })] },
    { code: "key-not-enrolled", what: "a decision under somebody else's key", drafts: async () => [await decision({ fingerprint: keyOf("chen") })] },
    {
      code: "key-not-enrolled",
      what: "a decision under a key that had ended",
      drafts: async () => [{ type: "key-revoked", actor: org.id("bo"), key: key("key"), data: { person: org.id("bo"), fingerprint: keyOf("bo") } }, await decision()],
    },
    { code: "evidence-not-covered", what: "a decision over other evidence", drafts: async () => [await decision({}, { evidence: "3".repeat(64) })] },
    { code: "subject-mismatch", what: "a decision whose digest is another's", drafts: async () => [await decision({ subjectDigest: "4".repeat(64) })] },
    { code: "allow-without-basis", what: "an allow that rests on no approval", drafts: async () => [await verdict({ decisions: [0] })] },
    { code: "allow-without-basis", what: "an allow that rests on nothing", drafts: async () => [await verdict({ decisions: [] })] },
    { code: "allow-without-basis", what: "an allow over an emergency that nobody recorded", drafts: async () => [await verdict({ exceptions: ["b-none"] })] },
    { code: "stale-revision", what: "an allow under another policy", drafts: async () => [await verdict({ policy: "2".repeat(64) })] },
    {
      code: "allow-without-basis",
      what: "an allow over an approval that was withdrawn",
      drafts: async () => {
        const [first] = await org.facts("decision-made");
        const { decision = "", person = "" } = first?.data ?? {};
        return [{ type: "decision-withdrawn", actor: person, key: key("withdrawal"), data: { decision, person } }, await verdict()];
      },
    },
    { code: "no-such-change", what: "an allow of a revision that is not in front", drafts: async () => [await verdict({ revision: 7 })] },
    {
      code: "late-evidence",
      what: "an allow whose approvals are older than the evidence",
      drafts: async () => [
        {
          type: "evidence-added",
          actor: org.id("ada"),
          key: key("evidence"),
          data: { evidence: "e-late", project: "payments", commit: head, kind: "tests", format: "junit", state: "accepted", producer: "ci" },
          private: { file: { mediaType: "application/xml", bytes: junit({ run: 9 }) } },
        },
        await verdict(),
      ],
    },
    { code: "verdict-used-twice", what: "a second deployment on one allow", drafts: async () => [await deployment(), await deployment()] },
    { code: "ungated-deployment", what: "a deployment without an allow", drafts: async () => [await deployment({ verdict: null })] },
    { code: "ungated-deployment", what: "a deployment to another environment than was allowed", drafts: async () => [await deployment({ environment: "elsewhere" })] },
  ];
  it.each(cases)("$code names $what", async ({ code, drafts }) => {
    const { index, found } = await recorded(...(await drafts()));
    expect(codesAt({ index, found })).toContain(code);
    if (code === "ungated-deployment") expect(found).toMatchObject({ ok: true, first: null });
    else expect(found.ok).toBe(false);
  });

  it("verdict-expired names a deployment after the allow had run out; twin: at its last moment", async () => {
    const until = (await org.facts("verdict-given")).findLast(({ data }) => data.answer === "allow")?.data.until ?? 0;
    const before = org.clock.now;
    try {
      org.clock.now = until;
      expect(codesAt(await recorded(await deployment()))).toEqual([]);
      org.clock.now = until + 1;
      expect(codesAt(await recorded(await deployment()))).toEqual(["verdict-expired"]);
    } finally {
      org.clock.now = before;
    }
  });

  it("allow-without-basis names an allow over an emergency that had ended; twin: one that holds", async () => {
    const [last] = (await org.facts("verdict-given")).slice(-1);
    const broken = (expires: number): Draft => ({
      type: "break-glass-used",
      actor: org.id("bo"),
      key: key("glass"),
      data: {
        exception: `b-${expires}`,
        change,
        environment: "production",
        subjectDigest: last?.data.subjectDigest ?? "",
        people: ["bo", "chen"].map((handle) => ({ person: org.id(handle as "bo"), fingerprint: keyOf(handle) })),
        expires,
      },
    });
    const allow = (expires: number) => verdict({ decisions: [], exceptions: [`b-${expires}`], reasons: ["break-glass"], reviewed: false, until: expires });
    const [over, holds] = [org.clock.now, org.clock.now + 1];
    expect(new Set(codesAt(await recorded(broken(over), await allow(over))))).toEqual(new Set(["allow-without-basis"]));
    expect(codesAt(await recorded(broken(holds), await allow(holds)))).toEqual([]);
  });

  it("R50 allowed-in-blueprint names an allow while the project's blueprint ran; twin: with a standing exception", async () => {
    const data = { blueprint: key("n"), project: "payments", start: "2026-11-02", end: "2026-11-20", person: org.id("bo") };
    const started: Draft = { type: "blueprint-started", actor: org.id("bo"), key: key("blueprint"), data };
    const until = (await org.facts("verdict-given")).findLast((fact) => fact.data.answer === "allow")?.data.until ?? 0;
    const exception = { exception: key("w"), project: "payments", change, person: org.id("bo"), until };
    const excepted: Draft = { type: "blueprint-excepted", actor: org.id("bo"), key: key("exception"), data: exception };
    expect(codesAt(await recorded(started, await verdict()))).toEqual(["allowed-in-blueprint"]);
    expect(codesAt(await recorded(started, excepted, await verdict({ exceptions: [exception.exception] })))).toEqual([]);
  });

  it("nothing is named for what went the right way", async () => {
    expect((await recorded(await deployment())).found.order.problems).toEqual([]);
  });
});

it("R50 what the gate allowed by an exception from the blueprint verifies, and holds no longer than the exception", async () => {
  await using org = await testOrganisation();
  const { change } = await org.released();
  await startBlueprint(org.workplace, "bo", { project: "payments", start: "2026-11-02", end: "2026-11-20" });
  expect((await org.gate(change)).verdict.reasons.map(({ code }) => code)).toContain("blueprint-running");
  const { until } = await exceptBlueprint(org.workplace, "bo", { change, until: "2026-11-02", reason: "The customer's contract names the date." });
  org.clock.now = until - 1_000;
  expect((await org.gate(change)).verdict).toMatchObject({ verdict: "allow", exceptions: [{ kind: "blueprint" }] });
  expect((await org.facts("verdict-given")).map(({ data }) => [data.answer, data.until])).toEqual([
    ["deny", expect.any(Number)],
    ["allow", until],
  ]);
  const folder = `${org.scratch}/export`;
  await exportLedger(org.workplace, folder);
  expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, order: { problems: [] } });
  org.clock.now = until + 1;
  expect((await org.gate(change)).verdict.verdict).toBe("deny");
});

// Each case is recorded into a copy, so that none sees another's.
async function testCopy(org: TestOrganisation) {
  const folder = `${org.scratch}/copy-${++tries}`;
  cpSync(org.folder, folder, { recursive: true });
  const workplace = await openWorkplace({ folder, clock: () => org.clock.now, random: (length) => Buffer.alloc(length, tries) });
  return { workplace, append: (drafts: readonly Draft[]) => workplace.store.append(drafts), close: () => workplace.close() };
}
