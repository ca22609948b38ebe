import type { Pack } from "../blueprint/index.ts";
import { policyPath } from "../git/index.ts";
import { durationText } from "../model/duration.ts";
import { Failure } from "../model/failure.ts";
import type { Tier } from "../model/policy.ts";
import { type CompiledPolicy, lint, loadPolicyFile, policyFileProblems } from "../policy/index.ts";
import type { Detected } from "./detect-repository.ts";
import { lintRules } from "./lint-rules.ts";
import { constraintsOf, type WrittenConstraint } from "./pack-rules.ts";
import { compiledOf, type PolicySource } from "./policy-source.ts";
import { comment, list, plain, scalar } from "./policy-words.ts";
import { type ProposedType, takerOf, typesFound, typesOfPack } from "./proposed-types.ts";

/** What a project's first policy is made from. */
export interface PolicyWishes {
  readonly project: string;
  /** The organisation's policy; null for the built-in one. */
  readonly organisation: PolicySource | null;
  /** Null where nothing is taken from the repository. */
  readonly detected: Detected | null;
  /** Whether types are proposed for what is sensitive in it. */
  readonly sensitive: boolean;
  readonly pack: Pack | null;
  /** Every change says which AI tools it used, or that it used none. */
  readonly disclosure: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface ProposedPolicy {
  readonly text: string;
  /** Rule files by their paths beside the policy. */
  readonly rules: ReadonlyMap<string, string>;
  readonly types: readonly ProposedType[];
  readonly constraints: readonly string[];
  /** Why less is proposed than was asked for; null where all of it is. */
  readonly left: string | null;
}

/** The first lines of every project's policy. */
export const firstPolicy = (project: string) => `# yaml-language-server: $schema=./policy.schema.json
# The policy of this project. It may only tighten the organisation's: \`countersign policy explain\` says in words what both ask together.
# A version is in force once a policy owner has adopted it, on the page Policy or with: countersign policy adopt .countersign/policy.yaml --project ${project}
policy: 1
version: 1
`;

/**
 * A policy for a project, proposed from what its repository holds and what its trade asks, with comments that say why. It loads, only tightens the organisation's, and the lint finds nothing in it.
 * Where the organisation's policy leaves no room for that, as little is proposed as a file needs, and it is said why. Records nothing.
 */
export async function proposePolicy(wishes: PolicyWishes): Promise<ProposedPolicy> {
  const above = compiledOf(wishes.organisation, null, wishes.now);
  const constraints = wishes.pack === null ? [] : await constraintsOf(wishes.pack, wishes.detected?.languages ?? { languages: [], unread: 0 });
  const packTypes = typesOfPack(wishes.pack?.types ?? [], wishes.detected);
  const byPack = takerOf(packTypes.flatMap(({ paths }) => paths));
  const types = [...(wishes.detected === null || !wishes.sensitive ? [] : typesFound(wishes.detected, above, byPack)), ...packTypes];
  const text = policyText(wishes, above, types, constraints);
  const rules = new Map(constraints.map(({ path, text: rule }) => [path, rule]));
  const wrong = await problemOf(wishes, text, rules);
  if (wrong === null) return { text, rules, types, constraints: constraints.map(({ id }) => id), left: null };
  if (wishes.pack !== null)
    throw new Failure("policy-invalid", `The pack ${wishes.pack.name} does not fit the organisation's policy: ${wrong}`, {
      hint: "Register the repository without a pack, and write what you need from it.",
    });
  return { text: firstPolicy(wishes.project), rules: new Map(), types: [], constraints: [], left: wrong };
}

/** The first thing that loading or the lint finds; null for nothing at all, not even a warning. */
async function problemOf({ organisation, project, now }: PolicyWishes, text: string, rules: ReadonlyMap<string, string>): Promise<string | null> {
  const [problem] = policyFileProblems(text, policyPath);
  if (problem !== undefined) return problem.toString();
  try {
    const files = [loadPolicyFile(text, policyPath)];
    const compiled = compiledOf(organisation, { text, file: policyPath, rules, project }, now);
    const found = [...lint(compiled.policy, { people: null, qualifications: [], usualAuthors: [], now, project, files }), ...(await lintRules(compiled, files))];
    return found.find(({ place }) => place?.file === policyPath)?.sentence ?? null;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

function policyText(wishes: PolicyWishes, above: CompiledPolicy, types: readonly ProposedType[], constraints: readonly WrittenConstraint[]): string {
  const { pack } = wishes;
  const sections = [
    pack === null ? [] : comment(0, `Made for ${pack.title.toLowerCase()} (${pack.says.toLowerCase()}). Folders, questions and rules are a start: make them yours.`),
    aiSection(wishes, above),
    qualificationSection(pack),
    typeSection(types, wishes.detected),
    criteriaSection(pack),
    tierSection(pack, types, above),
    constraintSection(constraints),
  ];
  return [firstPolicy(wishes.project), ...sections.filter((lines) => lines.length > 0).map((lines) => `\n${lines.join("\n")}\n`)].join("");
}

// Which tools may be used is the organisation's to say: a project that lists one more loosens.
function aiSection({ detected, disclosure }: PolicyWishes, { policy }: CompiledPolicy): string[] {
  const registered = new Set(policy.ai.tools.map(({ tool }) => tool));
  const tools = detected?.history?.tools.flatMap(({ tool, commits }) => (tool === null || registered.has(tool) ? [] : [`${tool} in ${commits}`])) ?? [];
  const seen = `AI tools that left a mark in the last ${detected?.history?.commits} commits, and that the organisation's policy does not list under \`ai.tools\`: ${tools.join(", ")}.`;
  return [
    ...(tools.length === 0 ? [] : comment(0, seen)),
    ...(disclosure ? ["ai:", "  # Every change says which AI tools it used, or that it used none.", "  disclosure: required"] : []),
  ];
}

function qualificationSection(pack: Pack | null): string[] {
  if (pack === null) return [];
  const entries = pack.qualifications.flatMap(({ name, says, grantedBy, validFor }) => [
    ...comment(2, `${says}.`),
    `  ${name}: { granted-by: [${grantedBy.join(", ")}], valid-for: ${durationText(validFor)} }`,
  ]);
  return ["qualifications:", ...entries];
}

function typeSection(types: readonly ProposedType[], detected: Detected | null): string[] {
  if (types.length === 0) return [];
  return ["change-types:", ...types.flatMap((type) => typeLines(type, detected))];
}

function typeLines(type: ProposedType, detected: Detected | null): string[] {
  const { name, why, paths, tier, qualification } = type;
  return [
    ...comment(2, [`${why}.`, filesSaid(type, detected), ownersSaid(type, detected)].filter(Boolean).join(" ")),
    `  ${name}:`,
    ...(tier === null || tier === name ? [] : [`    tier: ${tier}`]),
    ...(qualification === null ? [] : [`    qualification: ${qualification}`]),
    ...list(4, "paths", paths),
  ];
}

function filesSaid({ files }: ProposedType, detected: Detected | null): string {
  if (detected === null || detected.commit === null) return "";
  return files === 0 ? "No file here is so yet." : `${files === 1 ? "One file" : `${files} files`} here.`;
}

/** Who could judge it, as far as the repository says. */
export function ownersSaid({ files, owners, worked }: Pick<ProposedType, "files" | "owners" | "worked">, detected: Detected | null): string {
  if (files === 0) return "";
  const named = owners.slice(0, 3).map(({ owner }) => plain(owner));
  const byFile = named.length > 0 ? `CODEOWNERS names ${named.join(", ")}.` : detected?.owners == null ? "" : "CODEOWNERS names nobody.";
  const [first, second] = worked?.authors ?? [];
  if (worked === null || first === undefined) return byFile;
  const by = [first, second].flatMap((author) => (author === undefined ? [] : [`${plain(author.name)} (${author.commits})`])).join(", ");
  return `${byFile} ${worked.commits === 1 ? "One commit" : `${worked.commits} commits`} of late, most by ${by}.`.trim();
}

function criteriaSection(pack: Pack | null): string[] {
  if (pack === null) return [];
  return [
    "criteria:",
    ...pack.checks.flatMap(({ id, check, says }) => [`  ${id}:`, `    check: ${check}`, `    says: ${scalar(says)}`]),
    ...pack.questions.flatMap(({ id, ask, link }) => [`  ${id}:`, `    ask: ${scalar(ask)}`, ...(link === undefined ? [] : [`    link: ${link}`])]),
  ];
}

interface NewTier {
  readonly name: string;
  readonly human: string;
  readonly checks: readonly string[];
  readonly questions: readonly string[];
  readonly approvals: readonly { readonly count: number; readonly qualification: string }[];
}

const migrations: NewTier = {
  name: "migrations",
  human: "Says whether stored data survives the change, and how it is taken back",
  checks: ["tests-pass"],
  questions: ["rollback-known"],
  approvals: [{ count: 1, qualification: "code-review" }],
};

// What takes a file away from the type that takes the rest asks at least as much as that one's tier.
function tierSection(pack: Pack | null, types: readonly ProposedType[], above: CompiledPolicy): string[] {
  const needed = [...(types.some(({ tier }) => tier === migrations.name) ? [migrations] : []), ...(pack?.tiers ?? [])];
  const rest = above.policy.tiers.find(({ name }) => name === above.policy.changeTypes.find(({ otherwise }) => otherwise)?.tier);
  return needed.length === 0 ? [] : ["tiers:", ...needed.flatMap((tier) => tierLines(tier, rest))];
}

function tierLines({ name, human, checks, questions, approvals }: NewTier, rest: Tier | undefined): string[] {
  const both = (own: readonly string[], base: readonly string[] | undefined) => [...new Set([...(base ?? []), ...own])];
  const answered = rest?.findings?.map(({ word, atLeast }) => (atLeast === null ? word : `${word}>=${atLeast}`)) ?? [];
  return [
    `  ${name}:`,
    `    human: ${scalar(human)}`,
    ...list(4, "check", both(checks, rest?.checks)),
    ...list(4, "ask", both(questions, rest?.questions)),
    ...(answered.length === 0 ? [] : list(4, "findings", answered)),
    `    approvals: [${approvals.map(({ count, qualification }) => `{ count: ${count}, qualification: ${qualification} }`).join(", ")}]`,
  ];
}

function constraintSection(constraints: readonly WrittenConstraint[]): string[] {
  if (constraints.length === 0) return [];
  const entries = constraints.map(({ id, why, severity, path }) => `  - { id: ${id}, why: ${JSON.stringify(why)}, rule: ${path}, severity: ${severity} }`);
  return [
    ...comment(0, "Rules that code keeps; each file holds examples, which `countersign policy lint` runs. Names in them are matched: add yours."),
    "constraints:",
    ...entries,
  ];
}
