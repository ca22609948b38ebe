/**
 * What a report may cost to read (reference `evidence.md` §6). Every byte of a report is the adversary's: a limit that is met ends the
 * reading as `too-large`, never as a shorter report.
 */
export const limits = {
  /** Bytes of one report. */
  bytes: 100 * 1024 * 1024,
  /** Levels of nesting, XML; `parseStrict` has the same limit for JSON. */
  depth: 64,
  /** JUnit, TRX: test cases. */
  cases: 1_000_000,
  /** JUnit: of more cases than this, those that passed are known by their digests alone. */
  listedCases: 10_000,
  /** Characters of the names of a suite and of those around it, before they are shortened with a digest. */
  suiteNames: 1_000,
  /** Characters kept of one message. */
  message: 2_000,
  /** LCOV: lines of the file. */
  tracefileLines: 5_000_000,
  /** Coverage: of more executable lines than this, each file's are one text. */
  listedLines: 200_000,
  /** The other coverage formats: lines and files that the report names. */
  coverageLines: 1_000_000,
  /** Cobertura: folders that its paths may be relative to; times its files, they are looked up no more often than `coverageLines`. */
  sources: 100,
  /** SARIF: results over all runs. */
  results: 100_000,
  /** Known flaws of packages. */
  advisories: 10_000,
  /** Different CVSS vectors of one report whose score is looked for. */
  vectors: 1_000,
  /** Characters kept of the title of a flaw, and ids kept beside its first. */
  advisoryTitle: 300,
  aliases: 20,
  /** CycloneDX, SPDX: components. */
  components: 100_000,
  /** JSON values of a bill of materials, and what is read of one in XML: a component easily takes forty of them. */
  billValues: 6_000_000,
  /** JSON values of a document, or of one part of a document that is read in parts. */
  jsonValues: 1_000_000,
  /** JSON values of a SARIF document that is read whole: one of our own. */
  sarifValues: 4_000_000,
  /** JSON values of OSV-Scanner's results: each flaw brings its whole record, with every version that it affects. */
  osvValues: 4_000_000,
  /** Characters of one path of a report. */
  path: 4_096,
  /** Folders and name of one path: each of its ends is looked up. */
  pathParts: 64,
  /** A report is kept whole up to so many cases, executable lines, and characters of names and messages. */
  wholeCases: 2_000,
  wholeLines: 20_000,
  wholeCharacters: 500_000,
  /** Cases or findings of a larger one that are kept to be shown. */
  shown: 500,
  /** Bytes of what is kept, which is read again for each judgement. */
  kept: 12 * 1024 * 1024,
  /** Contradictions listed one by one. */
  inconsistencies: 200,
} as const;
