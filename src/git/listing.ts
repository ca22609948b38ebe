import { Failure } from "../model/failure.ts";
import type { RawPath } from "./paths.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** One difference between two trees. Modes and ids are null on the side where the path is absent; `from` is the old path of a rename, and of a copy where those are looked for: it is told as one. */
export interface Difference {
  readonly status: "A" | "D" | "M" | "R" | "T";
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly oldId: string | null;
  readonly newId: string | null;
  readonly path: RawPath;
  readonly from: RawPath | null;
}

/** What was asked for (a commit, or two trees) with what differs there. */
export interface Listing {
  readonly of: string;
  readonly differences: readonly Difference[];
}

// `-z` leaves paths as they are; submodules are always looked at, whatever `.gitmodules` says (C11).
const always = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--full-index", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"];

/**
 * What differs between two trees. A removed and an added file that are at least half alike come as one rename; every other path
 * stands exactly as in a listing without rename detection, so nothing can hide behind a pairing.
 */
export async function differences(repository: Repository, oldTree: string, newTree: string): Promise<readonly Difference[]> {
  if (oldTree === newTree) return [];
  const { output } = await git(repository.scratch.place, [...always, "-M50%", "-l1000", "--end-of-options", oldTree, newTree]);
  return parseListings(output)[0]?.differences ?? [];
}

/**
 * What each question's answer differs in, without pairing renames. A question is a commit that is no merge (it is compared with
 * its parent, or with nothing) or two trees `old new`; those without a difference may be left out of the answers.
 */
export async function listings(repository: Repository, questions: readonly string[]): Promise<Listing[]> {
  if (questions.length === 0) return [];
  const { output } = await git(repository.scratch.place, [...always, "--stdin", "--root", "--no-renames"], { input: `${questions.join("\n")}\n` });
  return parseListings(output);
}

/**
 * Parses raw output with `-z`: `:<modes> <ids> <status>\0<path>\0`, two paths for a rename or copy, behind headings `<commit>\0` or
 * `<tree> <tree>\n`. The status says how many paths follow, so that a path which looks like a heading is still a path.
 */
export function parseListings(output: Buffer): Listing[] {
  const found: { of: string; differences: Difference[] }[] = [];
  const reader = new ListingReader((of, difference) => {
    if (difference === null || found.length === 0) found.push({ of, differences: [] });
    if (difference !== null) found.at(-1)?.differences.push(difference);
  });
  reader.take(output);
  reader.end();
  return found;
}

/** Reads such output as it streams by: tells each heading (with null) and each difference under it. A heading is "" where there is none. */
export class ListingReader {
  readonly #tell: (of: string, difference: Difference | null) => void;
  #rest = "";
  #of = "";

  constructor(tell: (of: string, difference: Difference | null) => void) {
    this.#tell = tell;
  }

  /** Throws `Failure` (`repository-unreadable`) for what is no listing. */
  take(chunk: Buffer): void {
    const text = this.#rest + chunk.toString("latin1");
    let at = 0;
    for (let next = this.#one(text, at); next !== -1; next = this.#one(text, at)) at = next;
    this.#rest = text.slice(at);
  }

  end(): void {
    if (this.#rest !== "") throw garbled();
  }

  /** Takes the entry at `at` and says where the next one begins; -1 when it is not here whole. */
  #one(text: string, at: number): number {
    if (at >= text.length) return -1;
    return text.charCodeAt(at) === colon ? this.#difference(text, at) : this.#heading(text, at);
  }

  #heading(text: string, at: number): number {
    heading.lastIndex = at;
    const of = heading.exec(text)?.[0];
    if (of === undefined) {
      if (text.length - at > longestHeading) throw garbled();
      return -1;
    }
    this.#of = of.slice(0, -1);
    this.#tell(this.#of, null);
    return at + of.length;
  }

  #difference(text: string, at: number): number {
    const metaEnd = text.indexOf("\0", at);
    if (metaEnd === -1) return -1;
    const [oldMode = "", newMode = "", oldId = "", newId = "", score = ""] = text.slice(at + 1, metaEnd).split(" ");
    const status = statusOf(score);
    const paired = status === "R";
    const firstEnd = text.indexOf("\0", metaEnd + 1);
    const secondEnd = paired && firstEnd !== -1 ? text.indexOf("\0", firstEnd + 1) : firstEnd;
    if (secondEnd === -1) return -1;
    const first = text.slice(metaEnd + 1, firstEnd);
    const from = paired ? first : null;
    const path = paired ? text.slice(firstEnd + 1, secondEnd) : first;
    this.#tell(this.#of, { status, oldMode: present(oldMode), newMode: present(newMode), oldId: present(oldId), newId: present(newId), path, from });
    return secondEnd + 1;
  }
}

const colon = 58;
const heading = /(?:[0-9a-f]{64}|[0-9a-f]{40})(?:\0| [0-9a-f]{40,64}\n)/y;
const longestHeading = 130;

function statusOf(score: string): Difference["status"] {
  const status = score[0] === "C" ? "R" : score[0];
  if (status === undefined || !"ADMRT".includes(status)) throw garbled();
  return status as Difference["status"];
}

function present(value: string): string | null {
  return /^0*$/.test(value) ? null : value;
}

function garbled(): Failure {
  return new Failure("repository-unreadable", "git diff-tree printed something that is not a listing.", { hint: "Check git's version with `countersign doctor`." });
}
