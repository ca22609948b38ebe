import { z } from "zod";
import { answerValues, meanings, outcomes, questionKinds } from "../../model/decision.ts";
import { evidenceFormats, evidenceKinds, evidenceStates, referenceVerdicts, severities } from "../../model/evidence.ts";
import { confidences, methods, origins } from "../../model/origin.ts";
import { risks } from "../../model/policy.ts";
import { coverageSummary } from "./coverage.ts";
import { list } from "./list.ts";

// Times are RFC 3339 in UTC, lines are 1-based, ids of git and digests lower-case hex. Titles and names have every bidirectional or invisible
// character replaced by a token such as `[U+202E]`; paths and lines of files come as segments instead.

const count = z.int().min(0);

/** A person, to be shown by name. */
export const named = z.strictObject({ id: z.string(), name: z.string() });

/** Added lines by origin. */
export const originCounts = z.strictObject({ human: count, ai: count, mixed: count, unknown: count });

/** Text that is safe to show: plain pieces, and marks in place of characters that reorder, hide or act (`kind`), with code (`U+202E`) and name. */
export const segments = list(
  z.union([z.string(), z.strictObject({ kind: z.enum(["bidi", "invisible", "control", "byte"]), code: z.string().describe("U+202E, or \\xff for a byte"), name: z.string() })]),
);

export const changeSummary = z.strictObject({
  id: z.string(),
  revision: z.int().min(1),
  title: z.string(),
  project: z.string(),
  /** What it is for, as it was put forward; null when nobody said. */
  requirement: z.string().nullable(),
  types: list(z.string()),
  tier: z.string(),
  /** Position of the tier, 0 is the least: lists sort by it, descending. */
  rank: count,
  base: z.string(),
  head: z.string(),
  files: count,
  added: count,
  deleted: count,
  /** A sentence when there are more changed lines than the policy's limit, else null. */
  sizeWarning: z.string().nullable(),
  origin: originCounts,
  /** Share of added lines that AI wrote or had a part in, 0 to 1; unknown lines are in neither side of it but in `origin`. */
  aiShare: z.number().min(0).max(1),
  proposer: named,
  proposedAt: z.string(),
});

export const reason = z.strictObject({
  /** Stable code of `docs/reference`. */
  code: z.string(),
  effect: z.enum(["deny", "wait", "note"]),
  sentence: z.string(),
  /** Criterion, path, person, evidence or rule; empty for the whole change. */
  about: z.string(),
  /** Who can cure it. */
  who: list(named),
});

export const verdict = z.strictObject({
  verdict: z.enum(["allow", "wait", "deny"]),
  headline: z.string(),
  /** Null when the change itself is judged. */
  environment: z.string().nullable(),
  reasons: list(reason),
  /** Digest of what was judged; null when there is nothing to judge. */
  subject: z.string().nullable(),
});

const criterionResult = z.enum(["met", "not-met", "not-applicable", "missing-evidence", "unanswered", "waived", "error"]);

/** A criterion that evidence decides. */
export const check = z.strictObject({
  id: z.string(),
  says: z.string(),
  result: criterionResult,
  /** What was measured, in plain words; empty when nothing was. */
  measured: z.string(),
  /** The same as the policy writes it: measured values against asked ones. */
  restsOn: z.string(),
  /** `tiers.security`, `environments.production`. */
  askedBy: list(z.string()),
  /** Ids of the evidence that it is measured from. */
  evidence: list(z.string()),
});

export const answer = z.strictObject({
  criterion: z.string().min(1).max(200),
  value: z.enum(answerValues),
  /** Required for every value but `met` and `approved`. */
  reason: z.string().max(10_000).nullable(),
  /** Requirement or evidence that the answer rests on, where the question asks for one. */
  link: z.string().max(2_000).nullable(),
  /** `YYYY-MM-DD`: the last day on which a finding is accepted, or before which an update is not looked at again. */
  until: z.iso.date().optional(),
});

/** A criterion that a person answers, each by itself (R19). */
export const question = z.strictObject({
  id: z.string(),
  ask: z.string(),
  /** What an answer of `met` must name. */
  link: z.enum(["requirement", "evidence"]).nullable(),
  about: z.enum(questionKinds),
  /** What it can be answered with, what such an answer has to say, and whether an approval may hold it. */
  choices: list(z.strictObject({ value: z.enum(answerValues), needs: list(z.enum(["reason", "until"])), affirms: z.boolean() })),
  askedBy: list(z.string()),
  result: criterionResult,
  /** Who answered what in the decisions that count. */
  restsOn: z.string(),
  /** Why a person is asked although a check could have spared it; null where a person is always asked. */
  because: z.string().nullable(),
  /** What this person began to answer and did not sign. */
  draft: answer.partial({ value: true }).nullable(),
});

/** A place that one person of its own has to fill. */
export const approvalPlace = z.strictObject({ needs: z.string(), filledBy: named.nullable(), couldFill: list(named) });

/** A decision with its manifestation (R24): printed name, time with zone, meaning. */
export const decision = z.strictObject({
  id: z.string(),
  index: count,
  person: named,
  printedName: z.string(),
  time: z.string(),
  meaning: z.enum(meanings),
  /** The same in one line, for every place that shows a decision. */
  manifestation: z.string(),
  outcome: z.enum(outcomes),
  environment: z.string().nullable(),
  revision: z.int().min(1),
  answers: list(answer),
  doubt: z.string().nullable(),
  until: z.string().nullable(),
  comment: z.string().nullable(),
  signature: z.enum(["ssh", "passkey"]),
  /** Whether it counts in what is judged now; null when the verdict does not weigh it (another environment). */
  counts: z.boolean().nullable(),
  /** Why it does not count. */
  because: z.strictObject({ code: z.string(), sentence: z.string() }).nullable(),
});

export const escalation = z.strictObject({
  id: z.string(),
  kind: z.enum(["unsure", "overdue", "break-glass-review", "re-review", "question"]),
  criterion: z.string().nullable(),
  /** In words: `an engineering lead qualified for security`. */
  to: z.string(),
  who: list(named),
  /** This person may take it up. */
  mine: z.boolean(),
  since: z.string(),
  due: z.string(),
  overdue: z.boolean(),
  resolved: z.strictObject({ by: named, at: z.string() }).nullable(),
});

export const evidenceItem = z.strictObject({
  id: z.string(),
  index: count,
  kind: z.enum(evidenceKinds).nullable(),
  format: z.enum(evidenceFormats).nullable(),
  name: z.string().nullable(),
  producer: z.string(),
  commit: z.string(),
  at: z.string(),
  state: z.enum(evidenceStates),
  /** False when a later report of the same producer decides instead, or when it is not accepted. */
  counts: z.boolean(),
  /** The revision of the change that it is evidence of; null for evidence of none, such as of the base. */
  revision: z.int().min(1).nullable(),
  /** In one phrase: `412 passed, 0 failed`. */
  verdict: z.string(),
  /** Checks that it decides, with the measured number against the asked one. */
  checks: list(z.strictObject({ id: z.string(), says: z.string(), result: criterionResult, measured: z.string(), restsOn: z.string() })),
  /** Why it is not accepted, or what contradicts what. */
  troubles: list(z.string()),
  bytes: count,
  sha256: z.string(),
  /** The file is still there to be opened. */
  available: z.boolean(),
  /** This person has opened it (R25). */
  opened: z.boolean(),
});

/** What a gate must have before it is active (R34), each with what there is or what is missing. */
export const gateElements = z.strictObject({
  criteria: z.strictObject({ present: z.boolean(), text: z.string() }),
  qualification: z.strictObject({ present: z.boolean(), text: z.string() }),
  logging: z.strictObject({ present: z.boolean(), text: z.string() }),
  escalation: z.strictObject({ present: z.boolean(), text: z.string() }),
  active: z.boolean(),
});

/** A gate on the way of the change: the change itself (`environment` null) first, then each environment of the policy. */
export const gateState = z.strictObject({
  environment: z.string().nullable(),
  /** The decision that is asked of a person, in one sentence (R65). */
  human: z.string(),
  verdict: z.enum(["allow", "wait", "deny"]),
  headline: z.string(),
  elements: gateElements,
  /** The newest deployment of the change there, or null. */
  deployed: z.strictObject({ id: z.string(), stage: z.enum(["started", "succeeded", "failed", "rolled-back"]), at: z.string() }).nullable(),
});

export const dependencyUpdate = z.strictObject({
  ecosystem: z.literal("npm"),
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  jump: z.enum(["added", "removed", "major", "minor", "patch", "unknown"]),
  risk: z.enum(risks),
  /** Why the risk is what it is, in a few words each; empty for a low one. */
  because: list(z.string()),
  /** Worst severity of the flaws known of what comes in; null where no accepted report tells. */
  severity: z.enum(severities).nullable(),
  licence: z.string().nullable(),
  /** Whether a manifest names it; false for what only comes along with another. */
  direct: z.boolean(),
  /** How many flaws are known of what comes in. */
  flaws: count,
  /** Something is known against what comes in: a flaw, or its licence. */
  suspect: z.boolean(),
  /** Id of the question that asks about it; null where none does. */
  question: z.string().nullable(),
});

/** Something that was found in what the change adds. */
export const found = z.strictObject({
  source: z.enum(["analysis", "constraint", "reference", "advisory", "weakening"]),
  /** It keeps the change from passing, a person answers it, or it is there to be known. */
  effect: z.enum(["blocks", "asks", "shown"]),
  severity: z.enum(severities).nullable(),
  by: z.string(),
  says: z.string(),
  /** A file of the change. */
  path: z.strictObject({ path: z.string(), shown: segments }).nullable(),
  line: z.int().min(1).nullable(),
  /** Id of the question that asks about it. */
  question: z.string().nullable(),
  /** Id of the report that says so; null for what was read from git objects. */
  evidence: z.string().nullable(),
});

export const dependencies = z.strictObject({ updates: list(dependencyUpdate), troubles: list(z.string()), beside: list(z.string()) });

/** Who wrote some lines, and how that is known. */
export const origin = z.strictObject({
  origin: z.enum(origins),
  tool: z.string().nullable(),
  model: z.string().nullable(),
  method: z.enum(methods),
  confidence: z.enum(confidences),
  sponsor: z.string().nullable(),
});

/** Added lines that one tool, or people, wrote, by how it is known. */
export const originShare = origin.extend({ lines: count });

export const draft = z.strictObject({
  environment: z.string().max(200).nullable(),
  outcome: z.enum(outcomes).nullable(),
  answers: z
    .array(answer.partial({ value: true }))
    .max(200)
    .readonly(),
  doubt: z.string().max(200).nullable(),
  until: z.string().max(40).nullable(),
  comment: z.string().max(20_000).nullable(),
});

export const changePage = z.strictObject({
  change: changeSummary,
  /** Size of the ledger that the page was read at. */
  size: count,
  /** The environment that the page is about; null for the change itself. */
  environment: z.string().nullable(),
  /** Digest of what is to be deployed, which a decision about a release signs; null when none was named. */
  artifact: z.string().nullable(),
  /** Why this tier: in a sentence, and the rules that fired, each in words and by its id (R78). */
  why: z.strictObject({
    sentence: z.string(),
    fired: list(z.strictObject({ rule: z.string(), type: z.string(), because: z.string(), says: z.string() })),
    risk: z.enum(["low", "medium", "high"]),
  }),
  /** What holds and what is missing, who can give it and until when, in one sentence. */
  status: z.string(),
  until: z.string().nullable(),
  /** The decision that is asked, in one sentence (R65). */
  human: z.string(),
  /** What this person can do about it. */
  you: z.strictObject({
    /** An approval of theirs would count now. */
    mayApprove: z.boolean(),
    /** They may decide at all: approve, ask for changes, defer, be unsure. */
    mayDecide: z.boolean(),
    /** Why not, or why an approval would not count, and whose would; null when it would. */
    because: z.string().nullable(),
    /** Who can approve instead, or beside. */
    others: list(named),
    /** Files that this person has not marked seen; an approval of the change itself needs none. */
    unseen: count,
    /** Ids of questions that have no complete draft answer. */
    unanswered: list(z.string()),
  }),
  verdict,
  /** The newest recorded answer of this gate about the revision, with its place in the ledger; an allow holds until then. Null when nobody has asked it. */
  lastAsked: z.strictObject({ index: count, verdict: z.enum(["allow", "wait", "deny"]), at: z.string(), until: z.string() }).nullable(),
  gates: list(gateState),
  checks: list(check),
  questions: list(question),
  /** What this person began to decide and did not sign. */
  draft: draft.nullable(),
  places: list(approvalPlace),
  decisions: list(decision),
  escalations: list(escalation),
  evidence: list(evidenceItem),
  /** Of the heads of up to three earlier revisions, the newest first; it decides nothing any more. */
  earlierEvidence: list(evidenceItem),
  /** Kinds of report that would tell more of what the change adds, and of which none counts. */
  notReported: list(z.enum(["analysis", "references", "advisories"])),
  /** What a reader should know before judging: size, reviews of today, unreadable content. */
  warnings: list(z.strictObject({ code: z.string(), sentence: z.string() })),
  contributors: list(z.strictObject({ name: z.string(), person: z.string().nullable(), parts: list(z.string()) })),
  sponsors: list(named),
  origin: z.strictObject({ counts: originCounts, shares: list(originShare), findings: list(z.strictObject({ code: z.string(), sentence: z.string() })) }),
  coverage: coverageSummary,
  /** What was found, the weightiest first: what blocks, what is asked, the rest. */
  found: list(found),
  foundMore: count,
  /** What decision records of the base teach about files that the change touches; `says` begins with what must not be done. */
  lessons: list(z.strictObject({ id: z.string(), says: z.string(), from: z.string() })),
  dependencies,
  revisions: list(z.strictObject({ revision: z.int().min(1), proposer: named, at: z.string(), base: z.string(), head: z.string() })),
  /** What changed since this person last looked; null when they never did. */
  sinceLastLook: z.strictObject({ at: z.string(), revision: z.int().min(1), files: list(z.string()) }).nullable(),
  /** Whether the content can be shown from this machine's repository; without it nobody can decide here. */
  content: z.strictObject({ readable: z.boolean(), sentence: z.string() }),
});

/** One fact of the change's history, in the order of the ledger. */
export const historyEntry = z.strictObject({ index: count, at: z.string(), type: z.string(), actor: named, sentence: z.string(), decision: decision.nullable() });

/** An allow that verifies offline (`countersign verify`). */
export const receipt = z.strictObject({ proof: z.string(), envelope: z.string(), until: z.string() });

export const gateAnswer = z.strictObject({
  change: changeSummary.pick({ id: true, revision: true, title: true, project: true, tier: true, types: true, base: true, head: true }),
  /** Ledger index of the verdict. */
  index: count,
  verdict,
  receipt: receipt.nullable(),
  /** For each approval that was given and does not count: whose and why. */
  uncounted: list(z.string()),
});

export const addedEvidence = z.strictObject({
  evidence: z.string(),
  index: count,
  /** The same bytes were added for this commit before. */
  again: z.boolean(),
  format: z.enum(evidenceFormats).nullable(),
  state: z.enum(evidenceStates),
  troubles: list(z.string()),
});

/** What the single results of a report are told apart by. */
export const resultGroup = z.enum([
  ...["critical", "high", "medium", "low", "none", "suppressed"],
  ...["failed", "skipped", "flaky", "changed", "not-changed"],
  ...["brought-in", "not-brought-in", "set-aside", "listed"],
  ...["contradicted", "unverifiable", "verified"],
] as const);

/** Byte-exact path of the file of the change that a result is about; null where it is about no such file. */
const file = z.string().nullable();

/** A report opened: its single results, what somebody opens it for first. */
export const evidencePage = z.strictObject({
  item: evidenceItem,
  /** Tests that did not pass, and flaky ones. */
  cases: list(
    z.strictObject({
      identity: z.string(),
      outcome: z.enum(["passed", "failed", "error", "skipped"]),
      flaky: z.boolean(),
      message: z.string().nullable(),
      line: z.int().nullable(),
      file,
    }),
  ),
  coverage: list(z.strictObject({ path: z.string(), executable: count, hit: count, file })),
  findings: list(
    z.strictObject({
      tool: z.string(),
      rule: z.string(),
      severity: z.enum(severities),
      message: z.string(),
      path: z.string().nullable(),
      line: z.int().nullable(),
      suppressed: z.boolean(),
      file,
    }),
  ),
  /** Known flaws, those that an update of the change brings in first; what the producer set aside stands last. */
  advisories: list(
    z.strictObject({
      id: z.string(),
      aliases: list(z.string()),
      ecosystem: z.string().nullable(),
      package: z.string(),
      version: z.string().nullable(),
      range: z.string().nullable(),
      severity: z.enum(severities),
      title: z.string(),
      fixed: z.string().nullable(),
      suppressed: z.boolean(),
      /** Updates of the change with which it comes. */
      bringsIn: list(z.string()),
    }),
  ),
  /** What a bill of materials is of, with the digests that tie it to an artifact; null where it does not say. */
  described: z.strictObject({ name: z.string(), version: z.string().nullable(), digests: list(z.string()) }).nullable(),
  components: list(z.strictObject({ purl: z.string().nullable(), ecosystem: z.string().nullable(), name: z.string(), version: z.string().nullable(), licences: list(z.string()) })),
  /** What added lines name, what is contradicted first. */
  references: list(
    z.strictObject({
      path: z.string(),
      line: z.int(),
      language: z.string(),
      name: z.string(),
      verdict: z.enum(referenceVerdicts),
      why: z.string(),
      /** Another version of the package has it. */
      drift: z.boolean(),
      file,
    }),
  ),
  /** How many results there are of each group; empty for a large test report, of which not all are kept. */
  groups: list(z.strictObject({ id: resultGroup, count })),
  /** Results that are asked for beyond the ones that are listed. */
  more: count,
});
