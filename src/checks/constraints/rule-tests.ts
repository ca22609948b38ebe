import type { ConstraintRule } from "../../model/constraint.ts";
import { type Allowance, run } from "./run.ts";
import type { TaskAnswer, TaskText } from "./task.ts";

/** A rule with the examples that its file gives. */
export interface TestedRule {
  readonly rule: ConstraintRule;
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
}

/** What is wrong with a rule, or with one of its examples. */
export type RuleTest =
  | { readonly rule: number; readonly kind: "wrong"; readonly member: string; readonly sentence: string }
  | { readonly rule: number; readonly kind: "example"; readonly list: "valid" | "invalid"; readonly at: number; readonly sentence: string };

interface Example {
  readonly rule: number;
  readonly list: "valid" | "invalid";
  readonly at: number;
  readonly texts: readonly number[];
}

/**
 * Runs the rules' own tests: each `invalid` example is found and each `valid` one is not, in every language of the rule in which it reads. Empty when all of that holds. Throws `NoAnswer`.
 */
export async function testRules(rules: readonly TestedRule[], allowed?: Allowance): Promise<RuleTest[]> {
  const texts: TaskText[] = [];
  const examples = rules.flatMap((tested, rule) =>
    (["valid", "invalid"] as const).flatMap((list) =>
      tested[list].map(
        (text, at): Example => ({ rule, list, at, texts: tested.rule.languages.map((language) => texts.push({ language, text, added: allOf(text), only: rule }) - 1) }),
      ),
    ),
  );
  const answer = await run({ rules: rules.map(({ rule }) => rule), texts }, allowed);
  const wrong = answer.wrong.map((problem): RuleTest => ({ kind: "wrong", ...problem }));
  const broken = new Set(answer.wrong.map(({ rule }) => rule));
  return [...wrong, ...examples.filter(({ rule }) => !broken.has(rule)).flatMap((example) => failureOf(example, answer))];
}

function allOf(text: string): TaskText["added"] {
  return [{ start: 1, end: text.split("\n").length }];
}

function failureOf({ rule, list, at, texts }: Example, { found, unread }: TaskAnswer): RuleTest[] {
  const read = texts.filter((text) => !unread.some((each) => each.text === text));
  const fail = (sentence: string): RuleTest[] => [{ rule, kind: "example", list, at, sentence }];
  if (read.length === 0) return fail(`does not read as its language: ${unread.find(({ text }) => texts.includes(text))?.why ?? "no language of its own"}`);
  const hits = read.map((text) => found.find((finding) => finding.text === text));
  const hit = hits.find((each) => each !== undefined);
  if (list === "valid" && hit !== undefined) return fail(`breaks the rule in its line ${hit.line}, and should not`);
  return list === "invalid" && hits.includes(undefined) ? fail("does not break the rule, and should") : [];
}
