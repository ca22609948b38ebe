import { type DependencyReport, isDependencyFile } from "../checks/index.ts";
import type { Attribution, ChangedFile, Range } from "../model/change.ts";
import type { ConstraintLook, ConstraintReport } from "../model/constraint.ts";
import type { Finding } from "../model/evidence.ts";
import { type Origin, origins } from "../model/origin.ts";
import { type ChangeType, type Policy, type Risk, risks } from "../model/policy.ts";
import { isSource } from "../model/source-path.ts";
import { compileGlob, splitPath } from "../policy/glob.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import type { ClassifiedChange, Contributor } from "./classified.ts";
import { beyondDocuments, isSameTool } from "./governance.ts";
import { itemsOf, speaksOf } from "./items.ts";
import type { AssessedUpdate } from "./updates.ts";

/** What `classify` sorts: what git says, who wrote it, what was found in it, and what its proposal says. */
export interface ClassifyInput {
  readonly id: string;
  readonly revision: number;
  readonly project: string;
  readonly range: Omit<Range, "commits" | "mergeBases">;
  readonly attribution: Attribution;
  readonly dependencies: DependencyReport;
  /** The updates of `dependencies` with what is known about each. */
  readonly updates: readonly AssessedUpdate[];
  /** Findings of accepted analyses on what the change adds, suppressed ones left out. */
  readonly findings: readonly Finding[];
  /** Ids of the rules that accepted analyses say they looked for. */
  readonly rulesRun: ReadonlySet<string>;
  /** What our own runner saw of constraints; absent where it had nothing to look for. */
  readonly constraints?: ConstraintReport | undefined;
  readonly contributors: readonly Contributor[];
  /** True when the proposal itself says which tools were used, or that none was. */
  readonly declared: boolean;
  readonly requirement: string | null;
  readonly sizeReason: string | null;
  readonly proposed: ClassifiedChange["proposed"];
  readonly superseded: boolean;
}

export interface Classification {
  readonly change: ClassifiedChange;
  /** Types of each changed path, for the measurements. */
  readonly typesOf: ReadonlyMap<string, readonly string[]>;
}

/**
 * Sorts a change into types and tiers. Every path counts that any commit of the range touches, under its old and its new name; a symbolic link or a
 * submodule counts for the folder that it replaces (C23). All matching tiers rule together, the strictest gives the change its name.
 */
export function classify(policy: CompiledPolicy, input: ClassifyInput): Classification {
  const files = filesByPath(input.range.files);
  const fired = new Map<string, { rule: string; type: string; because: string }>();
  const typesOf = new Map<string, readonly string[]>();
  for (const path of new Set([...files.keys(), ...input.range.touched])) {
    const types = typesOfPath(policy, path, files.get(path), fired);
    typesOf.set(path, types);
  }
  for (const type of policy.policy.changeTypes) fireFindings(type, input, fired);
  const matched = new Set([...fired.values()].map(({ type }) => type));
  const types = policy.policy.changeTypes.filter(({ name }) => matched.has(name));
  const tiers = policy.policy.tiers.filter(({ name }) => types.some(({ tier }) => tier === name)).map(({ name }) => name);
  const observed = observedTools(input.attribution);
  return {
    typesOf,
    change: {
      id: input.id,
      revision: input.revision,
      project: input.project,
      repository: input.range.repository,
      base: input.range.base,
      head: input.range.head,
      resultTree: input.range.resultTree,
      resultListing: input.range.resultListing,
      types: types.map(({ name }) => name),
      tiers,
      fired: [...fired.values()],
      risk: riskOf(input, unread(typesOf)),
      qualifications: [...new Set(types.flatMap(({ qualification }) => qualification ?? []))],
      origins: originsOf(input.attribution),
      added: sum(input.range.files.map(({ added }) => added)),
      deleted: sum(input.range.files.map(({ deleted }) => deleted)),
      flags: [...new Set([...input.range.flags, ...input.range.files.flatMap(({ flags }) => flags)])],
      unreadable: unreadableOf(input.range.files),
      contributors: input.contributors,
      disclosed: input.declared || input.attribution.disclosed,
      requirement: input.requirement,
      sizeReason: input.sizeReason,
      suspendedTools: policy.policy.ai.suspended.filter((tool) => [...observed].some((each) => isSameTool(each, tool))),
      toolConflicts: toolConflicts(policy, input.attribution),
      wrote: whatWrote(input.attribution),
      beyondDocuments: beyondDocuments(typesOf.keys(), (path) => isLink(files.get(path))),
      constraints: constraintsOf(policy, input),
      items: itemsOf(policy.policy, tiers, unbound(policy.policy, input.findings), input.updates),
      proposed: input.proposed,
      superseded: input.superseded,
    },
  };
}

// Only the base, or a lockfile's name, says that a tool wrote a file: the change could say it of anything (C05).
function unreadableOf(files: readonly ChangedFile[]): ClassifiedChange["unreadable"] {
  const isUnshown = ({ content, flags }: ChangedFile) => content !== "text" && flags.includes("opaque");
  const isDense = ({ flags }: ChangedFile) => flags.includes("minified");
  const isWritten = ({ path, flags, content }: ChangedFile) => isSource(path) && content !== "submodule" && !flags.includes("generated");
  const paths = (which: (file: ChangedFile) => boolean) => files.filter(which).map(({ path }) => path);
  return { sources: paths((file) => isWritten(file) && (isUnshown(file) || isDense(file))), unshown: paths((file) => isUnshown(file) && !isWritten(file)) };
}

function typesOfPath(policy: CompiledPolicy, path: string, file: ChangedFile | undefined, fired: Map<string, { rule: string; type: string; because: string }>): string[] {
  const { itself, below } = spellingsOf(path, file);
  const found = [...itself.flatMap((spelling) => policy.typesOf(spelling)), ...below.flatMap((spelling) => policy.typesOf(spelling)).filter(({ pattern }) => pattern !== null)];
  for (const { rule, type } of found) {
    if (!fired.has(rule)) fired.set(rule, { rule, type: type.name, because: path });
  }
  return [...new Set(found.map(({ type }) => type.name))];
}

// What a path holds now says more about it than where that came from.
function filesByPath(files: readonly ChangedFile[]): ReadonlyMap<string, ChangedFile> {
  return new Map([...files.flatMap((file) => (file.from === null ? [] : [[file.from, file] as const])), ...files.map((file) => [file.path, file] as const)]);
}

// A link counts for where it stands and where it lands, and for what lies below either, since both may be folders.
function spellingsOf(path: string, file: ChangedFile | undefined): { readonly itself: readonly string[]; readonly below: readonly string[] } {
  if (!isLink(file)) return { itself: [path], below: [] };
  const itself = file?.linkTarget ? [path, landing(path, file.linkTarget)] : [path];
  return { itself, below: itself.map((spelling) => `${spelling}/entry`) };
}

function isLink(file: ChangedFile | undefined): boolean {
  return file?.content === "symlink" || file?.content === "submodule";
}

/** Where a relative link lands, as a path of the repository. */
function landing(path: string, target: string): string {
  const parts = path.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function fireFindings(type: ChangeType, { findings }: ClassifyInput, fired: Map<string, { rule: string; type: string; because: string }>): void {
  for (const [at, word] of type.findings.entries()) {
    const hit = findings.find((finding) => speaksOf(finding, word));
    if (hit)
      fired.set(`change-types.${type.name}.findings[${at}]`, {
        rule: `change-types.${type.name}.findings[${at}]`,
        type: type.name,
        because: `${hit.rule} in ${hit.path ?? "the change"}`,
      });
  }
}

// Our own runner and an accepted analysis count alike: either may have looked, and what either found stands. What was looked for by another text of a rule was not looked for.
function constraintsOf({ policy, rules }: CompiledPolicy, input: ClassifyInput): ClassifiedChange["constraints"] {
  const binding = policy.constraints.filter(({ severity }) => severity !== "warn");
  const looks = new Map((input.constraints?.looks ?? []).filter(({ id, rule }) => rules.get(id)?.digest === rule).map((look) => [look.id, look]));
  const broken = binding.flatMap(({ id }) => brokenBy(id, looks.has(id), input));
  const unchecked = binding.map(({ id }) => ({ id, why: whyUnchecked(looks.get(id)) })).filter(({ id, why }) => !input.rulesRun.has(id) && why !== null);
  const asking = new Set(binding.filter(({ severity }) => severity === "ask").map(({ id }) => id));
  return {
    unchecked: unchecked.map(({ id }) => id),
    why: Object.fromEntries(unchecked.flatMap(({ id, why }) => (why ? [[id, why]] : []))),
    broken,
    asked: [...new Set(broken.map(({ id }) => id))].filter((id) => asking.has(id)),
  };
}

function brokenBy(id: string, looked: boolean, { findings, constraints }: ClassifyInput): ClassifiedChange["constraints"]["broken"] {
  const own = looked ? (constraints?.findings ?? []).filter((finding) => finding.id === id).map(({ path, line, message }) => ({ id, path, line, message })) : [];
  const theirs = findings.filter(({ rule }) => rule === id).map(({ path, line }) => ({ id, path: path ?? "the change", line }));
  // What both found is one place.
  return [...own, ...theirs.filter((each) => !own.some(({ path, line }) => path === each.path && line === each.line))];
}

/** Null for what was looked for; empty where our own runner has nothing to look by. */
function whyUnchecked(look: ConstraintLook | undefined): string | null {
  if (look === undefined || look.trouble !== null) return look?.trouble ?? "";
  const [first, ...others] = look.unread;
  const more = others.length === 0 ? "" : `, and ${others.length} more ${others.length === 1 ? "was" : "were"} not`;
  return first === undefined ? null : `${first.path} was not looked at, because ${first.why}${more}`;
}

// A constraint asks by itself, whatever a tier asks about findings.
function unbound({ constraints }: Policy, findings: readonly Finding[]): Finding[] {
  return findings.filter(({ rule }) => !constraints.some(({ id }) => id === rule));
}

function originsOf({ counts }: Attribution): Origin[] {
  const present = origins.filter((origin) => counts[origin] > 0);
  return present.length > 0 ? present : ["unknown"];
}

function observedTools({ tools, files }: Attribution): Set<string> {
  return new Set([...tools.map(({ tool }) => tool), ...files.flatMap(({ runs }) => runs.flatMap(({ tool }) => tool ?? []))]);
}

function whatWrote({ tools, files }: Attribution): ClassifiedChange["wrote"] {
  const runs = files.flatMap(({ runs }) => runs.flatMap(({ tool, model }) => (tool === null ? [] : [{ tool, model }])));
  return [...new Map([...tools, ...runs].map(({ tool, model }) => [JSON.stringify([tool, model]), { tool, model }])).values()];
}

function toolConflicts({ policy }: CompiledPolicy, { files }: Attribution): ClassifiedChange["toolConflicts"] {
  return policy.ai.tools.flatMap(({ tool, notPaths }) => {
    const excluded = notPaths.map(compileGlob);
    const wrote = files.filter(({ runs }) => runs.some((run) => run.tool !== null && isSameTool(run.tool, tool)));
    return wrote.filter(({ path }) => excluded.some((glob) => glob.matches(splitPath(path)))).map(({ path }) => ({ tool, path }));
  });
}

// New and unknown packages can be inventions, so a person always looks (R69). What is no update that was read is treated like one that is unknown:
// a script beside the dependencies, or the manifest of an ecosystem that is not read.
function riskOf({ dependencies: { beside }, updates }: ClassifyInput, unread: boolean): Risk {
  if (unread || beside.length > 0) return "high";
  return risks.findLast((risk) => updates.some((update) => update.risk === risk)) ?? "low";
}

function unread(typesOf: ReadonlyMap<string, readonly string[]>): boolean {
  return [...typesOf].some(([path, types]) => types.includes("dependencies") && !isDependencyFile(path));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
