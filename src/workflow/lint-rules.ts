import { posix } from "node:path";
import type { RuleTest, TestedRule } from "../checks/constraints/index.ts";
import { NoAnswer } from "../checks/constraints/run.ts";
import type { Failure, Place } from "../model/failure.ts";
import { type CompiledPolicy, type LintCode, type LintFinding, type LoadedPolicy, lintCodes, type RuleFile, readRuleFile } from "../policy/index.ts";

type OwnRule = Extract<RuleFile, { readonly kind: "own" }>;

interface Rule {
  readonly id: string;
  readonly path: string;
  readonly file: RuleFile;
  /** Where the policy names it. */
  readonly named: Place;
}

/**
 * What is wrong with the rules of the constraints that stand in `files`, and with their own tests, which are run: errors first. A rule of another level is that level's to mend. Records nothing.
 */
export async function lintRules(compiled: CompiledPolicy, files: readonly LoadedPolicy[]): Promise<LintFinding[]> {
  const rules = rulesIn(compiled, files);
  const found = [...rules.flatMap(staticFindings), ...(await testFindings(rules))];
  return found.sort((a, b) => (a.level === b.level ? 0 : a.level === "error" ? -1 : 1));
}

/** How many examples the rules that stand in `files` bring along; each was run when `lintRules` looked at them. */
export function examplesIn(compiled: CompiledPolicy, files: readonly LoadedPolicy[]): { readonly rules: number; readonly examples: number } {
  const own = rulesIn(compiled, files).flatMap(({ file }) => (file.kind === "own" ? [file.valid.length + file.invalid.length] : []));
  return { rules: own.length, examples: own.reduce((sum, count) => sum + count, 0) };
}

function rulesIn({ policy, rules }: CompiledPolicy, files: readonly LoadedPolicy[]): Rule[] {
  return policy.constraints.flatMap(({ id, why }) => {
    const [text, file] = [rules.get(id), files.find((each) => each.has(`constraints.${id}`))];
    if (text === undefined || file === undefined) return [];
    const name = posix.join(posix.dirname(file.name), text.path);
    return [{ id, path: text.path, file: readRuleFile(id, why, text, name), named: file.at(`constraints.${id}.rule`) }];
  });
}

function finding(code: LintCode, { id }: Rule, sentence: string, place: Place): LintFinding {
  return { code, level: lintCodes[code], sentence, path: `constraints.${id}.rule`, place };
}

function staticFindings(rule: Rule): LintFinding[] {
  const { id, path, file, named } = rule;
  if (file.kind === "wrong")
    return file.failures.map((failure) => finding("rule-invalid", rule, `The rule \`${path}\` of \`${id}\`: ${sentenceOf(failure)}`, failure.place ?? named));
  if (file.kind === "elsewhere")
    return file.language === null
      ? []
      : [finding("rule-without-grammar", rule, `There is no grammar for \`${file.language}\` here: \`${id}\` holds only where a SARIF report lists it among its rules.`, named)];
  const missing = (["invalid", "valid"] as const).filter((list) => file[list].length === 0);
  return missing.length === 0
    ? []
    : [
        finding(
          "rule-untested",
          rule,
          `The rule \`${path}\` of \`${id}\` has no ${missing.join(" and no ")} example, so nothing shows that it does what it should.`,
          file.at("rule"),
        ),
      ];
}

function sentenceOf({ message, hint }: Failure): string {
  return [message, hint].filter(Boolean).join(" ");
}

async function testFindings(rules: readonly Rule[]): Promise<LintFinding[]> {
  const own = rules.flatMap((rule) => (rule.file.kind === "own" ? [{ rule, file: rule.file }] : []));
  if (own.length === 0) return [];
  try {
    const results = await tested(own.map(({ file: { rule, valid, invalid } }) => ({ rule, valid, invalid })));
    return results.flatMap((result) => own.slice(result.rule, result.rule + 1).map(({ rule, file }) => testFinding(rule, file, result)));
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return own.slice(0, 1).map(({ rule }) => finding("rule-test-failed", rule, `The tests of the rules came to no end: ${error.message}.`, rule.named));
  }
}

function testFinding(rule: Rule, file: OwnRule, result: RuleTest): LintFinding {
  const { id, path } = rule;
  if (result.kind === "example")
    return finding(
      "rule-test-failed",
      rule,
      `The rule \`${path}\` of \`${id}\`: the ${result.list} example \`${result.list}[${result.at}]\` ${result.sentence}.`,
      file.at(`${result.list}[${result.at}]`),
    );
  const [, named] = /(?:unknown field|no kind of node|no field|no rule|the pattern) `([^`]*)`/.exec(result.sentence) ?? [];
  const place = (named === undefined ? null : file.find(named)) ?? file.at(result.member);
  return finding("rule-invalid", rule, `The rule \`${path}\` of \`${id}\`: nothing can be found by its \`${result.member}\`, because ${result.sentence}.`, place);
}

// Adopting a policy asks more than once, and its rules do not change in between.
const mostKept = 20;
const kept = new Map<string, readonly RuleTest[]>();

async function tested(rules: readonly TestedRule[]): Promise<readonly RuleTest[]> {
  const key = JSON.stringify(rules);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const { testRules } = await import("../checks/constraints/index.ts");
  const results = await testRules(rules);
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, results);
  return results;
}
