import { describe, expect, test } from "vitest";
import { canonicalText } from "../model/canonical.ts";
import { reasonCodes } from "../model/verdict.ts";
import { evaluator, judge } from "./judge.ts";
import type { JudgeInput } from "./judge-input.ts";
import { approval, attributionOf, contributor, day, decided, escalationOf, fileOf, itemOf, ledger, notes, now, policyOf, type Situation, said, situation } from "./testing.ts";

/** Approved by both who can, so that only what the test is about can hold the change up. */
const approved = (options: Situation = {}): JudgeInput => decided(situation(options), approval("ana"), approval("bo"));

describe("a verdict", () => {
  test("says everything that it rests on", () => {
    const verdict = judge(approved());
    expect(verdict).toMatchObject({
      evaluator,
      verdict: "allow",
      environment: null,
      types: ["business-logic"],
      tier: "business-logic",
      contributors: ["dev"],
      exceptions: [],
      reasons: [],
    });
    expect(verdict.subject).toMatch(/^[0-9a-f]{64}$/);
    expect(verdict.decisions.map(({ id, index, person, outcome, counts }) => [id, index, person, outcome, counts])).toEqual([
      ["d-20", 20, "ana", "approve", true],
      ["d-21", 21, "bo", "approve", true],
    ]);
  });

  test("R78: names the rules that fired, each with a path", () => {
    const { fired, tier, types } = judge(situation({ paths: ["src/pay.ts", "src/auth/token.ts", "README.md"] }));
    expect(tier).toBe("security");
    expect(types).toEqual(["documentation", "security", "business-logic"]);
    expect(fired).toEqual([
      { rule: "change-types.business-logic.otherwise", type: "business-logic", because: "src/pay.ts" },
      { rule: "change-types.security.paths[0]", type: "security", because: "src/auth/token.ts" },
      { rule: "change-types.documentation.paths[0]", type: "documentation", because: "README.md" },
    ]);
  });

  test("R30, R65: every criterion stands there in words, marked as a check or a question, with whoever asks for it; every tier says what it wants of a person", () => {
    const input = situation({ release: "production" });
    expect(judge(input).criteria.map(({ id, kind, askedBy }) => [id, kind, askedBy])).toEqual([
      ["tests-pass", "check", ["tiers.business-logic"]],
      ["ai-lines-covered", "check", ["tiers.business-logic"]],
      ["meets-requirement", "question", ["tiers.business-logic"]],
      ["blast-radius", "question", ["environments.production"]],
      ["rollback-known", "question", ["environments.production"]],
    ]);
    expect(judge(input).criteria.every(({ says }) => says.length > 20)).toBe(true);
    expect(input.policy.policy.tiers.every(({ human }) => human.length > 20)).toBe(true);
  });

  test("every reason has the effect that its code has", () => {
    const { reasons } = judge(situation({ change: { flags: ["opaque", "symlink-escape"] }, measured: { tests: null } }));
    expect(reasons.length).toBeGreaterThan(3);
    for (const { code, effect } of reasons) expect(effect).toBe(reasonCodes[code].effect);
  });

  test("D10: there is no input for labels, titles or whatever else an author could attach", () => {
    const plain = situation();
    const labelled = { ...plain, labels: ["emergency", "skip-review"], change: { ...plain.change, labels: ["exempt"], title: "[skip review]" } };
    expect(canonicalText(judge(labelled))).toBe(canonicalText(judge(plain)));
  });
});

describe("R46: what no approval cures", () => {
  test.each<[string, Situation, string]>([
    ["nothing that differs", { files: [] }, "deny: empty-change; no-rule-matched"],
    ["a newer revision", { superseded: true }, "deny: superseded"],
    ["C10: a link out of the repository", { files: [fileOf("src/pay.ts", { flags: ["symlink-escape"] })] }, "deny: symlink-escape"],
    ["C10: the twin, a file that became a link inside it", { files: [fileOf("src/pay.ts", { flags: ["became-symlink"] })] }, "allow"],
    ["C10: the twin, an executable bit", { files: [fileOf("src/pay.ts", { flags: ["executable-bit"] })] }, "allow"],
    ["C13: two paths that differ by case only", { files: [fileOf("src/Pay.ts", { flags: ["path-collision"] }), fileOf("src/pay.ts")] }, "deny: path-collision"],
    ["C13: the twin, a path with control characters", { files: [fileOf("src/pay\n.ts", { flags: ["path-control-characters"] })] }, "allow"],
    ["a suspended tool", { policy: "ai: { suspended: [claude-code] }" }, "deny: tool-suspended"],
    ["the twin, another suspended tool", { policy: "ai: { suspended: [cursor] }" }, "allow"],
    [
      "a tool in a path that its conditions exclude",
      { policy: "ai: { tools: [{ tool: claude-code, owner: lea, conditions: { not-paths: [src/**] } }] }" },
      "deny: tool-not-allowed-here",
    ],
    ["the twin, in another path", { policy: "ai: { tools: [{ tool: claude-code, owner: lea, conditions: { not-paths: [lib/**] } }] }" }, "allow"],
    ["R3: lines of unknown origin, where the policy refuses them", { policy: "ai: { undeclared: deny }", origin: "unknown" }, "deny: origin-undeclared"],
    ["R3: the twin, where it treats them as written by AI", { origin: "unknown" }, "allow"],
    ["R3: the twin, where all are known", { policy: "ai: { undeclared: deny }" }, "allow"],
    ["no word about AI", { policy: "ai: { disclosure: required }", origin: "human", declared: false }, "deny: disclosure-missing"],
    ["the twin, a declaration", { policy: "ai: { disclosure: required }", origin: "human", declared: true }, "allow"],
    ["the twin, a trailer that says it", { policy: "ai: { disclosure: required }", declared: false }, "allow"],
  ])("%s", (_what, options, expected) => {
    expect(said(approved(options))).toBe(expected);
  });

  test.each<[string, Situation, string, string[]]>([
    ["within the limit", { change: { added: 390, deleted: 10 } }, "allow", []],
    ["one line over it is only noted", { change: { added: 391, deleted: 10 } }, "allow", ["change-too-large"]],
    ["four times the limit", { change: { added: 1_600, deleted: 0 } }, "allow", ["change-too-large"]],
    ["more than that, without a word", { change: { added: 1_600, deleted: 1 } }, "deny: size-unexplained", []],
    ["more than that, explained", { change: { added: 1_600, deleted: 1 }, sizeReason: "A generated client" }, "allow", ["change-too-large"]],
  ])("R12: a change of a size %s", (_what, options, expected, noted) => {
    expect([said(approved(options)), notes(approved(options))]).toEqual([expected, noted]);
  });

  const blocking = "limits: { change-lines: { warn: 400, block: 600 } }";
  const waiver = (change: string) =>
    `${blocking}\nwaivers: [{ id: w-1, rule: limits.change-lines.block, change: ${change}, reason: Generated, risk: R-1, approved-by: lea, expires: "2027-01-01" }]`;
  test.each<[string, Situation, string, string[]]>([
    ["at the line that stops", { policy: blocking, change: { added: 600, deleted: 0 } }, "allow", ["change-too-large"]],
    ["one line over it", { policy: blocking, change: { added: 600, deleted: 1 } }, "deny: change-over-limit", []],
    ["over it, explained", { policy: blocking, change: { added: 5_000, deleted: 1 }, sizeReason: "A generated client" }, "deny: change-over-limit", []],
    ["over it, under a waiver of its own", { policy: waiver("c-1"), change: { added: 601, deleted: 0 } }, "allow", ["change-too-large", "waived"]],
    ["over it, under another's waiver", { policy: waiver("c-2"), change: { added: 601, deleted: 0 } }, "deny: change-over-limit", []],
  ])("R12: where the policy stops large changes, %s", (_what, options, expected, noted) => {
    expect([said(approved(options)), notes(approved(options)).sort()]).toEqual([expected, noted]);
  });

  test.each([
    ["bidi", "hidden-characters"],
    ["invisible-characters", "hidden-characters"],
    ["opaque", "opaque-content"],
  ] as const)("C01, C02, C08: the flag %s is something to know", (flag, code) => {
    expect(notes(approved({ files: [fileOf("src/pay.ts", { flags: [flag] })] }))).toEqual([code]);
  });
});

describe("B08: what a merge commit adds of its own", () => {
  const residue = { range: { flags: ["unreviewed-merge-residue"] } } as const;
  const tests = { paths: ["src/pay.test.ts"] };

  test("waits for a person who approves the change with it, also where the tier passes alone", () => {
    expect(said(situation(residue))).toBe("wait: approval-missing (ana, bo); unreviewed-merge-residue (ana, bo, chen, lea, gus)");
    expect(said(situation({ ...residue, ...tests }))).toBe("wait: unreviewed-merge-residue (ana, bo, chen, lea, gus)");
  });

  test("the twin: it was approved with the change, or there is none", () => {
    expect(said(approved(residue))).toBe("allow");
    expect(said(decided(situation({ ...residue, ...tests }), approval("ana")))).toBe("allow");
    expect(said(situation(tests))).toBe("allow");
  });

  test("an approval of another head does not cover it", () => {
    const other = decided(situation({ ...residue, ...tests }), approval("ana", { subject: { head: "9".repeat(40) } }));
    expect(said(other)).toBe("wait: unreviewed-merge-residue (ana, bo, chen, lea, gus)");
  });
});

describe("R4, R29: the order of steps", () => {
  test.each([
    ["the policy right before the proposal", [ledger.proposal - 1], "allow"],
    ["the policy by the proposal's own entry", [ledger.proposal], "deny: out-of-order"],
    ["one of two policies after the proposal", [ledger.adoption, ledger.proposal + 1], "deny: out-of-order"],
    ["no policy at all", [], "deny: policy-missing"],
  ])("%s", (_what, adoptions, expected) => {
    expect(said(approved({ proposed: { index: ledger.proposal, adoptions } }))).toBe(expected);
  });

  test("where nothing was recorded nothing can be proved, and it says so", () => {
    expect(notes(situation({ proposed: null }))).toEqual(["order-unproved"]);
    expect(said(situation({ proposed: null }))).toBe("wait: approval-missing (ana, bo)");
  });

  test.each([
    [now, []],
    [Date.UTC(2026, 10, 23) - 1, []],
    [Date.UTC(2026, 10, 23), ["policy-review-overdue"]],
  ])("R47: a policy to be reviewed by 2026-11-22 is overdue from the next midnight (%i)", (at, expected) => {
    expect(notes(approved({ policy: "review-by: 2026-11-22", at }))).toEqual(expected);
  });
});

describe("evidence", () => {
  test.each<[string, Situation, string]>([
    ["E01: of another commit", { items: [itemOf("tests", { commit: "9".repeat(40) })] }, "deny: evidence-commit-mismatch"],
    ["E07: that contradicts itself", { items: [itemOf("tests", { state: "inconsistent" })] }, "deny: evidence-inconsistent"],
    ["that cannot be read", { items: [itemOf("tests", { state: "corrupt", sentence: "It breaks off." })] }, "deny: evidence-inconsistent"],
    ["E11: that a later report replaced", { items: [itemOf("red", { state: "inconsistent", superseded: true }), itemOf("green")] }, "allow"],
    ["E13: that was not given, for a check that needs it", { items: [], measured: { tests: null } }, "deny: evidence-missing"],
    ["of coverage that was not given", { measured: { coverage: null } }, "deny: evidence-missing"],
  ])("%s", (_what, options, expected) => {
    expect(said(approved(options))).toBe(expected);
  });

  test("a report that cannot be read says why", () => {
    const { headline } = judge(approved({ items: [itemOf("tests", { state: "corrupt", sentence: "It breaks off." })] }));
    expect(headline).toBe("Evidence e-tests is corrupt: It breaks off.");
  });
});

describe("R23: checks", () => {
  const covered = (lines: number) => approved({ measured: { coverage: { ai: { lines, unknown: 0 }, changed: { lines, unknown: 0 } } } });

  test.each([
    [0.8, "allow", "met"],
    [0.79999, "deny: criterion-not-met", "not-met"],
  ])("a coverage of %d against 0.80", (lines, expected, result) => {
    expect(said(covered(lines))).toBe(expected);
    expect(judge(covered(lines)).criteria.find(({ id }) => id === "ai-lines-covered")?.result).toBe(result);
  });

  test("the measured value and the threshold stand in the verdict, under the policy that asked", () => {
    const { criteria, reasons } = judge(covered(0.62));
    expect(criteria[1]).toEqual({
      id: "ai-lines-covered",
      kind: "check",
      says: "At least 80 % of the lines AI wrote are covered by tests.",
      result: "not-met",
      restsOn: "coverage.ai.lines = 0.62, asked >= 0.80; coverage.ai.unknown = 0, asked <= 0.05",
      askedBy: ["tiers.business-logic"],
    });
    expect(reasons[0]).toMatchObject({
      code: "criterion-not-met",
      sentence: "62 % of the lines AI wrote are covered by tests, at least 80 % must be.",
      about: "ai-lines-covered",
      who: [],
    });
  });

  test("a check that no words describe is said not to hold, in the policy's own words", () => {
    const policy = policyOf(`criteria: { first: { check: 'change.tools.exists(t, t == "x")', says: The tool is x. } }
tiers: { business-logic: { human: Judges it, check: first, approvals: { count: 1, qualification: code-review } } }
change-types: { business-logic: { otherwise: true } }`);
    expect(judge(approved({ policy, origin: "human" })).headline).toBe("This does not hold: The tool is x.");
  });

  test("R27: checks that hold fill no place and answer no question", () => {
    const verdict = judge(situation());
    expect(verdict.criteria.filter(({ kind }) => kind === "check").every(({ result }) => result === "met")).toBe(true);
    expect(verdict.criteria.filter(({ kind }) => kind === "question").map(({ result }) => result)).toEqual(["unanswered"]);
    expect(verdict.verdict).toBe("wait");
  });

  test("what cannot be evaluated denies", () => {
    const policy = policyOf(`criteria: { first: { check: 'change.tools[5] == "x"', says: The sixth tool is x. } }
tiers: { business-logic: { human: Judges it, check: first, approvals: { count: 1, qualification: code-review } } }
change-types: { business-logic: { otherwise: true } }`);
    expect(said(approved({ policy, origin: "human" }))).toBe("deny: criterion-error");
  });

  test("a check that the policy names and does not define is never met", () => {
    const input = situation();
    const tiers = input.policy.policy.tiers.map((tier) => ({ ...tier, checks: [...tier.checks, "constructor"] }));
    const policy = { ...input.policy, policy: { ...input.policy.policy, tiers } };
    expect(said(decided({ ...input, policy }, approval("ana"), approval("bo")))).toBe("deny: criterion-error");
  });

  test("a change that was classified under another policy is not judged", () => {
    expect(said(situation({ change: { tiers: ["business-logic", "ghost"] } }))).toBe("deny: internal-error");
  });
});

describe("every matching tier rules", () => {
  const two = situation({ paths: ["README.md", "src/consent/form.ts"], origin: "human" });

  test("the demands of all of them are united; the strictest names the change", () => {
    const { tier, criteria, places } = judge(two);
    expect(tier).toBe("compliance");
    expect(criteria.map(({ id, askedBy }) => [id, askedBy])).toEqual([
      ["tests-pass", ["tiers.compliance"]],
      ["ai-lines-covered", ["tiers.compliance"]],
      ["accurate", ["tiers.documentation"]],
      ["meets-requirement", ["tiers.compliance"]],
      ["obligation-kept", ["tiers.compliance"]],
    ]);
    expect(places.map(({ qualification }) => qualification)).toEqual(["code-review", "compliance"]);
  });

  test("R70: compliance needs its checks, and somebody qualified for it", () => {
    expect(said(two)).toBe("wait: approval-missing (ana, bo); approval-missing (bo)");
    expect(said(decided(two, approval("ana"), approval("bo")))).toBe("allow");
    expect(said(decided(situation({ paths: ["src/consent/form.ts"], origin: "human", measured: { tests: { failed: 1 } } }), approval("ana"), approval("bo")))).toBe(
      "deny: criterion-not-met",
    );
  });

  test("D01: a change of the policy file is a security change under the policy of its base", () => {
    expect(judge(situation({ paths: [".countersign/policy.yaml"] })).tier).toBe("security");
  });
});

describe("D11: nothing asked is not affirmed", () => {
  const nothing = `tiers: { all: { human: Looks at it, approvals: { count: 0 } } }
change-types: { all: { otherwise: true } }
environments: { production: { human: Releases it, approvals: { count: 1, role: release-manager } }, test: { human: Tries it, approvals: { count: 0 } } }`;

  test("a tier that asks for nothing allows nothing", () => {
    expect(said(approved({ policy: nothing }))).toBe("deny: no-rule-matched");
  });

  test("nor is it made up for by what an environment asks", () => {
    expect(said(decided(approved({ policy: nothing, release: "production" }), approval("chen", { released: true })))).toBe("deny: no-rule-matched");
  });

  test("the twin: one check that holds is enough, and an environment may add nothing", () => {
    const one = `${nothing}\n`.replace("human: Looks at it,", "human: Looks at it, check: tests-pass,");
    expect(said(situation({ policy: one }))).toBe("allow");
    expect(said(situation({ policy: one, release: "test" }))).toBe("allow");
  });

  test.each(["prod", "Production", "production ", "constructor", "__proto__", ""])("F07: %j is no environment", (release) => {
    expect(said(approved({ release }))).toBe("deny: env-unknown");
  });
});

describe("R14: constraints", () => {
  const policy = (severity: string) => policyOf(`constraints: [{ id: logs, why: No names in logs, rule: rules/logs.yaml, severity: ${severity} }]`);
  const looked = { rulesRun: new Set(["logs"]) };
  const found = { findings: [{ tool: "semgrep", rule: "logs", severity: "low", message: "", path: "src/pay.ts", line: 3, fingerprint: null, suppressed: false } as const] };

  test.each<[string, Situation, string]>([
    ["deny: nobody looked", { policy: policy("deny") }, "deny: constraint-unchecked"],
    ["deny: found", { policy: policy("deny"), ...looked, ...found }, "deny: constraint-broken"],
    ["deny: the twin, looked and not found", { policy: policy("deny"), ...looked }, "allow"],
    ["ask: nobody looked", { policy: policy("ask") }, "deny: constraint-unchecked"],
    ["ask: found, and every approver answered", { policy: policy("ask"), ...looked, ...found }, "allow"],
    ["warn: nobody looked", { policy: policy("warn") }, "allow"],
    ["warn: found", { policy: policy("warn"), ...looked, ...found }, "allow"],
  ])("%s", (_what, options, expected) => {
    expect(said(approved(options))).toBe(expected);
  });

  test("one that asks is a question of the change, and nobody's approval counts without an answer", () => {
    const input = situation({ policy: policy("ask"), ...looked, ...found });
    expect(judge(input).criteria.at(-1)).toMatchObject({ id: "constraint-logs", kind: "question", result: "unanswered", askedBy: ["constraints.logs"] });
    const silent = approval("ana", { answers: (answer) => (answer.criterion === "constraint-logs" ? [] : [answer]) });
    expect(judge(decided(input, silent)).decisions[0]?.because).toBe("answers-incomplete");
  });

  test("it asks a person also where the tier passes alone", () => {
    const input = situation({ policy: policy("ask"), ...looked, ...found, paths: ["src/pay.test.ts"] });
    expect(said(input)).toBe("wait: approval-missing (ana, bo, chen, lea, gus)");
    expect(said(decided(input, approval("gus")))).toBe("allow");
  });
});

describe("R91: waivers", () => {
  const waiver = (more = "") =>
    `waivers: [{ id: w-1, rule: criteria.ai-lines-covered, reason: The suite is being moved, risk: R-7, approved-by: lea, expires: 2026-11-22${more} }]`;
  const uncovered = { measured: { coverage: null } } as const;

  test("one lets a change pass that its rule would deny, and is never hidden", () => {
    const verdict = judge(approved({ policy: waiver(), ...uncovered }));
    expect([verdict.verdict, verdict.reasons.map(({ code }) => code)]).toEqual(["allow", ["waived"]]);
    expect(verdict.criteria[1]).toMatchObject({ result: "waived", restsOn: "waiver w-1: The suite is being moved" });
    expect(verdict.exceptions).toEqual([
      { kind: "waiver", id: "w-1", rule: "criteria.ai-lines-covered", reason: "The suite is being moved", approvedBy: "lea", expires: "2026-11-22" },
    ]);
  });

  test.each<[string, Situation, string]>([
    ["to the last millisecond of its day", { policy: waiver(), at: Date.UTC(2026, 10, 23) - 1 }, "allow"],
    ["not from the next midnight", { policy: waiver(), at: Date.UTC(2026, 10, 23) }, "deny: evidence-missing"],
    ["for its project", { policy: waiver(", project: claims") }, "allow"],
    ["not for another project", { policy: waiver(", project: billing") }, "deny: evidence-missing"],
    ["for its change", { policy: waiver(", change: c-1") }, "allow"],
    ["not for another change", { policy: waiver(", change: c-2") }, "deny: evidence-missing"],
    ["not for another rule", { policy: waiver().replace("ai-lines-covered", "tests-pass") }, "deny: evidence-missing"],
  ])("it holds %s", (_what, options, expected) => {
    expect(said(approved({ ...uncovered, ...options }))).toBe(expected);
  });

  test("one that was not needed is no exception of the change", () => {
    expect(judge(approved({ policy: waiver() })).exceptions).toEqual([]);
  });

  test("a constraint is waived like a criterion", () => {
    const policy = `constraints: [{ id: logs, why: No names in logs, rule: rules/logs.yaml, severity: deny }]
waivers: [{ id: w-1, rule: constraints.logs, reason: The analyser is down, risk: R-7, approved-by: lea, expires: 2026-11-30 }]`;
    expect(said(approved({ policy }))).toBe("allow");
    expect(notes(approved({ policy }))).toEqual(["waived"]);
  });

  test("it is among the exceptions where it lets a tier pass without a person", () => {
    const policy = waiver().replace("ai-lines-covered", "tests-pass-unweakened");
    const verdict = judge(situation({ policy, paths: ["src/pay.test.ts"], measured: { tests: { failed: 1 } } }));
    expect(verdict.verdict).toBe("allow");
    expect(verdict.exceptions.map(({ id }) => id)).toEqual(["w-1"]);
    expect(verdict.reasons.find(({ code }) => code === "passed-alone")?.sentence).toBe("The tier tests passes without a person: tests-pass-unweakened is waived.");
  });
});

describe("R67, R68, R77: what passes without a person", () => {
  const tests = { paths: ["src/pay.test.ts"] };

  test("R68: a passing run needs nobody, and the verdict says that nobody looked", () => {
    const verdict = judge(situation(tests));
    expect([verdict.verdict, verdict.places, notes(situation(tests))]).toEqual(["allow", [], ["passed-alone"]]);
    expect(verdict.headline).toBe("Allowed: every check holds, and this tier passes without a person.");
  });

  test.each([
    ["a failing run", { failed: 1 }],
    ["a removed test", { removed: ["pay › refunds"] }],
    ["a newly skipped test", { newly_skipped: ["pay › refunds"] }],
    ["no test at all", { passed: 0 }],
  ])("R68: %s is looked at by a person", (_what, deviating) => {
    const input = situation({ ...tests, origin: "human", measured: { tests: deviating } });
    expect(said(input)).toBe("wait: approval-missing (ana, bo)");
    expect(said(decided(input, approval("bo")))).toBe("allow");
  });

  test("R68: so is a change without evidence", () => {
    expect(said(situation({ ...tests, measured: { tests: null }, items: [] }))).toBe("wait: approval-missing (ana, bo)");
  });

  test("R77: it passes alone only when every tier that matches does", () => {
    expect(said(situation({ paths: ["src/pay.test.ts", "src/pay.ts"], origin: "human" }))).toBe("wait: approval-missing (ana, bo)");
    expect(said(situation({ paths: ["src/pay.test.ts", "docs/a.md"], origin: "human" }))).toBe("wait: approval-missing (ana, bo)");
  });

  test("R77: a tier that names no check for it never does", () => {
    const policy = "tiers: { tests: { human: Looks, check: tests-pass, approvals: { count: 1 } } }";
    expect(said(situation({ ...tests, policy, origin: "human" }))).toBe("wait: approval-missing (ana, bo, chen, lea, gus)");
  });

  test("a tier that could have passed alone and names no approval is looked at by anybody", () => {
    const policy = "tiers: { tests: { human: Looks, pass-alone: tests-pass, sample: 5%, approvals: { count: 0 } } }";
    expect(said(situation({ ...tests, policy, origin: "human", measured: { tests: { failed: 1 } } }))).toBe("wait: approval-missing (ana, bo, chen, lea, gus)");
  });

  describe("R67: the sample", () => {
    const heads = Array.from({ length: 2_000 }, (_, at) => at.toString(16).padStart(40, "0"));
    const drawn = (policy: JudgeInput["policy"]) => heads.filter((head) => notes(situation({ ...tests, policy, range: { head }, items: [] })).includes("sampled"));
    const share = (sample: string) => policyOf(`tiers: { tests: { human: Looks, pass-alone: tests-pass, sample: ${sample}, approvals: { count: 1 } } }`);

    test("is drawn by the digest of what is judged: anybody draws the same one", () => {
      const first = drawn(share("5%"));
      expect(drawn(share("5%"))).toEqual(first);
      expect(first.length).toBeGreaterThan(60);
      expect(first.length).toBeLessThan(140);
      expect(first.slice(0, 3)).toMatchInlineSnapshot(`
        [
          "000000000000000000000000000000000000000e",
          "0000000000000000000000000000000000000010",
          "000000000000000000000000000000000000002a",
        ]
      `);
    });

    test("none at 0 %, all at 100 %, and a larger one holds a smaller one", () => {
      expect(drawn(share("0%"))).toEqual([]);
      expect(drawn(share("100%"))).toEqual(heads);
      expect(drawn(share("10%"))).toEqual(expect.arrayContaining(drawn(share("5%"))));
    });
  });
});

describe("R69: dependencies", () => {
  const update = (jump: "added" | "removed" | "major" | "minor" | "patch" | "unknown") => ({
    paths: ["package-lock.json"],
    dependencies: { updates: [{ ecosystem: "npm", name: "left-pad", from: "1.0.0", to: "1.0.1", jump } as const], sound: true, troubles: [], beside: [] },
  });

  test.each([
    ["patch", "human", "allow"],
    ["minor", "human", "wait: approval-missing (ana, bo)"],
    ["removed", "human", "wait: approval-missing (ana, bo)"],
    ["major", "human", "wait: approval-missing (ana)"],
    ["added", "human", "wait: approval-missing (ana)"],
    ["unknown", "human", "wait: approval-missing (ana)"],
    ["patch", "ai", "allow"],
  ] as const)("a step of %s by %s", (jump, origin, expected) => {
    expect(said(situation({ ...update(jump), origin }))).toBe(expected);
  });

  test("a lockfile that is not sound denies", () => {
    expect(said(situation({ ...update("patch"), measured: { change: { lockfile_sound: false } } }))).toBe("deny: criterion-not-met");
  });

  test("what is deferred waits until its day", () => {
    expect(said(decided(situation(update("patch")), { person: "gus", outcome: "defer", until: "2026-12-01" }))).toBe("wait: deferred (gus)");
  });
});

describe("R5: what agents may do", () => {
  test("whatever an agent records, it neither allows nor holds up", () => {
    const input = approved({ change: { contributors: [contributor("dev"), contributor("bot", "author")] } });
    expect(said(decided(input, { person: "bot", outcome: "request-changes" }))).toBe("allow");
    expect(said(decided(input, { person: "bot", outcome: "unsure" }))).toBe("allow");
  });
});

describe("an input that cannot be answered", () => {
  test.each([undefined, null, 7, "x", [], {}, { release: { environment: { toString: null } } }])("%j is denied", (input) => {
    const verdict = judge(input as unknown as JudgeInput);
    expect([verdict.verdict, verdict.reasons.map(({ code }) => code), verdict.environment]).toEqual(["deny", ["internal-error"], null]);
  });

  test("an escalation without a time is denied, not forgotten", () => {
    expect(said({ ...approved(), escalations: [escalationOf("d-1", { due: Number.NaN })] })).toBe("deny: internal-error");
  });

  test("a clock that says nothing lets nothing run out", () => {
    const deferred = decided(approved({ origin: "human" }), { person: "lea", outcome: "defer", until: "2020-01-01" });
    expect(said({ ...deferred, now: Number.NaN })).toContain("deferred (lea)");
    expect(said({ ...deferred, now: now + day })).toBe("allow");
  });

  test("attribution without a line counts as unknown", () => {
    const none = attributionOf([], "human", { counts: { human: 0, ai: 0, mixed: 0, unknown: 0 } });
    expect(situation({ attribution: none }).change.origins).toEqual(["unknown"]);
  });
});
