import { environmentOf, evaluator, namesOf, type Release, subjectOf } from "../gate/index.ts";
import { openRepository, repositoryId, resolveCommit, treeOf } from "../git/index.ts";
import { type Decision, subjectDigest } from "../model/decision.ts";
import { addDuration, type Duration } from "../model/duration.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type ReasonCode, reasonCodes, type Verdict } from "../model/verdict.ts";
import { type Case, type ChangeSummary, inputOf, judgeCase, openCase } from "./case.ts";
import { type Holds, holdsFrom, nextTurn } from "./holds.ts";
import { overdueDrafts } from "./overdue.ts";
import { type By, findPerson, refuse } from "./persons.ts";
import { isOnBranch } from "./protected-branch.ts";
import { type Receipt, receiptOf } from "./receipt.ts";
import { clockBehind, requireRightClock } from "./right-clock.ts";
import { keepIn, keptIn, stateOf } from "./standing.ts";
import { type Asked, againUntil, recordedAlready } from "./verdict-again.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

export interface GateOptions {
  /** Null asks about the change itself, before it is merged. */
  readonly environment: string | null;
  readonly change?: string | undefined;
  /** What is about to be deployed; its tree must be one that was approved (B07). Read from `repository`. */
  readonly commit?: string | undefined;
  readonly repository?: string | undefined;
  readonly artifact?: string | undefined;
  /** Who asks, where that is known: named only with a question that is refused. */
  readonly by?: By | undefined;
}

export interface GateAnswer {
  readonly verdict: Verdict;
  /** Ledger index of the verdict. */
  readonly index: number;
  readonly change: ChangeSummary;
  /** Only for an allow. */
  readonly receipt: Receipt | null;
  /** For each approval that was given and does not count: whose, and why, in one sentence. */
  readonly uncounted: readonly string[];
}

/** An answer with the times in which the gate, asked again, gives this very one while nothing is recorded; null when it was just recorded, or rests on a repository. */
export interface TimedAnswer {
  readonly answer: GateAnswer;
  readonly holds: Holds | null;
}

/**
 * The verdict. It is answered only after its fact is durable, an allow with a receipt that verifies offline. Every verdict is recorded, also wait and deny; asked again while nothing has
 * changed, the one that stands is answered. People and qualifications are read now, not when the decisions were made. Throws `Failure` when there is no change to judge or nothing can be recorded, which a caller treats as denied.
 */
export async function gate(workplace: Workplace, options: GateOptions): Promise<GateAnswer> {
  return (await askGate(workplace, options)).answer;
}

/** The same, with the times in which the answer holds. An answer that was given while the ledger stood as it does, and holds now, is given again. */
export async function askGate(workplace: Workplace, options: GateOptions): Promise<TimedAnswer> {
  const key = options.commit === undefined ? `gate/${JSON.stringify([options.change, options.environment, options.artifact ?? null])}` : null;
  return (await keptNow(workplace, key, await stateOf(workplace))) ?? (await judgeNow(workplace, options, key));
}

async function keptNow(workplace: Workplace, key: string | null, state: string): Promise<TimedAnswer | null> {
  const kept = key === null ? undefined : await keptIn<TimedAnswer>(workplace, key, state);
  return kept !== undefined && holdsNow(workplace, kept.holds) ? kept : null;
}

/** Whether an answer that was given in this state of the ledger holds now: in its times, by a clock that is right, over a ledger that still records. */
export function holdsNow(workplace: Workplace, holds: Holds | null): boolean {
  const now = workplace.clock();
  return holds !== null && holds.from <= now && now < holds.until && clockBehind(workplace) === 0 && workplace.store.ended === null;
}

async function judgeNow(workplace: Workplace, options: GateOptions, key: string | null): Promise<TimedAnswer> {
  const { change, deployed } = await whatIsAsked(workplace, options);
  const release: Release | null = options.environment === null ? null : { environment: options.environment, artifact: options.artifact ?? null };
  return await decideAndAppend(workplace, async () => {
    // Somebody who asked the same may have been told while this one waited for its turn.
    const state = await stateOf(workplace);
    const known = await keptNow(workplace, key, state);
    if (known !== null) return { size: 0, drafts: [], answer: () => known };
    const opened = await openCase(workplace, change);
    requireRightClock(workplace);
    const now = workplace.clock();
    const verdict = withDeployed(judgeCase(opened, release, now), opened, deployed);
    const asked = askedOf(verdict, opened, release, now);
    const overdue = overdueDrafts(workplace, opened, verdict, now);
    const stands = opened.settled && overdue.length === 0 ? await recordedAlready(workplace, asked, verdict, now) : null;
    const { size } = opened;
    if (stands === null) {
      const drafts = [verdictDraft(freshId(workplace, "v"), asked, verdict, opened), ...overdue];
      return { size, drafts, answer: async ([place]) => ({ answer: await answerOf(workplace, opened, verdict, { index: place?.index ?? 0, until: asked.until }), holds: null }) };
    }
    const holds = key === null ? null : holdsOf(opened, release, verdict, againUntil(stands, asked, now), now);
    const timed = { answer: await answerOf(workplace, opened, verdict, stands), holds };
    if (key !== null && holds !== null) await keepIn(workplace, key, state, timed);
    return { size, drafts: [], answer: () => timed };
  });
}

async function answerOf(workplace: Workplace, opened: Case, verdict: Verdict, { index, until }: { readonly index: number; readonly until: number }): Promise<GateAnswer> {
  const receipt = verdict.verdict === "allow" ? await receiptOf(workplace, index, until) : null;
  return { verdict, index, change: opened.summary, uncounted: uncountedOf(verdict, opened), receipt };
}

function holdsOf(opened: Case, release: Release | null, verdict: Verdict, again: number, now: number): Holds | null {
  return holdsFrom(now, Math.min(again, nextTurn(opened, now)), verdict, (at) => judgeCase(opened, release, at));
}

function uncountedOf({ decisions }: Verdict, { people }: Case): string[] {
  return decisions.flatMap(({ person, outcome, because }) =>
    outcome !== "approve" || because === null || because === "replaced" ? [] : [`The approval of ${namesOf(people, [person])} does not count. ${reasonCodes[because].means}`],
  );
}

interface Deployed {
  readonly commit: string;
  readonly tree: string;
  /** Whether it was read from the repository of the change. */
  readonly home: boolean;
  /** Whether the commit is on the branch that changes go to, and whether the base of the change is. */
  readonly landed: boolean;
  readonly based: boolean;
}

async function whatIsAsked(workplace: Workplace, { change, commit, repository: path, by }: GateOptions): Promise<{ change: string; deployed: Deployed | null }> {
  if (commit === undefined) {
    if (change !== undefined) return { change, deployed: null };
    throw new Failure("bad-usage", "The gate needs to know what it is asked about.", { hint: "Name the change or the commit." });
  }
  await using repository = await openRepository(path ?? ".");
  const id = await resolveCommit(repository, commit);
  const [tree, home] = await Promise.all([treeOf(repository, id), repositoryId(repository, id)]);
  // The same commit or tree in another repository is another thing (B10).
  const known = await workplace.store.read.changes(change === undefined ? { repository: home } : { id: change });
  const found = known.findLast((each) => each.resultTree === tree || each.head === id) ?? (change === undefined ? undefined : known[0]);
  const record = found === undefined ? null : await workplace.store.read.change(found.id);
  const project = found === undefined ? null : await workplace.store.read.project(found.project);
  if (!record || !project)
    return await refuse(
      workplace,
      "gate",
      "landed-tree-mismatch",
      by === undefined ? null : await findPerson(workplace, by),
      `${id.slice(0, 12)} is not what any change results in, so nobody has judged it. \`countersign propose\` puts it forward.`,
    );
  const [landed, based] = await Promise.all([id, record.latest.base].map((each) => isOnBranch(repository, each, project.branch)));
  return { change: record.id, deployed: { commit: id, tree, home: record.latest.repository === home, landed: landed === true, based: based === true } };
}

// What lands is held against what was approved, whatever the decisions say.
function withDeployed(verdict: Verdict, opened: Case, deployed: Deployed | null): Verdict {
  if (deployed === null) return verdict;
  const { resultTree } = opened.revision;
  if (!deployed.home) return denied(verdict, "landed-tree-mismatch", `${deployed.commit.slice(0, 12)} is of another repository than the change.`);
  // Before it is merged, a branch that is behind its base is not yet what it results in.
  const unmerged = verdict.environment === null && deployed.commit === opened.revision.head;
  if (deployed.tree !== resultTree && !unmerged)
    return denied(
      verdict,
      "landed-tree-mismatch",
      `${deployed.commit.slice(0, 12)} has the tree ${deployed.tree.slice(0, 12)}, and what was put forward results in ${resultTree.slice(0, 12)}.`,
    );
  if (verdict.environment !== null && !deployed.landed)
    return denied(verdict, "unreachable-commit", `${deployed.commit.slice(0, 12)} is not on the branch that changes go to: merge it first.`);
  if (!deployed.based) return denied(verdict, "unreachable-commit", "The base of the change is not on the branch that changes go to, so what lies before it was judged by nobody.");
  return verdict;
}

function denied(verdict: Verdict, code: ReasonCode, sentence: string): Verdict {
  const reason = { code, effect: reasonCodes[code].effect, sentence, about: "", who: [] };
  // About an environment that nobody knows nothing else can be asked, so that comes first.
  const [unknown, others] = [verdict.reasons.filter((each) => each.code === "env-unknown"), verdict.reasons.filter((each) => each.code !== "env-unknown")];
  return { ...verdict, verdict: "deny", headline: unknown[0]?.sentence ?? sentence, reasons: [...unknown, reason, ...others] };
}

function askedOf(verdict: Verdict, opened: Case, release: Release | null, now: number): Asked {
  const subject = verdict.subject === null ? subjectOf(inputOf(opened, release, now)) : null;
  const counted = countedIn(verdict, opened);
  return {
    change: opened.summary.id,
    revision: opened.summary.revision,
    environment: release?.environment ?? null,
    artifact: release?.artifact ?? null,
    answer: verdict.verdict,
    reasons: [...new Set(verdict.reasons.map(({ code }) => code))],
    subjectDigest: verdict.subject ?? (subject === null ? "0".repeat(64) : subjectDigest(subject)),
    policy: opened.policy.policy.digest,
    reviewed: counted.some(({ subject: signed }) => signed.environment === null),
    decisions: counted.map(({ index }) => index),
    evidence: opened.evidence.flatMap(({ index, digest }) => (digest === "" ? [] : [index])),
    exceptions: verdict.exceptions.map((exception) => exception.id),
    until: verdict.verdict === "allow" ? validUntil(opened, verdict, release, now) : now,
    evaluator,
  };
}

/** The approvals that an allow rests on. */
function countedIn({ verdict, decisions }: Verdict, opened: Case): readonly Decision[] {
  if (verdict !== "allow") return [];
  return opened.decisions.filter((decision) => decisions.some(({ id, counts, outcome }) => id === decision.id && counts && outcome === "approve"));
}

function verdictDraft(id: string, asked: Asked, verdict: Verdict, { revision }: Case): Draft {
  return {
    type: "verdict-given",
    actor: "system",
    key: `verdict/${id}`,
    data: { verdict: id, ...asked },
    links: [revision.index, ...asked.decisions],
    git: { commit: revision.head, tree: revision.resultTree },
    private: { verdict: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(verdict)) } },
  };
}

const aDay: Duration = { count: 1, unit: "d" };

/** How long a deployment may rely on an allow given now: as the environment says, and never longer than the emergency or the exception from the blueprint that it rests on. */
function validUntil(opened: Case, verdict: Verdict, release: Release | null, now: number): number {
  const environment = release === null ? null : environmentOf(opened.policy.policy, release.environment);
  const ends = [...opened.exceptions.map(({ id, expires }) => ({ id, end: expires })), ...opened.governance.exceptions.map(({ id, until }) => ({ id, end: until }))];
  const ours = ends.filter(({ id }) => verdict.exceptions.some((exception) => exception.id === id)).map(({ end }) => end);
  return Math.min(addDuration(now, environment?.verdictValidFor ?? aDay), ...ours);
}
