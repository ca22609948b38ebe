import {
  type FrameworkCoverage,
  type FrameworkId,
  frameworkCoverage,
  type GateControl,
  gateControls,
  mappingAsOf,
  mappingLimit,
  type ResidualRisk,
  type RisksFile,
  residualRisks,
} from "../blueprint/index.ts";
import { visible } from "../git/index.ts";
import type { RiskAcceptanceRecord } from "../store/index.ts";
import type { Workplace } from "../workflow/index.ts";
import { type Named, namesIn } from "./approvers.ts";
import { blueprintNow } from "./blueprint-now.ts";
import { personCalled } from "./document-state.ts";
import { policyInForce } from "./policy-in-force.ts";

/** A risk with the signature that accepts what is left of it; null where nobody signed, or it ran out. */
export interface RiskLine extends ResidualRisk {
  readonly accepted: { readonly by: Named; readonly level: string; readonly until: string; readonly index: number } | null;
}

/** Policy → process → control → evidence, computed from the settings and records that exist. */
export interface FrameworkPage {
  /** Whose policy and risks; null for the organisation's policy, without risks. */
  readonly project: string | null;
  readonly asOf: string;
  /** Day on which the mapping was last looked at, and what it does not say. */
  readonly mapped: string;
  readonly limit: string;
  readonly policy: { readonly version: number; readonly digest: string };
  readonly frameworks: readonly FrameworkCoverage[];
  /** Null where no register was read; `unread` then says why. */
  readonly risks: { readonly appetite: string; readonly register: readonly RiskLine[]; readonly controls: readonly GateControl[] } | null;
  readonly unread: string | null;
}

/** Throws `Failure` (`not-found`). Reads the project's repository for its risk register; records nothing. */
export async function frameworkPage(workplace: Workplace, asked: { readonly project: string | null; readonly framework?: FrameworkId | undefined }): Promise<FrameworkPage> {
  const { read } = workplace.store;
  // Where there is one project only, nobody has to name it.
  const projects = asked.project === null ? await read.projects() : [];
  const project = asked.project ?? (projects.length === 1 ? (projects[0]?.id ?? null) : null);
  const [{ policy }, register, counts] = await Promise.all([policyInForce(workplace, project), registerOf(workplace, project), countsOf(workplace, project)]);
  const today = new Date(workplace.clock()).toISOString().slice(0, 10);
  if ("decisions" in register) counts.set("files.decisions", register.decisions);
  const file = "file" in register ? register.file : null;
  if (file !== null) counts.set("files.risks", file.register.length);
  return {
    project,
    asOf: new Date(workplace.clock()).toISOString(),
    mapped: mappingAsOf,
    limit: mappingLimit,
    policy: { version: (policy.project ?? policy.organisation).version, digest: policy.digest },
    frameworks: frameworkCoverage(policy, counts, file, asked.framework),
    risks:
      file === null || project === null
        ? null
        : { appetite: file.appetite, register: await accepted(workplace, project, residualRisks(policy, file, today), today), controls: gateControls(policy, file) },
    unread: "unread" in register ? register.unread : null,
  };
}

type Register = { readonly file: RisksFile | null; readonly decisions: number } | { readonly unread: string };

async function registerOf(workplace: Workplace, project: string | null): Promise<Register> {
  if (project === null) return { unread: "Risks stand in each project's register: choose a project." };
  const now = await blueprintNow(workplace, project);
  if ("unread" in now) return { unread: now.unread.sentence };
  const { files } = now;
  return files.risks === null ? { unread: `${project} has no risk register.` } : { file: files.risks.file, decisions: files.decisions.length };
}

async function countsOf({ store }: Workplace, project: string | null): Promise<Map<string, number>> {
  const [records, signed] = await Promise.all([store.read.portfolio.recordCounts(project), store.read.portfolio.signedDocuments()]);
  const counts = new Map<string, number>(records);
  for (const { document, project: of } of signed)
    if (project === null || of === null || of === project) counts.set(`signed.${document}`, (counts.get(`signed.${document}`) ?? 0) + 1);
  return counts;
}

async function accepted(workplace: Workplace, project: string, risks: readonly ResidualRisk[], today: string): Promise<RiskLine[]> {
  const [acceptances, people, nameOf] = await Promise.all([workplace.store.read.governance.riskAcceptances(project), workplace.store.read.people(), namesIn(workplace)]);
  const standing = (id: string): RiskAcceptanceRecord | undefined => acceptances.findLast(({ risk, until }) => risk === id && until >= today);
  return risks.map((risk) => {
    const found = standing(risk.id);
    // A register names people by handle or address; whoever is not enrolled stays as written.
    const owner = risk.owner === null ? null : (personCalled(people, risk.owner)?.name ?? visible(risk.owner));
    return { ...risk, owner, accepted: found === undefined ? null : { by: nameOf(found.person), level: found.level, until: found.until, index: found.index } };
  });
}
