import { firstParentChanges, type RawCommit, type Repository, readCommits, recentCommits, shownPath } from "../git/index.ts";
import { claimsOfCommit, isFaint, isMachine } from "../provenance/index.ts";

/** Somebody who wrote commits; an address is what they typed. */
export interface HistoryAuthor {
  readonly name: string;
  readonly email: string;
  readonly commits: number;
}

export interface WorkedOn {
  /** Commits of people that touched it. */
  readonly commits: number;
  /** The most first. */
  readonly authors: readonly HistoryAuthor[];
}

export interface History {
  readonly commits: number;
  /** Dates of the oldest and the newest of them, `YYYY-MM-DD`; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  /** True where the history holds no more. */
  readonly whole: boolean;
  readonly authors: readonly HistoryAuthor[];
  /** AI tools that left a mark, by how many commits; null for a mark that names none. */
  readonly tools: readonly { readonly tool: string | null; readonly commits: number }[];
  /** Commits that take another one back. */
  readonly reverts: number;
  /** Who worked on the paths that `wanted` takes. */
  workedOn(wanted: (path: string) => boolean): WorkedOn;
}

export const mostCommits = 1_000;
/** A commit that touches more was made by a formatter or a move, and makes nobody an owner. */
const widestCommit = 200;

const noHistory: History = { commits: 0, from: null, to: null, whole: true, authors: [], tools: [], reverts: 0, workedOn: () => ({ commits: 0, authors: [] }) };

interface Seen {
  readonly commit: RawCommit;
  readonly paths: string[];
}

/** Reads the newest commits for who works where. Every name and date in them is what its author typed. Throws `Failure` (`repository-unreadable`). */
export async function readHistory(repository: Repository, head: string): Promise<History> {
  const ids = await recentCommits(repository, head, mostCommits);
  if (ids.length === 0) return noHistory;
  const commits = await readCommits(repository, ids);
  const seen = new Map(commits.map((commit): [string, Seen] => [commit.id, { commit, paths: [] }]));
  await firstParentChanges(repository, commits, (id, { path }) => void seen.get(id)?.paths.push(shownPath(path)));
  const people = [...seen.values()].filter(({ commit: { author } }) => !isMachine(author) && !/\[bot\](?:@|$)/.test(author.email || author.name));
  const times = commits.map(({ authorTime }) => authorTime).filter((time) => time > 0);
  return {
    commits: commits.length,
    from: dayOf(times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
    to: dayOf(times.reduce((a, b) => Math.max(a, b), 0)),
    whole: commits.length < mostCommits,
    authors: authorsOf(people),
    tools: toolsOf(commits),
    reverts: commits.filter(isRevert).length,
    workedOn: (wanted) => {
      const on = people.filter(({ paths }) => paths.length <= widestCommit && paths.some(wanted));
      return { commits: on.length, authors: authorsOf(on) };
    },
  };
}

function dayOf(seconds: number): string | null {
  return seconds > 0 && seconds < 253_402_300_800 ? new Date(seconds * 1_000).toISOString().slice(0, 10) : null;
}

// People have several addresses more often than two of them bear one name. It is a suggestion, and nobody is enrolled by it.
function authorsOf(seen: readonly Seen[]): HistoryAuthor[] {
  const byName = Map.groupBy(seen, ({ commit: { author } }) => personName(author.name || author.email).toLowerCase());
  const authors = [...byName.values()].map((each): HistoryAuthor => {
    const author = each[0]?.commit.author;
    return { name: personName(author?.name ?? ""), email: author?.email ?? "", commits: each.length };
  });
  return authors.toSorted((a, b) => b.commits - a.commits || (a.email < b.email ? -1 : 1));
}

// Tools put themselves in brackets behind the name of whoever used them.
function personName(name: string): string {
  const open = name.endsWith(")") ? name.lastIndexOf(" (") : -1;
  return open > 0 ? name.slice(0, open) : name;
}

function toolsOf(commits: readonly RawCommit[]): History["tools"] {
  const counted = new Map<string | null, number>();
  for (const commit of commits) {
    const tools = claimsOfCommit(commit)
      .claims.filter((claim) => !isFaint(claim))
      .map(({ tool }) => tool);
    const named = tools.filter((tool) => tool !== null);
    for (const tool of new Set(named.length > 0 ? named : tools)) counted.set(tool, (counted.get(tool) ?? 0) + 1);
  }
  return [...counted].map(([tool, times]) => ({ tool, commits: times })).toSorted((a, b) => b.commits - a.commits || ((a.tool ?? "") < (b.tool ?? "") ? -1 : 1));
}

function isRevert({ subject, message }: RawCommit): boolean {
  return /^(?:revert\b|Revert ")/i.test(subject) || /^This reverts commit [0-9a-f]{7,64}/m.test(message);
}
