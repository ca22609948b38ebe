import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beyondDocuments, type Governance, ungoverned } from "./governance.ts";
import { judge } from "./judge.ts";
import { now, situation } from "./testing.ts";

const running = { id: "n-1", end: "2026-12-10" };
const codes = (governance: Partial<Governance>, change: Parameters<typeof situation>[0] = {}) => judge(situation({ ...change, governance })).reasons.map(({ code }) => code);
const byClaude = { change: { wrote: [{ tool: "claude-code", model: "claude-opus-5-1" }] } };
const exception = { id: "w-1", person: "p-1", reason: "The licence of the old library ends tomorrow.", until: now };

describe("a blueprint that runs", () => {
  it("R50 denies a change of code, and lets one of documents be", () => {
    expect(codes({ blueprint: running })).toContain("blueprint-running");
    expect(codes({ blueprint: running }, { change: { beyondDocuments: null } })).not.toContain("blueprint-running");
    expect(codes({})).not.toContain("blueprint-running");
  });

  it("R50 lets the change pass that an exception names, says so, and only until its end", () => {
    const verdict = judge(situation({ governance: { blueprint: running, exceptions: [exception] } }));
    expect(verdict.reasons.map(({ code }) => code)).toContain("excepted");
    expect(verdict.reasons.map(({ code }) => code)).not.toContain("blueprint-running");
    expect(verdict.exceptions).toEqual([expect.objectContaining({ kind: "blueprint", id: "w-1", reason: exception.reason })]);
    expect(codes({ blueprint: running, exceptions: [{ ...exception, until: now - 1 }] })).toContain("blueprint-running");
  });

  it("A01 R50 lets nobody pass by an exception of their own", () => {
    const by = (person: string) =>
      codes({ blueprint: running, exceptions: [{ ...exception, person }] }, { change: { contributors: [{ person: "p-lee", identity: "p-lee", parts: ["author"] }] } });
    expect(by("p-lee")).toContain("blueprint-running");
    expect(by("p-mia")).toContain("excepted");
  });

  it("R29 is over only when somebody approved the charter", () => {
    expect(codes({ charterMissing: true })).toContain("charter-missing");
    expect(codes({ charterMissing: true, exceptions: [exception] })).not.toContain("charter-missing");
  });

  it("R64 leaves a note where it was skipped, which denies nothing", () => {
    const skipped = judge(situation({ governance: { debt: { kind: "skipped", since: 0 } } }));
    expect(skipped.reasons.find(({ code }) => code === "governance-debt")?.effect).toBe("note");
    expect(skipped.verdict).toBe(judge(situation()).verdict);
  });

  it("takes for a document only what nothing is built from", () => {
    const first = (paths: readonly string[], links: readonly string[] = []) => beyondDocuments(paths, (path) => links.includes(path));
    expect(first([".countersign/risks.yaml", "docs/why.md", "AGENTS.md"])).toBeNull();
    expect(first(["README.md", "src/a.ts"])).toBe("src/a.ts");
    expect(first(["requirements.txt"])).toBe("requirements.txt");
    expect(first([".countersign/../src/a.ts"])).toBe(".countersign/../src/a.ts");
    expect(first([".countersign/link"], [".countersign/link"])).toBe(".countersign/link");
  });
});

describe("an AI tool", () => {
  it("R11 R106 under review denies what it wrote, and what no model is named for", () => {
    const review = { id: "r-1", tool: "claude-code", model: null, open: ["criteria" as const] };
    expect(codes({ reviews: [review] }, byClaude)).toContain("tool-under-review");
    expect(codes({ reviews: [{ ...review, tool: "cursor" }] }, byClaude)).not.toContain("tool-under-review");
    expect(codes({ reviews: [{ ...review, model: "claude-opus-5" }] }, byClaude)).toContain("tool-under-review");
    expect(codes({ reviews: [{ ...review, model: "claude-opus-6" }] }, byClaude)).not.toContain("tool-under-review");
    expect(codes({ reviews: [{ ...review, model: "claude-opus-6" }] }, { change: { wrote: [{ tool: "claude-code", model: null }] } })).toContain("tool-under-review");
  });

  it("R11 R106 is under review by whatever name and pattern its register has", () => {
    const asked = (tool: string, model: string | null) => codes({ reviews: [{ id: "r-1", tool, model, open: ["criteria" as const] }] }, byClaude);
    for (const model of ["claude-*", "*", "anthropic/claude-opus-5", "Claude Opus 5", "claude-opus-?"]) expect(asked("claude-code", model)).toContain("tool-under-review");
    expect(asked("Claude Code", null)).toContain("tool-under-review");
    expect(asked("claude-code", "gpt-*")).not.toContain("tool-under-review");
    const wrote = [{ tool: "codex", model: null }];
    expect(codes({ suspended: [{ tool: "codex-cli", reason: "It leaked a secret." }] }, { change: { wrote } })).toContain("tool-suspended");
  });

  it("R92 that no register names denies what it wrote, and so does a model that its entry does not allow, unless the register is waived", () => {
    const entry = "{ tool: claude-code, owner: lea@northwind.example, models: [claude-opus-*] }";
    const asked = (tool: string, model: string | null, more = "") => codes({}, { policy: `ai: { tools: [${entry}] }\n${more}`, change: { wrote: [{ tool, model }] } });
    for (const [tool, model] of [
      ["claude-code", "claude-opus-5-1"],
      ["Claude Code", "claude-opus-6"],
      ["claude-code", null],
    ] as const)
      expect(asked(tool, model)).not.toContain("tool-unregistered");
    expect(asked("cursor", null)).toContain("tool-unregistered");
    expect(asked("claude-code", "gpt-5")).toContain("tool-unregistered");
    expect(codes({}, { change: { wrote: [{ tool: "cursor", model: null }] } })).not.toContain("tool-unregistered");
    const waiver = 'waivers: [{ id: w-1, rule: ai.tools, reason: The register is being filled, risk: R-1, approved-by: lea, expires: "2027-01-01" }]';
    expect(asked("cursor", null, waiver)).not.toContain("tool-unregistered");
  });

  it("R40 suspended denies what it wrote at once", () => {
    expect(codes({ suspended: [{ tool: "claude-code", reason: "It leaked a secret." }] }, byClaude)).toContain("tool-suspended");
    expect(codes({ suspended: [{ tool: "cursor", reason: "It leaked a secret." }] }, byClaude)).not.toContain("tool-suspended");
  });
});

it("never lets pass by governance what would be denied without it", () => {
  const governance = fc.record({
    blueprint: fc.constantFrom(null, running),
    charterMissing: fc.boolean(),
    exceptions: fc.subarray([exception]),
    suspended: fc.subarray([{ tool: "claude-code", reason: "It leaked a secret." }]),
    reviews: fc.subarray([{ id: "r-1", tool: "claude-code", model: null, open: ["process" as const] }]),
    debt: fc.constantFrom(null, { kind: "skipped" as const, since: 0 }),
  });
  const strictness = { allow: 0, wait: 1, deny: 2 };
  fc.assert(
    fc.property(governance, fc.boolean(), (given, conflicts) => {
      const change = { ...byClaude.change, ...(conflicts && { resultTree: null }) };
      expect(strictness[judge(situation({ change, governance: given })).verdict]).toBeGreaterThanOrEqual(strictness[judge(situation({ change, governance: ungoverned })).verdict]);
    }),
  );
});
