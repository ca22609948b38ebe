import { visible } from "../git/index.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { Limits, Policy } from "../model/policy.ts";
import type { Case, Detail } from "../workflow/index.ts";
import type { Named, NameOf } from "./approvers.ts";

/** A change in one row: what it is, how big, how much of it AI wrote. Text is as safe to show as it is (C02). */
export interface Headline {
  readonly id: string;
  readonly revision: number;
  readonly title: string;
  readonly project: string;
  readonly requirement: string | null;
  readonly types: readonly string[];
  readonly tier: string;
  /** Position of the tier in the policy; 0 is the least. */
  readonly rank: number;
  readonly base: string;
  readonly head: string;
  readonly files: number;
  readonly added: number;
  readonly deleted: number;
  /** A sentence when there are more changed lines than the policy's limit (R12). */
  readonly sizeWarning: string | null;
  readonly origin: OriginCounts;
  /** Share of the added lines that AI wrote or had a part in, 0 to 1. */
  readonly aiShare: number;
  readonly proposer: Named;
  /** RFC 3339, UTC. */
  readonly proposedAt: string;
}

/** Counts come from git objects, never from a platform's list (C07). */
export function headlineOf({ revision, detail, policy, summary }: Pick<Case, "revision" | "detail" | "policy" | "summary">, nameOf: NameOf): Headline {
  const { files, added, deleted } = sizeOf(detail);
  return {
    id: summary.id,
    revision: revision.revision,
    title: visible(detail.title),
    project: revision.project,
    requirement: detail.requirement === null ? null : visible(detail.requirement),
    types: summary.types,
    tier: summary.tier,
    rank: rankOf(policy.policy, summary.tier),
    base: revision.base,
    head: revision.head,
    files,
    added,
    deleted,
    sizeWarning: sizeWarning(added + deleted, policy.policy.limits),
    origin: revision.origin,
    aiShare: shareOf(revision.origin),
    proposer: nameOf(revision.proposer),
    proposedAt: new Date(revision.at).toISOString(),
  };
}

export function sizeOf({ range }: Pick<Detail, "range">): { readonly files: number; readonly added: number; readonly deleted: number } {
  const sum = (of: "added" | "deleted") => range.files.reduce((total, file) => total + file[of], 0);
  return { files: range.files.length, added: sum("added"), deleted: sum("deleted") };
}

export function shareOf({ human, ai, mixed, unknown }: OriginCounts): number {
  const lines = human + ai + mixed + unknown;
  return lines === 0 ? 0 : (ai + mixed) / lines;
}

export function rankOf(policy: Policy, tier: string): number {
  return Math.max(
    0,
    policy.tiers.findIndex(({ name }) => name === tier),
  );
}

export function sizeWarning(lines: number, { changeLines: limit, block }: Limits): string | null {
  if (block?.changeLines !== undefined && lines > block.changeLines)
    return `${lines} changed lines are more than the ${block.changeLines} that the policy lets pass: split the change.`;
  if (lines <= limit) return null;
  return `${lines} changed lines are more than the limit of ${limit}: a review of this size finds less. Splitting the change would help.`;
}
