/** What a reader made of a file; only `accepted` may satisfy a criterion. */
export const evidenceStates = ["accepted", "inconsistent", "corrupt", "unrecognised", "too-large"] as const;
export type EvidenceState = (typeof evidenceStates)[number];

export const evidenceKinds = ["tests", "coverage", "analysis"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const evidenceFormats = ["junit", "trx", "lcov", "cobertura", "jacoco", "clover", "istanbul", "sarif"] as const;
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
}

/** Which tests ran and which were skipped: the first 40 bits of the SHA-256 of each identity as big-endian numbers, ascending, one after the other in base64. */
export interface Roster {
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
  /** The producer's own identity of the finding across commits; null when it gives none. */
  readonly fingerprint: string | null;
  /** The producer says that this finding was suppressed. It is kept and counted apart. */
  readonly suppressed: boolean;
}

export interface AnalysisReport {
  readonly kind: "analysis";
  readonly tools: readonly string[];
  /** Ids of the rules that the tools say they ran, with or without a result. */
  readonly rules: readonly string[];
  readonly findings: readonly Finding[];
}

export type Report = TestReport | CoverageReport | AnalysisReport;

/** What a reader returns: never a guess, and a report only when the file was read to its end. */
export interface Reading {
  /** Of a file that breaks before its format can be told: the format it was handed in as, else null. */
  readonly format: EvidenceFormat | null;
  readonly state: EvidenceState;
  /** Null unless the state is `accepted` or `inconsistent`. */
  readonly report: Report | null;
  readonly inconsistencies: readonly Inconsistency[];
  /** For `corrupt`, `unrecognised` and `too-large`: one sentence with what, where and what to do. Null otherwise. */
  readonly sentence: string | null;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** Name and version of our reader, `junit/1`. */
  readonly reader: string;
}
