import type { Meaning } from "../model/decision.ts";
import type { DecisionRecord, DeploymentRecord, ExceptionRecord, Revision, VerdictRecord } from "../store/index.ts";
import { standing, type Workplace } from "../workflow/index.ts";
import { documentOf } from "./manifestation.ts";

/** A person in an answer: the id that the ledger knows and the name as it is printed. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export type NameOf = (id: string) => Named;

export async function namesIn(workplace: Workplace): Promise<NameOf> {
  return (await standing(workplace, "names", () => readNames(workplace))).answer;
}

async function readNames(workplace: Workplace): Promise<NameOf> {
  const names = new Map((await workplace.store.read.people()).map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: id === "system" ? "Countersign" : (names.get(id) ?? id) });
}

/** Who answers for a deployment: whoever released it, or let it pass in an emergency. */
export interface Approver {
  readonly kind: "approval" | "break-glass";
  readonly person: Named;
  /** As it stood in the document that was signed; today's name in an emergency, and once the document is erased. */
  readonly printedName: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly meaning: Meaning;
  /** Null for an emergency. */
  readonly decision: string | null;
  /** Ledger index of the decision or emergency. */
  readonly index: number;
}

/** What the ledger holds about one change, for a deployment of it. */
export interface ChangeFile {
  readonly revisions: readonly Revision[];
  readonly decisions: readonly DecisionRecord[];
  readonly verdicts: readonly VerdictRecord[];
  readonly exceptions: readonly ExceptionRecord[];
}

export async function changeFile(workplace: Workplace, change: string): Promise<ChangeFile> {
  const { read } = workplace.store;
  const [record, decisions, verdicts, exceptions] = await Promise.all([read.change(change), read.decisions(change), read.verdicts(change), read.exceptions(change)]);
  return { revisions: record?.revisions ?? [], decisions, verdicts, exceptions };
}

export interface Answerable {
  readonly approvers: readonly Approver[];
  /** The allow that the deployment relied on; null when it relied on none. */
  readonly verdict: VerdictRecord | null;
  /** The revision that went; null when nobody put it forward. */
  readonly revision: Revision | null;
  /** Why nobody answers for it; null whenever somebody does (R1). */
  readonly violation: string | null;
}

/** Who answers for a deployment, from the facts that its verdict names. Only a violation has nobody (R1). */
export async function answerable(workplace: Workplace, record: DeploymentRecord, file: ChangeFile, nameOf: NameOf): Promise<Answerable> {
  const verdict = file.verdicts.find(({ index }) => index === record.verdict) ?? null;
  const began = record.stages[0]?.index ?? 0;
  const revision = file.revisions.findLast(({ revision: number, index }) => (verdict === null ? index < began : number === verdict.revision)) ?? null;
  const approvers = verdict === null ? [] : approversOf(record, verdict, file, nameOf);
  const violation = approvers.length > 0 ? null : ((await recordedViolation(workplace, record.id)) ?? "No decision and no emergency stands behind it, so nobody answers for it.");
  return { approvers, verdict, revision, violation };
}

async function recordedViolation({ store }: Workplace, deployment: string): Promise<string | null> {
  const found = (await store.read.violations()).find((violation) => violation.deployment === deployment);
  return found === undefined ? null : (found.note ?? found.kind.replaceAll("-", " "));
}

function approversOf({ environment }: DeploymentRecord, verdict: VerdictRecord, { decisions, exceptions }: ChangeFile, nameOf: NameOf): Approver[] {
  const emergencies = exceptions.filter(({ id }) => verdict.exceptions.includes(id));
  if (emergencies.length > 0) return emergencies.flatMap((emergency) => inEmergency(emergency, nameOf));
  return decisions.filter(({ index, subject }) => verdict.decisions.includes(index) && subject.environment === environment).map((decision) => releasing(decision, nameOf));
}

function inEmergency({ people, at, index }: ExceptionRecord, nameOf: NameOf): Approver[] {
  return people.map(({ person }) => ({
    kind: "break-glass",
    person: nameOf(person),
    printedName: nameOf(person).name,
    time: new Date(at).toISOString(),
    meaning: "responsibility",
    decision: null,
    index,
  }));
}

function releasing(decision: DecisionRecord, nameOf: NameOf): Approver {
  const { id, index, at, person, meaning } = decision;
  const printedName = documentOf(decision)?.printedName ?? nameOf(person).name;
  return { kind: "approval", person: nameOf(person), printedName, time: new Date(at).toISOString(), meaning, decision: id, index };
}
