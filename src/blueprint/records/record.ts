/** Statuses of MADR 4.0.0. */
export const decisionStates = ["proposed", "rejected", "accepted", "deprecated", "superseded"] as const;
export type DecisionState = (typeof decisionStates)[number];

export interface Consequence {
  readonly effect: "good" | "bad" | "neutral";
  /** What follows `because`, without a full stop. */
  readonly because: string;
}

export interface DecisionOption {
  readonly title: string;
  /** Markdown before its arguments; empty where there is none. */
  readonly says: string;
  readonly arguments: readonly Consequence[];
}

/** A decision record in the form of MADR 4.0.0. */
export interface DecisionRecord {
  /** From the top of the repository: `docs/decisions/0007-a-title.md`. */
  readonly file: string;
  /** The number in the file's name; null where it has none. */
  readonly number: number | null;
  readonly title: string;
  readonly status: DecisionState | null;
  /** What stands behind `superseded by`, such as `ADR-0123`; null where it is not superseded. */
  readonly supersededBy: string | null;
  /** `YYYY-MM-DD`. */
  readonly date: string | null;
  readonly decisionMakers: readonly string[];
  readonly consulted: readonly string[];
  readonly informed: readonly string[];
  /** Markdown. */
  readonly context: string;
  readonly drivers: readonly string[];
  readonly options: readonly string[];
  /** The title behind `Chosen option:`; null where the sentence is not there. */
  readonly chosen: string | null;
  /** What follows `because`. */
  readonly because: string;
  /** Markdown of the outcome behind the sentence. */
  readonly outcome: string;
  readonly consequences: readonly Consequence[];
  /** Markdown: what keeps the decision, such as the gate's criterion. */
  readonly confirmation: string;
  readonly prosAndCons: readonly DecisionOption[];
  /** Markdown without the lines that name tools and constraints. */
  readonly more: string;
  /** AI tools that the record decides about, by their names in the policy's register. */
  readonly tools: readonly string[];
  /** Constraints that it sets, by their ids in the policy. */
  readonly constraints: readonly string[];
}
