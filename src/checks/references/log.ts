import { referenceRules, referenceTool } from "../../evidence/index.ts";
import type { Reference, ReferenceVerdict } from "../../model/evidence.ts";
import type { Looked, NotChecked } from "./checker.ts";

export interface LogHead {
  /** Full id of the commit whose text was looked at. */
  readonly commit: string;
  /** `sha256:` of the repository's root commits. */
  readonly repository: string;
  /** Version of this program. */
  readonly version: string;
}

// SARIF 2.1.0 §3.27.9: what holds has kind `pass`, what could not be told `open`; §3.27.10: only a `fail` has a level.
const standing = {
  contradicted: { kind: "fail", level: "error" },
  verified: { kind: "pass", level: "none" },
  unverifiable: { kind: "open", level: "none" },
} as const satisfies Record<ReferenceVerdict, { kind: string; level: string }>;

const says: Readonly<Record<ReferenceVerdict, string>> = {
  contradicted: "An added line names what does not exist.",
  verified: "An added line names what exists.",
  unverifiable: "Whether what an added line names exists cannot be told here.",
};

const verdicts: readonly ReferenceVerdict[] = ["contradicted", "verified", "unverifiable"];

/** What was found as a log of SARIF 2.1.0, which `evidence add` and `check --evidence` read. Files that were looked at are its analysis targets. */
export function referenceLog({ looked, references, notChecked }: Looked, { commit, repository, version }: LogHead): object {
  const driver = { name: referenceTool, version, rules: verdicts.map((verdict) => ({ id: referenceRules[verdict], shortDescription: { text: says[verdict] } })) };
  const run = {
    tool: { driver },
    versionControlProvenance: [{ repositoryUri: `urn:countersign:repository:${repository}`, revisionId: commit }],
    artifacts: looked.map((path) => ({ location: { uri: uriOf(path) }, roles: ["analysisTarget"] })),
    results: references.map(resultOf),
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notChecked.map(notificationOf) }],
  };
  return { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
}

function resultOf({ path, line, verdict, why, language, name, drift }: Reference): object {
  return {
    ruleId: referenceRules[verdict],
    ruleIndex: verdicts.indexOf(verdict),
    ...standing[verdict],
    message: { text: why },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: { startLine: line } } }],
    properties: { language, name, drift },
  };
}

function notificationOf({ path, why }: NotChecked): object {
  return { level: "warning", message: { text: why }, locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }] };
}

function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
