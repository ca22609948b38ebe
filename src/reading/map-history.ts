import type { MapAnswer, Maps, MapTotals } from "../map/index.ts";
import type { Workplace } from "../workflow/index.ts";
import { askedIn, type MapOf } from "./map-asked.ts";
import { inRepository, type MapRevision, mapRevisions } from "./map-releases.ts";
import { ledgered } from "./map-reviews.ts";

/** A release with its lines by origin. */
export interface MapRelease {
  /** Full id. */
  readonly commit: string;
  /** When it was first released; of the branch itself, null. */
  readonly at: string | null;
  /** What it is called, such as `v1.2` or an environment. */
  readonly names: readonly Pick<MapRevision, "kind" | "name" | "deployment">[];
  readonly totals: MapAnswer<MapTotals>;
}

export interface MapHistory {
  /** The oldest first; the branch that changes go to stands last. */
  readonly releases: readonly MapRelease[];
  /** Releases that there are in all; where they are more than are listed, these are spread evenly over them. */
  readonly all: number;
  /** How many are still to be counted. */
  readonly left: number;
}

const mostReleases = 30;

/** Lines by origin at each release. What isn't known yet is counted in the background and kept. Throws `Failure` as `inRepository`. */
export async function readMapHistory(workplace: Workplace, maps: Maps, of: Pick<MapOf, "caller" | "project">): Promise<MapHistory> {
  const { project } = of;
  const [{ deployments, tags, head, target }, ledger] = await Promise.all([mapRevisions(workplace, project), ledgered(workplace, project)]);
  const all = byCommit([...deployments, ...tags]);
  const listed = spread(all, mostReleases);
  const now = head === null ? [] : [{ commit: head, at: null, names: [{ kind: "branch" as const, name: target, deployment: null }] }];
  const releases = await inRepository(workplace, project, (repository) =>
    Promise.all(
      [...listed, ...now].map(async (release) => ({
        ...release,
        totals: maps.totals({ ...(await askedIn(repository, of, release.commit, ledger)), tip: release.commit === head }),
      })),
    ),
  );
  return { releases, all: all.length, left: releases.filter(({ totals }) => totals.state === "working").length };
}

/** One release a commit, in the order in which each was first released. */
function byCommit(revisions: readonly MapRevision[]): Omit<MapRelease, "totals">[] {
  const byTime = revisions.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return [...Map.groupBy(byTime, ({ commit }) => commit ?? "")].map(([commit, same]) => ({
    commit,
    at: same[0]?.at ?? null,
    names: same.map(({ kind, name, deployment }) => ({ kind, name, deployment })),
  }));
}

/** At most `most` of them, the first and the last among them. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, at) => all[Math.round((at * (all.length - 1)) / (most - 1))] as T);
}
