import { z } from "zod";
import { meanings, outcomes } from "../../model/decision.ts";
import { answer, named, originCounts, reason, receipt } from "./change.ts";
import { list } from "./list.ts";

const index = z.int().min(0);
const stage = z.enum(["started", "succeeded", "failed", "rolled-back"]);

/** Who answers for a deployment (R1). */
export const approver = z.strictObject({
  /** Released it, or let it pass in an emergency. */
  kind: z.enum(["approval", "break-glass"]),
  person: named,
  /** As it stood in the document that was signed. */
  printedName: z.string(),
  time: z.string(),
  meaning: z.enum(meanings),
  decision: z.string().nullable(),
  index,
});

export const deploymentLine = z.strictObject({
  id: z.string(),
  project: z.string(),
  environment: z.string(),
  change: z.strictObject({ id: z.string(), title: z.string().nullable(), revision: z.int().nullable(), tier: z.string().nullable() }).nullable(),
  commit: z.string(),
  artifact: z.string().nullable(),
  stage,
  started: z.string(),
  at: z.string(),
  by: named,
  /** Empty only for a violation. */
  approvers: list(approver),
  violation: z.string().nullable(),
  verdict: z.strictObject({ index, answer: z.enum(["allow", "wait", "deny"]), policy: z.string(), versions: list(z.string()) }).nullable(),
  running: z.boolean(),
  index,
});

export const environmentLine = z.strictObject({
  project: z.string(),
  environment: z.string(),
  /** Null when nothing that was recorded runs there. */
  running: deploymentLine.nullable(),
  underWay: z.int(),
  deployments: z.int(),
  violations: z.int(),
});

export const violationLine = z.strictObject({
  id: z.string(),
  index,
  time: z.string(),
  kind: z.string(),
  project: z.string(),
  deployment: z.string().nullable(),
  environment: z.string().nullable(),
  change: z.string().nullable(),
  why: z.string().nullable(),
  by: named.nullable(),
});

const criterion = z.strictObject({
  id: z.string(),
  kind: z.enum(["check", "question"]),
  says: z.string(),
  result: z.enum(["met", "not-met", "not-applicable", "missing-evidence", "unanswered", "waived", "error"]),
  restsOn: z.string(),
  askedBy: list(z.string()),
});

/** A decision with what its maker had in front of them (R25, R36). */
const review = z.strictObject({
  decision: z.string(),
  person: named,
  time: z.string(),
  outcome: z.enum(outcomes),
  meaning: z.enum(meanings),
  environment: z.string().nullable(),
  counted: z.boolean(),
  withdrawn: z.boolean(),
  answers: list(answer),
  doubt: z.string().nullable(),
  comment: z.string().nullable(),
  signature: z.strictObject({ kind: z.enum(["ssh", "passkey"]), fingerprint: z.string() }),
  evidenceShown: list(index),
  attention: z.strictObject({ openedAt: z.string().nullable(), seconds: z.int(), seen: z.int(), files: z.int(), evidence: list(z.string()), comments: z.int() }).nullable(),
  index,
});

const shippedChange = z.strictObject({
  id: z.string(),
  revision: z.int(),
  title: z.string().nullable(),
  requirement: z.string().nullable(),
  tier: z.string(),
  types: list(z.string()),
  base: z.string(),
  head: z.string(),
  origin: originCounts,
  tools: list(z.string()),
  proposer: named,
  proposedAt: z.string(),
  contributors: list(named),
  reviews: list(review),
  comments: list(
    z.strictObject({
      id: z.string(),
      person: named,
      time: z.string(),
      path: z.string().nullable(),
      line: z.int().nullable(),
      text: z.string(),
      resolved: z.boolean(),
      index,
    }),
  ),
  evidence: list(
    z.strictObject({
      id: z.string(),
      name: z.string().nullable(),
      kind: z.string().nullable(),
      format: z.string().nullable(),
      state: z.string(),
      producer: z.string(),
      time: z.string(),
      index,
    }),
  ),
  escalations: list(z.strictObject({ id: z.string(), kind: z.string(), criterion: z.string().nullable(), opened: z.string(), resolved: z.string().nullable(), index })),
  index,
});

/** Everything about one deployment in one answer (R1). */
export const chain = z.strictObject({
  deployment: z.strictObject({
    id: z.string(),
    project: z.string(),
    environment: z.string(),
    commit: z.string(),
    artifact: z.string().nullable(),
    stage,
    stages: list(z.strictObject({ stage, time: z.string(), by: named, note: z.string().nullable(), index })),
  }),
  approvers: list(approver),
  violation: z.string().nullable(),
  criteria: z.strictObject({
    policy: z.string().nullable(),
    adoptions: list(z.strictObject({ index, level: z.enum(["organisation", "project"]), version: z.int(), by: named, time: z.string() })),
    outcomes: list(criterion).nullable(),
  }),
  verdict: z
    .strictObject({
      index,
      time: z.string(),
      until: z.string(),
      answer: z.enum(["allow", "wait", "deny"]),
      headline: z.string().nullable(),
      reasons: list(reason).nullable(),
      evaluator: z.string(),
    })
    .nullable(),
  emergencies: list(z.strictObject({ id: z.string(), people: list(named), reason: z.string(), time: z.string(), expires: z.string(), index })),
  changes: list(shippedChange),
  gap: z.string().nullable(),
  receipt: receipt.nullable(),
  entries: list(z.strictObject({ index, type: z.string() })),
});

export const recordedDeployment = z.strictObject({
  deployment: z.string(),
  index,
  verdict: index.nullable(),
  /** Why it is a violation; null when it is none. */
  violation: z.string().nullable(),
});
