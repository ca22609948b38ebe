import { type BlueprintContext, type BlueprintFiles, type DecisionArea, decisionAreas, type SprintState, sprintState } from "../blueprint/index.ts";
import type { Place } from "../model/failure.ts";
import type { AcknowledgementRecord, BlueprintRecord, SigningRecord } from "../store/index.ts";
import {
  blueprintContext,
  closingDocuments,
  documentState,
  type GovernanceDebt,
  governanceDebts,
  type ProjectBlueprint,
  type ReadBlueprint,
  type SignedState,
  type Workplace,
} from "../workflow/index.ts";
import { type NameOf, namesIn } from "./approvers.ts";
import { type Lacking, lackingIn, unsigned } from "./blueprint-missing.ts";
import { type DocumentLine, documentLine, type Reader } from "./document-state.ts";

/** One thing that a blueprint still lacks, and whose turn it is. */
export interface Missing {
  readonly says: string;
  readonly hint: string;
  /** Names of the people who can do it; empty where nobody is known who could. */
  readonly who: readonly string[];
  readonly place: Place | null;
}

export interface AreaState {
  readonly area: DecisionArea;
  /** The records that `blueprint.yaml` names for it, with their status where they are there. */
  readonly records: readonly { readonly file: string; readonly title: string | null; readonly status: string | null }[];
  readonly accepted: boolean;
}

/** Whether everybody who has to has read a document as it is now. */
export interface AcknowledgementState {
  readonly document: "ai-policy";
  readonly version: string;
  readonly by: readonly Reader[];
  readonly missing: readonly Reader[];
}

export interface BlueprintStatus {
  /** Null outside of an organisation, and then nothing is signed or acknowledged. */
  readonly project: string | null;
  /** Null for the draft of a work tree. */
  readonly ref: string | null;
  readonly commit: string | null;
  /** The one that runs, else the last that was closed; null where none was started. */
  readonly blueprint: BlueprintRecord | null;
  readonly debt: GovernanceDebt | null;
  /** Null without a readable `blueprint.yaml`. */
  readonly sprint: SprintState | null;
  readonly areas: readonly AreaState[];
  readonly documents: readonly SignedState[];
  readonly acknowledgements: AcknowledgementState | null;
  /** What keeps it from being closed, beside its further criteria, which whoever closes it is asked. */
  readonly missing: readonly Missing[];
}

/** How the blueprint of a project stands at its own branch. */
export async function blueprintStatus(workplace: Workplace, project: string, read: ProjectBlueprint): Promise<BlueprintStatus> {
  const { governance } = workplace.store.read;
  const [context, blueprints, signings, acknowledgements, debts, nameOf] = await Promise.all([
    blueprintContext(workplace, project),
    governance.blueprints(project),
    governance.signings({ project }),
    governance.acknowledgements(),
    governanceDebts(workplace),
    namesIn(workplace),
  ]);
  const blueprint = blueprints.findLast(({ closed }) => closed === null) ?? blueprints.at(-1) ?? null;
  const own = acknowledgements.filter((each) => each.project === project);
  const records = { signings, acknowledgements: own, nameOf, blueprint, debt: debts.find((each) => each.project === project) ?? null };
  return { project, ref: read.ref, commit: read.commit, ...statusOf(read, context, records) };
}

/** The same of a draft on this machine, where nobody has signed anything. */
export function draftStatus(read: ReadBlueprint, context: BlueprintContext): BlueprintStatus {
  return { project: null, ref: null, commit: null, ...statusOf(read, context, { signings: [], acknowledgements: [], nameOf: null, blueprint: null, debt: null }) };
}

interface Records {
  readonly signings: readonly SigningRecord[];
  readonly acknowledgements: readonly AcknowledgementRecord[];
  /** Null for a draft, which nobody can have read. */
  readonly nameOf: NameOf | null;
  readonly blueprint: BlueprintRecord | null;
  readonly debt: GovernanceDebt | null;
}

function statusOf(
  read: ReadBlueprint,
  context: BlueprintContext,
  { signings, acknowledgements, nameOf, blueprint, debt }: Records,
): Omit<BlueprintStatus, "project" | "ref" | "commit"> {
  const { files } = read;
  const people = context.people ?? [];
  const file = files.blueprint?.file ?? null;
  const documents = closingDocuments.map((document) => documentState(document, files, signings, people));
  const acknowledged = nameOf === null ? null : acknowledgementState(documentLine({ files, people, signings, acknowledgements, nameOf, now: context.now }, "ai-policy"));
  return {
    blueprint,
    debt,
    sprint: file === null ? null : sprintState({ ...file, ...(blueprint === null ? {} : { start: blueprint.start, end: blueprint.end }) }, dayOf(context.now)),
    areas: decisionAreas.map((area) => areaState(files, area)),
    documents,
    acknowledgements: acknowledged,
    missing: [...lackingIn(read, context), ...(nameOf === null ? [] : documents.flatMap((state) => unsigned(state, files, people)))].map(named),
  };
}

function named({ says, hint, place, who }: Lacking): Missing {
  return { says, hint, place, who: who.map(({ name }) => name) };
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

function areaState({ blueprint, decisions }: BlueprintFiles, area: DecisionArea): AreaState {
  const records = (blueprint?.file.areas[area] ?? []).map((file) => {
    const found = decisions.find((each) => each.file === file || each.file === `.countersign/${file}`);
    return { file: found?.file ?? file, title: found?.title ?? null, status: found?.status ?? null };
  });
  return { area, records, accepted: records.some(({ status }) => status === "accepted") };
}

function acknowledgementState(line: DocumentLine | null): AcknowledgementState | null {
  if (line === null) return null;
  const [by, missing] = [line.readers.filter(({ state }) => state === "read"), line.readers.filter(({ state }) => state !== "read")];
  return { document: "ai-policy", version: line.version, by, missing };
}
