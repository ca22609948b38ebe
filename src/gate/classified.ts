import type { FileFlag, RangeFlag } from "../model/change.ts";
import type { Origin } from "../model/origin.ts";
import type { Risk } from "../model/policy.ts";
import type { Item } from "./items.ts";

/** How somebody had a part in a change. */
export type Part = "author" | "committer" | "co-author" | "sponsor" | "proposer";

/** A contributor of any revision of the change; `person` is null while the identity belongs to nobody enrolled. */
export interface Contributor {
  readonly person: string | null;
  /** `Name <email>` as it was typed, or the person's id for the proposer. */
  readonly identity: string;
  readonly parts: readonly Part[];
}

/** A change as the policy sees it: what git and the evidence of origin say, sorted into types and tiers. Pure data. */
export interface ClassifiedChange {
  readonly id: string;
  readonly revision: number;
  readonly project: string;
  readonly repository: string;
  readonly base: string;
  readonly head: string;
  /** Null when base and head conflict. */
  readonly resultTree: string | null;
  readonly resultListing: string;
  readonly types: readonly string[];
  /** Every tier that a type belongs to, ascending; the last one names the change. Empty when nothing matched. */
  readonly tiers: readonly string[];
  readonly fired: readonly { readonly rule: string; readonly type: string; readonly because: string }[];
  readonly risk: Risk;
  /** Qualifications that matched types ask of one approver. */
  readonly qualifications: readonly string[];
  /** Origins with at least one added line; `unknown` when no line was added at all. */
  readonly origins: readonly Origin[];
  readonly added: number;
  readonly deleted: number;
  readonly flags: readonly (RangeFlag | FileFlag)[];
  /** Paths of what nobody can read: source code that no tool wrote (C08), and content that has no lines to be shown. */
  readonly unreadable: { readonly sources: readonly string[]; readonly unshown: readonly string[] };
  readonly contributors: readonly Contributor[];
  readonly disclosed: boolean;
  readonly requirement: string | null;
  /** Why the change is larger than the limit allows without a word; null when nobody said. */
  readonly sizeReason: string | null;
  /** Tools that the policy suspends, and paths where a tool's conditions exclude it. */
  readonly suspendedTools: readonly string[];
  readonly toolConflicts: readonly { readonly tool: string; readonly path: string }[];
  /** Every tool that the evidence names, with its model; null where it names none. */
  readonly wrote: readonly { readonly tool: string; readonly model: string | null }[];
  /** The first path that is more than a document of the blueprint; null when the change is documents alone. */
  readonly beyondDocuments: string | null;
  readonly constraints: {
    /** Constraints of severity `deny` or `ask` that neither our own runner nor an accepted analysis has looked for. */
    readonly unchecked: readonly string[];
    /** Why our own runner did not, by id; only for those of `unchecked` that it has a rule for. */
    readonly why?: { readonly [id: string]: string };
    /** `message` is what our own runner says of it; absent for what an analysis found. */
    readonly broken: readonly { readonly id: string; readonly path: string; readonly line: number | null; readonly message?: string }[];
    /** Broken constraints of severity `ask`: each becomes a question. */
    readonly asked: readonly string[];
  };
  /** What every approver answers one by one. */
  readonly items: readonly Item[];
  /** Where the ledger holds the proposal and the adoptions that it rests on; null for `check`, which records nothing. */
  readonly proposed: { readonly index: number; readonly adoptions: readonly number[] } | null;
  /** A newer revision was put forward. */
  readonly superseded: boolean;
}
