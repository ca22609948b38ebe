import { z } from "zod";
import type { Json } from "../model/canonical.ts";
import type { AnalysisReport, Finding, Inconsistency } from "../model/evidence.ts";
import type { Reader } from "./formats.ts";
import type { JsonDocument } from "./json-document.ts";
import type { JsonWalk } from "./json-walk.ts";
import { limits } from "./limits.ts";
import { Halt, type Outcome, quoted, type Refusal } from "./outcome.ts";
import { isPlainResult, type SarifResult, type SarifRun, sarifResult, sarifRun } from "./sarif-log.ts";
import { placeOf } from "./sarif-places.ts";
import { type FoundRule, isLowered, loweredRules, RuleBook, severityOf } from "./sarif-rules.ts";
import { inShape, type Place } from "./shape.ts";

/** SARIF 2.1.0 (OASIS standard; traps in reference `evidence.md` §4). */
export const sarif: Reader = {
  format: "sarif",
  kind: "analysis",
  name: "sarif/1",
  called: "SARIF 2.1.0",
  read: (content) => (content.shape === "json" && looksLikeSarif(content.document) ? readSarif(content.document) : null),
};

function looksLikeSarif(document: JsonDocument): boolean {
  if (document.has("runs")) return true;
  const schema = scalarOf(document, "$schema");
  return typeof schema === "string" && schema.includes("sarif");
}

function scalarOf(document: JsonDocument, name: string): Json | undefined {
  const member = document.member(name);
  return member?.next() === "scalar" ? member.value() : undefined;
}

/** Throws `Halt` for a log that is no strict JSON, breaks the standard's shape or a limit. */
export function readSarif(document: JsonDocument): Outcome | Refusal {
  const version = scalarOf(document, "version");
  if (version === "2.1.0") return new SarifReading().read(document.walk());
  // What is no JSON is no version of anything.
  document.walk().pass();
  const stated = typeof version === "string" ? `version ${quoted(version, 20)}` : "no version";
  return {
    state: "unrecognised",
    sentence: `The log has ${stated}, and only SARIF 2.1.0 is read; have the tool write 2.1.0, or convert it with "sarif transform --output-version 2.1.0" of Sarif.Multitool.`,
  };
}

/** A log while it is being read: its results one by one, the rest of it by runs. */
class SarifReading {
  readonly #tools = new Set<string>();
  readonly #rules = new Set<string>();
  readonly #inconsistencies: Inconsistency[] = [];
  readonly #findings: Finding[] = [];
  #results = 0;

  read(walk: JsonWalk): Outcome {
    let runs = false;
    for (const name of walk.members()) {
      if (name === "runs") {
        runs = true;
        this.#runs(walk);
      } else if (name === "inlineExternalProperties") this.#external(inShape(externalProperties, walk.value(), called, [name]));
    }
    walk.end();
    if (!runs) inShape(z.object({ runs: z.array(z.unknown()) }), {}, called);
    const report: AnalysisReport = { kind: "analysis", tools: [...this.#tools], rules: [...this.#rules], findings: this.#findings };
    return { report, inconsistencies: this.#inconsistencies.slice(0, limits.inconsistencies) };
  }

  #external(properties: readonly unknown[] | undefined): void {
    if ((properties?.length ?? 0) > 0)
      this.#inconsistencies.push(truncated("The log keeps a part of its runs in inlineExternalProperties, which is not read", "inlineExternalProperties"));
  }

  #runs(walk: JsonWalk): void {
    if (walk.next() !== "array") inShape(z.array(z.unknown()), walk.value(), called, ["runs"]);
    for (const at of walk.items()) this.#run(walk, ["runs", at]);
  }

  #run(walk: JsonWalk, place: Place): void {
    if (walk.next() !== "object") inShape(sarifRun, walk.value(), called, place);
    const before = this.#results;
    const members: { [name: string]: Json } = {};
    let results: JsonWalk | null = null;
    let findings: Finding[] | null = null;
    for (const name of walk.members()) {
      // Results that were read without something that they rest on are read again.
      if (restedOn.has(name)) findings = null;
      if (name === "results" && walk.next() === "array") {
        results = walk.copy();
        findings = this.#findingsIn(walk, "tool" in members ? inShape(sarifRun, members, called, place) : null, place);
      } else if (name === "artifacts" && walk.next() === "array") members[name] = Array.from(walk.items(), () => artifactIn(walk.value()));
      else if (restedOn.has(name) || name in sarifRun.shape) members[name] = walk.value();
    }
    const run = inShape(sarifRun, members, called, place);
    if (results !== null && findings === null) {
      this.#results = before;
      findings = this.#findingsIn(results, run, place);
    }
    this.#tools.add(run.tool.driver.name);
    for (const rule of rulesRun(run)) this.#rules.add(rule);
    for (const found of incompleteness(run, results !== null)) if (this.#inconsistencies.length < limits.inconsistencies) this.#inconsistencies.push(found);
    for (const finding of withOwnFingerprints(findings ?? [])) this.#findings.push(finding);
  }

  /** Null when the run is not known yet: then they are no more than looked at. */
  #findingsIn(walk: JsonWalk, run: SarifRun | null, place: Place): Finding[] | null {
    const findings: Finding[] = [];
    const rules = run === null ? null : new RuleBook(run.tool);
    for (const at of walk.items()) {
      if (++this.#results > limits.results) throw new Halt("too-large", `The log holds more than ${limits.results} results; hand it in as several logs.`);
      const value = walk.value();
      if (run === null || rules === null) continue;
      const result = isPlainResult(value) ? value : inShape(sarifResult, value, called, [...place, "results", at]);
      if (isFinding(result)) findings.push(findingOf(result, run, rules));
    }
    return run === null ? null : findings;
  }
}

/** What a result is read with. */
const restedOn: ReadonlySet<string> = new Set(["tool", "artifacts", "originalUriBaseIds"]);

// Its contents may be whole files.
function artifactIn(artifact: Json): Json {
  if (typeof artifact !== "object" || artifact === null || Array.isArray(artifact) || !("location" in artifact)) return artifact;
  return { location: artifact["location"] ?? null };
}

const called = "SARIF 2.1.0";
const externalProperties = z.array(z.unknown()).optional();

// A run that did not come to its end, or whose results are elsewhere, is no clean bill, however few findings stand here.
function incompleteness(run: SarifRun, hasResults: boolean): Inconsistency[] {
  const tool = quoted(run.tool.driver.name);
  const found: Inconsistency[] = [];
  if (run.invocations?.some((invocation) => !invocation.executionSuccessful)) found.push(truncated(`${tool} says that its run did not succeed`, "executionSuccessful=false"));
  if ((run.externalPropertyFileReferences?.results?.length ?? 0) > 0)
    found.push(truncated(`${tool} keeps results in other files, which are not here`, "externalPropertyFileReferences"));
  // §3.14.23: without results the tool did not look for any, or failed before it could.
  else if (!hasResults)
    found.push({ code: "empty-report", sentence: `The run of ${tool} has no list of results: it looked for none, or failed before.`, declared: null, counted: null });
  const lowered = loweredRules(run);
  if (lowered.length > 0) {
    const sentence = `${tool} was told to find ${lowered.length === 1 ? "a rule" : `${lowered.length} rules`} less severe: ${lowered
      .slice(0, mostLowered)
      .map((each) => quoted(each))
      .join(", ")}.`;
    found.push({ code: "results-lowered", sentence, declared: null, counted: `${lowered.length}` });
  }
  return found;
}

/** Rules that are named in one sentence. */
const mostLowered = 20;

function truncated(what: string, declared: string): Inconsistency {
  return { code: "truncated", sentence: `${what}.`, declared, counted: null };
}

function findingOf(result: SarifResult, run: SarifRun, rules: RuleBook): Finding {
  const found = rules.find(result);
  return {
    tool: run.tool.driver.name,
    rule: result.ruleId ?? result.rule?.id ?? found?.rule.id ?? "",
    severity: severityOf(result, found?.rule),
    message: messageOf(result, found).slice(0, limits.message).toWellFormed(),
    ...placeOf(result, run),
    fingerprint: fingerprintOf(result),
    suppressed: isSuppressed(result),
    ...(isLowered(result, found?.rule) ? { lowered: true } : {}),
  };
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

// What several results of a rule and a file have in common tells none of them apart: one answer would be for all of them. Semgrep writes `requires login` for every one.
function withOwnFingerprints(findings: readonly Finding[]): readonly Finding[] {
  const known = findings.flatMap(({ fingerprint }) => fingerprint ?? []);
  if (new Set(known).size === known.length) return findings;
  // With its lengths no text of one kind can pass for a part of the next.
  const of = ({ rule, path, fingerprint }: Finding) => `${rule.length} ${path?.length} ${rule}${path}${fingerprint}`;
  const first = new Map<string, Finding>();
  const shared = new Set<string>();
  for (const finding of findings) {
    if (finding.fingerprint === null) continue;
    const key = of(finding);
    const { line, message } = first.get(key) ?? finding;
    if (line !== finding.line || message !== finding.message) shared.add(key);
    else first.set(key, finding);
  }
  return findings.map((finding) => (finding.fingerprint !== null && shared.size > 0 && shared.has(of(finding)) ? { ...finding, fingerprint: null } : finding));
}

// The line hash is what GitHub goes by; other parts of a fingerprint may change with a column.
function fingerprintOf({ partialFingerprints = {}, fingerprints = {} }: SarifResult): string | null {
  const partial = Object.keys(partialFingerprints);
  const lineHash = partial.filter((key) => key === lineHashKey || key.startsWith(`${lineHashKey}/`));
  if (lineHash.length > 0) return joined(partialFingerprints, lineHash);
  if (partial.length > 0) return joined(partialFingerprints, partial);
  const whole = Object.keys(fingerprints);
  return whole.length > 0 ? joined(fingerprints, whole) : null;
}

const lineHashKey = "primaryLocationLineHash";

function joined(values: Readonly<Record<string, string>>, keys: readonly string[]): string {
  const parts = keys.map((key) => `${key}=${values[key]}`);
  return parts.sort().join(";").slice(0, limits.message);
}

// A rule that is listed and switched off (§3.49.14, §3.50.2) was not looked for.
function rulesRun({ tool }: SarifRun): string[] {
  const rules = [tool.driver, ...(tool.extensions ?? [])].flatMap((component) => component.rules ?? []);
  return rules.flatMap(({ id, defaultConfiguration }) => (defaultConfiguration?.enabled === false ? [] : [id]));
}
