import { describe, expect, it } from "vitest";
import { type Document, membersOf, typeWords } from "./api-docs/words.ts";
import { attentionSentence, deploymentsSentence, type Environment } from "./deployments/words.ts";
import { escalationsSentence } from "./escalations/words.ts";
import { byDay, checkSentence, checksOf } from "./ledger/words.ts";
import { leadTimeTitle, type Measure, valueWords } from "./measures/words.ts";
import { handleFrom } from "./people/enrol.tsx";
import { lastDay, leaves, openExpiries } from "./people/words.ts";
import { diffSentence, type PolicyDiff } from "./policy/words.ts";

const noon = Date.parse("2026-11-02T12:00:00Z");

describe("the one sentence of a page", () => {
  it("R33 says how many escalations are open, and how late the first is", () => {
    const due = (hours: number) => ({ due: new Date(noon + hours * 3_600_000).toISOString(), overdue: hours < 0 });
    expect(escalationsSentence([], noon)).toBe("No escalation is open.");
    expect(escalationsSentence([due(3)], noon)).toBe("1 escalation is open; the first is due in 3 h.");
    expect(escalationsSentence([due(-2), due(3)], noon)).toBe("2 escalations are open; 1 is overdue, by 2 h.");
    expect(escalationsSentence([due(-5), due(-2)], noon)).toBe("2 escalations are open; all are overdue, the first by 5 h.");
  });

  it("R1 says who answers for what runs, and never leaves out what went around a gate", () => {
    const running = { change: { id: "c-1", title: "Charge twice" }, commit: "a".repeat(40), violation: null, approvers: [{ person: { id: "p-1", name: "Chen Wei" } }] };
    const line = { project: "shop", environment: "production", running } as unknown as Environment;
    expect(deploymentsSentence([line], 0)).toBe("“Charge twice” runs in production of shop; Chen Wei answers for it. Nothing went around a gate.");
    const around = { ...line, running: { ...running, violation: "The gate was not asked.", approvers: [] } } as unknown as Environment;
    expect(deploymentsSentence([around], 1)).toBe("“Charge twice” runs in production of shop; nobody answers for it. 1 deployment went around a gate.");
    expect(deploymentsSentence([{ ...line, running: null }], 0)).toBe("Nothing was deployed to production of shop yet. Nothing went around a gate.");
  });

  it("says of the ledger whether it verifies, with how many checks found something", () => {
    const check = (name: string, ok: boolean) => ({ name, ok, sentence: "", mend: null });
    expect(checkSentence({ ok: true, size: 1, checks: [check("ledger", true)] })).toBe("All 1 entry verify: nothing was changed, left out or put between.");
    expect(checkSentence({ ok: false, size: 9, checks: [check("ledger", false), check("views", true)] })).toBe("The ledger does not verify: 1 of 2 checks found something.");
  });

  it("says what a version of the policy does to the control", () => {
    const entry = (effect: "tighter" | "looser" | "changed") => ({ effect });
    const diff = { from: { version: 1 }, to: { version: 2 }, entries: [entry("looser"), entry("tighter"), entry("looser")] } as unknown as PolicyDiff;
    expect(diffSentence(diff)).toBe("Version 2 is tighter in 1 place and looser in 2 places against version 1.");
  });
});

describe("numbers", () => {
  const measure: Measure = {
    ...{ id: "lead-time", name: "", definition: "", unit: "duration", of: "security", value: 7_200, p90: 9_000, part: 8, whole: 8 },
    ...{ sample: 8, tooFew: false, rows: "" },
  };

  it("under the smallest sample say so instead of a value", () => {
    expect(valueWords({ ...measure, value: null, tooFew: true })).toBe("too few to say");
    expect(valueWords({ ...measure, unit: "share", value: 0.8, part: 4, whole: 5 })).toBe("4 of 5 (80 %)");
    expect(leadTimeTitle([{ ...measure, value: null, tooFew: true }])).toBe("Too few changes passed to say how long judging takes.");
  });

  it("R17 are titled with the answer", () => {
    const quick = { ...measure, of: "tests", value: 60 };
    expect(leadTimeTitle([quick, measure])).toBe("Half of the changes of the tier security were judged within 2 h, longer than any other.");
  });
});

describe("a decision of a chain", () => {
  it("R25 tells what was in front of its maker, and that a terminal observes nothing", () => {
    expect(attentionSentence(null)).toBe("Decided in a terminal, where nothing is observed.");
    const seen = { openedAt: "2026-11-02T09:00:00Z", seconds: 900, seen: 3, files: 4, evidence: ["tests"], comments: 1 };
    expect(attentionSentence(seen)).toBe("Had it open for 15 min; 3 of 4 files seen; evidence opened: tests; 1 comment.");
  });
});

describe("people", () => {
  it("R31 have a qualification that has run out only while no newer one holds", () => {
    const of = (domain: string, state: string) => ({ domain, state });
    expect(openExpiries([of("security", "expired"), of("security", "holds"), of("review", "expired"), of("review", "revoked")])).toEqual(["review"]);
    expect(lastDay("2027-01-01T00:00:00.000Z")).toBe("2026-12-31");
  });

  it("R105 are let go without a word only when nothing would be left without somebody", () => {
    const none = { roles: [], qualifications: [], escalations: [], changes: [], deputyships: [], agents: [], tokens: [] };
    expect(leaves({ ...none, changes: [{ id: "c", title: "", alone: false }] })).toBe(false);
    expect(leaves({ ...none, changes: [{ id: "c", title: "", alone: true }] })).toBe(true);
    expect(leaves({ ...none, roles: ["administrator"] })).toBe(true);
  });

  it("get a handle out of their name", () => {
    expect(handleFrom("Zoë Kovács")).toBe("zoe");
    expect(handleFrom("  ")).toBe("");
  });
});

describe("an entry of the ledger", () => {
  it("names the command that checks it, by what it is", () => {
    const commands = (type: string, data: unknown) => checksOf({ type, data, index: 3 }, "entry-3").map(({ command }) => command);
    expect(commands("verdict-given", { answer: "allow" })[0]).toBe("countersign verify entry-3.tlog-proof --vkey KEY");
    expect(commands("verdict-given", { answer: "wait" })).toHaveLength(1);
    expect(commands("decision-made", { decision: "d-1", person: "p-1" })[1]).toContain("-I p-1 -n countersign.decision.v1");
  });

  it("stands under its day", () => {
    expect(byDay([{ time: "2026-11-02T23:59:00Z" }, { time: "2026-11-02T01:00:00Z" }, { time: "2026-11-01T09:00:00Z" }]).map(([day, list]) => [day, list.length])).toEqual([
      ["2026-11-02", 2],
      ["2026-11-01", 1],
    ]);
  });
});

describe("the API's documentation", () => {
  const document: Document = {
    info: { version: "", description: "" },
    paths: {},
    components: { schemas: { Named: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } } },
  };

  it("writes members with their path, through lists and named schemas", () => {
    const schema = {
      type: "object",
      required: ["items"],
      properties: { items: { type: "array", items: { $ref: "#/components/schemas/Named" } }, next: { anyOf: [{ type: "string" }, { type: "null" }] } },
    };
    expect(membersOf(schema, document)).toEqual([
      { path: "items", says: "list of object", required: true },
      { path: "items[].id", says: "text", required: true },
      { path: "next", says: "text, or null", required: false },
    ]);
  });

  it("ends where a schema holds itself", () => {
    const endless: Document = { ...document, components: { schemas: { Node: { type: "object", properties: { child: { $ref: "#/components/schemas/Node" } } } } } };
    expect(membersOf({ $ref: "#/components/schemas/Node" }, endless).length).toBeLessThan(10);
  });

  it("says types in words", () => {
    expect(typeWords({ enum: ["allow", "wait"] })).toBe("one of allow, wait");
    expect(typeWords({ type: ["string", "null"] })).toBe("text, or null");
    expect(typeWords({ type: "integer", minimum: 1, maximum: 200, default: 50 })).toBe("whole number; from 1; to 200; 50 without it");
  });
});
