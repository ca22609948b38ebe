import { Tree } from "../evidence/paths.ts";
import { assess, judge, nobody, type Release, type Submitted, ungoverned } from "../gate/index.ts";
import { findPolicyCandidates, type Repository } from "../git/index.ts";
import { type CompiledPolicy, compilePolicy } from "../policy/compile.ts";
import { defaultPolicy } from "../policy/default-policy.ts";
import type { CheckOptions } from "./check.ts";
import { lookAtConstraints } from "./constraints.ts";
import { contributorsIn } from "./contributors-in.ts";
import { decisionTextsAt } from "./decision-files.ts";
import { type Detail, withConstraints } from "./detail.ts";
import type { PolicySource } from "./policy-source.ts";
import type { Ends } from "./range-of.ts";
import { type CheckReport, reportOf } from "./report.ts";

/** What the gate would say of a change that was read. Readers of policies and reports are loaded only where there is one to read: they take longer than all the rest. */
export async function judged(repository: Repository, { base, head }: Ends, seen: Detail, options: CheckOptions): Promise<CheckReport> {
  const { organisation, now } = options;
  const { policy, source } = await policyAt(repository, base, options);
  const detail = withConstraints(seen, await lookAtConstraints(repository, seen.range, policy));
  const evidence = await readAll(repository, head, detail, policy, options);
  const assessment = assess({
    policy,
    id: "check",
    revision: 1,
    project: "check",
    range: detail.range,
    attribution: detail.attribution,
    dependencies: detail.dependencies,
    moves: detail.moves,
    weakenings: detail.weakenings,
    constraints: detail.constraints,
    submitted: evidence.submitted,
    base: [],
    tree: evidence.tree,
    contributors: contributorsIn(detail, organisation?.people ?? [], null),
    declared: detail.declared !== null,
    requirement: detail.requirement,
    sizeReason: detail.sizeReason,
    proposed: null,
    superseded: false,
  });
  const people = organisation?.state ?? nobody;
  const release: Release | null = options.environment === undefined ? null : { environment: options.environment, artifact: null };
  const governance = (await organisation?.governanceOf(detail.range.repository)) ?? ungoverned;
  const verdict = judge({ policy, change: assessment.change, evidence: assessment.evidence, decisions: [], escalations: [], exceptions: [], people, governance, release, now });
  const records = await decisionTextsAt(repository, base);
  const lessons = records.length === 0 ? [] : (await import("./lessons.ts")).lessonsTouched(records, detail.range.files);
  return reportOf({ lessons, detail, assessment, policy, source, evidence: evidence.submitted, people, release, verdict, now });
}

/** The policy in force at the base, and where it came from in words. */
async function policyAt(repository: Repository, base: string, options: CheckOptions): Promise<{ policy: CompiledPolicy; source: string }> {
  const upper = options.policy ?? options.organisation?.policy ?? null;
  if (upper === null && (await findPolicyCandidates(repository, base)).length === 0) return { policy: compilePolicy(defaultPolicy()), source: sourceInWords(null, null) };
  const { compiledOf, projectPolicyAt } = await import("./policy-source.ts");
  const project = await projectPolicyAt(repository, base);
  return { policy: compiledOf(upper, project === null ? null : { ...project, project: null }, options.now), source: sourceInWords(upper, project) };
}

function sourceInWords(organisation: PolicySource | null, project: PolicySource | null): string {
  const upper = organisation?.file ?? "the built-in default";
  return project === null ? upper : `${upper} and ${project.file} of the base`;
}

async function readAll(
  repository: Repository,
  head: string,
  detail: Detail,
  policy: CompiledPolicy,
  { evidence }: CheckOptions,
): Promise<{ submitted: (Submitted & { name: string })[]; tree: Tree }> {
  if (evidence.length === 0) return { submitted: [], tree: new Tree([]) };
  const [{ heldTogether, readAgainst, treeOfCommit }, { heldAgainstLockfiles, lockfilesAt }] = await Promise.all([import("./evidence-of.ts"), import("./lockfiles.ts")]);
  const tree = await treeOfCommit(repository, head);
  const context = { commit: head, tree, range: detail.range, base: null, skippedRatio: policy.policy.limits.skippedTests };
  const alone = evidence.map(({ name, bytes }) => readAgainst(bytes, name, context));
  const readings = await heldAgainstLockfiles(heldTogether(alone, tree), () => lockfilesAt(repository, head, tree));
  const submitted = evidence.flatMap(({ name }, at) => {
    const reading = readings[at];
    return reading === undefined ? [] : [{ id: name, index: -1, commit: head, producer: name, digest: reading.sha256, reading, name }];
  });
  return { submitted, tree };
}
