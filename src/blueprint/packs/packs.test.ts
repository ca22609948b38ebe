import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { testRules } from "../../checks/constraints/index.ts";
import { compileCriterion, readRuleFile } from "../../policy/index.ts";
import { fileKinds, risksFileSchema } from "../files.ts";
import { controlsIn } from "./pack.ts";
import { packNamed, packNames } from "./packs.ts";

const folder = new URL("./rules/", import.meta.url);
const names = readdirSync(folder);
const rules = names.map((name) => {
  const file = readRuleFile(name.slice(0, -5), "", { path: name, text: readFileSync(new URL(name, folder), "utf8") }, name);
  if (file.kind !== "own") throw new TypeError(`${name} is ${file.kind}`);
  return file;
});

/** What a policy made from a pack on the default has, as risks and controls name it. */
function settingsOf(name: (typeof packNames)[number]): Set<string> {
  const { qualifications, types, checks, questions, tiers, starters, constraints } = packNamed(name);
  return new Set([
    ...qualifications.map((each) => `qualifications.${each.name}`),
    ...types.map((each) => `change-types.${each.name}`),
    ...[...checks, ...questions].map(({ id }) => `criteria.${id}`),
    ...tiers.map((each) => `tiers.${each.name}`),
    ...starters.map((set) => `constraints.${set}`),
    ...constraints.map(({ id }) => `constraints.${id}`),
    ...fileKinds.map((kind) => `documents.${kind}`),
    ...["ai.tools", "environments.production", "criteria.tests-pass", "criteria.meets-requirement", "criteria.obligation-kept"],
  ]);
}

describe("the packs of four trades", () => {
  it("R8: bring qualifications, types, criteria, tiers, rules, risks, retention and a mapping each", () => {
    expect(packNames).toEqual(["healthcare", "banking", "logistics", "saas"]);
    for (const name of packNames) {
      const pack = packNamed(name);
      expect([
        pack.qualifications.length >= 2,
        pack.types.length >= 2,
        pack.tiers.length >= 2,
        pack.questions.length >= 2,
        pack.risks.length >= 5,
        pack.controls.length >= 6,
      ]).toEqual(Array(6).fill(true));
      expect([pack.constraints.length >= 1, pack.starters.length >= 2]).toEqual([true, true]);
    }
  });

  it("R45: keep records as long as their trade does", () => {
    expect(packNames.map((name) => packNamed(name).retention.preset)).toEqual(["six-years", "seven-years", "seven-years", "three-years"]);
  });

  it("R76: have a tier of each domain approved by somebody who is qualified for it", () => {
    for (const name of packNames) {
      const { tiers, qualifications } = packNamed(name);
      const domains = qualifications.map((each) => each.name);
      expect(tiers.map(({ approvals }) => approvals.some(({ qualification }) => domains.includes(qualification)))).toEqual(tiers.map(() => true));
      expect(domains.filter((domain) => !tiers.some(({ approvals }) => approvals.some(({ qualification }) => qualification === domain)))).toEqual([]);
    }
  });

  it.each(packNames)("%s checks only what is measured", (name) => {
    for (const { check } of packNamed(name).checks) expect(() => compileCriterion(check)).not.toThrow();
  });

  it.each(packNames)("R103: %s ties each risk and each control to settings and documents that are there", (name) => {
    const known = settingsOf(name);
    const { risks, controls } = packNamed(name);
    expect([...risks.flatMap((risk) => risk.controls), ...controls.flatMap(({ evidence }) => evidence)].filter((setting) => !known.has(setting))).toEqual([]);
    expect([...risks.filter((risk) => risk.controls.length === 0), ...controls.filter(({ evidence }) => evidence.length === 0)]).toEqual([]);
  });

  it.each(packNames)("%s has risks that a register takes, with a cause, an event and a consequence", (name) => {
    const { register } = risksFileSchema.shape;
    const raised = packNamed(name).risks.map((risk, at) => ({ ...risk, id: `R-${String(at + 1).padStart(3, "0")}`, raised: "2026-11-22", status: "open" }));
    expect(register.safeParse(raised)).toMatchObject({ success: true });
    expect(new Set(raised.map(({ seed }) => seed)).size).toBe(raised.length);
  });

  it.each(packNames)("%s never says that anybody is compliant", (name) => {
    expect(JSON.stringify(packNamed(name))).not.toMatch(/\bcompliant\b|\bcertified\b/i);
  });

  it("name rules by family, which a policy holds by language", () => {
    expect(controlsIn(["criteria.a", "constraints.local-time"], ["local-time-java", "local-time-python", "local-time-zone"])).toEqual([
      "criteria.a",
      "constraints.local-time-java",
      "constraints.local-time-python",
    ]);
  });
});

describe("the rules of the packs", () => {
  it("belong to a pack, each of them", () => {
    const named = packNames.flatMap((name) => packNamed(name).constraints.flatMap(({ id, languages }) => languages.map((language) => `${id}-${language}.yaml`)));
    expect(named.toSorted()).toEqual(names.toSorted());
  });

  it("keep their own promises", async () => {
    expect(rules.map(({ valid, invalid }) => valid.length >= 3 && invalid.length >= 3)).toEqual(rules.map(() => true));
    expect(await testRules(rules)).toEqual([]);
  }, 60_000);

  it("and their examples decide: each fails where it is taken for the other kind", async () => {
    const swapped = rules.map(({ rule, valid, invalid }) => ({ rule, valid: invalid, invalid: valid }));
    expect(await testRules(swapped)).toHaveLength(rules.reduce((sum, { valid, invalid }) => sum + valid.length + invalid.length, 0));
  }, 60_000);
});
