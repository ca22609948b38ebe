import { languageNamed } from "../checks/constraints/languages.ts";
import type { Json } from "../model/canonical.ts";
import type { ConstraintFlow, ConstraintLanguage, ConstraintRule } from "../model/constraint.ts";
import { Failure, type Place } from "../model/failure.ts";
import type { RuleText } from "./compile.ts";
import { didYouMean } from "./nearest.ts";
import { readYaml, type YamlSource } from "./yaml.ts";

/** What the rule file of a constraint says. */
export type RuleFile =
  | {
      readonly kind: "own";
      readonly rule: ConstraintRule;
      readonly valid: readonly string[];
      readonly invalid: readonly string[];
      /** Where a member stands: `flow.to`, `invalid[0]`. */
      at(path: string): Place;
      /** Where the first member of this name stands, else the first text that is nothing else, wherever it is; null when there is none. */
      find(name: string): Place | null;
    }
  /** Somebody else looks for it and says so in SARIF; `language` is one that we have no grammar for. */
  | { readonly kind: "elsewhere"; readonly language: string | null }
  | { readonly kind: "wrong"; readonly failures: readonly Failure[] };

// Ours, ast-grep's that say what is looked for, and ast-grep's that say something about it, which we leave alone.
const ours = ["language", "rule", "flow", "constraints", "utils", "message", "valid", "invalid"] as const;
const ignored = ["id", "severity", "note", "url", "metadata", "fix", "labels"];
const refused: { readonly [member: string]: string } = {
  files: "A constraint holds for the whole project.",
  ignores: "A constraint holds for the whole project.",
  transform: "Match what is wanted with `rule`, `constraints` and `utils`.",
  rewriters: "A constraint changes nothing.",
};
const flowMembers = ["from", "to", "unless"];
const mostExamples = 200;

/** Reads the rule file of a constraint. Attacker-controlled. What it says of ast-grep's own members is checked by ast-grep, later. `file` is how sentences name it. */
export function readRuleFile(id: string, why: string, { path, text }: Pick<RuleText, "path" | "text">, file: string): RuleFile {
  if (!/\.ya?ml$/i.test(path)) return { kind: "elsewhere", language: null };
  try {
    const source = readYaml(text, file);
    const value = source.value;
    if (!isGroup(value) || !ours.some((member) => member !== "message" && Object.hasOwn(value, member))) return { kind: "elsewhere", language: null };
    return ruleOf(id, why, value, source);
  } catch (error) {
    if (error instanceof Failure) return { kind: "wrong", failures: [ofRule(error)] };
    throw error;
  }
}

interface Group {
  readonly [member: string]: Json;
}

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// The reader of policies speaks of what it reads.
function ofRule({ code, message, hint, place }: Failure): Failure {
  const told = (text: string) => text.replaceAll("policy file", "rule file").replaceAll("a policy", "a rule");
  return new Failure(code, told(message), {
    hint: message.endsWith("is empty.") ? "Give it `language` and `rule`, or remove it." : told(hint),
    ...(place === undefined ? {} : { place }),
  });
}

function ruleOf(id: string, why: string, value: Group, source: YamlSource): RuleFile {
  const failures: Failure[] = [];
  const fail = (path: string, sentence: string, hint: string, onKey = false) =>
    failures.push(new Failure("policy-invalid", sentence, { hint, place: onKey ? source.keyAt(path) : source.at(path) }));
  for (const member of Object.keys(value)) {
    if ([...ours, ...ignored].includes(member)) continue;
    fail(
      member,
      Object.hasOwn(refused, member) ? `A rule of a constraint has no \`${member}\`.` : `A rule has no member \`${member.slice(0, 64)}\`.`,
      refused[member] ?? didYouMean(member, ours, `Known here: ${ours.join(", ")}.`),
      true,
    );
  }
  const { languages, foreign } = languagesOf(value, fail);
  const flow = flowOf(value, fail);
  const part = (member: "rule" | "constraints" | "utils") => {
    const given = value[member];
    if (given === undefined || isGroup(given)) return given ?? null;
    fail(member, `\`${member}\` is no group of members.`, "Write it as ast-grep has it.");
    return null;
  };
  const [rule, constraints, utils] = [part("rule"), part("constraints"), part("utils")];
  if (value["rule"] === undefined && value["flow"] === undefined) fail("language", "The rule says nothing that could be looked for.", "Give it `rule` or `flow`.", true);
  const [valid, invalid] = [examplesOf(value, "valid", fail), examplesOf(value, "invalid", fail)];
  const message = value["message"];
  if (message !== undefined && (typeof message !== "string" || message.length > 1_000))
    fail("message", "`message` is no text of at most 1000 characters.", "Say in one sentence what is wrong.");
  if (failures.length > 0) return { kind: "wrong", failures };
  if (languages.length === 0) return { kind: "elsewhere", language: foreign };
  const paths = pathsOf(value, "");
  return {
    kind: "own",
    rule: { id, languages, message: typeof message === "string" ? message.trim() : why, rule, flow, constraints, utils },
    valid,
    invalid,
    at: (path) => source.at(path),
    find: (name) => {
      const found = paths.find((path) => path === name || path.endsWith(`.${name}`));
      if (found !== undefined) return source.keyAt(found);
      const text = textsOf(value, "").find((each) => each.text === name);
      return text === undefined ? null : source.at(text.path);
    },
  };
}

type Fail = (path: string, sentence: string, hint: string, onKey?: boolean) => void;

function languagesOf(value: Group, fail: Fail): { readonly languages: ConstraintLanguage[]; readonly foreign: string | null } {
  const given = value["language"];
  const names = (Array.isArray(given) ? given : [given]).filter((name) => typeof name === "string");
  if (names.length === 0 || (Array.isArray(given) && names.length !== given.length)) {
    fail(
      "language",
      given === undefined ? "The rule names no language." : "`language` is no language and no list of them.",
      "Give it `language`, such as TypeScript, or several: [TypeScript, Tsx, JavaScript].",
    );
    return { languages: [], foreign: null };
  }
  const known = names.map((name) => ({ name, language: languageNamed(name) }));
  const foreign = known.find(({ language }) => language === null)?.name ?? null;
  const languages = [...new Set(known.flatMap(({ language }) => language ?? []))];
  if (foreign !== null && languages.length > 0) fail("language", `There is no grammar for \`${foreign.slice(0, 64)}\`.`, "Give it a rule of its own, which an analyser looks for.");
  return { languages, foreign };
}

function flowOf(value: Group, fail: Fail): ConstraintFlow | null {
  const flow = value["flow"];
  if (flow === undefined) return null;
  if (!isGroup(flow)) {
    fail("flow", "`flow` is no group of members.", "Give it `from`, the value, and `to`, the call.");
    return null;
  }
  for (const member of Object.keys(flow))
    if (!flowMembers.includes(member))
      fail(`flow.${member}`, `\`flow\` has no member \`${member.slice(0, 64)}\`.`, didYouMean(member, flowMembers, `Known here: ${flowMembers.join(", ")}.`), true);
  const { from, to, unless } = flow;
  if (!isGroup(from)) fail("flow.from", "`flow.from` is missing, or is no rule.", "Give it the rule that the value matches.");
  if (!isGroup(to)) fail("flow.to", "`flow.to` is missing, or is no rule.", "Give it the rule that the call matches.");
  if (unless !== undefined && !isGroup(unless)) fail("flow.unless", "`flow.unless` is no rule.", "Give it the rule that matches what makes the value harmless.");
  return { from: from ?? null, to: to ?? null, unless: unless ?? null };
}

function examplesOf(value: Group, list: "valid" | "invalid", fail: Fail): string[] {
  const given = value[list];
  if (given === undefined) return [];
  if (Array.isArray(given) && given.length <= mostExamples && given.every((each) => typeof each === "string")) return given as string[];
  fail(list, `\`${list}\` is no list of at most ${mostExamples} texts.`, "Give each example as a text, in quotes or after `|`.");
  return [];
}

function textsOf(value: Json, above: string): { readonly path: string; readonly text: string }[] {
  if (typeof value === "string") return [{ path: above, text: value }];
  if (Array.isArray(value)) return value.flatMap((each, at) => textsOf(each, `${above}[${at}]`));
  return isGroup(value) ? Object.entries(value).flatMap(([member, each]) => textsOf(each, above === "" ? member : `${above}.${member}`)) : [];
}

function pathsOf(value: Json, above: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => pathsOf(each, `${above}[${at}]`));
  if (!isGroup(value)) return [];
  return Object.entries(value).flatMap(([member, each]) => {
    const path = above === "" ? member : `${above}.${member}`;
    return [path, ...pathsOf(each, path)];
  });
}
