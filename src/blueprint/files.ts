import { z } from "zod";
import { date, documentHead, duration, name, person, role, sentence, text } from "./fields.ts";

export const decisionAreas = ["architecture", "data", "security", "operations", "ai-tooling"] as const;
/** What a blueprint decides before the first line is written. */
export type DecisionArea = (typeof decisionAreas)[number];

const minutes = z.int().min(0).max(10_000).describe("Minutes of people's time, all together");

export const blueprintFileSchema = z
  .strictObject({
    blueprint: z.literal(1).describe("Version of this language"),
    document: documentHead,
    start: date.describe("First day of the sprint"),
    end: date.describe("Day on which it is meant to close"),
    days: z
      .array(z.strictObject({ day: z.int().min(1).max(60).describe("Working day of the sprint, from 1"), topic: sentence, area: z.enum(decisionAreas).optional() }))
      .describe("What is decided on which day"),
    areas: z
      .strictObject(Object.fromEntries(decisionAreas.map((area) => [area, z.array(z.string().min(1).max(512))])) as { [area in DecisionArea]: z.ZodArray<z.ZodString> })
      .partial()
      .describe("For each area the files of its decision records, beside this file or from the top of the repository"),
    exit: z.array(sentence).describe("What else must be true before code is written, in words"),
    people: z.record(role, z.strictObject({ holds: z.array(person).min(1), deputies: z.array(person).optional() })).describe("Who holds which role, and who stands in"),
  })
  .describe("Countersign blueprint");
export type BlueprintFile = z.infer<typeof blueprintFileSchema>;

const roles = z.array(role);

export const charterFileSchema = z
  .strictObject({
    charter: z.literal(1).describe("Version of this language"),
    document: documentHead,
    purpose: text,
    scope: text,
    authority: text.describe("On whose authority it holds, and what comes before it"),
    principles: z.array(sentence).min(1),
    roles: z.record(role, sentence).describe("What each role answers for, in a sentence"),
    agents: z.array(role).optional().describe("Roles that AI agents have; none of them is ever accountable, nor responsible for an approval"),
    raci: z
      .array(
        z.strictObject({
          activity: sentence,
          approval: z.literal(true).optional().describe("That this activity approves something"),
          responsible: roles,
          accountable: roles.describe("Exactly one"),
          consulted: roles.optional(),
          informed: roles.optional(),
        }),
      )
      .min(1),
    escalation: z.strictObject({ owner: role, deputy: role, says: text }).describe("Who keeps escalations moving; the levels and times stand in the policy"),
    forums: z.array(z.strictObject({ forum: sentence, every: duration, roles: roles.min(1), decides: sentence })),
    exceptions: text.describe("How waivers and emergencies are asked for and looked at afterwards"),
    records: text.describe("What is kept; how long stands in the audit-trail design"),
    amendment: text,
  })
  .describe("Countersign charter");
export type CharterFile = z.infer<typeof charterFileSchema>;
export type RaciRow = CharterFile["raci"][number];

/** `>= 95 %`, `< 2 d`: how a target or a threshold is written. */
export const boundPattern = /^(>=|<=|>|<|=)\s*(\d{1,9}(?:\.\d{1,4})?)(?:\s*(%|[a-z][a-z ]{0,23}))?$/;
const bound = z.string().regex(boundPattern, "a bound such as >= 95 % or < 2 d");

const metric = z.strictObject({
  id: name,
  says: sentence.describe("What the number tells"),
  formula: sentence.describe("How it is counted, so that two people get the same number"),
  source: sentence.describe("Where the rows behind it stand"),
  target: bound,
  threshold: bound.optional().describe("Beyond it an action is opened"),
});

export const whens = ["sprint-start", "sprint-end"] as const;

const checkpoint = z.strictObject({
  id: name,
  title: sentence,
  when: z.union([z.enum(whens), date]).describe("sprint-start, sprint-end, or a date"),
  evidence: z.array(sentence),
  metrics: z.array(metric),
  exit: z.array(sentence).describe("What must be true to pass it"),
  approver: role.optional().describe("Role that signs it"),
  minutes,
});

export const deliveryFileSchema = z
  .strictObject({
    delivery: z.literal(1).describe("Version of this language"),
    document: documentHead,
    sprints: z.strictObject({ start: date.optional().describe("First day of the first sprint"), length: duration, "governance-minutes": minutes.optional() }),
    phases: z.array(z.strictObject({ id: name, title: sentence, purpose: sentence, entry: z.array(sentence), checkpoints: z.array(checkpoint) })).min(1),
  })
  .describe("Countersign delivery framework");
export type DeliveryFile = z.infer<typeof deliveryFileSchema>;
export type Phase = DeliveryFile["phases"][number];
export type PhaseCheckpoint = Phase["checkpoints"][number];
export type Metric = PhaseCheckpoint["metrics"][number];

const rating = z.int().min(1).max(5);
const score = z.strictObject({ likelihood: rating, impact: rating }).describe("Each from 1 to 5");
export type Score = z.infer<typeof score>;

export const treatments = ["avoid", "mitigate", "share", "accept"] as const;
export type Treatment = (typeof treatments)[number];
export const riskStates = ["open", "treated", "accepted", "closed"] as const;
export const riskLevels = ["low", "medium", "high", "critical"] as const;
export type RiskLevel = (typeof riskLevels)[number];

const risk = z.strictObject({
  id: z.string().regex(/^R-[0-9]{3,5}$/, "an id such as R-001"),
  title: sentence,
  seed: name.optional().describe("The entry of the catalogue of AI risks that it came from"),
  raised: date,
  category: name,
  cause: sentence,
  event: sentence,
  consequence: sentence,
  paths: z.array(z.string().min(1).max(512)).optional().describe("Globs of what is affected"),
  controls: z
    .array(z.string().min(1).max(200))
    .optional()
    .describe("Settings of the policy that keep it down, such as criteria.tests-pass, constraints.ID, tiers.security, ai.tools; or a document: documents.ai-policy"),
  inherent: score.optional().describe("Before any control"),
  treatment: z.strictObject({ choice: z.enum(treatments), plan: text.optional(), due: date.optional() }).optional(),
  residual: score.optional().describe("What remains once the treatment is in place"),
  owner: person.optional(),
  "action-owner": person.optional(),
  triggers: z.array(sentence).optional().describe("What makes people look at it again at once"),
  status: z.enum(riskStates),
  "review-by": date.optional(),
  "not-applicable": sentence.optional().describe("Why it does not apply; it then needs no rating"),
  links: z.array(z.string().min(1).max(500)).optional(),
  history: z.array(z.strictObject({ date, by: person, what: sentence })).optional(),
});

export const risksFileSchema = z
  .strictObject({
    risks: z.literal(1).describe("Version of this language"),
    document: documentHead,
    appetite: text.describe("What is tolerated, in words"),
    levels: z
      .strictObject({ low: z.int().min(1).max(22), medium: z.int().min(2).max(23), high: z.int().min(3).max(24) })
      .optional()
      .describe("Highest score (likelihood × impact) of each level; without it 4, 9 and 16, and everything above is critical"),
    acceptance: z.strictObject({ low: role, medium: role, high: role, critical: role }).describe("Whose signature accepts a risk of each level"),
    "acceptance-valid-for": duration.describe("An acceptance ends after this and is asked for again"),
    register: z.array(risk),
  })
  .describe("Countersign risk register");
export type RisksFile = z.infer<typeof risksFileSchema>;
export type Risk = RisksFile["register"][number];

export const retentionPresets = { "three-years": "3y", "six-years": "6y", "seven-years": "7y", "ten-years": "10y" } as const;
export type RetentionPreset = keyof typeof retentionPresets;
const presets = Object.keys(retentionPresets) as [RetentionPreset, ...RetentionPreset[]];

const furtherEvent = z.strictObject({
  event: name,
  says: sentence,
  causes: sentence.describe("Who or what may cause it"),
  fields: z.array(z.string().min(1).max(100)).min(1),
  source: sentence.describe("The system that records it"),
  evidence: sentence,
  retention: duration,
  readers: z.array(role).min(1),
});

export const auditTrailFileSchema = z
  .strictObject({
    "audit-trail": z.literal(1).describe("Version of this language"),
    document: documentHead,
    retention: z.strictObject({
      preset: z.enum(presets).describe("Nothing is kept for less"),
      events: z.record(name, duration).optional().describe("Events of the ledger that are kept longer"),
    }),
    readers: z.record(role, sentence).describe("Which role reads what"),
    further: z.array(furtherEvent).optional().describe("Events that other systems record; those of the ledger are listed by themselves"),
    clock: text,
    integrity: text,
    export: text,
    "legal-hold": z.strictObject({ ordered: role.describe("Role that orders and lifts one"), says: text }),
    "on-failure": z.literal("deny").describe("What the gate answers when the trail cannot be written; nothing else is possible"),
    privacy: text,
  })
  .describe("Countersign audit-trail design");
export type AuditTrailFile = z.infer<typeof auditTrailFileSchema>;

export const sendings = ["any-tool", "approved-tools", "named-tools", "never"] as const;

export const aiPolicyFileSchema = z
  .strictObject({
    "ai-policy": z.literal(1).describe("Version of this language"),
    document: documentHead,
    purpose: text,
    scope: text,
    permitted: z.array(sentence).min(1),
    prohibited: z.array(sentence).min(1),
    "data-classes": z
      .array(
        z.strictObject({
          class: name,
          means: sentence,
          send: z.enum(sendings).describe("named-tools: only tools whose conditions in the policy name this class"),
          says: sentence.optional(),
        }),
      )
      .min(1),
    tools: z
      .record(name, z.strictObject({ vendor: sentence, account: sentence, use: sentence, agreement: sentence.optional() }))
      .optional()
      .describe("What the policy's register of AI tools does not hold, by the tool's name there"),
    review: text,
    disclosure: text,
    dependencies: text,
    agents: z.strictObject({ may: z.array(sentence).min(1), "may-not": z.array(sentence).min(1) }),
    reporting: text,
    exceptions: text,
    training: text,
    acknowledgement: z.strictObject({ roles: roles.min(1), every: duration, says: text }),
    questions: z.array(z.strictObject({ ask: sentence, answer: sentence })).describe("Plain answers to what people ask"),
  })
  .describe("Countersign AI policy");
export type AiPolicyFile = z.infer<typeof aiPolicyFileSchema>;

/** The files of a blueprint beside `policy.yaml`, and which schema reads each. */
export const fileSchemas = {
  blueprint: blueprintFileSchema,
  charter: charterFileSchema,
  delivery: deliveryFileSchema,
  risks: risksFileSchema,
  "audit-trail": auditTrailFileSchema,
  "ai-policy": aiPolicyFileSchema,
} as const;

export type FileKind = keyof typeof fileSchemas;
export type FileOf<K extends FileKind> = z.infer<(typeof fileSchemas)[K]>;
export const fileKinds = Object.keys(fileSchemas) as readonly FileKind[];
