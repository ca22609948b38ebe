/** What a reader made of a file; only `accepted` may satisfy a criterion. */
export const evidenceStates = ["accepted", "inconsistent", "corrupt", "unrecognised", "too-large"] as const;
export type EvidenceState = (typeof evidenceStates)[number];

/** `advisories` are known flaws of packages, `components` what a bill of materials lists, `references` what added lines name that stands elsewhere. */
export const evidenceKinds = ["tests", "coverage", "analysis", "advisories", "components", "references"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const evidenceFormats = [
  "junit",
  "trx",
  "lcov",
  "cobertura",
  "jacoco",
  "clover",
  "istanbul",
  "sarif",
  "npm-audit",
  "osv",
  "cyclonedx",
  "spdx",
  "in-toto-test-result",
  "in-toto-vulnerabilities",
] as const;
export type EvidenceFormat = (typeof evidenceFormats)[number];

/** A contradiction inside a report, or between a report and the change: stable code, one sentence, and the two values. */
export interface Inconsistency {
  readonly code: InconsistencyCode;
  readonly sentence: string;
  readonly declared: string | null;
  readonly counted: string | null;
}

export const inconsistencyCodes = [
  "header-mismatch",
  "commit-mismatch",
  "no-tests",
  "too-many-skipped",
  "tests-removed",
  "tests-newly-skipped",
  "flaky",
  "duplicate-identity",
  "truncated",
  "wrong-format",
  "empty-report",
  "paths-unresolved",
  "changed-file-missing",
  "coverage-impossible",
  "coverage-disagrees",
  "coverage-config-changed",
  "results-suppressed",
  "results-lowered",
  "not-from-this-build",
  "replayed",
  "superseded",
  "producer-unknown",
] as const;
export type InconsistencyCode = (typeof inconsistencyCodes)[number];

/** One test as the cases themselves say, after retries are grouped: the last attempt decides. */
export interface TestCase {
  /** Suite path, class and name joined by ` › `; stable between runs as far as the producer's names are. */
  readonly identity: string;
  readonly outcome: "passed" | "failed" | "error" | "skipped";
  /** True when an earlier attempt of the same case ended otherwise. */
  readonly flaky: boolean;
  /** The file as the report has it; null when it names none. */
  readonly file: string | null;
  readonly line: number | null;
  /** Seconds; null when unknown. */
  readonly seconds: number | null;
  /** First message of a case, or of an earlier attempt of it, that did not pass, at most 2,000 characters; null otherwise. */
  readonly message: string | null;
}

export interface TestReport {
  readonly kind: "tests";
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
  readonly flaky: number;
  /** All cases; where there is a roster, only some of those that did not pass or are flaky. */
  readonly cases: readonly TestCase[];
  /** Of a large report that is kept: which tests it holds. */
  readonly roster?: Roster;
  /** True where there is a roster and a case, kept or not, says that it took time. */
  readonly timed?: true;
}

/** Which tests ran and which were skipped: the first 40 bits of the hash of each identity as big-endian numbers, ascending, one after the other in base64. Rosters of different hashes are not comparable. */
export interface Roster {
  /** MurmurHash3 of the UTF-16LE bytes, with seed 0. */
  readonly hash: "murmur3-x86-128";
  readonly ran: string;
  readonly skipped: string;
}

/** Lines of one file: line number → hits. Executable is what is named here; hit is a count above 0. */
export interface FileCoverage {
  /** As the report has it, with forward slashes. */
  readonly path: string;
  /** Executable lines in ascending order with their hits, as pairs `[line, hits]`; of a large report that is kept as text, `line:hits` with spaces between. */
  readonly lines: readonly (readonly [number, number])[] | string;
}

export interface CoverageReport {
  readonly kind: "coverage";
  readonly executable: number;
  readonly hit: number;
  readonly files: readonly FileCoverage[];
  /**
   * What its paths are relative to: any of these folders of the machine that measured, a folder that the report does not name, or the
   * repository, where each path has been looked up already. Absent when the paths are whole, as far as that machine knew them.
   */
  readonly relativeTo?: readonly string[] | "unknown-folder" | "repository";
}

export const severities = ["none", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** One result of an analysis. */
export interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Repository path as the report has it, percent-decoded; null for a result without location. */
  readonly path: string | null;
  readonly line: number | null;
  /** The last line of what it is about, where that is another one and not far off. */
  readonly endLine?: number;
  /** The producer's own identity of the finding across commits; null when it gives none. */
  readonly fingerprint: string | null;
  /** The producer says that this finding was suppressed. It is kept and counted apart. */
  readonly suppressed: boolean;
  /** True when the producer calls it less severe than its rule is by itself; left out otherwise. */
  readonly lowered?: true;
  /** Other files of the tree that its path may mean as well, by where the build's root is taken to be; left out where there is none. */
  readonly elsewhere?: readonly string[];
}

export interface AnalysisReport {
  readonly kind: "analysis";
  readonly tools: readonly string[];
  /** Ids of the rules that the tools say they ran, with or without a result. */
  readonly rules: readonly string[];
  readonly findings: readonly Finding[];
}

/** A known flaw of a package that the report found installed. */
export interface Advisory {
  /** The producer's first id of it: `GHSA-…`, `CVE-…`, a number of npm's. */
  readonly id: string;
  /** Other ids of the same flaw, without repeats. */
  readonly aliases: readonly string[];
  /** As in a package URL: `npm`, `pypi`, `maven`, `golang`, …; null when the producer names none. */
  readonly ecosystem: string | null;
  readonly package: string;
  /** The installed version; null when the producer gives only a range. */
  readonly version: string | null;
  /** Affected versions in the producer's words; null when it gives none. */
  readonly range: string | null;
  /** Unknown severities stand as `high` (reference `evidence.md` §4). */
  readonly severity: Severity;
  readonly title: string;
  /** A version that mends it; null when none is known. */
  readonly fixed: string | null;
  /** The producer says that it does not apply here (VEX `not_affected`, `false_positive`, `resolved`). It is kept and counted apart. */
  readonly suppressed: boolean;
}

export interface AdvisoryReport {
  readonly kind: "advisories";
  readonly tools: readonly string[];
  readonly advisories: readonly Advisory[];
}

/** A package that a bill of materials lists. */
export interface Component {
  /** Package URL as the document has it; null when it gives none. */
  readonly purl: string | null;
  /** Type of the package URL (`npm`, `pypi`, `maven`, …); null without one. */
  readonly ecosystem: string | null;
  /** Whole name as the ecosystem writes it: `@scope/name`, `group:artifact`. */
  readonly name: string;
  readonly version: string | null;
  /** SPDX ids, expressions or names as given; empty when the document asserts none. */
  readonly licences: readonly string[];
}

export interface ComponentReport {
  readonly kind: "components";
  /** What the document describes, with the digests that tie it to an artifact as `sha256:hex`; null when it describes nothing. */
  readonly described: { readonly name: string; readonly version: string | null; readonly digests: readonly string[] } | null;
  readonly components: readonly Component[];
  /** What the document says of known flaws of its components (VEX); empty when it says nothing, which is no clean bill. */
  readonly advisories: readonly Advisory[];
}

export const referenceVerdicts = ["verified", "contradicted", "unverifiable"] as const;
export type ReferenceVerdict = (typeof referenceVerdicts)[number];

/** Something outside the change's own files that an added line names: a package, a module, a function, a member, a type (R97). */
export interface Reference {
  readonly path: string;
  readonly line: number;
  /** `typescript`, `python`, `npm`, `pypi`: who was asked. */
  readonly language: string;
  /** What is named, `fs.readFileAsync`, `left-padd`. */
  readonly name: string;
  readonly verdict: ReferenceVerdict;
  /** What the compiler or the registry said, in one sentence; for `contradicted` by version drift it says which version has it. */
  readonly why: string;
  /** True when another version of the package has it: drift is mended by the lockfile, an invention by the author. */
  readonly drift: boolean;
}

export interface ReferenceReport {
  readonly kind: "references";
  /** The commit whose text was looked at, full id; null when the report names none. */
  readonly commit: string | null;
  /** Repository paths that were looked at, whether or not they name anything. */
  readonly looked: readonly string[];
  readonly references: readonly Reference[];
}

export type Report = TestReport | CoverageReport | AnalysisReport | AdvisoryReport | ComponentReport | ReferenceReport;

/** What a reader returns: never a guess, and a report only when the file was read to its end. */
export interface Reading {
  /** Of a file that breaks before its format can be told: the format it was handed in as, else null. */
  readonly format: EvidenceFormat | null;
  readonly state: EvidenceState;
  /** Null unless the state is `accepted` or `inconsistent`. */
  readonly report: Report | null;
  readonly inconsistencies: readonly Inconsistency[];
  /** The commit that the report itself says it measured, full id; absent when it names none. */
  readonly commit?: string;
  /** For `corrupt`, `unrecognised` and `too-large`: one sentence with what, where and what to do. Null otherwise. */
  readonly sentence: string | null;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** Name and version of our reader, `junit/1`. */
  readonly reader: string;
}
