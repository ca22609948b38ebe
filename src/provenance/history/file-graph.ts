import { Names, Numbers } from "./columns.ts";
import { Misfit } from "./owned-runs.ts";
import { Versions } from "./versions.ts";

/** One path that a commit has otherwise than its first parent. Ids are full; null where the path is absent on that side. */
export interface PathChange {
  readonly path: string;
  readonly oldId: string | null;
  readonly newMode: string | null;
  readonly newId: string | null;
}

/** A commit, its parents, and what it differs in from the first of them (from nothing, where it has none), in git's order of paths. */
export interface CommitStep {
  readonly id: string;
  readonly parents: readonly string[];
  readonly changes: readonly PathChange[];
}

/** A file that went away, from which a new one may have been renamed. */
export interface Candidate {
  readonly version: number;
  readonly path: string;
  readonly blob: string;
  readonly mode: string;
}

/** Which of the files that a parent has and the commit has no longer was this new file renamed from, as git pairs them for it alone? */
export interface RenameQuestion {
  readonly id: number;
  /** The new file's version. */
  readonly version: number;
  readonly commit: string;
  /** Place of that parent among the commit's. */
  readonly parent: number;
  readonly path: string;
  readonly blob: string;
  readonly mode: string;
  /** In git's order of paths; one array for all that came with this loss. */
  readonly gone: readonly Candidate[];
}

/** What a version was made of: all of another one, edits of one or several, or nothing. */
export type Making = { readonly kind: "whole"; readonly source: number } | { readonly kind: "edited"; readonly sources: readonly number[] };

/**
 * Every version of every file of a history and the versions that each was made of, without looking at a line: the way that `git blame`
 * goes back from one file (`pass_blame` in blame.c), laid out forwards for all files at once.
 *
 * A version is a path with a content that a commit has and none of its parents has under that path. For each parent in order its source
 * is the version under the same path or, where the parent lacks the path, the one that it was renamed from; the latter is asked of git.
 * Versions are numbered upwards and sources have smaller numbers. Links and submodules have versions too, but no lines.
 */
export class FileGraph {
  /** The number of the first version. */
  readonly first: number;
  readonly #commits = new Names();
  readonly #paths = new Names();
  readonly #blobs = new Names();
  readonly #modes = new Names();
  readonly #commitOf = new Numbers();
  readonly #pathOf = new Numbers();
  readonly #blobOf = new Numbers();
  readonly #modeOf = new Numbers();
  // none, a version, or (below none) a place in #slots.
  readonly #sourceOf = new Numbers();
  readonly #slots: (readonly Slot[])[] = [];
  readonly #questions: Question[] = [];
  readonly #lookingFurther = new Set<string>();
  readonly #candidates = new Map<readonly number[], readonly Candidate[]>();
  readonly #tables = new Map<string, Versions>();
  readonly #open: Map<string, number>;

  /**
   * `uses` tells how often each commit is a parent in what is to come, plus one for those whose files will be asked for; a commit
   * that is used up is let go. Versions are numbered from `first`.
   */
  constructor(uses: ReadonlyMap<string, number>, first = 0) {
    this.#open = new Map(uses);
    this.first = first;
  }

  /** The number behind the last version. */
  get end(): number {
    return this.first + this.#commitOf.length;
  }

  /** Begins with a commit of whose files these are known already, each with the commit that made it; what is left out is taken to be absent. Returns their versions. */
  begin(at: string, files: readonly { readonly commit: string; readonly path: string; readonly blob: string; readonly mode: string }[]): readonly number[] {
    const table = new Versions();
    const versions = files.map(({ commit, path, blob, mode }) => {
      const version = this.#add(commit, this.#paths.number(path), blob, mode, none);
      table.set(this.#paths.number(path), version + 1);
      return version + this.first;
    });
    this.#tables.set(at, table);
    return versions;
  }

  /** Takes the next commit; its parents came before. Throws `Misfit` for a change that doesn't fit what its parent has. */
  take(step: CommitStep): void {
    const parents = step.parents.map((parent) => this.#tableOf(parent, step.id));
    const table = this.#baseOf(step, parents);
    if (parents.length > 1) this.#merge(step, table, parents);
    else this.#edit(step, table);
    for (const parent of step.parents) this.#use(parent);
    if ((this.#open.get(step.id) ?? 0) > 0) this.#tables.set(step.id, table);
  }

  /** Every path of a commit with its version, links and submodules too. Throws `Misfit` for a commit that was let go. */
  filesAt(commit: string): Map<string, number> {
    const files = new Map<string, number>();
    this.#tableOf(commit, commit).forEach((path, value) => {
      files.set(this.#paths.name(path), value - 1 + this.first);
    });
    return files;
  }

  /**
   * The versions that the given ones go back to, themselves included, ascending; and the questions that stand in the way of knowing
   * them all, which are empty once everything was answered.
   */
  needed(versions: Iterable<number>): { readonly versions: Int32Array; readonly questions: readonly RenameQuestion[] } {
    const seen = new Uint8Array(this.#commitOf.length);
    const waiting: number[] = [];
    const open = new Set<number>();
    const visit = (row: number) => {
      if (seen[row] === 1) return;
      seen[row] = 1;
      waiting.push(row);
    };
    for (const version of versions) visit(version - this.first);
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      for (const slot of this.#slotsOf(row)) {
        const source = this.#resolved(slot);
        if (source === undefined) open.add(slot.ask ?? none);
        else if (source !== none) visit(source);
      }
    }
    const found = new Numbers();
    for (let row = 0; row < seen.length; row++) if (seen[row] === 1) found.push(row + this.first);
    return { versions: found.slice(0, found.length), questions: [...open].map((id) => this.#question(id)) };
  }

  /** Merges with a content of their own under a path that one of their parents lacks: what else that parent has and they lack may be where it was renamed from. */
  get mergesLookingFurther(): ReadonlySet<string> {
    return this.#lookingFurther;
  }

  /** The version that a new file was renamed from; null for none. */
  answer(question: number, version: number | null): void {
    (this.#questions[question] as Question).answer = version === null ? none : version - this.first;
  }

  /** What a version was made of; every question of it must be answered. */
  makingOf(version: number): Making {
    const row = version - this.first;
    const sources: number[] = [];
    for (const slot of this.#slotsOf(row)) {
      const source = this.#resolved(slot) ?? none;
      if (source === none) continue;
      if (this.#blobOf.at(source) === this.#blobOf.at(row)) return { kind: "whole", source: source + this.first };
      sources.push(source + this.first);
    }
    return { kind: "edited", sources };
  }

  commitOf(version: number): string {
    return this.#commits.name(this.#commitOf.at(version - this.first));
  }

  pathOf(version: number): string {
    return this.#paths.name(this.#pathOf.at(version - this.first));
  }

  blobOf(version: number): string {
    return this.#blobs.name(this.#blobOf.at(version - this.first));
  }

  modeOf(version: number): string {
    return this.#mode(version - this.first);
  }

  isRegular(version: number): boolean {
    return isRegular(this.#mode(version - this.first));
  }

  #baseOf({ parents: [first] }: CommitStep, [table, ...others]: readonly Versions[]): Versions {
    if (first === undefined || table === undefined) return new Versions();
    // A merge is compared with all of its parents as they were; nobody else looks at what the only child of a commit makes of it.
    return others.length === 0 && this.#open.get(first) === 1 ? table : table.fork();
  }

  #edit({ id, changes }: CommitStep, table: Versions): void {
    const added: number[] = [];
    const gone: number[] = [];
    for (const { path, oldId, newId, newMode } of changes) {
      const key = this.#paths.number(path);
      const old = this.#fitting(table, key, oldId, id);
      if (newId === null || newMode === null) {
        gone.push(old);
        table.set(key, 0);
      } else if (old === none) {
        added.push(this.#add(id, key, newId, newMode, none));
        table.set(key, (added.at(-1) as number) + 1);
      } else if (!this.#isSame(old, newId, newMode)) {
        table.set(key, this.#add(id, key, newId, newMode, isOneKind(this.#mode(old), newMode) ? old : none) + 1);
      }
    }
    if (gone.length > 0) for (const row of added) this.#setSlots(row, [{ ask: this.#asks(row, 0, gone) }]);
  }

  #merge({ id, changes }: CommitStep, table: Versions, parents: readonly Versions[]): void {
    const made: { readonly row: number; readonly before: readonly number[] }[] = [];
    for (const { path, oldId, newId, newMode } of changes) {
      const key = this.#paths.number(path);
      this.#fitting(table, key, oldId, id);
      if (newId === null || newMode === null) {
        table.set(key, 0);
        continue;
      }
      const before = parents.map((parent) => parent.get(key) - 1);
      const same = before.find((old) => old !== none && this.#isSame(old, newId, newMode));
      const row = same ?? this.#add(id, key, newId, newMode, none);
      table.set(key, row + 1);
      if (same === undefined) made.push({ row, before });
    }
    const gone = new Map<number, readonly number[]>();
    const goneFrom = (parent: number) => gone.get(parent) ?? gone.set(parent, this.#goneFrom(parents[parent] as Versions, table)).get(parent) ?? [];
    for (const { row, before } of made)
      this.#setSlots(
        row,
        before.flatMap((old, parent) => this.#slotOf(row, old, parent, goneFrom)),
      );
  }

  #slotOf(row: number, old: number, parent: number, goneFrom: (parent: number) => readonly number[]): readonly Slot[] {
    if (old !== none) return isOneKind(this.#mode(old), this.#mode(row)) ? [{ version: old }] : [];
    this.#lookingFurther.add(this.#commits.name(this.#commitOf.at(row)));
    const gone = goneFrom(parent);
    return gone.length === 0 ? [] : [{ ask: this.#asks(row, parent, gone) }];
  }

  /** What a parent has and the commit does not, in git's order of paths. */
  #goneFrom(parent: Versions, table: Versions): readonly number[] {
    const gone: number[] = [];
    parent.differences(table, (_, mine, theirs) => theirs === 0 && gone.push(mine - 1));
    const path = (row: number) => this.#paths.name(this.#pathOf.at(row));
    return gone.sort((a, b) => (path(a) < path(b) ? -1 : 1));
  }

  /** What the parent has under that path; `none` where it has nothing. What git says must be what was followed up to here. */
  #fitting(table: Versions, path: number, oldId: string | null, commit: string): number {
    const row = table.get(path) - 1;
    if ((row === none ? null : this.#blobs.name(this.#blobOf.at(row))) === oldId) return row;
    throw new Misfit(`commit ${commit} changes ${this.#paths.name(path)} from something that its parent does not have`);
  }

  #isSame(row: number, blob: string, mode: string): boolean {
    return this.#blobs.name(this.#blobOf.at(row)) === blob && isOneKind(this.#mode(row), mode);
  }

  #mode(row: number): string {
    return this.#modes.name(this.#modeOf.at(row));
  }

  #add(commit: string, path: number, blob: string, mode: string, source: number): number {
    this.#commitOf.push(this.#commits.number(commit));
    this.#pathOf.push(path);
    this.#blobOf.push(this.#blobs.number(blob));
    this.#modeOf.push(this.#modes.number(mode));
    this.#sourceOf.push(source);
    return this.#commitOf.length - 1;
  }

  #setSlots(row: number, slots: readonly Slot[]): void {
    const [first] = slots;
    if (first === undefined) return;
    if (slots.length === 1 && first.version !== undefined) this.#sourceOf.set(row, first.version);
    else this.#sourceOf.set(row, -1 - this.#slots.push(slots));
  }

  #slotsOf(row: number): readonly Slot[] {
    const source = this.#sourceOf.at(row);
    return source === none ? [] : source > none ? [{ version: source }] : (this.#slots[-2 - source] as readonly Slot[]);
  }

  #asks(row: number, parent: number, gone: readonly number[]): number {
    return this.#questions.push({ row, parent, gone, answer: undefined }) - 1;
  }

  /** The row that a slot leads to, `none`, or undefined while git was not asked. */
  #resolved(slot: Slot): number | undefined {
    if (slot.version !== undefined) return slot.version;
    const question = this.#questions[slot.ask] as Question;
    question.answer ??= this.#plain(question);
    return question.answer;
  }

  // git pairs equal contents before it looks at likeness, and only regular files with regular ones.
  #plain({ row, gone }: Question): number | undefined {
    if (!isRegular(this.#mode(row))) return none;
    const regular = gone.filter((each) => isRegular(this.#mode(each)));
    const equal = regular.filter((each) => this.#blobOf.at(each) === this.#blobOf.at(row));
    return regular.length === 0 ? none : equal.length === 1 ? equal[0] : undefined;
  }

  #question(id: number): RenameQuestion {
    const { row, parent, gone } = this.#questions[id] as Question;
    const candidates = this.#candidates.get(gone) ?? gone.map((each) => ({ version: each + this.first, ...this.#file(each) }));
    this.#candidates.set(gone, candidates);
    return { id, version: row + this.first, commit: this.#commits.name(this.#commitOf.at(row)), parent, ...this.#file(row), gone: candidates };
  }

  #file(row: number): { readonly path: string; readonly blob: string; readonly mode: string } {
    return { path: this.#paths.name(this.#pathOf.at(row)), blob: this.#blobs.name(this.#blobOf.at(row)), mode: this.#mode(row) };
  }

  #tableOf(commit: string, asking: string): Versions {
    const table = this.#tables.get(commit);
    if (table === undefined) throw new Misfit(`commit ${asking} builds on ${commit}, of which nothing is known`);
    return table;
  }

  #use(commit: string): void {
    const left = (this.#open.get(commit) ?? 0) - 1;
    this.#open.set(commit, left);
    if (left <= 0) this.#tables.delete(commit);
  }
}

type Slot = { readonly version: number; readonly ask?: never } | { readonly version?: never; readonly ask: number };

interface Question {
  readonly row: number;
  readonly parent: number;
  readonly gone: readonly number[];
  answer: number | undefined;
}

const none = -1;

function isRegular(mode: string): boolean {
  return mode.startsWith("100");
}

/** A file that turned into a link, or a link into a submodule, has nothing to do with what it was. */
function isOneKind(a: string, b: string): boolean {
  return a.slice(0, 3) === b.slice(0, 3);
}
