/**
 * Why a change may not pass (or what a reader must know), with the effect on the verdict: `deny` needs a change of what is judged,
 * `wait` needs one more ordinary act of a person, `note` changes nothing. Codes are stable and never reused for another meaning.
 */
export const reasonCodes = {
  "policy-missing": { effect: "deny", means: "No policy is in force for the project." },
  "policy-invalid": { effect: "deny", means: "The policy that should judge the change cannot be read." },
  "policy-not-in-force": { effect: "deny", means: "The policy at the base of the change is not the adopted one." },
  "policy-changed": { effect: "wait", means: "The policy changed after the approval was signed." },
  "no-rule-matched": { effect: "deny", means: "No rule of the policy affirms the change." },
  "merge-conflict": { effect: "deny", means: "Base and head cannot be merged without a conflict." },
  "empty-change": { effect: "deny", means: "Nothing differs between base and result." },
  "symlink-escape": { effect: "deny", means: "A symbolic link points outside the repository." },
  "path-collision": { effect: "deny", means: "Two paths differ only by case or Unicode form." },
  "unreadable-source": { effect: "deny", means: "Source code that no tool wrote is packed so that nobody can read it." },
  "unreviewed-merge-residue": { effect: "wait", means: "A merge commit holds content of its own that nobody has approved." },
  "unresolved-contributor": { effect: "deny", means: "A contributor's address belongs to no enrolled person." },
  "tool-suspended": { effect: "deny", means: "A suspended AI tool wrote part of the change." },
  "tool-unregistered": { effect: "deny", means: "An AI tool, or a model of it, that the policy's register does not name wrote part of the change." },
  "tool-under-review": { effect: "deny", means: "An AI tool, or a major version of its model, whose review is not closed wrote part of the change." },
  "blueprint-running": { effect: "deny", means: "The project is in its blueprint, and the change touches more than documents." },
  "charter-missing": { effect: "deny", means: "The project started a blueprint, and nobody has approved its charter." },
  "tool-not-allowed-here": { effect: "deny", means: "An AI tool wrote in a path that its conditions exclude." },
  "origin-undeclared": { effect: "deny", means: "The policy refuses lines of unknown origin." },
  "disclosure-missing": { effect: "deny", means: "The change does not say which AI tools it used, or that it used none." },
  "evidence-missing": { effect: "deny", means: "A check has no evidence to rest on." },
  "evidence-inconsistent": { effect: "deny", means: "A report contradicts itself or the change." },
  "evidence-commit-mismatch": { effect: "deny", means: "Evidence is bound to another commit." },
  "criterion-not-met": { effect: "deny", means: "A check is not met." },
  "criterion-error": { effect: "deny", means: "A check could not be evaluated." },
  "constraint-unchecked": { effect: "deny", means: "Neither our own runner nor an accepted analysis looked for the constraint in all that the change adds." },
  "constraint-broken": { effect: "deny", means: "An added line breaks a constraint." },
  "changes-requested": { effect: "deny", means: "A qualified person asked for changes." },
  deferred: { effect: "wait", means: "A qualified person deferred the change until a date." },
  escalated: { effect: "wait", means: "A person was unsure, and the escalation is not resolved." },
  "escalation-timed-out": { effect: "deny", means: "An escalation ran out before anybody resolved it." },
  "change-over-limit": { effect: "deny", means: "The change has more changed lines than the policy lets pass." },
  "approval-missing": { effect: "wait", means: "An approval is missing." },
  "quorum-distinct": { effect: "wait", means: "One person cannot fill two required places." },
  "nobody-can-approve": { effect: "deny", means: "No enrolled person could give a missing approval." },
  freeze: { effect: "wait", means: "The environment is frozen." },
  "env-unknown": { effect: "deny", means: "The policy knows no such environment." },
  "out-of-order": { effect: "deny", means: "The ledger holds the steps in an order that does not count." },
  "size-unexplained": { effect: "deny", means: "The change is more than four times larger than the limit, and nobody said why." },
  superseded: { effect: "deny", means: "A newer revision of the change was put forward." },
  "items-too-many": { effect: "deny", means: "More findings and updates ask for an answer than a person answers one by one." },
  "landed-tree-mismatch": { effect: "deny", means: "What is to be deployed is not what was approved." },
  "unreachable-commit": { effect: "deny", means: "The commit is not reachable from the branch that the change was put forward for." },
  "log-integrity": { effect: "deny", means: "The ledger does not verify." },
  "internal-error": { effect: "deny", means: "The gate could not come to an answer." },
  // Why a decision that was recorded does not count. They appear beside the decision and, where they leave a place empty, as the hint of `approval-missing`.
  "author-conflict": { effect: "note", means: "The person contributed to the change." },
  "agent-operator-conflict": { effect: "note", means: "The person sponsored AI code of the change." },
  "head-mismatch": { effect: "note", means: "The decision was made for another head." },
  "base-changed": { effect: "note", means: "The decision was made for another base." },
  "tree-mismatch": { effect: "note", means: "The decision was made for another result tree." },
  "context-mismatch": { effect: "note", means: "The decision was made for another repository or change." },
  "env-mismatch": { effect: "note", means: "The decision was made for another environment." },
  "params-changed": { effect: "note", means: "The decision was made for another artifact or other parameters." },
  "evidence-changed": { effect: "note", means: "Evidence arrived after the decision was signed." },
  "criteria-changed": { effect: "note", means: "The decision answered other criteria." },
  "answers-incomplete": { effect: "note", means: "The decision leaves a question unanswered." },
  "acceptance-over": { effect: "note", means: "A finding was accepted until a day that has passed." },
  "not-a-person": { effect: "note", means: "Only a natural person can decide." },
  "person-inactive": { effect: "note", means: "The person is not active." },
  "person-unknown": { effect: "note", means: "The person is not enrolled." },
  "not-qualified": { effect: "note", means: "The person does not hold the qualification." },
  "qualification-expired": { effect: "note", means: "The qualification has run out." },
  "qualification-not-yet": { effect: "note", means: "The qualification does not hold yet." },
  "role-missing": { effect: "note", means: "The person does not hold the role." },
  "key-unknown": { effect: "note", means: "The key that signed was not the person's when the decision was recorded." },
  "key-revoked": { effect: "note", means: "The key that signed was revoked before the decision." },
  "signature-too-weak": { effect: "note", means: "The policy asks for a stronger kind of signature." },
  withdrawn: { effect: "note", means: "The decision was withdrawn." },
  replaced: { effect: "note", means: "The person decided again later." },
  // What a reader should know although it does not hold the change up.
  "change-too-large": { effect: "note", means: "The change is larger than the policy's limit." },
  waived: { effect: "note", means: "A waiver of the organisation's policy covers a rule." },
  "break-glass": { effect: "note", means: "Two named people let the change pass in an emergency." },
  "passed-alone": { effect: "note", means: "The tier passes on its checks, without a person." },
  "not-passed-alone": { effect: "note", means: "The tier could have passed on its check, and did not." },
  sampled: { effect: "note", means: "The change passed alone and is drawn for a second look." },
  "policy-review-overdue": { effect: "note", means: "The policy's review date has passed." },
  "hidden-characters": { effect: "note", means: "Added lines hold bidirectional or invisible characters." },
  "opaque-content": { effect: "note", means: "The change holds content that nobody can read." },
  "governance-debt": { effect: "note", means: "The project builds without a blueprint that was closed." },
  excepted: { effect: "note", means: "A recorded exception lets the change pass while the blueprint is open." },
  "order-unproved": { effect: "note", means: "Nothing was recorded, so the order of steps cannot be proved." },
} as const satisfies Record<string, { effect: "deny" | "wait" | "note"; means: string }>;

export type ReasonCode = keyof typeof reasonCodes;

export interface Reason {
  readonly code: ReasonCode;
  readonly effect: "deny" | "wait" | "note";
  /** One plain sentence: what is missing or wrong, and who can give it. */
  readonly sentence: string;
  /** What it is about: a criterion, path, person, evidence or rule. Empty when it is about the whole change. */
  readonly about: string;
  /** Ids of the persons who can cure it; empty when no person's decision can. */
  readonly who: readonly string[];
}

export type CriterionResult = "met" | "not-met" | "not-applicable" | "missing-evidence" | "unanswered" | "waived" | "error";

export interface CriterionOutcome {
  readonly id: string;
  readonly kind: "check" | "question";
  /** The criterion in words. */
  readonly says: string;
  readonly result: CriterionResult;
  /** What it rests on: measured values against asked ones, or who answered what. */
  readonly restsOn: string;
  /** `tiers.security` or `environments.production`: who asks for it. */
  readonly askedBy: readonly string[];
}

/** One place that has to be filled by a person of its own. */
export interface ApprovalPlace {
  /** `someone qualified for security` */
  readonly needs: string;
  readonly qualification: string | null;
  readonly role: string | null;
  readonly filledBy: string | null;
  /** Persons who could still fill it. */
  readonly couldFill: readonly string[];
}

export interface CountedDecision {
  readonly id: string;
  readonly index: number;
  readonly person: string;
  readonly outcome: string;
  readonly counts: boolean;
  /** Why it does not count. */
  readonly because: ReasonCode | null;
}

export interface Verdict {
  readonly evaluator: string;
  readonly verdict: "allow" | "wait" | "deny";
  /** The answer in one sentence. */
  readonly headline: string;
  readonly environment: string | null;
  readonly reasons: readonly Reason[];
  readonly types: readonly string[];
  readonly tier: string | null;
  /** Rule ids that fired, `change-types.security.paths[2]`, with an example path. */
  readonly fired: readonly { readonly rule: string; readonly type: string; readonly because: string }[];
  readonly criteria: readonly CriterionOutcome[];
  readonly places: readonly ApprovalPlace[];
  readonly decisions: readonly CountedDecision[];
  readonly contributors: readonly string[];
  readonly exceptions: readonly {
    readonly kind: "waiver" | "break-glass" | "blueprint";
    readonly id: string;
    readonly rule: string;
    readonly reason: string;
    readonly approvedBy: string;
    readonly expires: string;
  }[];
  /** Digest of the subject that was judged; null when there is none to judge. */
  readonly subject: string | null;
}
