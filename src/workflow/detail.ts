import type { DependencyReport } from "../checks/index.ts";
import type { RangeReading } from "../git/index.ts";
import type { Json } from "../model/canonical.ts";
import type { Attribution, CommitRecord, MovedLines, Range, Weakening } from "../model/change.ts";
import type { ConstraintReport } from "../model/constraint.ts";
import { Failure } from "../model/failure.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import type { Declared, Look } from "./look.ts";

/**
 * What a revision holds beside the ledger: everything that git and the evidence of origin said when it was put forward. The ledger has a salted
 * commitment to it, so that the gate judges later exactly what was seen then, without the repository.
 */
export interface Detail {
  readonly schema: "countersign/change-detail/v1";
  readonly title: string;
  readonly requirement: string | null;
  readonly sizeReason: string | null;
  /** The branch that the base was named by, a full ref; null when it was named by id. */
  readonly baseRef: string | null;
  readonly declared: Declared;
  readonly range: Range;
  readonly attribution: Attribution;
  readonly dependencies: DependencyReport;
  /** Added lines that the change only moves. Absent, like `weakenings`, in what was recorded before it was looked for: none is known. */
  readonly moves?: readonly MovedLines[];
  readonly weakenings?: readonly Weakening[];
  /** What our own runner saw of the constraints that judge it. Left out where it had nothing to look for, and by what was written before there was one: nothing was looked for then. */
  readonly constraints?: ConstraintReport;
}

export type DetailWords = Pick<Detail, "title" | "requirement" | "sizeReason" | "baseRef" | "declared">;

export function detailOf({ range, attribution, dependencies, moves, weakenings }: Look, words: DetailWords): Detail {
  return { schema: "countersign/change-detail/v1", ...words, range: plainRange(range), attribution, dependencies, moves, weakenings };
}

/** The same with what was seen of constraints; null for nothing to look for. */
export function withConstraints(detail: Detail, constraints: ConstraintReport | null): Detail {
  return constraints === null ? detail : { ...detail, constraints };
}

/** The same without the digests of prompts that notes hold, unless the policy asks for them: anybody could have put them there. */
export function withPrompts(detail: Detail, { policy }: CompiledPolicy): Detail {
  const { prompts: _prompts, ...attribution } = detail.attribution;
  return policy.ai.prompts === "digest" ? detail : { ...detail, attribution };
}

function plainRange({ touchedBy: _touchedBy, commits, ...range }: RangeReading): Range {
  return { ...range, commits: commits.map(plainCommit) };
}

function plainCommit({ id, tree, parents, author, committer, authorTime, subject, named }: CommitRecord): CommitRecord {
  return { id, tree, parents, author, committer, authorTime, subject, named };
}

/** A stored detail. It was written by this program and is covered by the ledger's commitment. Throws `Failure` (`integrity`) when it is gone. */
export function readDetail(stored: Json, change: string): Detail {
  if (stored === null)
    throw new Failure("integrity", `What was seen of the change ${change} is gone from the store.`, { hint: "Restore it from a backup, or put the change forward again." });
  const detail = stored as unknown as Detail;
  if (detail.schema !== "countersign/change-detail/v1")
    throw new Failure("unsupported", `What was seen of the change ${change} was written by another version.`, { hint: "Update countersign." });
  return detail;
}
