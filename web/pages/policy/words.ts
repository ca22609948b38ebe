import type { Answer } from "../../api/client.ts";
import { plural, spaced, together } from "../../words.ts";

export type Policy = Answer<"policy.read">;
export type Gate = Policy["tiers"][number];
export type Adoption = Answer<"policy.history">["items"][number];
export type PolicyDiff = Answer<"policy.diff">;
export type Gaps = Answer<"policy.gaps">;
export type Simulation = Answer<"policy.simulate">;
export type Preview = Answer<"policy.preview">;
export type TextProblem = Answer<"policy.lint">["problems"][number];

/** What is in force, in one sentence, with whether every gate stands. */
export function policySentence({ project, organisation, own, tiers, environments }: Policy, when: (time: string) => string): string {
  const gates = [...tiers, ...environments];
  const idle = gates.filter(({ elements }) => !elements.active).map(({ name }) => spaced(name));
  const standing = idle.length === 0 ? `all ${gates.length} gates are active` : `${together(idle)} ${idle.length === 1 ? "is" : "are"} not active`;
  return `${inForce(project, organisation, own, when)}; ${standing}.`;
}

function inForce(project: string | null, organisation: Adoption | null, own: Adoption | null, when: (time: string) => string): string {
  const base = organisation === null || organisation.fingerprint === null ? "the built-in policy" : `version ${organisation.version} of the organisation’s policy`;
  if (project === null) return organisation === null ? "The built-in policy is in force" : `${capital(base)} is in force, by ${organisation.by.name} ${when(organisation.time)}`;
  return own === null ? `${project} follows ${base} and adds nothing` : `${project} follows ${base}, tightened by version ${own.version} of its own`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Who decides what of a change that has several types: the strictest tier comes first, as people ask for it. */
export function strictestFirst(gates: readonly Gate[]): readonly Gate[] {
  return gates.toReversed();
}

/** What is missing against the baseline, in one sentence. */
export function gapsSentence({ gaps, baseline }: Gaps): string {
  if (gaps.length === 0) return `Nothing is missing against the AI-ready baseline (${baseline}).`;
  return `${plural(gaps.length, "thing")} ${gaps.length === 1 ? "is" : "are"} missing against the AI-ready baseline (${baseline}); the first is due ${gaps[0]?.due}.`;
}

const effects = { tighter: "asks for more", looser: "asks for less", changed: "asks for something else" } as const;

export function effectWord(effect: keyof typeof effects): string {
  return effects[effect];
}

/** Where in a text something is wrong: `, line 4, column 2`. */
export function placeWord({ line, column }: Pick<TextProblem, "line" | "column">): string {
  return line === null ? "" : `, line ${line}${column === null ? "" : `, column ${column}`}`;
}

/** What a comparison of two versions comes to. */
export function diffSentence({ from, to, entries }: PolicyDiff): string {
  if (entries.length === 0) return `Versions ${from.version} and ${to.version} ask for the same.`;
  return `Version ${to.version} is ${effectsIn(entries)} against version ${from.version}.`;
}

/** What a text would change against what rules now. */
export function draftSentence(entries: PolicyDiff["entries"]): string {
  return entries.length === 0 ? "It asks for exactly what is asked now." : `It is ${effectsIn(entries)} against what is in force.`;
}

function effectsIn(entries: PolicyDiff["entries"]): string {
  const count = (effect: keyof typeof effects) => entries.filter((entry) => entry.effect === effect).length;
  const parts = [
    [count("tighter"), "tighter"],
    [count("looser"), "looser"],
    [count("changed"), "different"],
  ] as const;
  const said = parts.flatMap(([number, word]) => (number === 0 ? [] : [`${word} in ${plural(number, "place")}`]));
  return together(said);
}

/** A text that is in force as the next version begins with it: a version only ever grows. */
export function asNext(text: string): string {
  return text.replace(/^version:[ \t]*(\d+)/m, (_, version: string) => `version: ${Number(version) + 1}`);
}

/** Whether a text can come into force, in one sentence. */
export function previewSentence({ refusal, stands, problems }: Pick<Preview, "refusal" | "stands" | "problems">): string {
  if (refusal !== null) return "As it stands it cannot come into force.";
  if (stands) return "This very text is in force already.";
  return problems.length === 0
    ? "Nothing keeps it from coming into force."
    : `Nothing keeps it from coming into force; ${plural(problems.length, "finding")} of the lint ${problems.length === 1 ? "is" : "are"} worth a look.`;
}

interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** Rule files that were chosen, each under the path by which a policy text names it; one that it does not name keeps its own name. */
export function rulesAsNamed(text: string, files: readonly { readonly name: string; readonly text: string }[]): RuleFile[] {
  const named = namedIn(text);
  return files.map(({ name, text: rule }) => ({ path: named.find((path) => path === name || path.endsWith(`/${name}`)) ?? name, text: rule }));
}

/** Those that the text still names: no other goes with it. */
export function rulesIn({ text, rules }: { readonly text: string; readonly rules: readonly RuleFile[] }): RuleFile[] {
  const named = namedIn(text);
  return rules.filter(({ path }) => named.includes(path));
}

function namedIn(text: string): string[] {
  return [...text.matchAll(/\brule:\s*["']?([^\s"',}#]+)/g)].map(([, path = ""]) => path);
}

/** What another policy would have done, in one sentence. */
export function simulationSentence({ changes }: Simulation): string {
  const other = changes.filter(({ differs }) => differs).length;
  if (changes.length === 0) return "No change was put forward in that time, so there is nothing to judge again.";
  if (other === 0) return `None of ${plural(changes.length, "change")} would have ended otherwise.`;
  return `${other} of ${plural(changes.length, "change")} would have ended otherwise.`;
}
