import { type RawCommit, type Repository, readCommits, repositoryId, spokenLines } from "../git/index.ts";
import { type Approval, type CommitChange, readReviews } from "../map/index.ts";
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
  /** Whoever is enrolled with the address of a `Name <email>`, as `Name <email>` with the first of their addresses; else the text itself. */
  readonly personOf: (text: string) => string;
}

/** Null where nothing was founded, and then the store is never loaded; and where the ledger has no project of this repository. */
export async function proposalsIfAny(call: Call, repository: Repository): Promise<Proposals | null> {
  return await withWorkplaceIfAny(call, async (workplace) => {
    const project = workplace === null ? null : await workplace.store.read.project(await repositoryId(repository));
    if (workplace === null || project === null) return null;
    const [{ ledgered }, { namesIn }, { enrolledIn }] = await Promise.all([
      import("../reading/map-reviews.ts"),
      import("../reading/approvers.ts"),
      import("../reading/enrolled.ts"),
    ]);
    const [{ judged, declared }, nameOf, personOf] = await Promise.all([ledgered(workplace, project.id), namesIn(workplace), enrolledIn(workplace)]);
    return {
      revisions: judged.revisions,
      declared: new Map(declared.map(([commit, tools]) => [commit, tools.flatMap(({ tool, model }) => (tool === null ? [] : [{ tool, model, sponsor: null }]))])),
      nameOf: (person) => nameOf(person).name,
      personOf,
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

/** What stands behind commits that own lines of `commit`, by full id. */
export async function backingOf(repository: Repository, commit: string, owners: Iterable<string>, ledger: Proposals | null): Promise<ReadonlyMap<string, Backing>> {
  const owning = [...new Set(owners)];
  const read = await readCommits(repository, owning);
  const found = await readReviews(repository, ledger?.revisions ?? [], commit, owning);
  const named = ({ change, by, approvals }: CommitChange): LineReview => ({
    change,
    by,
    approvals: approvals.map(({ decision, person, at, environment }) => ({ decision, person: ledger?.nameOf(person) ?? person, time: new Date(at).toISOString(), environment })),
  });
  return new Map(read.map((each) => [each.id, { reviews: found.get(each.id)?.map(named) ?? null, named: namedIn(each) }]));
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
