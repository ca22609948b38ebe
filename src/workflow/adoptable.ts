import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { type LintFinding, lint, loadPolicyFile } from "../policy/index.ts";
import type { AdoptedPolicy } from "../store/index.ts";
import { lintRules } from "./lint-rules.ts";
import { aboutPeople, organisationSource, policyContext, sourceOf } from "./policies.ts";
import { compiledOf, type PolicySource } from "./policy-source.ts";
import type { Workplace } from "./workplace.ts";

/** A version of a policy that is to come into force. */
export interface NewPolicy extends PolicySource {
  /** Name of the project; without it the organisation's policy. */
  readonly project?: string | undefined;
  /** The commit that the file was read from. */
  readonly commit?: string | undefined;
}

export interface Adoptable {
  readonly version: number;
  /** What the lint finds and what keeps nothing from coming into force. */
  readonly findings: readonly LintFinding[];
  /** The adoption in force that this one would follow. */
  readonly before: AdoptedPolicy | null;
  /** Ledger index of the organisation's adoption that a project's stands on. */
  readonly beneath: number | null;
  /** The same text with the same rule files is in force already. */
  readonly stands: boolean;
}

/** Whether a version may come into force: it is well-formed, newer, loosens nothing that it may not, and the lint calls nothing of it wrong. Records nothing. Throws `Failure`. */
export async function requireAdoptable(workplace: Workplace, policy: NewPolicy): Promise<Adoptable> {
  const { text, file, project } = policy;
  const { read } = workplace.store;
  if (project !== undefined && (await read.project(project))?.id !== project)
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "`countersign init` in its repository registers it." });
  const loaded = loadPolicyFile(text, file);
  const { version } = loaded.file;
  const before = await read.policyInForce(project === undefined ? "organisation" : "project", project ?? null);
  const beneath = project === undefined ? null : ((await read.policyInForce("organisation", null))?.index ?? null);
  const place = { before, beneath, version };
  if (before && before.digest === sha256(text) && (await sameRules(workplace, before, policy))) return { ...place, findings: [], stands: true };
  if (before && version <= before.version) {
    throw new Failure("policy-outdated", `${file} is version ${version}, and version ${before.version} is in force: a version only ever grows.`, {
      place: { file, ...loaded.at("version") },
      hint: `Write version: ${before.version + 1}.`,
    });
  }
  return { ...place, findings: await soundFindings(workplace, policy), stands: false };
}

async function soundFindings(workplace: Workplace, policy: NewPolicy): Promise<readonly LintFinding[]> {
  const { text, file, project } = policy;
  const now = workplace.clock();
  const compiled = project === undefined ? compiledOf(policy, null, now) : compiledOf(await organisationSource(workplace), { ...policy, project }, now);
  const files = [loadPolicyFile(text, file)];
  const rules = await lintRules(compiled, files);
  const findings = lint(compiled.policy, await policyContext(workplace, { now, project: project ?? null, files }));
  // What the organisation's settings lack is no fault of a project's file.
  const ownFault = (finding: LintFinding) => !aboutPeople.has(finding.code) && (project === undefined || finding.place?.file === file);
  const wrong = findings.find((finding) => finding.level === "error" && ownFault(finding)) ?? rules.find(({ level }) => level === "error");
  if (wrong)
    throw new Failure("policy-invalid", wrong.sentence, { ...(wrong.place ? { place: wrong.place } : {}), hint: "`countersign policy lint` lists everything that is wrong." });
  return [...findings, ...rules];
}

// A rule file is part of what is adopted: another one needs another version (D04).
async function sameRules(workplace: Workplace, before: AdoptedPolicy, { rules }: PolicySource): Promise<boolean> {
  const { rules: standing } = await sourceOf(workplace, before);
  return standing?.size === (rules?.size ?? 0) && [...standing].every(([path, text]) => rules?.get(path) === text);
}
