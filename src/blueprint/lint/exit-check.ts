import type { Place } from "../../model/failure.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { decisionAreas, type FileKind } from "../files.ts";
import { filePath } from "../read.ts";
import { type BlueprintFinding, lintBlueprint } from "./lint.ts";
import { isJudged } from "./risks.ts";
import { recordsOf, spokenArea } from "./sprint.ts";

export interface ExitMet {
  /** `area-data`, `ai-tools`, `document-charter`, `policy`, `risks-judged`, `agent-rules`, `exit-1`. */
  readonly id: string;
  readonly says: string;
}

export interface ExitMissing extends ExitMet {
  readonly hint: string;
  readonly place: Place | null;
}

export interface ExitCheck {
  readonly met: readonly ExitMet[];
  readonly missing: readonly ExitMissing[];
}

/** An answer to one of the further criteria, `exit-1` being the first. */
export interface ExitWord {
  readonly criterion: string;
  readonly met: boolean;
}

type Result = ExitMet | ExitMissing;

/** What must hold before a blueprint is closed (R51, R53, R55–R57). Its further criteria, which no machine can tell, are looked at where answers are given. */
export function exitCheck(files: BlueprintFiles, context: BlueprintContext, answers: readonly ExitWord[] | null = null): ExitCheck {
  const findings = lintBlueprint(files, context).filter(({ severity }) => severity === "error");
  const results: Result[] = [
    ...decisionAreas.map((area) => areaResult(files, area)),
    toolResult(files, context),
    ...judgedDocuments.map((kind) => documentResult(files, kind, findings)),
    policyResult(findings),
    judgedResult(files),
    agentsResult(files),
    ...(answers === null ? [] : wordResults(files, answers)),
  ];
  return { met: results.filter((one) => !isMissing(one)), missing: results.filter(isMissing) };
}

function isMissing(result: Result): result is ExitMissing {
  return "hint" in result;
}

function areaResult({ blueprint, decisions }: BlueprintFiles, area: (typeof decisionAreas)[number]): Result {
  const id = `area-${area}`;
  const accepted = blueprint === null ? [] : recordsOf(blueprint.file, decisions, area).filter(({ status }) => status === "accepted");
  if (accepted.length > 0) return { id, says: `${spokenArea[area]}: decided by ${accepted.map(({ title }) => `“${title}”`).join(", ")}.` };
  return {
    id,
    says: `Nothing is decided for ${spokenArea[area]}.`,
    hint: `Accept a decision record that \`areas.${area}\` names.`,
    place: blueprint?.at(`areas.${area}`) ?? { file: filePath("blueprint") },
  };
}

/** The accepted records about AI tools name every registered tool, and constraints that the code they write has to keep. */
function toolResult({ blueprint, decisions }: BlueprintFiles, { policy }: BlueprintContext): Result {
  const id = "ai-tools";
  const accepted = blueprint === null ? [] : recordsOf(blueprint.file, decisions, "ai-tooling").filter(({ status }) => status === "accepted");
  const tools = policy.ai.tools.map(({ tool }) => tool).filter((tool) => !accepted.some((record) => record.tools.includes(tool)));
  const bound = policy.constraints.length === 0 || policy.constraints.some((constraint) => accepted.some((record) => record.constraints.includes(constraint.id)));
  const place = { file: accepted[0]?.file ?? filePath("blueprint") };
  if (accepted.length === 0) return { id, says: "No accepted record decides about AI tools.", hint: "Accept the one under `areas.ai-tooling`.", place };
  if (tools.length > 0) return { id, says: `No accepted record decides about ${tools.join(", ")}.`, hint: "Name each registered tool in the record that admits it.", place };
  if (!bound) return { id, says: "No accepted record about AI tools names a constraint.", hint: "Name those that code written with them has to keep.", place };
  return {
    id,
    says:
      policy.ai.tools.length === 0
        ? "No AI tool is registered, and a record says how one would be."
        : `Every registered AI tool is decided about: ${policy.ai.tools.map(({ tool }) => tool).join(", ")}.`,
  };
}

const judgedDocuments = ["charter", "delivery", "risks", "audit-trail", "ai-policy", "blueprint"] as const satisfies readonly FileKind[];

function documentResult(files: BlueprintFiles, kind: FileKind, findings: readonly BlueprintFinding[]): Result {
  const id = `document-${kind}`;
  const file = files[kind]?.name ?? filePath(kind);
  // What a risk that nobody judged lacks is told once, as that.
  const waiting = new Set(kind === "risks" ? unjudged(files).map(({ line }) => line) : []);
  const errors = findings.filter(({ code, place }) => place?.file === file && !(code.startsWith("risk-without-") && waiting.has(place?.line)));
  const [first] = errors;
  if (first === undefined) return { id, says: `${file} has no error.` };
  return { id, says: `${file} has ${errors.length === 1 ? "an error" : `${errors.length} errors`}: ${first.says}`, hint: first.hint, place: first.place };
}

/** What stands in no document of the blueprint: cells and rules of the policy, and decision records. */
function policyResult(findings: readonly BlueprintFinding[]): Result {
  const id = "policy";
  const documents = judgedDocuments.map((kind) => filePath(kind));
  const errors = findings.filter(({ place }) => place?.file === undefined || !documents.includes(place.file));
  const [first] = errors;
  if (first === undefined) return { id, says: "Every rule of the policy and every decision record can be satisfied by people and tools that are there." };
  return {
    id,
    says: errors.length === 1 ? first.says : `${errors.length} things are wrong with the policy or the decision records: ${first.says}`,
    hint: first.hint,
    place: first.place,
  };
}

function unjudged({ risks }: BlueprintFiles): Place[] {
  return risks === null ? [] : risks.file.register.flatMap((risk, at) => (isJudged(risk) ? [] : [risks.at(`register[${at}]`)]));
}

function judgedResult({ risks }: BlueprintFiles): Result {
  const id = "risks-judged";
  if (risks === null) return { id, says: "There is no risk register.", hint: `Write \`${filePath("risks")}\`.`, place: { file: filePath("risks") } };
  const { register } = risks.file;
  const waiting = register.flatMap((risk, at) => (isJudged(risk) ? [] : [at]));
  const [first] = waiting;
  if (first === undefined) return { id, says: `All ${register.length} risks are judged.` };
  return {
    id,
    says: `${waiting.length} of ${register.length} risks wait to be judged, ${register[first]?.id} first.`,
    hint: "Rate each, or say under `not-applicable` why it does not apply.",
    place: risks.at(`register[${first}]`),
  };
}

// R61: agents are told what was decided, in files that are committed with it.
function agentsResult({ agentRules }: BlueprintFiles): Result {
  const id = "agent-rules";
  if (agentRules === "compiled") return { id, says: "AGENTS.md holds the rules for AI agents." };
  const says = agentRules === "missing" ? "AGENTS.md does not hold the rules for AI agents." : "Somebody changed the rules for AI agents in AGENTS.md by hand.";
  return { id, says, hint: "Compile them with `countersign brief`, and commit what it writes.", place: { file: "AGENTS.md" } };
}

function wordResults({ blueprint }: BlueprintFiles, answers: readonly ExitWord[]): Result[] {
  return (blueprint?.file.exit ?? []).map((says, at) => {
    const id = `exit-${at + 1}`;
    const answer = answers.find(({ criterion }) => criterion === id);
    if (answer?.met === true) return { id, says };
    return {
      id,
      says: `${answer === undefined ? "Nobody has answered" : "It is not so"}: ${says}`,
      hint: "Whoever closes the sprint answers for it.",
      place: blueprint?.at(`exit[${at}]`) ?? null,
    };
  });
}
