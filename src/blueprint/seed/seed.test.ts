import { describe, expect, it } from "vitest";
import { defaultPolicyFile, effectivePolicy, readYaml } from "../../policy/index.ts";
import { fileKinds, retentionPresets } from "../files.ts";
import { controlsOf, isTied } from "../lint/controls.ts";
import { packNamed, packNames } from "../packs/packs.ts";
import { loadFileOf } from "../read.ts";
import { aiPolicySeed } from "./ai-policy.ts";
import { aiRisks } from "./ai-risks.ts";
import { auditTrailSeed } from "./audit-trail.ts";
import { charterSeed } from "./charter.ts";
import { decisionSeeds } from "./decisions.ts";
import { deliverySeed } from "./delivery.ts";
import type { SeedOptions } from "./head.ts";
import { risksSeed } from "./risks.ts";
import { seedBlueprint } from "./seed.ts";
import { sprintSeed } from "./sprint.ts";
import { yamlText } from "./yaml-text.ts";

const policy = effectivePolicy(defaultPolicyFile(), null, { now: 0, project: null });
const options: SeedOptions = {
  project: "shop",
  owner: "o: # {x}",
  people: { "policy-owner": { holds: ["null", "0x10", "a, b]"], deputies: ["- c"] } },
  start: "2026-11-30",
  today: "2026-11-23",
  pack: null,
  policy,
  records: { folder: ".countersign/decisions", next: 1 },
};
const meant = (given: SeedOptions) => ({
  blueprint: sprintSeed(given, decisionSeeds(given)),
  charter: charterSeed(given),
  delivery: deliverySeed(given),
  risks: risksSeed(given),
  "audit-trail": auditTrailSeed(given),
  "ai-policy": aiPolicySeed(given),
});

describe("the seeds of a blueprint", () => {
  it.each([null, ...packNames])("read as they were meant with the pack %s, whatever people are called", (name) => {
    const given = { ...options, pack: name === null ? null : packNamed(name) };
    const texts = seedBlueprint(given);
    for (const kind of fileKinds) {
      expect(loadFileOf(kind, texts[kind]).file).toEqual(meant(given)[kind]);
      expect(texts[kind].split("\n").filter((line) => line.length > 180)).toEqual([]);
    }
  });

  it("R57: hold every AI risk of the catalogue, unjudged, with a cause, an event, a consequence, a plan and triggers", () => {
    const { register } = risksSeed(options);
    expect(aiRisks.map(({ seed }) => seed)).toEqual([
      ...["hallucinated-interface", "hallucinated-package", "wrong-business-rule", "requirement-drift", "insecure-pattern", "secrets-in-prompts", "personal-data-logged"],
      ...["licence-contamination", "tests-written-to-pass", "over-broad-refactoring", "outdated-interface", "inconsistent-errors", "automation-bias", "reviewer-overload"],
      ...["steered-agent", "over-permitted-agent", "model-version-change", "vendor-outage-or-terms", "attribution-lost", "migration-error"],
      ...["cost-or-performance-regression", "erosion-and-duplication"],
    ]);
    expect(register.map(({ seed }) => seed)).toEqual(aiRisks.map(({ seed }) => seed));
    for (const { inherent, residual, owner, treatment, triggers, controls } of register) {
      expect([inherent, residual, owner]).toEqual([undefined, undefined, undefined]);
      expect([treatment?.plan !== undefined, (triggers ?? []).length >= 2, (controls ?? []).length >= 2]).toEqual([true, true, true]);
    }
  });

  it("R103: tie every control of the default policy to a risk", () => {
    const named = risksSeed(options).register.flatMap(({ controls }) => controls ?? []);
    expect(controlsOf(policy).filter((control) => !isTied(control, named))).toEqual([]);
  });

  it("R99: measure quality and speed in series of their own", () => {
    const metrics = deliverySeed(options).phases.flatMap(({ checkpoints }) => checkpoints.flatMap((checkpoint) => checkpoint.metrics));
    expect(metrics.map(({ id }) => id)).toEqual(expect.arrayContaining(["build-escaped-defects", "build-median-wait"]));
    expect(metrics.filter(({ id, says, formula }) => /\b(?:score|index|weighted|composite)\b/i.test(`${id} ${says} ${formula}`))).toEqual([]);
    expect(deliverySeed(options).phases.map(({ id }) => id)).toEqual(["blueprint", "build", "hardening", "release", "operate"]);
  });

  it.each(packNames)("R45: keep records as long as the pack %s says, and name the controls that a document answers", (name) => {
    const pack = packNamed(name);
    const trail = auditTrailSeed({ ...options, pack });
    expect([trail.retention.preset, trail.further?.map(({ retention }) => retention)]).toEqual([
      pack.retention.preset,
      [retentionPresets[pack.retention.preset], retentionPresets[pack.retention.preset]],
    ]);
    const answered = pack.controls.filter(({ evidence }) => evidence.includes("documents.audit-trail")).map(({ framework, id }) => `${framework} ${id}`);
    expect(trail.document.controls ?? []).toEqual(answered);
  });

  it.each([10, 12, 15, 18, 20])("R49: plan %i working days with a day for each area, within the usual length", (days) => {
    for (const start of ["2026-11-30", "2026-12-05", "2026-12-09"]) {
      const { days: plan, end } = sprintSeed({ ...options, start, days }, []);
      expect(plan.map(({ day }) => day)).toEqual(Array.from({ length: days }, (_, at) => at + 1));
      expect(new Set(plan.flatMap(({ area }) => area ?? [])).size).toBe(5);
      const length = (Date.parse(end) - Date.parse(start)) / 86_400_000;
      expect([length >= 14, length <= 28]).toEqual([true, true]);
    }
  });

  it("write YAML that says the same, whatever stands in it", () => {
    const odd = [
      "",
      " a",
      "a ",
      "a: b",
      "# a",
      "a #b",
      "- a",
      "no",
      "1e3",
      "0x1f",
      "2026-13-45",
      "[a",
      "a\nb",
      '"',
      "'",
      "é",
      "a".repeat(300),
      `${"word ".repeat(60)}end`,
      "*a",
      "&a",
      "!a",
      "%a",
      "@a",
      "a  b ".repeat(60),
    ];
    const text = yamlText({ list: odd, map: Object.fromEntries(odd.map((value, at) => [`k${at}`, value])), small: { a: [1, true, "x, y"] }, none: [] }, { list: "A comment" });
    expect(readYaml(text, "x.yaml").value).toEqual({ list: odd, map: Object.fromEntries(odd.map((value, at) => [`k${at}`, value])), small: { a: [1, true, "x, y"] }, none: [] });
  });
});
