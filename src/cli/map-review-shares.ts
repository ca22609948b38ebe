import type { OriginMap } from "../map/index.ts";
import type { MapAsked } from "./map-asked.ts";
import type { Backing } from "./map-reviews.ts";

export interface LastReview {
  readonly change: string;
  readonly person: string;
  /** RFC 3339, UTC. */
  readonly time: string;
}

/** Lines by who approved the change that they came with. */
export interface ReviewShare {
  readonly approved: number;
  readonly notApproved: number;
  /** Lines of which the ledger knows no change: not the same as not approved. */
  readonly unavailable: number;
  /** The newest approval of a change that any of the lines came with; it says nothing of the others. */
  readonly last: LastReview | null;
}

/** What the ledger knows of the lines of each file, and of those below each folder; the root has the empty path. */
export function reviewShares({ files }: OriginMap, { since }: Pick<MapAsked, "since">, backing: ReadonlyMap<string, Backing>): (path: string) => ReviewShare {
  const shares = new Map<string, ReviewShare>();
  for (const { path, runs } of files) {
    const own = runs.filter(({ commit }) => !since?.before.has(commit)).map(({ start, end, commit }) => shareOf(end - start + 1, backing.get(commit)));
    const file = own.reduce(joined, nothing);
    for (const at of upwards(path)) shares.set(at, joined(shares.get(at) ?? nothing, file));
  }
  return (path) => shares.get(path) ?? nothing;
}

/** Whether any of the changes that a commit came with was approved; null where the ledger knows of none. */
export function isApproved({ reviews }: Pick<Backing, "reviews">): boolean | null {
  return reviews === null ? null : reviews.some(({ approvals }) => approvals.length > 0);
}

const nothing: ReviewShare = { approved: 0, notApproved: 0, unavailable: 0, last: null };

function shareOf(lines: number, backing: Backing | undefined): ReviewShare {
  const approved = backing === undefined ? null : isApproved(backing);
  if (approved === null) return { ...nothing, unavailable: lines };
  return approved ? { ...nothing, approved: lines, last: lastOf(backing) } : { ...nothing, notApproved: lines };
}

function lastOf(backing: Backing | undefined): LastReview | null {
  const all = (backing?.reviews ?? []).flatMap(({ change, approvals }) => approvals.map(({ person, time }): LastReview => ({ change, person, time })));
  return all.reduce<LastReview | null>(newer, null);
}

function joined(one: ReviewShare, other: ReviewShare): ReviewShare {
  return {
    approved: one.approved + other.approved,
    notApproved: one.notApproved + other.notApproved,
    unavailable: one.unavailable + other.unavailable,
    last: newer(one.last, other.last),
  };
}

function newer(one: LastReview | null, other: LastReview | null): LastReview | null {
  return one !== null && (other === null || one.time >= other.time) ? one : other;
}

/** A file, the folders around it, and the root. */
function upwards(path: string): string[] {
  const parts = path.split("/");
  return ["", ...parts.map((_, at) => parts.slice(0, at + 1).join("/"))];
}
