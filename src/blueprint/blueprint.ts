import type { Person, Qualification } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import type { LoadedPolicy } from "../policy/index.ts";
import type { FileKind } from "./files.ts";
import type { LoadedFile } from "./read.ts";
import type { DecisionRecord } from "./records/record.ts";

/** Whether `AGENTS.md` holds the rules for AI agents as they were compiled. */
export type AgentRules = "missing" | "edited" | "compiled";

/** Everything that a blueprint consists of, as far as it is there. */
export type BlueprintFiles = { readonly [K in FileKind]: LoadedFile<K> | null } & { readonly decisions: readonly DecisionRecord[]; readonly agentRules: AgentRules };

/** What a blueprint is looked at with. */
export interface BlueprintContext {
  readonly policy: Policy;
  /** Null when nobody is enrolled yet; roles are then held by whom `blueprint.yaml` names. */
  readonly people: readonly Person[] | null;
  readonly qualifications: readonly Qualification[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The files that the policy was made from, the project's first, so that a finding can say where in them; left out where they are not at hand. */
  readonly policyFiles?: readonly LoadedPolicy[];
  /** Acceptances of risks in the order of the ledger; left out where it is not at hand, and then nothing is said of them. */
  readonly acceptances?: readonly { readonly risk: string; readonly digest: string; readonly level: string; readonly person: string; readonly until: string }[];
}
