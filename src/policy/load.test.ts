import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { Failure } from "../model/failure.ts";
import { loadPolicyFile, policyFileProblems } from "./load.ts";
import { hospital, hospitalText } from "./testing.ts";

const head = "policy: 1\nversion: 1\n";

function refusal(text: string): Failure {
  try {
    loadPolicyFile(text, "p.yaml");
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it was loaded");
}

test("the hospital's policy loads, and each setting can be found again", () => {
  const loaded = hospital();
  expect(loaded.file.version).toBe(14);
  expect(loaded.at("tiers.business-logic.approvals")).toEqual({ file: "organisation.yaml", line: 57, column: 16 });
  expect(loaded.at("ai.tools.claude-code.conditions.data")).toEqual({ file: "organisation.yaml", line: 13, column: 27 });
  expect(loaded.has("constraints.no-patient-identifier-in-logs.rule")).toBe(true);
  expect(loaded.has("constraints.no-such.rule")).toBe(false);
});

test("the digest is that of the text", () => {
  expect(hospital().digest).toBe(hospital().digest);
  expect(loadPolicyFile(`${hospitalText}\n`, "organisation.yaml").digest).not.toBe(hospital().digest);
});

describe("D02: what does not load says what, where and what was expected", () => {
  test.each([
    ["policy: 2\nversion: 1", "`policy` cannot be `2`.", "Expected: 1.", 1, 9],
    ["policy: 1", "`version` is missing.", "Expected: a number.", 1, 1],
    ["[]", "The file is a list, not a group of settings.", "Countersign policy.", 1, 1],
    [`${head}review-by: tomorrow`, "`review-by` cannot be `tomorrow`.", "Expected: a date such as 2027-03-31.", 3, 12],
    [`${head}ai: { undeclared: treat-as-aj }`, "`ai.undeclared` cannot be `treat-as-aj`.", "Did you mean `treat-as-ai`? Expected one of: treat-as-ai, deny.", 3, 19],
    [`${head}tiers: { x: { human: Looks, approvals: { cuont: 1 } } }`, "`tiers.x.approvals` has no setting `cuont`.", "Did you mean `count`?", 3, 42],
    [`${head}tiers: { x: { human: Looks, approvals: two } }`, "`tiers.x.approvals` is the text `two`, which does not fit here.", "One rule, several that must all hold", 3, 40],
    [`${head}tiers: { x: { human: Looks, approvals: { count: two } } }`, "`tiers.x.approvals.count` is the text `two`, not a number.", "", 3, 49],
    [`${head}tiers: { x: { human: "  " } }`, "`tiers.x.human` is too small.", "Expected: at least 1 characters.", 3, 22],
    [`${head}tiers: { X: { human: Looks } }`, "The name `X` is not accepted.", "Expected: a name in kebab-case", 3, 10],
    [`${head}criteria: { a: { chekc: "true", says: x } }`, "`criteria.a` has no setting `chekc`.", "Did you mean `check`?", 3, 18],
    [`${head}criteria: { a: { check: "true" } }`, "`criteria.a.says` is missing.", "Expected: a text.", 3, 16],
    [`${head}criteria:\n  a:\n    says: x\n    check: "evidence.tests.faild == 0"`, "A check knows no member `faild`.", "Did you mean `failed`?", 6, 28],
    [
      `${head}criteria:\n  a:\n    says: x\n    check: >-\n      evidence.tests.passed > 0 &&\n      evidence.tests.faild == 0`,
      "A check knows no member `faild`.",
      "Did you mean `failed`?",
      8,
      22,
    ],
    [`${head}change-types: { x: { paths: ["src/{a,b}"] } }`, "The pattern `src/{a,b}` has `{`, which patterns do not know.", "Write `\\{`", 3, 35],
    [`${head}change-types: { a: { otherwise: true }, b: { otherwise: true } }`, "Only one change type takes what no other takes.", "`a` already does.", 3, 57],
    [`${head}environments: { p: { break-glass: { people: 2, review-within: 1d, valid-for: 5h } } }`, "A break-glass allow holds for at most 4h.", "Shorten it", 3, 78],
    [`${head}environments: { p: { freeze: [{ from: 2026-02-02, to: 2026-02-01, why: x }] } }`, "The freeze ends on 2026-02-01", "", 3, 55],
    [`${head}environments: { p: { freeze: [{ from: 2026-02-02, to: 2026-02-03, zone: Europe/Lisbonn, why: x }] } }`, "`Europe/Lisbonn` is no time zone.", "", 3, 73],
    [`${head}ai: { tools: [{ tool: a, owner: x }, { tool: a, owner: y }] }`, "`a` stands twice in `ai.tools`.", "Keep one", 3, 38],
    [`${head}qualifications: { same: { granted-by: [x], valid-for: 1y } }`, "A qualification cannot be called `same`.", "", 3, 25],
  ])("%j", (text, sentence, hint, line, column) => {
    const failure = refusal(text);
    expect(failure.code).toBe("policy-invalid");
    expect(failure.message.startsWith(sentence)).toBe(true);
    expect(failure.hint).toContain(hint);
    expect(failure.place).toEqual({ file: "p.yaml", line, column });
  });

  test("several faults are all listed in the order of the file, and the first one is thrown", () => {
    const text = `${head}limits: { change-lnes: 1 }\nmeasure: { ai-window: soon }\n`;
    expect(policyFileProblems(text, "p.yaml").map(({ place }) => place?.line)).toEqual([3, 4]);
    expect(refusal(text).hint).toBe("Did you mean `change-lines`? One more thing is wrong below.");
    expect(policyFileProblems(hospitalText, "organisation.yaml")).toEqual([]);
  });
});

describe("a misspelling of any key", () => {
  const lineStarts = [...hospitalText.matchAll(/^/gm)].map(({ index }) => index);
  const placeOf = (offset: number): { line: number; column: number } => {
    const line = lineStarts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1 };
  };
  const names = new Set(["qualifications", "change-types", "criteria", "tiers", "environments"]);

  // Keys of these sections are names, which people choose.
  const keysOf = (node: unknown, parent: string): { key: string; offset: number; siblings: string[] }[] => {
    if (isSeq(node)) return node.items.flatMap((item) => keysOf(item, ""));
    if (!isMap(node)) return [];
    const siblings = node.items.map(({ key }) => String(key));
    return node.items.flatMap(({ key, value }) => {
      const own = isScalar(key) && !names.has(parent) ? [{ key: String(key.value), offset: (key as Node).range?.[0] ?? 0, siblings }] : [];
      return [...own, ...keysOf(value, parent === "" && isScalar(key) ? String(key.value) : "-")];
    });
  };
  const keys = keysOf(parseDocument(hospitalText).contents, "");
  const swapped = (word: string, at: number): string => word.slice(0, at) + (word[at + 1] ?? "") + (word[at] ?? "") + word.slice(at + 2);
  const letter = fc.constantFrom(..."bdgjqvxyz");
  const slip = fc.tuple(fc.constantFrom(...keys), fc.nat(), fc.nat(3), letter).map(([{ key, offset, siblings }, position, kind, extra]) => {
    const at = position % key.length;
    const edits = [
      key.slice(0, at) + key.slice(at + 1),
      key.slice(0, at) + extra + key.slice(at),
      key.slice(0, at) + extra + key.slice(at + 1),
      swapped(key, Math.min(at, key.length - 2)),
    ];
    return { key, offset, siblings, misspelt: edits[kind] ?? "" };
  });

  test("names the key that was meant, at its line and column", () => {
    expect(keys.length).toBeGreaterThan(80);
    fc.assert(
      fc.property(slip, ({ key, offset, siblings, misspelt }) => {
        fc.pre(misspelt.length > 1 && misspelt !== key && !siblings.includes(misspelt) && /^[a-z]/.test(misspelt));
        const text = hospitalText.slice(0, offset) + misspelt + hospitalText.slice(offset + key.length);
        const problem = policyFileProblems(text, "p.yaml").find(({ message }) => message.includes(`no setting \`${misspelt}\``));
        expect({ misspelt, hint: problem?.hint, place: problem?.place }).toEqual({ misspelt, hint: `Did you mean \`${key}\`?`, place: { file: "p.yaml", ...placeOf(offset) } });
      }),
      { numRuns: 300 },
    );
  });
});
