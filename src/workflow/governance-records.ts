import { filePath } from "../blueprint/index.ts";
import type { Draft, FactData, GovernedDocument } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { governanceRoles } from "../model/governance-roles.ts";
import { requireProject, requireReason } from "./blueprint.ts";
import { type By, requirePerson, requireRole } from "./persons.ts";
import { readProjectBlueprint } from "./project-blueprint.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

export interface AcknowledgementGiven {
  readonly project: string;
  readonly document: GovernedDocument;
  /** Where a clone lies on this machine; else where a change was last put forward from. */
  readonly repository?: string | undefined;
  /** Hex SHA-256 of the document that was in front of the person. */
  readonly digest?: string | undefined;
}

/** Says that one has read a document as the project's branch holds it now. Said again of the same version, it is the same fact. Throws `Failure`: `stale` where another was read. */
export async function acknowledge(
  workplace: Workplace,
  by: By,
  { project, document, repository, digest }: AcknowledgementGiven,
): Promise<{ readonly index: number; readonly version: string }> {
  const { files, ref } = await readProjectBlueprint(workplace, project, repository);
  const loaded = files[document];
  if (loaded === null)
    throw new Failure("not-found", `${filePath(document)} is not on ${ref}, or cannot be read there.`, { hint: "`countersign blueprint lint` says what is wrong." });
  if (digest !== undefined && digest !== loaded.digest)
    throw new Failure("stale", "The document has changed since you opened it. Nothing was recorded.", { hint: "Read it as it is now, then say so." });
  const version = String(loaded.file.document.version);
  const { index } = await record(workplace, async () => {
    const person = await requirePerson(workplace, by, "acknowledge");
    const key = `acknowledged/${project}/${document}/${loaded.digest}/${version}/${person.id}`;
    return { type: "document-acknowledged", actor: person.id, key, data: { project, document, version, digest: loaded.digest, person: person.id } };
  });
  return { index, version };
}

/** Records that the path of escalations was tried (R100). */
export async function recordEscalationDrill(
  workplace: Workplace,
  by: By,
  given: { readonly project: string; readonly outcome: FactData<"escalation-drilled">["outcome"]; readonly note: string },
): Promise<{ readonly index: number }> {
  const drill = freshId(workplace, "z");
  return await record(workplace, async () => {
    const person = await requireRole(workplace, by, "drill-escalation", governanceRoles["escalation-drilled"]);
    await requireProject(workplace, given.project);
    const data = { drill, project: given.project, person: person.id, outcome: given.outcome };
    return { type: "escalation-drilled", actor: person.id, key: `escalation-drilled/${drill}`, data, private: { note: requireReason(given.note) } };
  });
}

/** Records how long a checkpoint took. */
export async function recordEffort(
  workplace: Workplace,
  by: By,
  given: Pick<FactData<"effort-recorded">, "project" | "checkpoint" | "minutes">,
): Promise<{ readonly index: number }> {
  const effort = freshId(workplace, "f");
  return await record(workplace, async () => {
    const person = await requireRole(workplace, by, "record-effort", governanceRoles["effort-recorded"]);
    await requireProject(workplace, given.project);
    if (!Number.isInteger(given.minutes) || given.minutes < 1 || given.minutes > 100_000) throw new Failure("bad-input", "The effort is a number of minutes from 1 to 100,000.");
    return { type: "effort-recorded", actor: person.id, key: `effort/${effort}`, data: { effort, ...given, person: person.id } };
  });
}

async function record(workplace: Workplace, make: () => Promise<Draft>): Promise<{ readonly index: number }> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    return { size, drafts: [await make()], answer: ([place]) => ({ index: place?.index ?? 0 }) };
  });
}
