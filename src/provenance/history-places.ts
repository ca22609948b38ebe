import type { CommitNode, TracePlaces } from "./trace-anchor.ts";

/** Commits that are looked at for what descends from a revision, all revisions together: many traces in a long history must not become hours. */
const mostSteps = 500_000_000;

/** Where ranges of traces can belong in a whole history, of which only the paths that traces name are known. */
export class HistoryPlaces implements TracePlaces {
  readonly #commits: readonly CommitNode[];
  readonly #places = new Map<string, number>();
  readonly #touching: ReadonlyMap<string, readonly string[]>;
  readonly #led = new Map<string, readonly string[]>();
  #reach: { readonly from: string; readonly reached: Uint8Array; upTo: number } | null = null;
  #steps = mostSteps;

  /** `commits` are all of the history, parents before children, and so are those that touch a path. */
  constructor(commits: readonly CommitNode[], touching: ReadonlyMap<string, readonly string[]>) {
    this.#commits = commits;
    for (const [place, { id }] of commits.entries()) this.#places.set(id, place);
    this.#touching = touching;
  }

  touching(path: string): readonly string[] {
    return this.#touching.get(path) ?? [];
  }

  led(revision: string | null, path: string): readonly string[] {
    if (!this.leadsSomewhere(revision)) return [];
    const key = `${revision} ${path}`;
    const led = this.#led.get(key) ?? this.#lookFrom(revision, path);
    this.#led.set(key, led);
    return led;
  }

  leadsSomewhere(revision: string | null): revision is string {
    return revision !== null && this.#places.has(revision);
  }

  #lookFrom(revision: string, path: string): readonly string[] {
    const touching = this.touching(path);
    const own = touching.filter((commit) => commit === revision);
    const first = touching.find((commit) => this.#descends(commit, revision));
    return first === undefined ? own : [...own, first];
  }

  // Records that were written together name one revision, so only what descends from the last one is kept.
  #descends(commit: string, revision: string): boolean {
    const place = this.#places.get(commit) ?? 0;
    const start = this.#places.get(revision) ?? 0;
    if (place <= start) return false;
    if (this.#reach?.from !== revision) {
      this.#reach = { from: revision, reached: new Uint8Array(this.#commits.length), upTo: start };
      this.#reach.reached[start] = 1;
    }
    const reach = this.#reach;
    for (; reach.upTo < place && this.#steps > 0; this.#steps--) {
      reach.upTo++;
      if (this.#commits[reach.upTo]?.parents.some((parent) => reach.reached[this.#places.get(parent) ?? -1] === 1)) reach.reached[reach.upTo] = 1;
    }
    return reach.reached[place] === 1;
  }
}
