import {
  acceptedScore,
  type BlueprintFiles,
  type DocumentHead,
  exitCheck,
  type FileKind,
  filePath,
  type Phase,
  type Risk,
  type RisksFile,
  riskDigest,
  riskLevel,
  signersOf,
} from "../blueprint/index.ts";
import type { Json } from "../model/canonical.ts";
import { addDuration, parseDuration } from "../model/duration.ts";
import type { GovernedDocument } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { governanceRoles } from "../model/governance-roles.ts";
import { advanceTrouble } from "../model/phases.ts";
import { closingDocuments, type SignedAct, type SignedAnswer } from "../model/signing.ts";
import { waiverFor } from "../policy/index.ts";
import { runningBlueprint } from "./blueprint.ts";
import { answeredExit, blueprintQuestions, type ExitAnswer, type ExitQuestion, phaseQuestions } from "./exit-questions.ts";
import { blueprintContext, type ProjectBlueprint, readProjectBlueprint } from "./project-blueprint.ts";
import { documentState } from "./signed-documents.ts";
import type { Workplace } from "./workplace.ts";

interface Asked<T extends SignedAct> {
  readonly act: T;
  readonly project: string;
  /** Where a clone lies on this machine; else where a change was last put forward from. */
  readonly repository?: string | undefined;
}

/** What somebody asks to sign. Ids, versions and digests are read from the project's own branch, never taken from who asks. */
export type SigningRequest =
  | (Asked<"document-signed"> & { readonly document: GovernedDocument })
  | (Asked<"blueprint-closed"> & { readonly answers?: readonly ExitAnswer[] })
  | (Asked<"phase-advanced"> & { readonly phase: string; readonly answers?: readonly ExitAnswer[] })
  | (Asked<"risk-accepted"> & { readonly risk: string; readonly until?: string | undefined });

/** What an act rests on. */
export interface ActGround {
  readonly commit: string;
  /** What the fact says, but for who signs and with what. */
  readonly about: { readonly [name: string]: Json };
  /** The roles of which its signer holds one. */
  readonly roles: readonly string[];
  readonly questions: readonly ExitQuestion[];
  readonly answers: readonly SignedAnswer[];
  /** What keeps it from being signed, a sentence each, beside the questions. */
  readonly missing: readonly string[];
  /** The questions that are not met, or not answered, a sentence each. */
  readonly unmet: readonly string[];
  /** What stays undone meanwhile: `the blueprint is not closed`. */
  readonly undone: string;
}

/** Works out what an act is about, with everything that is missing. Throws `Failure`: `not-found`, `already-exists`, `bad-input`, and `document-invalid` for the file that it is about. */
export async function actGround(workplace: Workplace, request: SigningRequest): Promise<ActGround> {
  const read = await readProjectBlueprint(workplace, request.project, request.repository);
  switch (request.act) {
    case "document-signed":
      return documentGround(request, read);
    case "blueprint-closed":
      return await closingGround(workplace, request, read);
    case "phase-advanced":
      return await phaseGround(workplace, request, read);
    case "risk-accepted":
      return riskGround(workplace, request, read);
  }
}

type Request<T extends SignedAct> = Extract<SigningRequest, { act: T }>;

const nothingAsked = { questions: [], answers: [], unmet: [] } as const;

function documentGround({ project, document }: Request<"document-signed">, read: ProjectBlueprint): ActGround {
  const { file, digest, name } = fileOf(read, document);
  const { id, version, approvers, "review-by": reviewBy = null } = file.document;
  requireStanding(file.document, name, "nobody signs that");
  const about = { project, document, id, version: String(version), digest, reviewBy };
  return { commit: read.commit, about, roles: approvers, ...nothingAsked, missing: [], undone: "the document is not signed" };
}

/** Throws `Failure` (`bad-input`) for a document that binds nobody yet, or no longer. */
function requireStanding({ status }: Pick<DocumentHead, "status">, name: string, so: string): void {
  if (status !== "draft" && status !== "superseded") return;
  throw new Failure("bad-input", `${name} says of itself that it is ${status === "draft" ? "a draft" : "superseded"}, and ${so}.`, {
    hint: "Set `document.status` to in-review or approved, and merge it.",
  });
}

async function closingGround(workplace: Workplace, { project, answers = [] }: Request<"blueprint-closed">, read: ProjectBlueprint): Promise<ActGround> {
  const running = await runningBlueprint(workplace, project);
  if (running === null) throw new Failure("not-found", `No blueprint of ${project} is open.`, { hint: "`countersign blueprint status` says where it stands." });
  const { files, failures, commit, digest } = read;
  const [context, signings] = await Promise.all([blueprintContext(workplace, project), workplace.store.read.governance.signings({ project })]);
  const questions = blueprintQuestions(files.blueprint?.file ?? { exit: [] });
  const answered = answeredExit(questions, answers);
  const states = closingDocuments.map((document) => documentState(document, files, signings, context.people ?? []));
  const missing = [
    ...failures.map(({ message }) => message.replace(/\.$/, "")),
    ...exitCheck(files, context).missing.map(({ says }) => says.replace(/\.$/, "")),
    ...states.flatMap((state) => (state.current === null ? [] : state.missing)),
    ...closingDocuments
      .filter((document) => files[document] === null && !failures.some(({ place }) => place?.file === filePath(document)))
      .map((document) => `${filePath(document)} is not there`),
  ];
  const documents = closingDocuments.flatMap((document) => (files[document] === null ? [] : [{ document, digest: files[document].digest }]));
  const about = { blueprint: running.id, project, commit, digest, documents };
  return { commit, about, roles: governanceRoles["blueprint-closed"], questions, ...answered, missing: [...new Set(missing)], undone: "the blueprint is not closed" };
}

async function phaseGround(workplace: Workplace, { project, phase: named, answers = [] }: Request<"phase-advanced">, read: ProjectBlueprint): Promise<ActGround> {
  const { file, digest, name } = fileOf(read, "delivery");
  requireStanding(file.document, name, "no phase advances by that");
  const at = file.phases.findIndex(({ id }) => id === named);
  const phase = file.phases[at];
  if (phase === undefined) throw new Failure("not-found", `The delivery framework has no phase ${named}.`, { hint: `It has: ${file.phases.map(({ id }) => id).join(", ")}.` });
  const last = phase.checkpoints.at(-1);
  if (last === undefined)
    throw new Failure("bad-input", `The phase ${named} has no checkpoint, so nothing would be judged.`, {
      hint: "Give it one in .countersign/delivery.yaml, with exit criteria and a metric.",
    });
  const { governance } = workplace.store.read;
  const [{ policy, now }, phases, blueprints] = await Promise.all([blueprintContext(workplace, project), governance.phases(project), governance.blueprints(project)]);
  // A new blueprint begins the phases anew.
  const left = phases.filter(({ index }) => index > (blueprints.at(-1)?.index ?? -1));
  const step = { phase: named, checkpoint: last.id, after: file.phases[at - 1]?.id ?? null };
  const trouble = advanceTrouble(left, step);
  const questions = phaseQuestions(phase, (rule) => waiverFor(policy, rule, { project, change: null, now })?.id ?? null);
  const answered = answeredExit(questions, answers);
  const open = blueprints.some(({ closed }) => closed === null) ? [`the blueprint of ${project} is open, and every phase ends after it is closed`] : [];
  const missing = [...open, ...(trouble === null ? [] : [trouble.replace(/\.$/, "")]), ...bare(phase)];
  const about = { project, ...step, digest };
  const roles = signersOf(last);
  return { commit: read.commit, about, roles, questions, ...answered, missing, undone: `the phase ${named} does not advance` };
}

// A phase that nothing is asked of would advance by itself (R55).
function bare({ id, checkpoints }: Phase): string[] {
  return [
    ...(checkpoints.some(({ exit }) => exit.length > 0) ? [] : [`the phase ${id} has no exit criterion`]),
    ...(checkpoints.some(({ metrics }) => metrics.length > 0) ? [] : [`the phase ${id} has no metric`]),
  ];
}

function riskGround(workplace: Workplace, { project, risk: id, until }: Request<"risk-accepted">, read: ProjectBlueprint): ActGround {
  const { file } = fileOf(read, "risks");
  const risk = file.register.find((each) => each.id === id);
  if (risk === undefined) throw new Failure("not-found", `The register has no risk ${id}.`, { hint: "`countersign risk list` shows which it has." });
  if (risk["not-applicable"] !== undefined) throw new Failure("bad-input", `${id} does not apply, so there is nothing to accept.`);
  const score = acceptedScore(risk);
  const level = score === null ? null : riskLevel(file, score);
  const longest = lastAcceptanceDay(file, workplace.clock());
  const day = until ?? longest;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) throw new Failure("bad-input", `${JSON.stringify(day)} is no day.`, { hint: "Write it as 2027-03-31." });
  if (day <= new Date(workplace.clock()).toISOString().slice(0, 10))
    throw new Failure("bad-input", "A risk is accepted until a day that is still to come.", { hint: "Give a later day." });
  if (day > longest)
    throw new Failure("bad-input", `By its register a risk is accepted for ${file["acceptance-valid-for"]}, so until ${longest} at most.`, { hint: "Give an earlier day." });
  const about = { risk: id, project, digest: riskDigest(risk), level: level ?? "unrated", until: day };
  return {
    commit: read.commit,
    about,
    roles: level === null ? Object.values(file.acceptance) : [file.acceptance[level]],
    ...nothingAsked,
    missing: lacksForAcceptance(risk),
    undone: `the risk ${id} is not accepted`,
  };
}

/** The last day until which a risk can be accepted now. */
export function lastAcceptanceDay(file: Pick<RisksFile, "acceptance-valid-for">, now: number): string {
  const valid = parseDuration(file["acceptance-valid-for"]);
  return new Date(valid === null ? now : addDuration(now, valid)).toISOString().slice(0, 10);
}

/** Nobody accepts what nobody rated or answers for (R56): what is left to say of a risk, a sentence each. */
export function lacksForAcceptance({ id, inherent, residual, treatment, owner }: Risk): string[] {
  return [
    ...(inherent === undefined && residual === undefined ? [`${id} is not rated`] : []),
    ...(treatment === undefined ? [`${id} has no treatment`] : []),
    ...(owner === undefined ? [`${id} has no owner`] : []),
  ];
}

function fileOf<K extends FileKind>(read: ProjectBlueprint, kind: K): NonNullable<BlueprintFiles[K]> {
  const loaded = read.files[kind];
  if (loaded !== null) return loaded as NonNullable<BlueprintFiles[K]>;
  const name = filePath(kind);
  const wrong = read.failures.find(({ place }) => place?.file === name);
  if (wrong !== undefined) throw wrong;
  throw new Failure("not-found", `${name} is not on ${read.ref} (${read.commit.slice(0, 12)}).`, { hint: "Merge it into that branch, and fetch it here." });
}
