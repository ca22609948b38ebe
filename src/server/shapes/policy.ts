import { z } from "zod";
import { meanings } from "../../model/decision.ts";
import { disclosureGrammars, disclosurePlaces, promptKeepings } from "../../model/policy.ts";
import { gateElements, named } from "./change.ts";
import { preparedDecision, signedDecision } from "./decisions.ts";
import { list } from "./list.ts";

const index = z.int().min(0);

export const adoptionLine = z.strictObject({
  index,
  level: z.enum(["organisation", "project"]),
  project: z.string().nullable(),
  version: z.int(),
  digest: z.string(),
  time: z.string(),
  by: named,
  commit: z.string().nullable(),
  /** Of the key that signed it; null for the built-in default. */
  fingerprint: z.string().nullable(),
  inForce: z.boolean(),
});

const explainedCriterion = z.strictObject({ id: z.string(), words: z.string(), decidedBy: z.enum(["automated", "human"]) });

/** A tier or an environment in words, with the four things without which it is not active (R30, R34, R65). */
export const gateInWords = z.strictObject({
  kind: z.enum(["tier", "environment"]),
  name: z.string(),
  human: z.string(),
  criteria: list(explainedCriterion),
  approvals: list(z.string()),
  passesAlone: z.strictObject({ criterion: explainedCriterion, sample: z.string() }).nullable(),
  types: list(z.string()),
  breakGlass: z.string().nullable(),
  freezes: list(z.string()),
  elements: gateElements,
});

const place = z.strictObject({ file: z.string().optional(), line: z.int().optional(), column: z.int().optional() });

export const lintFinding = z.strictObject({ code: z.string(), level: z.enum(["error", "warning"]), sentence: z.string(), path: z.string(), place: place.nullable() });

const aiTool = z.strictObject({
  tool: z.string(),
  owner: z.string(),
  models: list(z.string()),
  data: list(z.string()),
  modes: list(z.string()),
  notPaths: list(z.string()),
  account: z.string().optional(),
  reviewBy: z.string().nullable(),
});

/** The policy in force as people read it. */
export const policyPage = z.strictObject({
  project: z.string().nullable(),
  digest: z.string(),
  organisation: adoptionLine.nullable(),
  own: adoptionLine.nullable(),
  reviewBy: z.string().nullable(),
  tiers: list(gateInWords),
  environments: list(gateInWords),
  types: list(
    z.strictObject({
      name: z.string(),
      paths: list(z.string()),
      findings: list(z.strictObject({ word: z.string(), atLeast: z.string().nullable() })),
      otherwise: z.boolean(),
      qualification: z.string().nullable(),
      tier: z.string(),
    }),
  ),
  qualifications: list(z.strictObject({ name: z.string(), grantedBy: list(z.string()), validFor: z.string(), holders: list(named) })),
  ai: z.strictObject({
    undeclared: z.enum(["treat-as-ai", "deny"]),
    disclosure: z.enum(["required", "optional"]),
    disclosureIn: list(z.enum(disclosurePlaces)).optional(),
    disclosureGrammar: z.union([z.enum(disclosureGrammars), z.strictObject({ trailer: z.string() })]).optional(),
    prompts: z.enum(promptKeepings).optional(),
    reviewers: z.strictObject({ human: z.int(), ai: z.int(), mixed: z.int(), unknown: z.int() }),
    tools: list(aiTool),
    suspended: list(z.string()),
  }),
  reviewersByOrigin: z.string(),
  escalation: list(z.string()),
  limits: list(z.string()),
  constraints: list(z.strictObject({ id: z.string(), why: z.string(), rule: z.string(), severity: z.enum(["deny", "ask", "warn"]) })),
  waivers: list(
    z.strictObject({
      id: z.string(),
      rule: z.string(),
      project: z.string().nullable(),
      change: z.string().nullable(),
      reason: z.string(),
      risk: z.string(),
      approvedBy: z.string(),
      expires: z.string(),
      over: z.boolean(),
    }),
  ),
  findings: list(lintFinding),
});

const difference = z.strictObject({
  path: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  effect: z.enum(["tighter", "looser", "changed"]),
  sentence: z.string(),
});

export const policyDiff = z.strictObject({ from: adoptionLine, to: adoptionLine, entries: list(difference) });

export const policyText = z.strictObject({
  text: z.string(),
  signature: z.string().nullable(),
  /** What was signed; null where the text itself was, or nothing. */
  document: z.string().nullable(),
  by: z.string(),
  version: z.int(),
  digest: z.string(),
});

/** Something about a text that nobody adopted yet; lines and columns are 1-based. */
export const textProblem = z.strictObject({
  code: z.string(),
  level: z.enum(["error", "warning"]),
  sentence: z.string(),
  hint: z.string(),
  path: z.string().nullable(),
  line: z.int().nullable(),
  column: z.int().nullable(),
});

/** A text that is to become a policy. It may be as long as a body; a rule file that is not given is the one in force. */
export const policyDraft = z.strictObject({
  text: z.string().min(1).max(500_000),
  project: z.string().min(1).max(200).optional(),
  rules: z
    .array(z.strictObject({ path: z.string().min(1).max(300), text: z.string().max(200_000) }))
    .max(100)
    .optional(),
});

/** What such a text would be: what the lint says, what would refuse it, what it changes, what it would ask. */
export const policyPreview = z.strictObject({
  problems: list(textProblem),
  refusal: textProblem.nullable(),
  stands: z.boolean(),
  inForce: adoptionLine.nullable(),
  would: z.strictObject({ entries: list(difference), tiers: list(gateInWords), environments: list(gateInWords) }).nullable(),
});

/** A project's policy file as its repository holds it. */
export const repositoryPolicy = z.strictObject({
  path: z.string(),
  branch: z.string(),
  commit: z.string(),
  text: z.string(),
  rules: list(z.strictObject({ path: z.string(), text: z.string() })),
});

export const preparedAdoption = preparedDecision;

export const signedAdoption = signedDecision.extend(policyDraft.omit({ project: true }).shape);

/** The proof that a policy is in force. */
export const adoptionReceipt = z.strictObject({
  index,
  size: z.int(),
  level: z.enum(["organisation", "project"]),
  project: z.string().nullable(),
  version: z.int(),
  /** Of the document that was signed. */
  digest: z.string(),
  printedName: z.string(),
  time: z.string(),
  meaning: z.enum(meanings),
  manifestation: z.string(),
  /** What the lint says of it. */
  findings: list(lintFinding),
});

const answers = z.strictObject({ allow: z.int(), wait: z.int(), deny: z.int() });
const judged = z.strictObject({ verdict: z.enum(["allow", "wait", "deny"]), tier: z.string(), headline: z.string() });

/** What would have happened to past changes under another policy. */
export const simulation = z.strictObject({
  before: answers,
  after: answers,
  changes: list(
    z.strictObject({
      change: z.strictObject({ id: z.string(), revision: z.int(), title: z.string(), project: z.string(), tier: z.string() }),
      environment: z.string().nullable(),
      at: z.string(),
      before: judged,
      after: judged,
      differs: z.boolean(),
    }),
  ),
});

/** What the AI-ready baseline has and the policy in force lacks (R18). */
export const gapAssessment = z.strictObject({
  project: z.string().nullable(),
  baseline: z.string(),
  gaps: list(
    z.strictObject({
      kind: z.enum(["gate", "setting", "people", "lint"]),
      path: z.string(),
      sentence: z.string(),
      baseline: z.string().nullable(),
      current: z.string().nullable(),
      owner: z.strictObject({ role: z.string(), people: list(named) }),
      due: z.string(),
    }),
  ),
});
