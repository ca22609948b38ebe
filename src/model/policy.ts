import { z } from "zod";
import type { QuestionKind } from "./decision.ts";
import { type Duration, durationPattern } from "./duration.ts";
import { severities } from "./evidence.ts";
import type { origins } from "./origin.ts";

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a name in kebab-case of at most 64 characters");
const sentence = z.string().trim().min(1).max(1_000);
const glob = z.string().min(1).max(512);
const duration = z.string().regex(durationPattern, "a duration such as 30m, 4h, 1d, 6mo or 1y");
const date = z.iso.date("a date such as 2027-03-31");
const percent = z.union([z.number().min(0).max(1), z.string().regex(/^(?:100|\d{1,2})(?:\.\d{1,3})?%$/, "a percentage such as 5%")]);
const count = z.int().min(0).max(20);
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item)]);
const named = <T extends z.ZodType>(value: T) => z.record(name, value);

export const risks = ["low", "medium", "high"] as const;
export type Risk = (typeof risks)[number];

const signature = z.enum(["any", "passkey"]).describe("How an approval must be signed: any enrolled key, or a passkey with user verification");
const approvalRule = z
  .strictObject({ count, qualification: name.optional(), role: name.optional(), signature: signature.optional() })
  .describe("This many different people; with a qualification or role, each of them holds it");
const approvals = z
  .union([
    approvalRule,
    z.array(approvalRule),
    z.strictObject({ low: z.union([count, approvalRule]), medium: z.union([count, approvalRule]), high: z.union([count, approvalRule]) }),
  ])
  .describe("One rule, several that must all hold (a rule without qualification counts everybody), or one per risk");

const criterion = z
  .union([
    z.strictObject({ check: z.string().min(1).max(2_000).describe("CEL over the typed environment; missing evidence means not met"), says: sentence }),
    z.strictObject({ ask: sentence, link: z.enum(["requirement", "evidence"]).optional().describe("What every answer must name") }),
  ])
  .describe("A check is decided by evidence, a question is answered by a person");

const findings = z.array(z.string().regex(new RegExp(`^[a-z][a-z0-9-]*(?:>=(?:${severities.join("|")}))?$`), "a rule word with an optional severity, such as sast>=high"));

const changeType = z
  .strictObject({
    paths: z.array(glob).optional().describe("Globs on the byte-exact path; old and new names of every commit count"),
    findings: findings.optional(),
    otherwise: z.literal(true).optional().describe("Takes every file that no other type takes"),
    qualification: name.optional().describe("One approver must hold it"),
    tier: name.optional().describe("The tier of this type; without it the tier of the same name"),
  })
  .describe("What is touched; several may match");

const tier = z
  .strictObject({
    human: sentence.optional().describe("In one sentence: what the person decides; a project's file may leave it out, the lint refuses a tier without"),
    "pass-alone": name.optional().describe("A check that lets the change pass without a person"),
    sample: percent.optional().describe("Share of the changes that passed alone and are looked at afterwards"),
    check: oneOrMore(name).optional(),
    ask: oneOrMore(name).optional(),
    approvals: approvals.optional(),
    signature: signature.optional(),
    findings: findings.optional().describe("Findings on added lines that every approver answers one by one: accepted until a day, or a false positive"),
    updates: z.enum(risks).optional().describe("Updates of dependencies of at least this risk are approved or deferred one by one"),
  })
  .describe("How much judgement is needed; tiers are listed from the least to the strictest");

const escalationStep = z.strictObject({
  to: z.strictObject({
    qualification: z.union([z.literal("same"), name]).optional(),
    role: name.optional(),
    not: z.literal("asked").optional().describe("Nobody who has already decided on this change"),
  }),
  within: duration,
});

const environment = z.strictObject({
  human: sentence.optional(),
  check: oneOrMore(name).optional(),
  ask: oneOrMore(name).optional(),
  approvals: approvals.optional(),
  freeze: z.array(z.strictObject({ from: date, to: date, zone: z.string().max(64).optional().describe("IANA zone, UTC without one"), why: sentence })).optional(),
  "break-glass": z.strictObject({ people: z.int().min(2).max(5), "review-within": duration, "valid-for": duration.optional().describe("At most 4h") }).optional(),
  "verdict-valid-for": duration.optional().describe("How long a deployment may rely on an allow"),
});

const limit = z
  .union([z.int().min(1), z.strictObject({ warn: z.int().min(1).optional(), block: z.int().min(1).optional() })])
  .describe("A number warns beyond it; `block` stops beyond it");

const waiver = z
  .strictObject({
    // The ledger tells waivers from emergencies by their ids.
    id: name.regex(/^(?!b-)/, "a name that does not begin with b-"),
    rule: z.string().min(1).max(200).describe("What is excepted: `criteria.ID`, or the path of a policy setting such as tiers.business-logic.pass-alone"),
    project: name.optional().describe("Only this project; without it every project"),
    change: z.string().max(64).optional().describe("Only this change"),
    reason: sentence,
    risk: z.string().min(1).max(200).describe("The risk that is accepted"),
    "approved-by": z.string().min(1).max(200),
    expires: date,
  })
  .describe("A named, reasoned, expiring exception to one rule, tied to a risk; only the organisation's policy holds any");

/** Where what AI wrote is disclosed: the commit's message, the head of the file, the description of the change. */
export const disclosurePlaces = ["commit", "file-header", "description"] as const;
export type DisclosurePlace = (typeof disclosurePlaces)[number];

/** The Linux kernel's `Assisted-by: AGENT:MODEL`, `Assisted-by` with any text, as platforms show it, or a trailer of one's own. */
export const disclosureGrammars = ["kernel", "free-text", "co-authored-by"] as const;
export type DisclosureGrammar = (typeof disclosureGrammars)[number] | { readonly trailer: string };

const disclosureForm = z.strictObject({
  in: z.array(z.enum(disclosurePlaces)).optional().describe("Where it has to stand: in the commit, unless this says otherwise; an empty list where it is only asked for"),
  grammar: z
    .union([z.enum(disclosureGrammars), z.strictObject({ trailer: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{1,63}$/, "the name of a trailer, such as AI-Tools") })])
    .optional()
    .describe("Form of the commit's trailer; without one, any that says that AI took part"),
});

/**
 * What may be kept of a prompt: nothing, or a salted digest of it, which leaves the machine with the note. While nobody says so, nothing is kept.
 * That something leaves a machine is a permission, so `none` is the stricter: a project may say it whatever the organisation says, and `digest` only where the organisation does not say `none`.
 */
export const promptKeepings = ["none", "digest"] as const;
export type PromptKeeping = (typeof promptKeepings)[number];

/** A policy file as people write it. Both levels use it; a project's file has no `waivers`. */
export const policyFileSchema = z
  .strictObject({
    policy: z.literal(1).describe("Version of this language"),
    version: z.int().min(1).describe("Version of this policy; only ever grows"),
    "review-by": date.optional(),
    ai: z
      .strictObject({
        undeclared: z.enum(["treat-as-ai", "deny"]).optional().describe("What a line of unknown origin counts as"),
        disclosure: z
          .union([z.enum(["required", "optional"]), disclosureForm])
          .optional()
          .describe("Whether a change says which AI tools it used; with `in`, where it has to say so, and in which form"),
        prompts: z
          .enum(promptKeepings)
          .optional()
          .describe("What is kept of a prompt: nothing, as while nobody says so, or a salted digest, which goes into the note and the ledger"),
        reviewers: z.strictObject({ human: count, ai: count, mixed: count, unknown: count }).partial().optional().describe("Fewest different approvers by origin"),
        tools: z
          .array(
            z.strictObject({
              tool: name,
              owner: z.string().min(1).max(200),
              models: z.array(glob).optional(),
              conditions: z
                .strictObject({
                  data: z.array(name).optional().describe("Classes of data that it may be given"),
                  modes: z.array(name).optional().describe("How it may be used: ask, edit, agent"),
                  "not-paths": z.array(glob).optional().describe("Where it writes nothing; an empty list says that it may write everywhere"),
                  account: name.optional().describe("Kind of account that it is used with: business, api, self-hosted"),
                })
                .optional()
                .describe("The review of a new tool closes only once each of them is given, and `models` too"),
              "review-by": date.optional(),
            }),
          )
          .optional(),
        suspended: z.array(name).optional().describe("A tool listed here makes new changes that it wrote deny"),
      })
      .optional(),
    qualifications: named(z.strictObject({ "granted-by": z.array(name).min(1), "valid-for": duration })).optional(),
    "change-types": named(changeType).optional(),
    criteria: named(criterion).optional(),
    tiers: named(tier).optional(),
    constraints: z
      .array(
        z.strictObject({
          id: name,
          why: sentence,
          rule: z
            .string()
            .min(1)
            .max(512)
            .describe("Path of its rule beside the policy: an ast-grep rule with its own tests, or a file of the analyser that reports by the constraint's id"),
          severity: z.enum(["deny", "ask", "warn"]),
        }),
      )
      .optional(),
    escalation: z
      .strictObject({
        unsure: z.array(escalationStep).optional(),
        overdue: z.array(z.strictObject({ after: duration, to: z.strictObject({ role: name }) })).optional(),
        "on-timeout": z.literal("deny").optional(),
      })
      .optional(),
    environments: named(environment).optional(),
    limits: z
      .strictObject({
        "change-lines": limit
          .optional()
          .describe("A number, or `{ warn, block }`: changed lines of a change. What `block` stops needs a split, or a waiver of `limits.change-lines.block`"),
        "reviews-per-person-per-day": limit
          .optional()
          .describe("A number, or `{ warn, block }`: changes that one person decides on in a day, UTC. `block` takes no further approval of theirs that day"),
        "open-reviews-per-person": limit
          .optional()
          .describe("A number, or `{ warn, block }`: changes that wait for one person's approval. Beyond `block` they approve only those that have waited longest"),
        "skipped-tests": percent.optional(),
      })
      .optional(),
    licences: z
      .array(z.string().min(1).max(100))
      .optional()
      .describe("SPDX ids of licences that need no word; with such a list, an update to a package under another licence, or under none that is known, is of high risk"),
    measure: z.strictObject({ "ai-window": duration.optional(), "escape-window": duration.optional() }).optional(),
    waivers: z.array(waiver).optional(),
  })
  .describe("Countersign policy");

export type PolicyFile = z.infer<typeof policyFileSchema>;

// What follows is the policy after inheritance: complete, in camel case, with every name resolved.

export type SignatureKind = "any" | "passkey";

/** This many different people, each holding what is named. */
export interface ApprovalRule {
  readonly count: number;
  readonly qualification: string | null;
  readonly role: string | null;
  readonly signature: SignatureKind;
}

/** `atLeast` null means any severity. `sast` matches every analysis finding, another word a rule that contains it. */
export interface FindingWord {
  readonly word: string;
  readonly atLeast: (typeof severities)[number] | null;
}

export interface ChangeType {
  readonly name: string;
  readonly paths: readonly string[];
  readonly findings: readonly FindingWord[];
  readonly otherwise: boolean;
  readonly qualification: string | null;
  readonly tier: string;
}

export type Criterion =
  | { readonly kind: "check"; readonly id: string; readonly check: string; readonly says: string }
  | {
      readonly kind: "question";
      readonly id: string;
      readonly ask: string;
      readonly link: "requirement" | "evidence" | null;
      /** What it is about where the change itself asks it; absent for a criterion of the policy. */
      readonly about?: Exclude<QuestionKind, "criterion" | "release">;
    };

export interface Tier {
  readonly name: string;
  /** Position in the policy: 0 is the least, higher is stricter. */
  readonly rank: number;
  /** Empty when the policy gives none, which the lint refuses. */
  readonly human: string;
  readonly passAlone: string | null;
  /** Share between 0 and 1. */
  readonly sample: number;
  readonly checks: readonly string[];
  readonly questions: readonly string[];
  readonly approvals: { readonly [risk in Risk]: readonly ApprovalRule[] };
  readonly signature: SignatureKind;
  /** Findings on added lines that every approver answers. Left out, like `updates`, where nobody set it, so that a policy from before keeps its digest. */
  readonly findings?: readonly FindingWord[];
  /** Least risk of an update that every approver answers. */
  readonly updates?: Risk;
}

export interface EscalationStep {
  readonly to: { readonly qualification: string | null; readonly role: string | null; readonly notAsked: boolean };
  readonly within: Duration;
}

export interface Environment {
  readonly name: string;
  readonly human: string;
  readonly checks: readonly string[];
  readonly questions: readonly string[];
  readonly approvals: readonly ApprovalRule[];
  /** Dates `YYYY-MM-DD`, both included, in `zone`. */
  readonly freeze: readonly { readonly from: string; readonly to: string; readonly zone: string; readonly why: string }[];
  readonly breakGlass: { readonly people: number; readonly reviewWithin: Duration; readonly validFor: Duration } | null;
  readonly verdictValidFor: Duration;
}

export interface Waiver {
  readonly id: string;
  readonly rule: string;
  readonly project: string | null;
  readonly change: string | null;
  readonly reason: string;
  readonly risk: string;
  readonly approvedBy: string;
  /** `YYYY-MM-DD`; holds to the end of that day in UTC. */
  readonly expires: string;
}

export interface AiTool {
  readonly tool: string;
  readonly owner: string;
  readonly models: readonly string[];
  readonly data: readonly string[];
  readonly modes: readonly string[];
  readonly notPaths: readonly string[];
  /** Left out where nobody said it, so that a policy from before keeps its digest. */
  readonly account?: string;
  readonly reviewBy: string | null;
}

/** What warns beyond it. A limit that came later is left out where nobody set it, so that a policy from before keeps its digest. */
export interface Limits {
  readonly changeLines: number;
  readonly reviewsPerPersonPerDay: number;
  readonly openReviewsPerPerson?: number;
  readonly skippedTests: number;
  /** What stops beyond it. */
  readonly block?: { readonly changeLines?: number; readonly reviewsPerPersonPerDay?: number; readonly openReviewsPerPerson?: number };
}

export interface Policy {
  /** Hex SHA-256 of the closure: every file and rule that takes part, resolved. */
  readonly digest: string;
  readonly organisation: { readonly version: number; readonly digest: string };
  /** Null when the project has no file of its own. */
  readonly project: { readonly version: number; readonly digest: string } | null;
  readonly reviewBy: string | null;
  readonly ai: {
    readonly undeclared: "treat-as-ai" | "deny";
    readonly disclosure: "required" | "optional";
    /** Left out, like the grammar, where nobody set it, so that a policy from before keeps its digest. */
    readonly disclosureIn?: readonly DisclosurePlace[];
    readonly disclosureGrammar?: DisclosureGrammar;
    /** Left out where nobody set it, and then nothing of a prompt is kept. */
    readonly prompts?: PromptKeeping;
    readonly reviewers: { readonly [origin in (typeof origins)[number]]: number };
    readonly tools: readonly AiTool[];
    readonly suspended: readonly string[];
  };
  readonly qualifications: { readonly [name: string]: { readonly grantedBy: readonly string[]; readonly validFor: Duration } };
  readonly changeTypes: readonly ChangeType[];
  readonly criteria: { readonly [id: string]: Criterion };
  /** Ascending by rank. */
  readonly tiers: readonly Tier[];
  readonly constraints: readonly { readonly id: string; readonly why: string; readonly rule: string; readonly severity: "deny" | "ask" | "warn" }[];
  readonly escalation: { readonly unsure: readonly EscalationStep[]; readonly overdue: readonly { readonly after: Duration; readonly role: string }[] };
  readonly environments: { readonly [name: string]: Environment };
  readonly limits: Limits;
  /** SPDX ids of the licences that need no word; left out where nobody set it, and then none is asked about. */
  readonly licences?: readonly string[];
  readonly measure: { readonly aiWindow: Duration; readonly escapeWindow: Duration };
  readonly waivers: readonly Waiver[];
}
