import { type RawCommit, type Repository, readCommits, repositoryId, spokenLines } from "../git/index.ts";
import { type Approval, type CommitChange, reviewsOf, unplaced } from "../map/index.ts";
import type { Ledgered } from "../reading/map-reviews.ts";
import type { Call } from "./command.ts";
import { withWorkplaceIfAny } from "./workplace.ts";

/** Who prompted it, nobody declares. */
interface DeclaredTool {
  readonly tool: string;
  readonly model: string | null;
  readonly sponsor: null;
}

/** What the ledger knows of the repository's commits, with the names of people by their ids. */
export interface Proposals {
  /** Tools that were declared when a change was put forward, by each commit of it. */
  readonly declared: ReadonlyMap<string, readonly DeclaredTool[]>;
  readonly revisions: Ledgered["judged"]["revisions"];
  readonly nameOf: (person: string) => string;
}

/** Null where nothing was founded, and then the store is never loaded; and where the ledger has no project of this repository. */
export async function proposalsIfAny(call: Call, repository: Repository): Promise<Proposals | null> {
  return await withWorkplaceIfAny(call, async (workplace) => {
    const project = workplace === null ? null : await workplace.store.read.project(await repositoryId(repository));
    if (workplace === null || project === null) return null;
    const [{ ledgered }, { namesIn }] = await Promise.all([import("../reading/map-reviews.ts"), import("../reading/approvers.ts")]);
    const [{ judged, declared }, nameOf] = await Promise.all([ledgered(workplace, project.id), namesIn(workplace)]);
    return {
      revisions: judged.revisions,
      declared: new Map(declared.map(([commit, tools]) => [commit, tools.flatMap(({ tool, model }) => (tool === null ? [] : [{ tool, model, sponsor: null }]))])),
      nameOf: (person) => nameOf(person).name,
    };
  });
}

export interface LineReview extends Pick<CommitChange, "change" | "by"> {
  readonly approvals: readonly (Omit<Approval, "person" | "at"> & { readonly person: string; readonly time: string })[];
}

/** What stands behind a commit. */
export interface Backing {
  /** The changes that it came with, each with who approved it; null where the ledger knows of none: unavailable, which is not the same as not reviewed. */
  readonly reviews: readonly LineReview[] | null;
  /** What the message itself names, whoever typed it: a merge's number, people in `Reviewed-by`. No review that anybody could check. */
  readonly named: { readonly merge: string | null; readonly reviewedBy: readonly string[] };
}

/** By full id. */
export async function backingOf(repository: Repository, commits: Iterable<string>, ledger: Proposals | null): Promise<ReadonlyMap<string, Backing>> {
  const read = await readCommits(repository, [...new Set(commits)]);
  const reviews = ledger === null ? new Map<string, LineReview[]>() : await reviewsIn(repository, read, ledger);
  return new Map(read.map((commit) => [commit.id, { reviews: reviews.get(commit.id) ?? null, named: namedIn(commit) }]));
}

async function reviewsIn(repository: Repository, read: readonly RawCommit[], { revisions, nameOf }: Proposals): Promise<Map<string, LineReview[]>> {
  const open = new Set(
    unplaced(
      revisions,
      read.map(({ id }) => id),
    ),
  );
  const squashed = read.filter(({ id }) => open.has(id));
  const before = await readCommits(
    repository,
    squashed.flatMap(({ parents: [first] }) => first ?? []),
  );
  const treeBefore = new Map(before.map(({ id, tree }) => [id, tree]));
  const trees = new Map(squashed.map(({ id, tree, parents: [first = ""] }) => [id, { tree, before: treeBefore.get(first) ?? null }]));
  const named = ({ change, by, approvals }: CommitChange): LineReview => ({
    change,
    by,
    approvals: approvals.map(({ decision, person, at, environment }) => ({ decision, person: nameOf(person), time: new Date(at).toISOString(), environment })),
  });
  return new Map([...reviewsOf(revisions, trees)].map(([commit, changes]) => [commit, changes.map(named)]));
}

const mostNamed = 20;
const longest = 200;

// Platforms write these: `Merge pull request #12 from …`, `Subject (#12)`, `See merge request group/project!12`.
const merges = [/^Merge pull request (#\d{1,9}) /, /\((#\d{1,9})\)$/, /^See merge request (\S{1,200}!\d{1,9})$/, /\(pull request (#\d{1,9})\)$/];

function namedIn({ subject, message }: RawCommit): Backing["named"] {
  const lines = spokenLines(message).slice(0, 2_000);
  const merge = [subject, ...lines].flatMap((text) => merges.flatMap((pattern) => pattern.exec(text.slice(0, 500))?.[1] ?? []))[0] ?? null;
  const reviewedBy = lines.flatMap((text) => /^Reviewed-by:\s*(\S.*)$/i.exec(text.slice(0, longest))?.[1]?.trim() ?? []);
  return { merge, reviewedBy: reviewedBy.slice(0, mostNamed) };
}
