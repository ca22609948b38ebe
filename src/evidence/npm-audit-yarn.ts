import type { Json } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { Advisories } from "./advisories.ts";
import { limits } from "./limits.ts";
import { emptinessOf, lookedAt, Tally, totalsInconsistencies } from "./npm-audit-header.ts";
import { type OldMetadata, oldMetadata, yarnAdvisory, yarnLine } from "./npm-audit-shapes.ts";
import { addOldAdvisory } from "./npm-audit-v1.ts";
import { Halt, type Outcome, quoted } from "./outcome.ts";
import { inShape } from "./shape.ts";
import { strictJson } from "./strict-json.ts";

const called = "yarn 1's audit lines";

/** yarn 1: a line for each path to a flaw, and a summary at the end; without that one the report was cut off. Throws `Halt`. */
export function readYarnLines(text: string): Outcome {
  const advisories = new Advisories();
  const lines = new Tally();
  let summary: OldMetadata | null = null;
  let at = 0;
  for (const line of text.split("\n")) {
    at++;
    if (line.trim() === "") continue;
    const { type, data } = onLine(at, () => inShape(yarnLine, parsed(line), called));
    if (type === "error") throw new Halt("corrupt", `Line ${at}: yarn reports an error instead of a result: ${quoted(said(data))}. Run the audit again.`);
    if (summary !== null && type.startsWith("audit")) throw new Halt("corrupt", `Line ${at}: something follows the summary; hand in one report.`);
    if (type === "auditAdvisory") {
      const { advisory } = onLine(at, () => inShape(yarnAdvisory, data, called, ["data"]));
      addOldAdvisory(advisory, advisories);
      lines.add(advisory.severity);
    }
    if (type === "auditSummary") summary = onLine(at, () => inShape(oldMetadata, data, called, ["data"]));
  }
  if (summary === null) throw new Halt("corrupt", `Line ${at}: the report ends without a summary, so it was cut off; run the audit again.`);
  const inconsistencies = [...emptinessOf(lookedAt(summary)), ...totalsInconsistencies(summary.vulnerabilities, [lines])];
  return { report: { kind: "advisories", tools: ["yarn audit"], advisories: advisories.list }, inconsistencies };
}

function parsed(line: string): Json {
  try {
    return strictJson(line, { values: limits.jsonValues });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Halt(error.cause instanceof RangeError ? "too-large" : "corrupt", `Column ${error.place?.column}: ${error.message}`);
  }
}

function onLine<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
    throw new Halt(error.refusal.state, `Line ${line}: ${error.refusal.sentence}`);
  }
}

function said(data: unknown): string {
  return typeof data === "string" ? data : (JSON.stringify(data) ?? "");
}
