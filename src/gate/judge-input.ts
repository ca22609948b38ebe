import type { Decision, Escalation } from "../model/decision.ts";
import type { EvidenceKind, EvidenceState } from "../model/evidence.ts";
import type { CompiledPolicy, Measurements } from "../policy/index.ts";
import type { ClassifiedChange } from "./classified.ts";
import type { Governance } from "./governance.ts";
import type { PeopleState } from "./people-state.ts";

/** Evidence bound to the head of the change, and what was measured from it. */
export interface EvidenceSet {
  readonly items: readonly {
    readonly id: string;
    /** Ledger index; −1 for evidence that is only looked at, by `check`. */
    readonly index: number;
    readonly commit: string;
    readonly kind: EvidenceKind | null;
    readonly state: EvidenceState;
    readonly digest: string;
    /** A later report of the same producer and kind decides instead; this one stays visible. */
    readonly superseded: boolean;
    readonly sentence: string | null;
    /** Of a bill of materials, the digests of what it describes, `sha256:hex`; a release of another artifact may not rest on it (E10). */
    readonly describes?: readonly string[];
  }[];
  /** Evidence of the base: it decides nothing but what is missing beside it. */
  readonly base: readonly { readonly index: number; readonly digest: string }[];
  readonly measured: Measurements;
}

/** An emergency allow that two people signed. */
export interface Exception {
  readonly id: string;
  readonly people: readonly string[];
  readonly environment: string;
  readonly subjectDigest: string;
  readonly reason: string;
  readonly expires: number;
}

export interface Release {
  readonly environment: string;
  /** Digest of what is deployed; null when none was named. */
  readonly artifact: string | null;
}

export interface JudgeInput {
  readonly policy: CompiledPolicy;
  readonly change: ClassifiedChange;
  readonly evidence: EvidenceSet;
  readonly decisions: readonly Decision[];
  readonly escalations: readonly Escalation[];
  readonly exceptions: readonly Exception[];
  readonly people: PeopleState;
  readonly governance: Governance;
  /** Null for the judgement of the change itself. */
  readonly release: Release | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
