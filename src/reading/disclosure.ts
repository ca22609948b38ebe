import type { Identity } from "../model/change.ts";
import type { Confidence, Grain, Method, Origin, OriginCounts, OriginFinding, OriginRun } from "../model/origin.ts";
import type { Policy } from "../model/policy.ts";
import { isMachine } from "../provenance/index.ts";

/** What a disclosure is of. Ids are full; `called` is how the person who asked named the revision. */
export interface DisclosureSubject {
  readonly kind: "change" | "release" | "project";
  /** What the product is called; null when nobody said. */
  readonly product: string | null;
  /** Stable id of the repository. */
  readonly repository: string;
  /** Null in what is committed itself, which can't name its own commit. */
  readonly revision: string | null;
  readonly called: string | null;
  /** Where the change, or what the release brought, begins. */
  readonly since: { readonly revision: string | null; readonly called: string | null } | null;
}

/** A commit as its author typed it. */
export interface DisclosedCommit {
  /** `Name <email>`. */
  readonly author: string;
  readonly subject: string;
  /** Seconds since the epoch by the committer's clock. */
  readonly time: number;
}

export interface DisclosureInput {
  readonly subject: DisclosureSubject;
  readonly files: readonly { readonly path: string; readonly unreadable?: boolean; readonly runs: readonly OriginRun[] }[];
  /** By full id. */
  readonly commits: ReadonlyMap<string, DisclosedCommit>;
  /** Commits of the revision that a release is compared with, and all before them: their lines are held, not brought. */
  readonly before?: ReadonlySet<string>;
  readonly findings: readonly { readonly code: OriginFinding["code"]; readonly count: number }[];
  readonly undeclared: Policy["ai"]["undeclared"];
  /** Whoever is enrolled with the address of a `Name <email>`, as one `Name <email>` for all addresses of theirs, else the text itself; null where there is no ledger. */
  readonly personOf: ((text: string) => string) | null;
  /** Who approved a commit, as the ledger knows it; null where there is no ledger. */
  readonly approversOf: ((commit: string) => readonly string[]) | null;
}

/** Some lines, and all that is said of them. `ai` counts those that AI wrote or had a part in. Everything is ordered by lines, then by name. */
export interface DisclosurePart {
  readonly lines: number;
  readonly origins: OriginCounts;
  readonly known: readonly { readonly origin: Origin; readonly method: Method; readonly grain: Grain | null; readonly confidence: Confidence; readonly lines: number }[];
  readonly tools: readonly { readonly tool: string | null; readonly model: string | null; readonly lines: number }[];
  /** By the first folder of the path, the files above all folders together as `.`. */
  readonly folders: readonly { readonly path: string; readonly lines: number; readonly ai: number }[];
  /** Who answers for AI's lines: the person who had the tool write them where that is known, else the commit's author. */
  readonly answering: readonly { readonly who: string; readonly as: "sponsor" | "author"; readonly lines: number }[];
  /** AI's lines that no person is named for, and those for which only a note names one that no commit does. */
  readonly unanswered: number;
  readonly withheld: number;
  readonly reviews: Reviews;
}

/** `unavailable`: no ledger knows these commits. `elsewhere`: left out of what is committed, since reviews come after it. */
export type Reviews = "unavailable" | "elsewhere" | { readonly approved: number; readonly people: readonly { readonly who: string; readonly lines: number }[] };

export interface Disclosure {
  readonly disclosure: 1;
  readonly subject: DisclosureSubject;
  /** Null where nothing is compared with it: of a project, and of a release alone. */
  readonly brought: DisclosurePart | null;
  /** Null for a change, of which only the added lines are looked at. */
  readonly held: DisclosurePart | null;
  /** Commits with lines of AI, of what was brought, else of what is held: most lines first. */
  readonly commits: readonly (DisclosedCommit & { readonly id: string; readonly ai: number })[];
  readonly findings: DisclosureInput["findings"];
  /** Files whose history can't be read, so that none of their lines is counted. */
  readonly unreadable: number;
  /** What the policy takes unknown lines for; null in what is committed, since a policy is not always beside it. */
  readonly undeclared: Policy["ai"]["undeclared"] | null;
}

/** The disclosure of a change, a release or a project. The same commit, evidence, policy and ledger give the same one: no clock takes part. */
export function disclose(input: DisclosureInput): Disclosure {
  const { subject, files, before } = input;
  const all = subject.kind === "change" ? null : partOf(input, () => true);
  const isNew = (run: OriginRun) => before === undefined || run.commit === null || !before.has(run.commit);
  const brought = subject.kind === "change" || before !== undefined ? partOf(input, isNew) : null;
  return {
    disclosure: 1,
    subject,
    brought,
    held: all,
    commits: commitsWithAi(input, isNew),
    findings: [...input.findings].sort((a, b) => b.count - a.count || byText(a.code, b.code)),
    unreadable: files.filter(({ unreadable }) => unreadable === true).length,
    undeclared: input.undeclared,
  };
}

/** What of a disclosure can stand in the commit that it is about: nothing that only later or elsewhere is known, as ids of commits, reviews and a policy. */
export function committable({ subject, brought, held, ...rest }: Disclosure): Disclosure {
  const without = (part: DisclosurePart | null) => (part === null ? null : { ...part, reviews: "elsewhere" as const });
  const since = subject.since === null ? null : { ...subject.since, revision: null };
  // A release has its name only after the commit that holds the file.
  return { ...rest, subject: { ...subject, revision: null, called: null, since }, brought: without(brought), held: without(held), commits: [], findings: [], undeclared: null };
}

/** The part that is shown first: what is new, else all there is. */
export function mainPart({ brought, held }: Pick<Disclosure, "brought" | "held">): DisclosurePart {
  const part = brought ?? held;
  if (part === null) throw new TypeError("a disclosure is about something");
  return part;
}

export const isAi = ({ origin }: Pick<OriginRun, "origin">): boolean => origin === "ai" || origin === "mixed";
export const lengthOf = ({ start, end }: Pick<OriginRun, "start" | "end">): number => end - start + 1;

function partOf({ files, commits, personOf, approversOf }: DisclosureInput, counts: (run: OriginRun) => boolean): DisclosurePart {
  const origins = { human: 0, ai: 0, mixed: 0, unknown: 0 };
  const [known, tools, folders, answering] = [
    new Sums<DisclosurePart["known"][number]>(),
    new Sums<DisclosurePart["tools"][number]>(),
    new Folders(),
    new Answering(commits, authorsIn(files, commits), personOf),
  ];
  const reviews = new Approvals(approversOf);
  for (const { path, runs } of files) {
    for (const run of runs.filter(counts)) {
      const lines = lengthOf(run);
      const { origin, method, grain, confidence, tool, model } = run;
      origins[origin] += lines;
      known.add({ origin, method, grain, confidence, lines });
      folders.add(path, lines, isAi(run));
      if (!isAi(run)) continue;
      tools.add({ tool, model, lines });
      answering.add(run, lines);
      reviews.add(run.commit, lines);
    }
  }
  const lines = origins.human + origins.ai + origins.mixed + origins.unknown;
  return { lines, origins, known: known.rows(), tools: tools.rows(), folders: folders.rows(), ...answering.result(), reviews: reviews.result() };
}

/** Rows that differ in more than their lines, which are added up. */
class Sums<Row extends { readonly lines: number }> {
  readonly #rows = new Map<string, Row>();

  add(row: Row): void {
    const key = JSON.stringify({ ...row, lines: 0 });
    const sum = this.#rows.get(key);
    this.#rows.set(key, sum === undefined ? row : { ...sum, lines: sum.lines + row.lines });
  }

  rows(): readonly Row[] {
    return [...this.#rows].sort(([a, one], [b, other]) => other.lines - one.lines || byText(a, b)).map(([, row]) => row);
  }
}

class Folders {
  readonly #rows = new Map<string, { path: string; lines: number; ai: number }>();

  add(file: string, lines: number, ai: boolean): void {
    const slash = file.indexOf("/");
    const path = slash === -1 ? "." : file.slice(0, slash);
    const row = this.#rows.get(path) ?? { path, lines: 0, ai: 0 };
    this.#rows.set(path, { path, lines: row.lines + lines, ai: row.ai + (ai ? lines : 0) });
  }

  rows(): DisclosurePart["folders"] {
    return [...this.#rows.values()].sort((a, b) => b.ai - a.ai || b.lines - a.lines || byText(a.path, b.path));
  }
}

/** A note may name somebody who never typed a commit; nothing of theirs leaves it (R102). */
class Answering {
  readonly #commits: DisclosureInput["commits"];
  /** By address, as its owner signed last. */
  readonly #authors: ReadonlyMap<string, string>;
  readonly #personOf: DisclosureInput["personOf"];
  readonly #people = new Sums<DisclosurePart["answering"][number]>();
  #unanswered = 0;
  #withheld = 0;

  constructor(commits: DisclosureInput["commits"], authors: ReadonlyMap<string, string>, personOf: DisclosureInput["personOf"]) {
    this.#commits = commits;
    this.#authors = authors;
    this.#personOf = personOf;
  }

  add({ commit, sponsor, method }: OriginRun, lines: number): void {
    const saidByCommit = method !== "note" && method !== "trace";
    if (sponsor !== null && (saidByCommit || this.#authors.has(addressOf(sponsor)))) return this.#people.add({ who: this.#one(sponsor), as: "sponsor", lines });
    if (sponsor !== null) this.#withheld += lines;
    const author = commit === null ? undefined : this.#commits.get(commit)?.author;
    if (author !== undefined && !isMachine(identityIn(author))) return this.#people.add({ who: this.#one(author), as: "author", lines });
    this.#unanswered += lines;
  }

  /** One text for one person, whatever name and address of theirs was typed. */
  #one(text: string): string {
    const newest = this.#authors.get(addressOf(text)) ?? text;
    return this.#personOf?.(newest) ?? newest;
  }

  result(): Pick<DisclosurePart, "answering" | "unanswered" | "withheld"> {
    return { answering: this.#people.rows(), unanswered: this.#unanswered, withheld: this.#withheld };
  }
}

class Approvals {
  readonly #approversOf: DisclosureInput["approversOf"];
  readonly #people = new Sums<{ readonly who: string; readonly lines: number }>();
  #approved = 0;

  constructor(approversOf: DisclosureInput["approversOf"]) {
    this.#approversOf = approversOf;
  }

  add(commit: string | null, lines: number): void {
    const approvers = commit === null ? [] : (this.#approversOf?.(commit) ?? []);
    if (approvers.length > 0) this.#approved += lines;
    for (const who of approvers) this.#people.add({ who, lines });
  }

  result(): Reviews {
    return this.#approved === 0 ? "unavailable" : { approved: this.#approved, people: this.#people.rows() };
  }
}

// Of the lines that are looked at, so that who commits a disclosure changes nothing in it.
function authorsIn(files: DisclosureInput["files"], commits: DisclosureInput["commits"]): ReadonlyMap<string, string> {
  const ids = new Set(files.flatMap(({ runs }) => runs.flatMap(({ commit }) => commit ?? [])));
  const oldestFirst = [...ids].flatMap((id) => commits.get(id) ?? []).sort((a, b) => a.time - b.time || byText(a.author, b.author));
  return new Map(oldestFirst.map(({ author }) => [addressOf(author), author]));
}

function commitsWithAi({ files, commits }: DisclosureInput, counts: (run: OriginRun) => boolean): Disclosure["commits"] {
  const lines = new Map<string, number>();
  for (const run of files.flatMap(({ runs }) => runs)) if (run.commit !== null && isAi(run) && counts(run)) lines.set(run.commit, (lines.get(run.commit) ?? 0) + lengthOf(run));
  const rows = [...lines].flatMap(([id, ai]) => {
    const commit = commits.get(id);
    return commit === undefined ? [] : [{ id, author: commit.author, subject: commit.subject, time: commit.time, ai }];
  });
  return rows.sort((a, b) => b.ai - a.ai || byText(a.id, b.id));
}

function identityIn(text: string): Identity {
  return { name: text.replace(/<[^<>]*>\s*$/, "").trim(), email: addressOf(text) };
}

// Evidence names people as `Name <email>` or by the address alone.
function addressOf(text: string): string {
  return (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
}

/** By code units, so that every machine has the same order. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
