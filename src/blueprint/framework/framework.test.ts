import { describe, expect, it } from "vitest";
import { loadPolicyFile, resolvePolicy } from "../../policy/index.ts";
import type { Risk } from "../files.ts";
import { controlMapping, frameworkIds, recordKinds } from "./control-mapping.ts";
import { frameworkCoverage, gateControls, residualRisks } from "./framework.ts";

const policy = resolvePolicy(loadPolicyFile("policy: 1\nversion: 2\nai:\n  tools:\n    - { tool: claude-code, owner: ada }\n", "policy.yaml"));
const none = new Map<string, number>();

const risk = (id: string, more: Partial<Risk>): Risk => ({
  id,
  title: `Risk ${id}`,
  raised: "2026-11-02",
  category: "quality",
  cause: "A tool makes something up",
  event: "It is merged",
  consequence: "It fails in production",
  status: "open",
  ...more,
});

function find(framework: string, id: string, counts: ReadonlyMap<string, number>, register: Risk[] = []) {
  const found = frameworkCoverage(policy, counts, { register }).find((each) => each.framework === framework);
  return found?.controls.find((control) => control.id === id);
}

describe("R39 the mapping", () => {
  it("names each control once, in words of our own, with records that exist", () => {
    const names = controlMapping.map(({ framework, id }) => `${framework} ${id}`);
    expect(new Set(names).size).toBe(names.length);
    expect(frameworkIds.filter((id) => !controlMapping.some(({ framework }) => framework === id))).toEqual([]);
    expect(controlMapping.filter(({ records }) => records.length === 0 || records.some((kind) => !recordKinds.includes(kind)))).toEqual([]);
    expect(controlMapping.filter(({ paraphrase, evidence }) => /\b(?:compliant|ensures?)\b/i.test(`${paraphrase} ${evidence}`))).toEqual([]);
  });

  it("counts coverage from settings and records, and enters nothing", () => {
    const coverage = (counts: ReadonlyMap<string, number>) => frameworkCoverage(policy, counts, null, "part11")[0]?.coverage;
    expect(coverage(none)).toMatchObject({ controls: 9, evidenced: 0, partly: 0 });
    const some = new Map([
      ["organisation", 1],
      ["people", 3],
      ["qualifications", 2],
    ]);
    // 11.10(d), (g) asks for roles and qualifications, 11.10(e) for the ledger; a role alone is a part.
    expect(find("part11", "11.10(d), (g)", some)?.state).toBe("evidenced");
    expect(find("part11", "11.10(d), (g)", new Map([["people", 3]]))?.state).toBe("partly");
    expect(coverage(some)).toMatchObject({ controls: 9, evidenced: 2, gap: 2 });
  });
});

describe("R37 policy → process → control → evidence", () => {
  it("links a control to the settings, the process and the records behind it", () => {
    const control = find("soc2", "CC9.2", new Map([["policies", 1]]));
    expect(control?.links).toMatchObject([{ kind: "tool", settings: ["ai.tools.claude-code"], records: 1, page: "/ai-tools" }]);
    expect(control?.links[0]?.process).toContain("review");
    // What nobody adopted is nobody's evidence.
    expect(find("soc2", "CC9.2", none)?.state).toBe("waiting");
  });

  it("shows a control without any source of evidence as a gap, and names what is missing of another", () => {
    expect(find("csf-ir", "NIST SP 800-61r3 (CSF 2.0 profile)", new Map([["policies", 1]]))?.state).toBe("gap");
    const partly = find("soc2", "CC7.2", new Map([["changes", 5]]));
    expect([partly?.state, partly?.links.map(({ kind, process }) => [kind, process === null])]).toEqual([
      "partly",
      [
        ["measure", false],
        ["action", true],
      ],
    ]);
  });
});

describe("R103 controls and risks", () => {
  const register = [
    risk("R-001", { controls: ["criteria.tests-pass", "ai.tools"], inherent: { likelihood: 4, impact: 4 }, residual: { likelihood: 2, impact: 3 }, "review-by": "2026-11-01" }),
    risk("R-002", { controls: ["criteria.long-gone"], inherent: { likelihood: 3, impact: 5 } }),
    risk("R-003", { controls: ["tiers.security"], "not-applicable": "Nothing of ours is reached from outside" }),
    risk("R-004", {}),
  ];

  it("ties each control to the risks that name what it rests on, and questions one without any", () => {
    expect(find("soc2", "CC9.2", none, register)?.risks).toEqual(["R-001"]);
    expect(find("soc2", "CC1.3, CC1.5", none, register)?.risks).toEqual([]);
    const tied = Object.fromEntries(gateControls(policy, { register }).map(({ control, risks }) => [control, risks]));
    expect([tied["criteria.tests-pass"], tied["ai.tools.claude-code"], tied["tiers.security"]]).toEqual([["R-001"], ["R-001"], []]);
  });

  it("lists what is left of each risk, what nobody rated first, and names controls that are not there", () => {
    const left = residualRisks(policy, { register }, "2026-11-02");
    expect(left.map(({ id, inherent, residual, missing, overdue }) => [id, inherent?.level ?? null, residual?.score ?? null, missing, overdue])).toEqual([
      ["R-004", null, null, [], false],
      ["R-002", "high", null, ["criteria.long-gone"], false],
      ["R-001", "high", 6, [], true],
    ]);
  });
});
