import { z } from "zod";

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
const result = z.object({
  ruleId: text,
  ruleIndex: index,
  rule: z.object({ id: text, index, guid: text, toolComponent: z.object({ name: text, index, guid: text }).optional() }).optional(),
  kind: z.enum(kinds).optional(),
  level: z.enum(levels).optional(),
  message: z.object({ text, markdown: text, id: text, arguments: z.array(z.string()).optional() }),
  locations: z
    .array(
      z.object({ physicalLocation: z.object({ artifactLocation: artifactLocation.optional(), region: z.object({ startLine: z.int().min(1).optional() }).optional() }).optional() }),
    )
    .optional(),
  fingerprints: z.record(z.string(), z.string()).optional(),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
  suppressions: z.array(z.object({ status: z.enum(suppressionStatuses).optional() })).nullish(),
  baselineState: z.enum(baselineStates).optional(),
  properties,
});

// §3.14
const run = z.object({
  tool: z.object({ driver: component, extensions: z.array(component).optional() }),
  invocations: z.array(z.object({ executionSuccessful: z.boolean() })).optional(),
  originalUriBaseIds: z.record(z.string(), artifactLocation).optional(),
  artifacts: z.array(z.object({ location: artifactLocation.optional() })).optional(),
  results: z.array(result).nullish(),
  externalPropertyFileReferences: z.object({ results: z.array(z.unknown()).optional() }).optional(),
});

// §3.13
export const sarifLog = z.object({ version: z.literal("2.1.0"), runs: z.array(run), inlineExternalProperties: z.array(z.unknown()).optional() });

export type SarifRun = z.infer<typeof run>;
export type SarifResult = z.infer<typeof result>;
export type SarifRule = z.infer<typeof rule>;
export type SarifComponent = z.infer<typeof component>;
export type ArtifactLocation = z.infer<typeof artifactLocation>;
