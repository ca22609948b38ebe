import type { Policy } from "../model/policy.ts";
import { compileGlob, splitPath } from "../policy/index.ts";
import { constraintRules, criteriaRules, typeRules } from "./change-rules.ts";
import type { Lesson } from "./lesson.ts";
import { decideRules, lessonRules, stopRules } from "./process-rules.ts";
import { type BriefRule, sections } from "./rule.ts";
import { disclosureRules, toolRules } from "./tool-rules.ts";

/** What the rules for agents are compiled from. */
export interface BriefSource {
  readonly policy: Policy;
  readonly lessons: readonly Lesson[];
}

const order = Object.keys(sections);

/** Every rule for agents, section by section; within one as the policy has them. Deterministic: no clock, no order of a file system. */
export function rulesOf({ policy, lessons }: BriefSource): BriefRule[] {
  const sorted = lessons.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const all = [
    ...decideRules(),
    ...toolRules(policy),
    ...stopRules(policy),
    ...constraintRules(policy),
    ...disclosureRules(policy),
    ...lessonRules(sorted),
    ...criteriaRules(policy),
    ...typeRules(policy),
  ];
  return all.toSorted((a, b) => order.indexOf(a.section) - order.indexOf(b.section));
}

/** The rules that hold for these paths: those that hold everywhere, and those whose globs take one of them. */
export function rulesFor(source: BriefSource, paths: readonly string[]): BriefRule[] {
  const split = paths.map(splitPath);
  const taken = new Set(paths.flatMap((path) => deciding(source.policy, path)));
  return rulesOf(source).filter((rule) => {
    if (rule.section === "types") return taken.has(rule.id);
    return rule.paths.length === 0 || rule.paths.map(compileGlob).some((glob) => split.some((path) => glob.matches(path)));
  });
}

function deciding({ changeTypes }: Policy, path: string): string[] {
  const split = splitPath(path);
  const types = changeTypes.filter((type) => type.paths.map(compileGlob).some((glob) => glob.matches(split)));
  const rest = changeTypes.filter(({ otherwise }) => otherwise);
  return (types.length > 0 ? types : rest).map(({ name }) => `change-types.${name}`);
}
