import type { AnalysisReport, CoverageReport, Finding, Inconsistency, InconsistencyCode, Reading, Report, TestReport } from "../model/evidence.ts";
import { hitsByPath } from "./coverage.ts";
import { kindOf, latest, newlySkippedTests, removedTests, type Submission } from "./merge.ts";
import { quoted } from "./outcome.ts";
import { inRepository, type Resolve, resolveCoverage, resolvePaths, type Tree } from "./paths.ts";

// The checks of reference `evidence.md` §5 that one report, or a set of them, decides against the change. What the reader itself finds
// (`header-mismatch`, `duplicate-identity`, `truncated`, `wrong-format`) is in the reading already; `weight.ts` says what each one does.

/** What of a report proves nothing, whatever it is held against: an empty list is no clean bill. Part of the checks below. */
export function emptiness(report: Report): Inconsistency[] {
  if (report.kind === "tests")
    return report.passed + report.failed + report.errors + report.skipped === 0 ? [inconsistency("empty-report", "The report holds no test case.", null, "0")] : [];
  if (report.kind === "coverage") return report.executable === 0 ? [inconsistency("coverage-impossible", "The report names no line at all.", null, "0")] : [];
  return report.kind === "analysis" && report.tools.length === 0 ? [inconsistency("empty-report", "The report holds no run of any tool.", null, "0")] : [];
}

export interface TestExpectation {
  /** Fewest tests; zero tests are refused whatever it says. */
  readonly minimum: number;
  /** Largest accepted share of skipped tests, 0 to 1. */
  readonly skippedRatio: number;
  /** The report of the base commit; null when there is none, and then nothing is said about removed or newly skipped tests. */
  readonly base: TestReport | null;
}

/** E04, E05, R68: `empty-report`, `no-tests`, `too-many-skipped`, `flaky`, `tests-removed`, `tests-newly-skipped`. */
export function testInconsistencies(report: TestReport, { minimum, skippedRatio, base }: TestExpectation): Inconsistency[] {
  const all = report.passed + report.failed + report.errors + report.skipped;
  const found = emptiness(report);
  if (all < Math.max(1, minimum))
    found.push(inconsistency("no-tests", `The report holds ${all} tests; at least ${Math.max(1, minimum)} are asked for.`, `${Math.max(1, minimum)}`, `${all}`));
  // All of them skipped is never a matter of a ratio: nothing ran.
  if (all > 0 && (report.skipped === all || !(report.skipped / all <= skippedRatio))) {
    found.push(
      inconsistency(
        "too-many-skipped",
        `${report.skipped} of ${all} tests were skipped; at most ${percent(skippedRatio)} may be, and a skipped test is no passed one.`,
        percent(skippedRatio),
        percent(report.skipped / all),
      ),
    );
  }
  const flaky = report.cases.filter((test) => test.flaky).map(({ identity }) => identity);
  if (report.flaky > 0) found.push(listed("flaky", flaky, "passed only after a retry", report.flaky));
  if (base === null) return found;
  const removed = removedTests([base], [report]);
  if (removed.length > 0) found.push(listed("tests-removed", removed, "ran on the base and are absent"));
  const newlySkipped = newlySkippedTests([base], [report]);
  if (newlySkipped.length > 0) found.push(listed("tests-newly-skipped", newlySkipped, "ran on the base and are skipped now"));
  return found;
}

export interface CoverageExpectation {
  readonly tree: Tree;
  /** Changed files that should appear in a coverage report, as repository paths. */
  readonly changed: readonly string[];
  /** Number of lines of files of the head tree, as far as they are known; a file that is not in it is not checked. */
  readonly lengths: ReadonlyMap<string, number>;
}

/** E08: `empty-report`, `coverage-impossible`, `paths-unresolved`, `changed-file-missing`. */
export function coverageInconsistencies(report: CoverageReport, { tree, changed, lengths }: CoverageExpectation): Inconsistency[] {
  const hits = hitsByPath(report, tree);
  const found = unresolvedPaths(
    report.files.map(({ path }) => path),
    resolveCoverage(report, tree),
  );
  if (hits.size === 0) found.push(inconsistency("empty-report", "The report names no file of the tree.", null, `${report.files.length} files`));
  found.push(...emptiness(report));
  if (report.hit > report.executable) found.push(inconsistency("coverage-impossible", "More lines are hit than there are.", `${report.executable}`, `${report.hit}`));
  for (const [path, length] of lengths) {
    // Some tools count the empty line after the last line break.
    const beyond = [...(hits.get(path) ?? [])].find(([line, count]) => count > 0 && line > length + 1);
    if (beyond !== undefined)
      found.push(inconsistency("coverage-impossible", `Line ${beyond[0]} of ${quoted(path)} is hit, and the file has ${length}.`, `${beyond[0]}`, `${length}`));
  }
  const missing = changed.filter((path) => !hits.has(path));
  if (missing.length > 0) found.push(listed("changed-file-missing", missing, "are changed and absent from the report"));
  return found;
}

/**
 * R71: `empty-report` for an analysis without any run, `paths-unresolved`, `results-lowered`, and `results-suppressed` for what an analysis of the base by the
 * same tool still has open. `base` are accepted reports whose paths are repository paths.
 */
export function analysisInconsistencies(report: AnalysisReport, tree: Tree, base: readonly AnalysisReport[] = []): Inconsistency[] {
  const paths = report.findings.flatMap(({ path }) => path ?? []);
  const resolve = resolvePaths(paths, tree);
  const found = unresolvedPaths(paths, resolve);
  const lowered = report.findings.filter((finding) => finding.lowered === true && !finding.suppressed);
  if (lowered.length > 0) found.push(listed("results-lowered", lowered.map(placeInWords), "are called less severe than their rules are"));
  const suppressed = newlySuppressed(report.findings, base, resolve);
  if (suppressed.length > 0) found.push(listed("results-suppressed", suppressed.map(placeInWords), "were open on the base and are suppressed now"));
  found.push(...emptiness(report));
  return found;
}

function placeInWords({ rule, path, line }: Finding): string {
  return `${rule}${path === null ? "" : ` in ${path}${line === null ? "" : `:${line}`}`}`;
}

function newlySuppressed(findings: readonly Finding[], base: readonly AnalysisReport[], resolve: Resolve): Finding[] {
  const open = new Set(base.flatMap((report) => report.findings.filter(({ suppressed }) => !suppressed).flatMap(identitiesOf)));
  if (open.size === 0) return [];
  return findings.filter((finding) => finding.suppressed && identitiesOf(inRepository(finding, resolve)).some((key) => open.has(key)));
}

// The producer's own identity, and what a person would know it by. Lines move; and what a large report was kept of is the beginning of each text.
function identitiesOf({ tool, rule, path, message, fingerprint }: Finding): string[] {
  const spoken = JSON.stringify([tool, rule, path, message.slice(0, 150)]);
  return fingerprint === null ? [spoken] : [spoken, JSON.stringify([tool, rule, fingerprint.slice(0, 60)])];
}

/** What a report of each kind is held against; without `analyses` no analysis of the base is known. */
export interface Expectations {
  readonly tests: TestExpectation;
  readonly coverage: CoverageExpectation;
  readonly analyses?: readonly AnalysisReport[];
}

/** All checks of a report of any kind. */
export function reportInconsistencies(report: Report, expected: Expectations): Inconsistency[] {
  if (report.kind === "tests") return testInconsistencies(report, expected.tests);
  if (report.kind === "coverage") return coverageInconsistencies(report, expected.coverage);
  return report.kind === "analysis" ? analysisInconsistencies(report, expected.coverage.tree, expected.analyses) : [];
}

/** E01: `commit-mismatch` when the commit that the producer's identity names is neither the head nor the result that is judged. */
export function commitInconsistencies(named: string, judged: readonly string[]): Inconsistency[] {
  if (judged.includes(named)) return [];
  return [inconsistency("commit-mismatch", `The report is of commit ${quoted(named, 64)}, and what is judged is ${judged.join(" or ")}.`, quoted(named, 64), judged.join(" "))];
}

/** E11: `superseded` for every submission after which the same producer handed in another of the same kind; in the order of the ledger, as `summarise` has it. */
export function supersededSubmissions(submissions: readonly Submission[]): Map<Submission, Inconsistency> {
  const deciding = new Set(latest(submissions));
  const earlier = submissions.filter((submission) => !deciding.has(submission));
  return new Map(
    earlier.map((submission) => {
      const { producer, reading } = submission;
      return [
        submission,
        inconsistency("superseded", `${quoted(producer)} handed in a later report of ${kindOf(reading) ?? "unknown kind"}, and that one decides.`, reading.sha256, null),
      ];
    }),
  );
}

/**
 * `coverage-disagrees` for every reading of coverage that another format of the same run contradicts: of a file that both name, both must name the
 * same lines and have hit the same ones. How often counts differently from format to format. `run` holds what one run wrote, and nothing else.
 */
export function runInconsistencies(run: readonly Reading[], tree: Tree): Map<Reading, Inconsistency[]> {
  const measured = run.flatMap((reading) => (reading.report?.kind === "coverage" ? [{ reading, hits: hitsByPath(reading.report, tree) }] : []));
  const found = new Map<Reading, Inconsistency[]>();
  for (const one of measured) {
    const others = measured.filter(({ reading }) => reading.format !== one.reading.format);
    const contradictions = others.flatMap((other) => disagreement(one, other));
    if (contradictions.length > 0) found.set(one.reading, contradictions);
  }
  return found;
}

interface Measured {
  readonly reading: Reading;
  readonly hits: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

function disagreement(one: Measured, other: Measured): Inconsistency[] {
  const differing = [...one.hits].filter(([path, lines]) => !sameLines(lines, other.hits.get(path) ?? lines)).map(([path]) => path);
  const first = differing[0];
  if (first === undefined) return [];
  const [ours, theirs] = [one, other].map(({ reading, hits }) => `${reading.format}: ${shareOf(hits.get(first) ?? new Map())}`);
  const more = differing.length > 1 ? ` and ${differing.length - 1} more files` : "";
  const sentence = `Two reports of one run give different lines for ${quoted(first)}${more}: ${ours}, and ${theirs}.`;
  return [inconsistency("coverage-disagrees", sentence, ours ?? null, theirs ?? null)];
}

function sameLines(ours: ReadonlyMap<number, number>, theirs: ReadonlyMap<number, number>): boolean {
  if (ours.size !== theirs.size) return false;
  for (const [line, count] of ours) if (!theirs.has(line) || (theirs.get(line) ?? 0) > 0 !== count > 0) return false;
  return true;
}

function shareOf(lines: ReadonlyMap<number, number>): string {
  return `${[...lines.values()].filter((count) => count > 0).length} of ${lines.size} lines hit`;
}

function unresolvedPaths(paths: readonly string[], resolve: Resolve): Inconsistency[] {
  const unresolved = [...new Set(paths)].filter((path) => resolve(path).path === null);
  return unresolved.length === 0
    ? []
    : [
        listed(
          "paths-unresolved",
          unresolved,
          unresolved.length === 1 ? "of its paths is no file of this commit, or could be several" : "of its paths are no files of this commit, or could be several",
        ),
      ];
}

function inconsistency(code: InconsistencyCode, sentence: string, declared: string | null, counted: string | null): Inconsistency {
  return { code, sentence, declared, counted };
}

const listLength = 20;

function listed(code: InconsistencyCode, names: readonly string[], what: string, count = names.length): Inconsistency {
  const shown = names.slice(0, listLength).map((name) => quoted(name));
  const rest = count > shown.length ? ` and ${count - shown.length} more` : "";
  return inconsistency(code, `${count} ${what}: ${shown.join(", ")}${rest}.`, null, `${count}`);
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1_000) / 10} %`;
}
