import { type Repository, reachableFrom, visible } from "../git/index.ts";
import type { CommitChange, JudgedShare, MapAnswer, MapAsked, MapQuestion, Maps } from "../map/index.ts";
import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import type { Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { commitOf, inRepository, notesOf } from "./map-releases.ts";
import { type Ledgered, ledgered } from "./map-reviews.ts";

/** Which map, of a project's branch that changes go to unless a revision is named. */
export interface MapOf {
  /** Id of who asks. */
  readonly caller: string;
  readonly project: string;
  readonly rev: string | undefined;
}

/** What was asked of a map: it is there, being made, or could not be made; `failed` says why in a sentence and what to do. */
export type MapState<T> =
  | ({ readonly state: "ready"; readonly commit: string } & T)
  | { readonly state: "working"; readonly commit: string; readonly progress: Extract<MapAnswer<T>, { state: "working" }>["progress"]; readonly before: number }
  | { readonly state: "failed"; readonly commit: string; readonly code: string; readonly sentence: string; readonly hint: string };

/** What words and names an answer is told with. */
export interface Told {
  readonly nameOf: NameOf;
  readonly ledger: Ledgered;
}

/** Asks a map. `what` names what is looked for, for when it isn't there. Throws `Failure`: what `inRepository` and `commitOf` throw, `not-found`, `busy`. */
export async function askMap<Q extends MapQuestion, T>(
  workplace: Workplace,
  maps: Maps,
  of: MapOf,
  question: Q,
  tell: (look: Extract<Awaited<ReturnType<typeof maps.ask<Q>>>, { state: "ready" }>["answer"] & object, told: Told) => Promise<T> | T,
): Promise<MapState<T>> {
  const [ledger, nameOf] = await Promise.all([ledgered(workplace, of.project), namesIn(workplace)]);
  const asked = await inRepository(workplace, of.project, async (repository, project) => askedIn(repository, of, await commitOf(repository, project, of.rev), ledger));
  const found = await maps.ask(of.rev === undefined ? { ...asked, tip: true } : asked, ledger.judged, question);
  const { commit } = asked;
  if (found.state !== "ready") return { ...found, commit };
  if (found.answer === null)
    throw new Failure("not-found", `There is no such file or folder in ${commit.slice(0, 12)}.`, { hint: "Choose another revision, or begin at the whole project." });
  return { state: "ready", commit, ...(await tell(found.answer, { nameOf, ledger })) };
}

export async function askedIn(repository: Repository, { caller, project }: Pick<MapOf, "caller" | "project">, commit: string, ledger: Ledgered): Promise<MapAsked> {
  const [notes, declared] = await Promise.all([notesOf(repository), declaredIn(repository, commit, ledger)]);
  return { caller, project, repository: repository.path, commit, notes, declared };
}

/** What was found of one state of what is declared: which of the commits a tip has behind it. */
const mostKept = 300;
const kept = new Map<string, Promise<MapAsked["declared"]>>();

/** What was declared of commits that are behind the asked one; a declaration elsewhere changes nothing of its map. */
async function declaredIn(repository: Repository, commit: string, { declared }: Ledgered): Promise<MapAsked["declared"]> {
  if (declared.length === 0) return declared;
  const key = sha256([repository.path, commit, JSON.stringify(declared)].join("\0"));
  const known = kept.get(key) ?? findDeclared(repository, commit, declared);
  kept.set(key, known);
  known.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return await known;
}

async function findDeclared(repository: Repository, commit: string, declared: MapAsked["declared"]): Promise<MapAsked["declared"]> {
  const ids = declared.map(([id]) => id);
  // What fails here is told: without the declarations the map would call lines unknown that somebody spoke for.
  const behind = await reachableFrom(repository, ids, commit);
  return declared.filter(([id]) => behind.has(id));
}

/** An approval of the change that lines came with. Times are RFC 3339, UTC. */
export interface MapApproval {
  readonly person: Named;
  readonly at: string;
  readonly decision: string;
  /** Null for the change itself. */
  readonly environment: string | null;
}

/** The change that a commit came with. */
export interface MapChange {
  readonly change: string;
  readonly title: string | null;
  /** Its range has the commit, or the commit makes exactly its result, as a squash does. */
  readonly by: CommitChange["by"];
  readonly approvals: readonly MapApproval[];
}

export function mapChange({ change, by, approvals }: CommitChange, { nameOf, ledger }: Told): MapChange {
  const shown = approvals.map(({ person, at, decision, environment }) => ({ person: nameOf(person), at: new Date(at).toISOString(), decision, environment }));
  return { change, title: titleOf(ledger, change), by, approvals: shown };
}

function titleOf({ titles }: Ledgered, change: string): string | null {
  const title = titles.get(change);
  return title === undefined ? null : visible(title);
}

/** How many lines came with a change, and how many of those somebody approved. */
export interface MapJudged {
  readonly placed: number;
  readonly approved: number;
  readonly last: (MapApproval & { readonly change: string; readonly title: string | null }) | null;
}

export function mapJudged({ placed, approved, last }: JudgedShare, { nameOf, ledger }: Told): MapJudged {
  if (last === null) return { placed, approved, last };
  const { person, at, decision, environment, change } = last;
  return { placed, approved, last: { person: nameOf(person), at: new Date(at).toISOString(), decision, environment, change, title: titleOf(ledger, change) } };
}
