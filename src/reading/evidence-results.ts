import { linesOf } from "../evidence/index.ts";
import { affects } from "../gate/index.ts";
import { visible } from "../git/index.ts";
import type { Advisory, Component, ComponentReport, FileCoverage, Finding, Reference, Report, Severity, TestCase, TestReport } from "../model/evidence.ts";
import { severities } from "../model/evidence.ts";
import type { Case } from "../workflow/index.ts";
import { shownText } from "./shown-text.ts";

/** What the single results of a report are told apart by. */
export type ResultGroup =
  | Severity
  | "failed"
  | "skipped"
  | "flaky"
  | "suppressed"
  | "changed"
  | "not-changed"
  | "brought-in"
  | "not-brought-in"
  | "set-aside"
  | "listed"
  | Reference["verdict"];

/** Which single results are asked for; all of them without any. `find` is part of whatever names them, in upper or lower case. */
export interface ResultsAsked {
  readonly group?: ResultGroup | undefined;
  readonly find?: string | undefined;
}

/** The single results of a report, as many as a person can look at, what somebody opens it for first. */
export interface EvidenceResults {
  readonly cases: readonly (Pick<TestCase, "identity" | "outcome" | "flaky" | "message" | "line"> & InFile)[];
  readonly coverage: readonly ({ readonly path: string; readonly executable: number; readonly hit: number } & InFile)[];
  readonly findings: readonly (Pick<Finding, "tool" | "rule" | "severity" | "message" | "path" | "line" | "suppressed"> & InFile)[];
  /** `bringsIn` names the updates of the change with which the flaw comes. */
  readonly advisories: readonly (Advisory & { readonly bringsIn: readonly string[] })[];
  readonly described: ComponentReport["described"];
  readonly components: readonly Component[];
  readonly references: readonly (Reference & InFile)[];
  /** How many there are of each group, whatever is asked for; empty of a report that is not kept whole. */
  readonly groups: readonly { readonly id: ResultGroup; readonly count: number }[];
  /** How many of those that are asked for are not listed. */
  readonly more: number;
}

interface InFile {
  /** Byte-exact path of the file of the change that it is about; null where it is about no such file. */
  readonly file: string | null;
}

const mostShown = 500;

type Row = { readonly group: ResultGroup; readonly named: readonly (string | null)[] } & (
  | { readonly list: "cases"; readonly of: TestCase }
  | { readonly list: "coverage"; readonly of: FileCoverage }
  | { readonly list: "findings"; readonly of: Finding }
  | { readonly list: "advisories"; readonly of: Advisory }
  | { readonly list: "components"; readonly of: Component }
  | { readonly list: "references"; readonly of: Reference }
);

/** `opened` is the case that the report is evidence of; null for a report of another commit, which says nothing of the files and updates there are now. */
export function resultsOf(report: Report | null, opened: Case | null, asked: ResultsAsked): EvidenceResults {
  const rows = report === null ? [] : rowsOf(report, opened);
  const find = asked.find?.toLowerCase() ?? "";
  const wanted = rows.filter(({ group, named }) => (asked.group ?? group) === group && (find === "" || named.some((name) => name?.toLowerCase().includes(find))));
  const listed = wanted.slice(0, mostShown);
  const whole = report?.kind !== "tests" || report.roster === undefined;
  const isAll = asked.group === undefined && find === "";
  return {
    ...shownRows(listed, fileOf(opened), bringsIn(opened)),
    described: report?.kind === "components" && report.described !== null ? shownProduct(report.described) : null,
    groups: whole ? [...Map.groupBy(rows, ({ group }) => group)].map(([id, all]) => ({ id, count: all.length })) : [],
    more: whole || !isAll ? wanted.length - listed.length : Math.max(0, notPassed(report) - listed.length),
  };
}

// Of a large report not all of them are kept as cases.
function notPassed({ failed, errors, skipped }: TestReport): number {
  return failed + errors + skipped;
}

function rowsOf(report: Report, opened: Case | null): Row[] {
  const isChanged = fileOf(opened);
  const isBroughtIn = bringsIn(opened);
  switch (report.kind) {
    case "tests":
      return report.cases.flatMap(caseRow);
    case "coverage":
      return inOrder(
        report.files.map((of) => ({ list: "coverage", of, group: isChanged(of.path) === null ? "not-changed" : "changed", named: [of.path] })),
        ["changed", "not-changed"],
      );
    case "analysis":
      return inOrder(
        report.findings.map((of) => ({ list: "findings", of, group: of.suppressed ? "suppressed" : of.severity, named: [of.path, of.rule, of.tool, of.message] })),
        [...severities.toReversed(), "suppressed"],
      );
    case "advisories":
      return flawRows(report.advisories, isBroughtIn);
    case "components":
      return [...flawRows(report.advisories, isBroughtIn), ...report.components.map(componentRow)];
    case "references":
      return inOrder(
        report.references.map((of) => ({ list: "references", of, group: of.verdict, named: [of.path, of.name, of.language, of.why] })),
        ["contradicted", "unverifiable", "verified"],
      );
  }
}

function caseRow(of: TestCase): Row[] {
  const group = of.outcome === "error" ? "failed" : of.outcome === "passed" ? (of.flaky ? "flaky" : null) : of.outcome;
  return group === null ? [] : [{ list: "cases", of, group, named: [of.identity, of.message] }];
}

function componentRow(of: Component): Row {
  return { list: "components", of, group: "listed", named: [of.name, of.version, of.purl, ...of.licences] };
}

function flawRows(advisories: readonly Advisory[], isBroughtIn: ReturnType<typeof bringsIn>): Row[] {
  const worstFirst = advisories.toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
  const rows = worstFirst.map((of): Row => {
    const group = of.suppressed ? "set-aside" : isBroughtIn(of).length > 0 ? "brought-in" : "not-brought-in";
    return { list: "advisories", of, group, named: [of.id, ...of.aliases, of.package, of.title] };
  });
  return inOrder(rows, ["brought-in", "not-brought-in", "set-aside"]);
}

function inOrder(rows: readonly Row[], groups: readonly ResultGroup[]): Row[] {
  return rows.toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
}

function fileOf(opened: Case | null): (path: string | null) => string | null {
  const paths = new Set(opened?.detail.range.files.map(({ path }) => path));
  return (path) => (path !== null && paths.has(path) ? path : null);
}

function bringsIn(opened: Case | null): (advisory: Advisory) => string[] {
  const byName = Map.groupBy(opened?.assessment.updates ?? [], ({ name }) => name);
  return (advisory) => (byName.get(advisory.package) ?? []).filter((update) => affects(advisory, update)).map(({ name, to }) => visible(`${name} ${to ?? ""}`));
}

// Everything in a report was typed by somebody, so all of it is made visible (C02).
function shownRows(
  rows: readonly Row[],
  inFile: ReturnType<typeof fileOf>,
  isBroughtIn: ReturnType<typeof bringsIn>,
): Pick<EvidenceResults, "cases" | "coverage" | "findings" | "advisories" | "components" | "references"> {
  return {
    cases: rows.flatMap(({ list, of }) => (list === "cases" ? [{ ...shownCase(of), file: inFile(of.file) }] : [])),
    coverage: rows.flatMap(({ list, of }) => (list === "coverage" ? [{ ...shownCoverage(of), file: inFile(of.path) }] : [])),
    findings: rows.flatMap(({ list, of }) => (list === "findings" ? [{ ...shownFinding(of), file: inFile(of.path) }] : [])),
    advisories: rows.flatMap(({ list, of }) => (list === "advisories" ? [{ ...shownFlaw(of), bringsIn: of.suppressed ? [] : isBroughtIn(of) }] : [])),
    components: rows.flatMap(({ list, of }) => (list === "components" ? [shownComponent(of)] : [])),
    references: rows.flatMap(({ list, of }) => (list === "references" ? [{ ...shownReference(of), file: inFile(of.path) }] : [])),
  };
}

function shownOrNull(text: string | null): string | null {
  return text === null ? null : visible(text);
}

function shownCase({ identity, outcome, flaky, message, line }: TestCase): Omit<EvidenceResults["cases"][number], "file"> {
  return { identity: visible(identity), outcome, flaky, message: message === null ? null : shownText(message), line };
}

function shownCoverage(file: FileCoverage): Omit<EvidenceResults["coverage"][number], "file"> {
  const lines = linesOf(file);
  return { path: visible(file.path), executable: lines.length, hit: lines.filter(([, count]) => count > 0).length };
}

function shownFinding({ tool, rule, severity, message, path, line, suppressed }: Finding): Omit<EvidenceResults["findings"][number], "file"> {
  return { tool: visible(tool), rule: visible(rule), severity, message: shownText(message), path: shownOrNull(path), line, suppressed };
}

function shownFlaw({ id, aliases, ecosystem, package: name, version, range, severity, title, fixed, suppressed }: Advisory): Advisory {
  const texts = { ecosystem: shownOrNull(ecosystem), version: shownOrNull(version), range: shownOrNull(range), fixed: shownOrNull(fixed) };
  return { ...texts, id: visible(id), aliases: aliases.map(visible), package: visible(name), severity, title: visible(title), suppressed };
}

function shownComponent({ purl, ecosystem, name, version, licences }: Component): Component {
  return { purl: shownOrNull(purl), ecosystem: shownOrNull(ecosystem), name: visible(name), version: shownOrNull(version), licences: licences.map(visible) };
}

function shownProduct({ name, version, digests }: NonNullable<ComponentReport["described"]>): NonNullable<ComponentReport["described"]> {
  return { name: visible(name), version: shownOrNull(version), digests: digests.map(visible) };
}

function shownReference({ path, line, language, name, verdict, why, drift }: Reference): Reference {
  return { path: visible(path), line, language: visible(language), name: visible(name), verdict, why: shownText(why), drift };
}
