/** A step that stands where it may not stand, named by its entry. */
export interface Disorder {
  readonly index: number;
  readonly code:
    | "time-runs-back"
    | "policy-unsigned"
    | "policy-not-newer"
    | "policy-not-in-force"
    | "no-such-change"
    | "stale-revision"
    | "nobody"
    | "not-a-person"
    | "role-missing"
    | "contributor"
    | "key-not-enrolled"
    | "withdrawn-by-other"
    | "evidence-not-covered"
    | "subject-mismatch"
    | "allow-without-basis"
    | "quorum-distinct"
    | "ungated-deployment"
    | "verdict-used-twice"
    | "verdict-expired"
    | "late-evidence"
    | "no-such-project"
    | "no-such-blueprint"
    | "blueprint-overlaps"
    | "days-reversed"
    | "documents-unsigned"
    | "no-such-review"
    | "closed-twice"
    | "not-suspended"
    | "phase-out-of-order"
    | "allowed-in-blueprint"
    | "allowed-without-charter"
    | "allowed-suspended-tool"
    | "allowed-tool-under-review";
  readonly sentence: string;
}

export type ReportDisorder = (code: Disorder["code"], sentence: string) => void;
