import type { Json } from "../model/canonical.ts";
import type { AnalysisReport, Finding, Inconsistency } from "../model/evidence.ts";
import type { Reader } from "./formats.ts";
import { limits } from "./limits.ts";
import { Halt, type Outcome, quoted, type Refusal } from "./outcome.ts";
import { type SarifResult, type SarifRun, sarifLog } from "./sarif-log.ts";
import { placeOf } from "./sarif-places.ts";
import { type FoundRule, RuleBook, severityOf } from "./sarif-rules.ts";

/** SARIF 2.1.0 (OASIS standard; traps in reference `evidence.md` §4). */
export const sarif: Reader = {
  format: "sarif",
  kind: "analysis",
  name: "sarif/1",
  called: "SARIF 2.1.0",
  read: (content) => (content.shape === "json" && looksLikeSarif(content.value) ? readSarif(content.value) : null),
};

function looksLikeSarif(value: Json): value is { readonly [key: string]: Json } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const schema = "$schema" in value ? value["$schema"] : null;
  return "runs" in value || (typeof schema === "string" && schema.includes("sarif"));
}

/** Reads a log that `parseStrict` accepted. Throws `Halt` for one that breaks the standard's shape or a limit. */
export function readSarif(log: { readonly [key: string]: Json }): Outcome | Refusal {
  const version = log["version"];
  if (version !== "2.1.0") {
    const stated = typeof version === "string" ? `version ${quoted(version, 20)}` : "no version";
    return {
      state: "unrecognised",
      sentence: `The log has ${stated}, and only SARIF 2.1.0 is read; have the tool write 2.1.0, or convert it with "sarif transform --output-version 2.1.0" of Sarif.Multitool.`,
    };
  }
  const results = Array.isArray(log["runs"]) ? log["runs"].reduce((sum: number, run) => sum + resultCount(run), 0) : 0;
  if (results > limits.results) throw new Halt("too-large", `The log holds ${results} results; at most ${limits.results} are read.`);
  const parsed = sarifLog.safeParse(log);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Halt("corrupt", `At ${quoted(pointer(issue?.path ?? []))}: ${quoted(issue?.message ?? "wrong")}; the log does not keep to SARIF 2.1.0.`);
  }
  const { runs, inlineExternalProperties } = parsed.data;
  const inconsistencies = runs.flatMap(incompleteness);
  if ((inlineExternalProperties?.length ?? 0) > 0)
    inconsistencies.push(truncated("The log keeps a part of its runs in inlineExternalProperties, which is not read", "inlineExternalProperties"));
  const report: AnalysisReport = {
    kind: "analysis",
    tools: [...new Set(runs.map((run) => run.tool.driver.name))],
    rules: [...new Set(runs.flatMap(rulesRun))],
    findings: runs.flatMap(findingsOf),
  };
  return { report, inconsistencies: inconsistencies.slice(0, limits.inconsistencies) };
}

function resultCount(run: Json): number {
  const results = typeof run === "object" && run !== null && "results" in run ? run["results"] : null;
  return Array.isArray(results) ? results.length : 0;
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("") || "/";
}

// A run that did not come to its end, or whose results are elsewhere, is no clean bill, however few findings stand here.
function incompleteness(run: SarifRun): Inconsistency[] {
  const tool = quoted(run.tool.driver.name);
  const found: Inconsistency[] = [];
  if (run.invocations?.some((invocation) => !invocation.executionSuccessful)) found.push(truncated(`${tool} says that its run did not succeed`, "executionSuccessful=false"));
  if ((run.externalPropertyFileReferences?.results?.length ?? 0) > 0)
    found.push(truncated(`${tool} keeps results in other files, which are not here`, "externalPropertyFileReferences"));
  // §3.14.23: without results the tool did not look for any, or failed before it could.
  else if (run.results === undefined || run.results === null)
    found.push({ code: "empty-report", sentence: `The run of ${tool} has no list of results: it looked for none, or failed before.`, declared: null, counted: null });
  return found;
}

function truncated(what: string, declared: string): Inconsistency {
  return { code: "truncated", sentence: `${what}.`, declared, counted: null };
}

function findingsOf(run: SarifRun): Finding[] {
  const rules = new RuleBook(run.tool);
  return (run.results ?? []).filter(isFinding).map((result) => {
    const found = rules.find(result);
    return {
      tool: run.tool.driver.name,
      rule: result.ruleId ?? result.rule?.id ?? found?.rule.id ?? "",
      severity: severityOf(result, found?.rule),
      message: messageOf(result, found).slice(0, limits.message).toWellFormed(),
      ...placeOf(result, run),
      fingerprint: fingerprintOf(result),
      suppressed: isSuppressed(result),
    };
  });
}

// §3.27.9, and §3.27.24: an `absent` result is one of the baseline that is no longer there.
function isFinding(result: SarifResult): boolean {
  return (result.kind ?? "fail") === "fail" && result.baselineState !== "absent";
}

// §3.27.23, §3.35.3: without a status a suppression is accepted; one that is under review or rejected suppresses nothing.
function isSuppressed({ suppressions }: SarifResult): boolean {
  return (suppressions?.length ?? 0) > 0 && (suppressions ?? []).every(({ status }) => (status ?? "accepted") === "accepted");
}

// §3.11: the text itself, or an id into the rule's or the component's strings with `{0}` for the arguments.
function messageOf({ message }: SarifResult, found: FoundRule | null): string {
  const own = message.text ?? message.markdown;
  if (own !== undefined || message.id === undefined) return own ?? "";
  const strings = [found?.rule.messageStrings, found?.component.globalMessageStrings];
  const text = strings.find((list) => list !== undefined && Object.hasOwn(list, message.id ?? ""))?.[message.id]?.text ?? message.id;
  return filledIn(text, message.arguments ?? []);
}

// Stops when enough is there: a short text with many placeholders must not multiply a long argument.
function filledIn(text: string, values: readonly string[]): string {
  let message = "";
  for (const part of text.slice(0, limits.message).split(/(\{\d{1,3}\})/)) {
    if (message.length >= limits.message) break;
    message += /^\{\d{1,3}\}$/.test(part) ? (values[Number(part.slice(1, -1))] ?? part) : part;
  }
  return message;
}

// The line hash is what GitHub goes by; other parts of a fingerprint may change with a column.
function fingerprintOf({ partialFingerprints = {}, fingerprints = {} }: SarifResult): string | null {
  const lineHash = Object.entries(partialFingerprints).filter(([key]) => key.split("/")[0] === "primaryLocationLineHash");
  const parts = [lineHash, Object.entries(partialFingerprints), Object.entries(fingerprints)].find((list) => list.length > 0);
  if (parts === undefined) return null;
  return parts
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(";")
    .slice(0, limits.message);
}

// A rule that is listed and switched off (§3.49.14, §3.50.2) was not looked for.
function rulesRun({ tool }: SarifRun): string[] {
  const rules = [tool.driver, ...(tool.extensions ?? [])].flatMap((component) => component.rules ?? []);
  return rules.flatMap(({ id, defaultConfiguration }) => (defaultConfiguration?.enabled === false ? [] : [id]));
}
