import type { Place } from "../../model/failure.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { type FileKind, fileKinds } from "../files.ts";
import { filePath } from "../read.ts";
import { charterFindings } from "./charter.ts";
import { deliveryFindings } from "./delivery.ts";
import { auditTrailFindings, headFindings } from "./documents.ts";
import { type Found, found, type LintCode, lintCodes } from "./found.ts";
import { peopleFindings } from "./people.ts";
import { policyFindings } from "./policy.ts";
import { riskFindings } from "./risks.ts";
import { sprintFindings } from "./sprint.ts";
import { toolFindings } from "./tools.ts";

/** What is wrong with a blueprint although each of its files reads: an `error` keeps it from being closed, a `warning` is worth a look or is still to be done. */
export interface BlueprintFinding {
  readonly code: LintCode;
  readonly severity: "error" | "warning";
  readonly says: string;
  /** What was expected, and what to do. */
  readonly hint: string;
  /** Null where it stands in no file that is at hand. */
  readonly place: Place | null;
}

/** Looks at all files together: the empty cell, who holds what, risks and what keeps them down, phases, tools and their records. Errors first, then by file and line. */
export function lintBlueprint(files: BlueprintFiles, context: BlueprintContext): BlueprintFinding[] {
  const all: Found[] = [
    ...missingFiles(files),
    ...policyFindings(context),
    ...peopleFindings(files, context),
    ...headFindings(files, context),
    ...sprintFindings(files),
    ...charterFindings(files),
    ...deliveryFindings(files),
    ...riskFindings(files, context),
    ...toolFindings(files, context),
    ...auditTrailFindings(files),
  ];
  return all.map((one) => ({ code: one.code, severity: lintCodes[one.code], says: one.says, hint: one.hint, place: one.place })).sort(inOrder);
}

const called: Readonly<Record<FileKind, string>> = {
  blueprint: "The sprint and who is who",
  charter: "The charter",
  delivery: "The delivery framework",
  risks: "The risk register",
  "audit-trail": "The audit-trail design",
  "ai-policy": "The AI policy",
};

function missingFiles(files: BlueprintFiles): Found[] {
  return fileKinds
    .filter((kind) => files[kind] === null)
    .map((kind) => found("file-missing", `${called[kind]} is not there.`, `Write \`${filePath(kind)}\`; \`countersign init\` proposes one.`, { file: filePath(kind) }));
}

function inOrder(a: BlueprintFinding, b: BlueprintFinding): number {
  if (a.severity !== b.severity) return a.severity === "error" ? -1 : 1;
  const [one, other] = [a.place?.file ?? "", b.place?.file ?? ""];
  return one === other ? (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0) : one < other ? -1 : 1;
}
