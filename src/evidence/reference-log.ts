import { z } from "zod";
import type { Inconsistency, Reference, ReferenceVerdict } from "../model/evidence.ts";
import { referenceVerdicts } from "../model/evidence.ts";
import type { Content } from "./content.ts";
import type { Reader } from "./formats.ts";
import type { JsonWalk } from "./json-walk.ts";
import { limits } from "./limits.ts";
import { Halt, type Outcome } from "./outcome.ts";
import { referenceRules, referenceTool } from "./references.ts";
import { inShape, misshapen, type Place } from "./shape.ts";

/** What `countersign evidence references` writes: SARIF 2.1.0 of our own driver, in the order in which we write it. */
export const referenceLog: Reader = {
  format: "sarif",
  kind: "references",
  name: "references/1",
  called: "SARIF of our own references",
  read: (content) => (isOurs(content) ? readReferences(content) : null),
};

type JsonContent = Extract<Content, { shape: "json" }>;

// Other logs may be too large to stand in memory: nothing but the beginning of the first run is looked at, which in ours is its driver's name.
function isOurs(content: Content): content is JsonContent {
  if (content.shape !== "json") return false;
  try {
    const runs = content.document.member("runs");
    return runs !== null && firstItem(runs) && ["tool", "driver", "name"].every((name) => firstMember(runs) === name) && runs.next() === "scalar" && runs.value() === referenceTool;
  } catch (error) {
    if (error instanceof Halt) return false;
    throw error;
  }
}

function firstItem(walk: JsonWalk): boolean {
  return walk.next() === "array" && walk.items().next().done === false;
}

function firstMember(walk: JsonWalk): string | null {
  if (walk.next() !== "object") return null;
  const first = walk.members().next();
  return first.done === true ? null : first.value;
}

const location = z.object({ uri: z.string() });
const result = z.object({
  ruleId: z.string(),
  kind: z.string(),
  message: z.object({ text: z.string() }),
  locations: z.tuple([z.object({ physicalLocation: z.object({ artifactLocation: location, region: z.object({ startLine: z.int().min(1) }) }) })]),
  properties: z.object({ language: z.string().max(40), name: z.string(), drift: z.boolean() }),
});
const run = z.object({
  versionControlProvenance: z.tuple([z.object({ revisionId: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) })]),
  artifacts: z.array(z.object({ location, roles: z.array(z.string()) })),
  results: z.array(result).max(limits.results),
  invocations: z.tuple([z.object({ executionSuccessful: z.boolean() })]),
});
const log = z.object({ version: z.literal("2.1.0"), runs: z.tuple([run]) });

const kindOfVerdict: Readonly<Record<ReferenceVerdict, string>> = { contradicted: "fail", verified: "pass", unverifiable: "open" };

function readReferences(content: JsonContent): Outcome {
  const [{ versionControlProvenance, artifacts, results, invocations }] = inShape(log, content.value, "the log of countersign evidence references").runs;
  const commit = versionControlProvenance[0].revisionId;
  const targets = artifacts.filter(({ roles }) => roles.includes("analysisTarget"));
  const looked = targets.map((artifact, at) => pathOf(artifact.location.uri, ["runs", 0, "artifacts", at, "location", "uri"]));
  const references = results.map((each, at) => referenceOf(each, ["runs", 0, "results", at]));
  return { report: { kind: "references", commit, looked, references }, inconsistencies: invocations[0].executionSuccessful ? [] : [unsuccessful], commit };
}

const unsuccessful: Inconsistency = {
  code: "truncated",
  sentence: "The log says that its run did not succeed.",
  declared: "executionSuccessful=false",
  counted: null,
};

function referenceOf({ ruleId, kind, message, locations, properties }: z.infer<typeof result>, at: Place): Reference {
  const verdict = referenceVerdicts.find((each) => referenceRules[each] === ruleId);
  if (verdict === undefined) throw misshapen([...at, "ruleId"], "no rule of ours");
  if (kind !== kindOfVerdict[verdict]) throw misshapen([...at, "kind"], `a result of ${ruleId} has the kind ${kindOfVerdict[verdict]}`);
  const { artifactLocation, region } = locations[0].physicalLocation;
  return {
    path: pathOf(artifactLocation.uri, [...at, "locations", 0]),
    line: region.startLine,
    language: properties.language,
    name: short(properties.name),
    verdict,
    why: short(message.text),
    drift: properties.drift,
  };
}

function short(text: string): string {
  return text.slice(0, limits.message).toWellFormed();
}

function pathOf(uri: string, at: Place): string {
  try {
    const path = decodeURIComponent(uri);
    if (path.length <= limits.path) return path;
  } catch {
    // It is said below.
  }
  throw misshapen(at, "not the path of a file");
}
