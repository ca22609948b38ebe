import { z } from "zod";
import type { Json } from "../model/canonical.ts";

// The parts of a SARIF 2.1.0 log that are read (OASIS, section numbers beside them); the rest may be there and is passed over.

/** §3.27.10, §3.27.9, §3.27.24, §3.35.3. */
export const levels = ["none", "note", "warning", "error"] as const;
const kinds = ["pass", "open", "informational", "notApplicable", "review", "fail"] as const;
const baselineStates = ["new", "unchanged", "updated", "absent"] as const;
const suppressionStatuses = ["accepted", "underReview", "rejected"] as const;

const index = z.int().min(-1).optional();
const text = z.string().optional();
const properties = z.looseObject({ "security-severity": z.unknown().optional() }).optional();
const messageStrings = z.record(z.string(), z.object({ text: z.string() })).optional();

// §3.4
const artifactLocation = z.object({ uri: text, uriBaseId: text, index });

// §3.49
const rule = z.object({
  id: z.string(),
  guid: text,
  defaultConfiguration: z.object({ level: z.enum(levels).optional(), enabled: z.boolean().optional() }).optional(),
  messageStrings,
  properties,
});

// §3.19
const component = z.object({ name: z.string().min(1), guid: text, rules: z.array(rule).optional(), globalMessageStrings: messageStrings });

// §3.27
export const sarifResult = z.object({
  ruleId: text,
  ruleIndex: index,
  rule: z.object({ id: text, index, guid: text, toolComponent: z.object({ name: text, index, guid: text }).optional() }).optional(),
  kind: z.enum(kinds).optional(),
  level: z.enum(levels).optional(),
  message: z.object({ text, markdown: text, id: text, arguments: z.array(z.string()).optional() }),
  locations: z
    .array(
      z.object({
        physicalLocation: z
          .object({ artifactLocation: artifactLocation.optional(), region: z.object({ startLine: z.int().min(1).optional(), endLine: z.int().min(1).optional() }).optional() })
          .optional(),
      }),
    )
    .optional(),
  fingerprints: z.record(z.string(), z.string()).optional(),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
  suppressions: z.array(z.object({ status: z.enum(suppressionStatuses).optional() })).nullish(),
  baselineState: z.enum(baselineStates).optional(),
  properties,
});

// §3.51
const override = z.object({
  descriptor: z.object({ id: text, index, guid: text, toolComponent: z.object({ name: text, index, guid: text }).optional() }),
  configuration: z.object({ level: z.enum(levels).optional(), enabled: z.boolean().optional() }),
});

// §3.14, but for the results, which are read one by one.
export const sarifRun = z.object({
  tool: z.object({ driver: component, extensions: z.array(component).optional() }),
  invocations: z.array(z.object({ executionSuccessful: z.boolean(), ruleConfigurationOverrides: z.array(override).optional() })).optional(),
  originalUriBaseIds: z.record(z.string(), artifactLocation).optional(),
  artifacts: z.array(z.object({ location: artifactLocation.optional() })).optional(),
  results: z.null().optional(),
  externalPropertyFileReferences: z.object({ results: z.array(z.unknown()).optional() }).optional(),
});

export type SarifRun = z.infer<typeof sarifRun>;
export type SarifResult = z.infer<typeof sarifResult>;
export type SarifRule = z.infer<typeof rule>;
export type SarifComponent = z.infer<typeof component>;
export type ArtifactLocation = z.infer<typeof artifactLocation>;

type Members = { readonly [name: string]: Json };

/** True for nearly every result that `sarifResult` accepts, in a tenth of its time; of the others that one decides, and says what is wrong. */
export function isPlainResult(value: Json): value is SarifResult & Json {
  return (
    isMembers(value) &&
    areTexts(value, "ruleId") &&
    isIndex(value["ruleIndex"]) &&
    isPlainReference(value["rule"]) &&
    isOneOf(value["kind"], kinds) &&
    isOneOf(value["level"], levels) &&
    isMembers(value["message"]) &&
    areTexts(value["message"], "text", "markdown", "id") &&
    value["message"]["arguments"] === undefined &&
    isListOf(value["locations"], isPlainLocation) &&
    isTextMap(value["fingerprints"]) &&
    isTextMap(value["partialFingerprints"]) &&
    value["suppressions"] === undefined &&
    isOneOf(value["baselineState"], baselineStates) &&
    (value["properties"] === undefined || isMembers(value["properties"]))
  );
}

function isPlainReference(reference: Json | undefined): boolean {
  return reference === undefined || (isMembers(reference) && areTexts(reference, "id", "guid") && isIndex(reference["index"]) && reference["toolComponent"] === undefined);
}

function isPlainLocation(location: Json): boolean {
  if (!isMembers(location)) return false;
  const physical = location["physicalLocation"];
  if (physical === undefined) return true;
  if (!isMembers(physical)) return false;
  const { artifactLocation: file, region } = physical;
  const lines = isMembers(region) ? [region["startLine"] ?? 1, region["endLine"] ?? 1] : region === undefined ? [] : [null];
  return (
    (file === undefined || (isMembers(file) && areTexts(file, "uri", "uriBaseId") && isIndex(file["index"]))) &&
    lines.every((line) => Number.isSafeInteger(line) && Number(line) >= 1)
  );
}

function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areTexts(members: Members, ...names: readonly string[]): boolean {
  return names.every((name) => members[name] === undefined || typeof members[name] === "string");
}

function isIndex(value: Json | undefined): boolean {
  return value === undefined || (Number.isSafeInteger(value) && Number(value) >= -1);
}

function isOneOf(value: Json | undefined, words: readonly string[]): boolean {
  return value === undefined || (typeof value === "string" && words.includes(value));
}

function isListOf(value: Json | undefined, isItem: (item: Json) => boolean): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isItem));
}

function isTextMap(value: Json | undefined): boolean {
  return value === undefined || (isMembers(value) && Object.values(value).every((item) => typeof item === "string"));
}
