import type { Attention, Looked, SeenMark } from "../reading/index.ts";
import type { Caller } from "./caller.ts";
import type { Desk } from "./desk.ts";

/** What a person has marked as seen of a change. The state calls both sides of a pair blobs; each is a mode and a blob. */
export async function marksOf({ state }: Desk, person: string, change: string): Promise<SeenMark[]> {
  return (await state.seen.list(person, change)).map(({ path, oldBlob, newBlob }) => ({ path, old: oldBlob ?? "", new: newBlob ?? "" }));
}

/** How whoever asks has looked at a change; a program has not. */
export async function lookedOf(desk: Desk, caller: Caller, change: string): Promise<Looked> {
  if (caller.kind !== "person") return { marks: [], opened: [], last: null };
  const { id } = caller.person;
  const [marks, opened, last] = await Promise.all([marksOf(desk, id, change), desk.state.visits.openedEvidence(id, change), lastVisit(desk, id, change)]);
  return { marks, opened, last };
}

// The newest revision before this one that the person looked at: what is new stays new for as long as they look at it.
async function lastVisit({ state, workplace }: Desk, person: string, change: string): Promise<Looked["last"]> {
  const newest = (await workplace.store.read.changes({ id: change }))[0]?.revision ?? 0;
  const earlier = Array.from({ length: Math.max(newest - 1, 0) }, (_, at) => newest - 1 - at);
  for (const revision of [...earlier, newest]) {
    const visit = await state.visits.of(person, change, revision);
    if (visit !== null) return { revision, at: visit.lastAt };
  }
  return null;
}

/** What was observed of how a person looked at a revision, to be kept with the decision (R25). All of it was counted here, none of it by the page. */
export async function attentionFor(desk: Desk, person: string, change: string, revision: number, files: { readonly seen: number; readonly of: number }): Promise<Attention> {
  const [visit, evidence, comments] = await Promise.all([
    desk.state.visits.of(person, change, revision),
    desk.state.visits.openedEvidence(person, change),
    desk.workplace.store.read.comments(change),
  ]);
  return {
    openedAt: visit === null ? null : new Date(visit.firstAt).toISOString(),
    seconds: visit?.seconds ?? 0,
    seen: files.seen,
    files: files.of,
    evidence,
    comments: comments.filter((comment) => comment.person === person).length,
  };
}
