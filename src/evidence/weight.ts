import type { Inconsistency, InconsistencyCode, Reading } from "../model/evidence.ts";

/**
 * What each contradiction does to the report: one that `refuses` makes it `inconsistent`, so that no criterion may rest on it; the
 * others are shown, and the numbers or the policy take them into account.
 */
export const weights: { readonly [code in InconsistencyCode]: { readonly refuses: boolean; readonly why: string } } = {
  "header-mismatch": { refuses: true, why: "Two totals cannot both be true, and nobody knows which run they describe." },
  "commit-mismatch": { refuses: true, why: "It measured other code." },
  "no-tests": { refuses: true, why: "Nothing was tested." },
  "too-many-skipped": { refuses: true, why: "What was skipped was not tested, and the policy says how much of that is too much." },
  "tests-removed": { refuses: false, why: "Removing a test is a change that a person judges; the report of the rest is sound." },
  "tests-newly-skipped": { refuses: false, why: "Skipping a test is a change that a person judges; it counts as skipped." },
  flaky: { refuses: false, why: "The case passed in the end; the policy says how many of those it takes." },
  "duplicate-identity": { refuses: true, why: "One test cannot have passed and failed, so one of its cases is not what it says." },
  truncated: { refuses: true, why: "What is missing may be what failed." },
  "wrong-format": { refuses: true, why: "It is not the report that was announced." },
  "empty-report": { refuses: true, why: "Nothing is not zero." },
  "paths-unresolved": { refuses: false, why: "Installed and generated files are ordinary in reports; only files of the tree count." },
  "changed-file-missing": { refuses: false, why: "Its lines count as without data, never as covered." },
  "coverage-impossible": { refuses: true, why: "The numbers cannot come from a run over this tree." },
  "coverage-disagrees": { refuses: true, why: "Two measurements of one run cannot differ." },
  "coverage-config-changed": { refuses: false, why: "Changing what is measured is a change that a person judges." },
  "results-suppressed": { refuses: false, why: "Setting a result aside is a choice that a person judges; suppressed results are counted apart." },
  "results-lowered": { refuses: false, why: "Calling a result less severe is a choice that a person judges; the rule's own severity stands beside it." },
  "not-from-this-build": { refuses: true, why: "It describes something else than what is built here." },
  replayed: { refuses: true, why: "It is the evidence of another change." },
  superseded: { refuses: false, why: "The later report decides; this one stays visible." },
  "producer-unknown": { refuses: true, why: "Nobody answers for it." },
};

export function refuses(found: Inconsistency): boolean {
  return weights[found.code].refuses;
}

/** The reading with what the checks found added to it: `inconsistent` as soon as one of them refuses. A reading without a report stays as it is. */
export function withInconsistencies(reading: Reading, found: readonly Inconsistency[]): Reading {
  if (reading.report === null) return reading;
  const inconsistencies = [...reading.inconsistencies, ...found];
  return { ...reading, inconsistencies, state: inconsistencies.some(refuses) ? "inconsistent" : "accepted" };
}
