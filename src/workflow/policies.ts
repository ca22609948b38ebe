import { policyPath } from "../git/index.ts";
import { policyNamespace } from "../ledger/index.ts";
import { sha256 } from "../model/canonical.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import { type CompiledPolicy, defaultPolicyText, type LintCode, type LintContext, type LintFinding, lint, loadPolicyFile } from "../policy/index.ts";
import type { AdoptedPolicy } from "../store/index.ts";
import { compiledPolicy } from "./compiled-policies.ts";
import { type By, requireRole } from "./persons.ts";
import { type PolicySource, policyOf } from "./policy-source.ts";
import { type Signer, verifySignature } from "./signatures.ts";
import { decideAndAppend, type Workplace } from "./workplace.ts";

/** The organisation's policy in force; the default when none has been adopted. */
export async function organisationPolicy(workplace: Workplace): Promise<{ readonly policy: Policy; readonly adoption: AdoptedPolicy | null }> {
  const adoption = await workplace.store.read.policyInForce("organisation", null);
  return { policy: policyOf(adoption === null ? null : await sourceOf(workplace, adoption), null, workplace.clock()), adoption };
}

/** The files of the organisation's policy in force; null when none has been adopted. */
export async function organisationSource(workplace: Workplace): Promise<PolicySource | null> {
  const adoption = await workplace.store.read.policyInForce("organisation", null);
  return adoption === null ? null : await sourceOf(workplace, adoption);
}

/**
 * The closure of the given adoptions. A waiver that lets a project loosen a setting has to hold at `at`, when the change is put forward: what it was put forward under judges
 * it from then on (R29). A waiver of a criterion is held against the time of each judgement instead.
 */
export async function policyOfAdoptions(workplace: Workplace, indexes: readonly number[], at: number): Promise<CompiledPolicy> {
  const adoptions = await Promise.all(indexes.map((index) => workplace.store.read.policyAt(index)));
  const level = (name: string) => adoptions.find((adoption) => adoption?.level === name);
  const [organisation, project] = [level("organisation"), level("project")];
  const own = project ? { ...(await sourceOf(workplace, project)), project: project.project } : null;
  return compiledPolicy(organisation ? await sourceOf(workplace, organisation) : null, own, at);
}

/** The files of an adoption as they were signed. */
export async function sourceOf(workplace: Workplace, { index, text, level, project }: AdoptedPolicy): Promise<PolicySource> {
  const { read } = workplace.store;
  const commitment = (await read.fact(index))?.commitments["rules"]?.commitment;
  const opened = commitment === undefined ? null : await read.opening(commitment);
  const rules = opened === null ? {} : (JSON.parse(Buffer.from(opened.bytes).toString("utf8")) as Record<string, string>);
  return { text, file: level === "organisation" ? "the organisation's policy" : `${policyPath} of ${project}`, rules: new Map(Object.entries(rules)) };
}

/** What the lint needs to know about an organisation; without one it does not look at what needs people. */
export async function policyContext(workplace: Workplace | null, about: Pick<LintContext, "now" | "project" | "files">): Promise<LintContext> {
  if (workplace === null) return { ...about, people: null, qualifications: [], usualAuthors: [] };
  const { read } = workplace.store;
  const [people, qualifications, changes] = await Promise.all([read.people(), read.qualifications(), read.changes()]);
  const recent = await Promise.all(changes.slice(-100).map(({ id }) => read.change(id)));
  const proposers = Map.groupBy(
    recent.flatMap((record) => record?.latest.proposer ?? []),
    (proposer) => proposer,
  );
  const usualAuthors = [...proposers].filter(([, times]) => times.length * 2 > recent.length).map(([person]) => person);
  return { ...about, people, qualifications, usualAuthors };
}

/**
 * What is wrong only for want of people. It does not keep a policy from coming into force, because people are enrolled and qualified under one; `lint` and `doctor` say it, and the gate
 * denies what nobody can judge.
 */
export const aboutPeople: ReadonlySet<LintCode> = new Set<LintCode>(["qualification-unheld", "role-unheld", "count-above-pool", "pool-needs-author"]);

export interface AdoptOptions extends PolicySource {
  /** Name of the project; without it the organisation's policy. */
  readonly project?: string;
  /** The commit that the file was read from. */
  readonly commit?: string;
  /** Null only for the built-in default, which an organisation is founded with. */
  readonly sign: Signer | null;
}

export interface Adopted {
  readonly index: number;
  readonly version: number;
  readonly digest: string;
  readonly findings: readonly LintFinding[];
}

/** Puts a version of a policy in force, under the adopter's signature. A version that is not newer, that loosens, or that the lint calls wrong, is refused. */
export async function adoptPolicy(workplace: Workplace, by: By, options: AdoptOptions): Promise<Adopted> {
  const { text, project, commit, sign } = options;
  const level = project === undefined ? "organisation" : "project";
  const bytes = Buffer.from(text);
  const digest = sha256(bytes);
  // Whoever signs is asked once, and only for what can be adopted; all is looked at again in the step that records it.
  const { standing } = await adoptable(workplace, by, options);
  const armour = sign === null || standing !== null ? null : await sign(bytes, policyNamespace);
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const { adopter, version, findings, standing: before } = await adoptable(workplace, by, options);
    if (before !== null) return { size, drafts: [], answer: () => ({ index: before, version, digest, findings: [] }) };
    const fingerprint = armour === null ? null : (await verifySignature(workplace, adopter.id, bytes, armour, policyNamespace)).fingerprint;
    const draft: Draft = {
      type: "policy-adopted",
      actor: adopter.id,
      key: `policy/${level}/${project ?? ""}/${version}`,
      data: { level, project: project ?? null, version, digest, commit: commit ?? null, fingerprint },
      private: {
        text: { mediaType: "application/yaml", bytes },
        rules: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(Object.fromEntries(options.rules ?? []))) },
        ...(armour === null ? {} : { signature: { mediaType: "application/x-ssh-signature", bytes: Buffer.from(armour) } }),
      },
    };
    return { size, drafts: [draft], answer: ([place]) => ({ index: place?.index ?? 0, version, digest, findings }) };
  });
}

interface Adoptable {
  readonly adopter: Person;
  readonly version: number;
  readonly findings: readonly LintFinding[];
  /** Ledger index of the same text, when it is in force already. */
  readonly standing: number | null;
}

// A rule file is part of what is adopted: another one needs another version (D04).
async function sameRules(workplace: Workplace, before: AdoptedPolicy, { rules }: PolicySource): Promise<boolean> {
  const { rules: standing } = await sourceOf(workplace, before);
  return standing?.size === (rules?.size ?? 0) && [...standing].every(([path, text]) => rules?.get(path) === text);
}

async function adoptable(workplace: Workplace, by: By, options: AdoptOptions): Promise<Adoptable> {
  const adopter = await requireRole(workplace, by, "adopt-policy", ["administrator", "policy-owner"]);
  const { text, file, project } = options;
  if (options.sign === null && text !== defaultPolicyText) throw new Failure("signature-invalid", "A policy is adopted under a signature.", { hint: "Sign it with your key." });
  const level = project === undefined ? "organisation" : "project";
  const { read } = workplace.store;
  if (project !== undefined && !(await read.project(project)))
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "`countersign init` in its repository registers it." });
  const loaded = loadPolicyFile(text, file);
  const before = await read.policyInForce(level, project ?? null);
  const { version } = loaded.file;
  if (before && before.digest === sha256(text) && (await sameRules(workplace, before, options))) return { adopter, version, findings: [], standing: before.index };
  if (before && version <= before.version) {
    throw new Failure("policy-outdated", `${file} is version ${version}, and version ${before.version} is in force: a version only ever grows.`, {
      place: { file, ...loaded.at("version") },
      hint: `Write version: ${before.version + 1}.`,
    });
  }
  const now = workplace.clock();
  const policy = level === "organisation" ? policyOf(options, null, now) : policyOf(await organisationSource(workplace), { ...options, project: project ?? null }, now);
  const findings = lint(policy, await policyContext(workplace, { now, project: project ?? null, files: [loaded] }));
  // What the organisation's settings lack is no fault of a project's file.
  const wrong = findings.find((finding) => finding.level === "error" && !aboutPeople.has(finding.code) && (level === "organisation" || finding.place?.file === file));
  if (wrong)
    throw new Failure("policy-invalid", wrong.sentence, { ...(wrong.place ? { place: wrong.place } : {}), hint: "`countersign policy lint` lists everything that is wrong." });
  return { adopter, version, findings, standing: null };
}
