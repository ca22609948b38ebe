import { type EstimatedChange, estimateReview, type ReviewEstimate, reviewRates } from "../blueprint/index.ts";
import { Tree } from "../evidence/index.ts";
import { assess, demandOf, type JudgeInput, judge, nobody, ungoverned } from "../gate/index.ts";
import { firstParents, headBranch, openRepository, type RawCommit, type Repository, readRef, resolveCommit, visible } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { Verdict } from "../model/verdict.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import { compiledOf, type Detail, lookAtChange, type Organisation, type PolicySource, projectPolicyAt, usualBranch } from "../workflow/index.ts";
import { linesToRead } from "./lines-to-read.ts";

export interface HistoryOptions {
  readonly repository: string;
  /** The branch that changes go to; else the usual one, else what is checked out. */
  readonly branch?: string | undefined;
  /** How many changes, the newest. */
  readonly last: number;
  /** The organisation's level; null for the built-in default. */
  readonly policy: PolicySource | null;
  /** The project's own; undefined for that at the tip of the branch. */
  readonly project?: PolicySource | undefined;
  readonly people: Organisation["people"];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What past changes of a branch would have needed. Minutes are not rounded. */
export interface HistorySimulation {
  readonly branch: string;
  /** Where the policy came from, in words. */
  readonly policy: string;
  /** The newest first. */
  readonly changes: readonly NeededChange[];
  /** In the policy's order; `tier` null is what no change type takes, which no gate lets pass. */
  readonly tiers: readonly ({ readonly tier: string | null } & Total)[];
  /** Calendar weeks with changes, by their Mondays (UTC), the oldest first. */
  readonly weeks: readonly ({ readonly week: string } & Total)[];
  readonly total: Total;
  /** Calendar weeks from the first change to the last, and the minutes of one of them. */
  readonly span: { readonly weeks: number; readonly minutesAWeek: number };
  readonly rates: typeof reviewRates;
  /** Changes that could not be read, and why. */
  readonly unread: readonly { readonly commit: string; readonly title: string; readonly sentence: string }[];
}

export interface Total {
  readonly changes: number;
  /** Approvals by people. */
  readonly approvals: number;
  readonly minutes: number;
}

/** One change as it landed. */
export interface NeededChange {
  readonly commit: string;
  readonly base: string;
  readonly title: string;
  /** When it landed, RFC 3339; what the committer's machine typed. */
  readonly at: string;
  readonly files: number;
  readonly added: number;
  readonly deleted: number;
  /** Added and deleted lines but for what a tool wrote, what only moves and what is no text. */
  readonly read: number;
  readonly origin: OriginCounts;
  readonly tools: readonly string[];
  readonly types: readonly string[];
  readonly tier: string | null;
  /** It asks for no person: its checks would have decided. */
  readonly alone: boolean;
  /** `unknown` rests on a report, of which none is kept. */
  readonly checks: readonly { readonly id: string; readonly says: string; readonly result: "met" | "not-met" | "unknown" }[];
  readonly questions: readonly { readonly id: string; readonly ask: string }[];
  readonly approvals: readonly { readonly needs: string; readonly count: number }[];
  /** Constraints that an added line breaks. */
  readonly constraints: readonly string[];
  /** What would have kept it from passing whoever approves, as far as the repository shows it. */
  readonly denied: readonly { readonly code: string; readonly sentence: string }[];
  readonly estimate: ReviewEstimate;
}

const atOnce = 2;

/**
 * What each of the last changes of a branch would have needed under a policy, and how much time of reviewers that is (R63). Read from git objects alone, as `check` reads a change, so
 * that it works in any repository, without a server and before anybody is enrolled. Records nothing. Throws `Failure`.
 */
export async function simulateHistory(options: HistoryOptions): Promise<HistorySimulation> {
  await using repository = await openRepository(options.repository);
  const { name, tip } = await branchOf(repository, options.branch);
  const commits = await firstParents(repository, tip, options.last);
  const project = options.project ?? (await projectPolicyAt(repository, tip));
  const policy = compiledOf(options.policy, project === null ? null : { ...project, project: null }, options.now);
  const read = await eachOf(commits, (commit) => neededBy(repository, commit, policy, options));
  const changes = read.filter((each) => "estimate" in each);
  return {
    branch: name,
    policy: [options.policy?.file ?? "the built-in default", ...(project === null ? [] : [project.file])].join(" and "),
    changes,
    ...totals(changes, policy),
    rates: reviewRates,
    unread: read.filter((each) => "sentence" in each),
  };
}

async function branchOf(repository: Repository, named: string | undefined): Promise<{ readonly name: string; readonly tip: string }> {
  if (named !== undefined) return { name: named, tip: await resolveCommit(repository, named) };
  const usual = await usualBranch(repository);
  if (usual === null) return { name: (await headBranch(repository)) ?? "HEAD", tip: await resolveCommit(repository, "HEAD") };
  // A clone may know it as it was fetched alone.
  const tip = (await readRef(repository, usual)) ?? (await resolveCommit(repository, usual.replace("refs/heads/", "refs/remotes/origin/")));
  return { name: usual.replace("refs/heads/", ""), tip };
}

// All have ended before anything is thrown: no git may be at work in a repository that is closed next.
async function eachOf<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const found: R[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < items.length; at = next++) found[at] = await act(items[at] as T);
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  return found;
}

async function neededBy(
  repository: Repository,
  commit: RawCommit,
  policy: CompiledPolicy,
  { people, now }: HistoryOptions,
): Promise<NeededChange | HistorySimulation["unread"][number]> {
  const title = visible(commit.subject);
  const [base = ""] = commit.parents;
  try {
    const { detail, contributors } = await lookAtChange(repository, { base, head: commit.id }, policy, people);
    return { commit: commit.id, base, title, at: instantOf(commit), ...neededIn(detail, policy, contributors, now) };
  } catch (error) {
    // A shallow or partial clone may lack what a change touches.
    if (error instanceof Failure && error.code !== "busy") return { commit: commit.id, title, sentence: error.message };
    throw error;
  }
}

type Looked = Awaited<ReturnType<typeof lookAtChange>>;

function neededIn(detail: Detail, policy: CompiledPolicy, contributors: Looked["contributors"], now: number): Omit<NeededChange, "commit" | "base" | "title" | "at"> {
  const { range, attribution, dependencies, moves, weakenings, constraints } = detail;
  const proposal = { id: "simulated", revision: 1, project: "simulated", contributors, declared: false, requirement: null, sizeReason: null, proposed: null, superseded: false };
  const { change, evidence } = assess({ policy, range, attribution, dependencies, moves, weakenings, constraints, submitted: [], base: [], tree: new Tree([]), ...proposal });
  const input: JudgeInput = { policy, change, evidence, decisions: [], escalations: [], exceptions: [], people: nobody, governance: ungoverned, release: null, now };
  const verdict = judge(input);
  const { questions } = demandOf(input);
  const asked = questions.flatMap(({ criterion }) => (criterion.kind === "question" ? [{ id: criterion.id, ask: visible(criterion.ask) }] : []));
  const alone = verdict.reasons.flatMap(({ code, about }) => (code === "passed-alone" ? [about] : []));
  const usual = new Set(policy.policy.tiers.flatMap((tier) => (change.tiers.includes(tier.name) && !alone.includes(tier.name) ? tier.questions : [])));
  const { tiers, risk, qualifications, origins } = change;
  const read = linesToRead({ range, moves });
  const estimated: EstimatedChange = { tiers, lines: read, risk, qualifications, origins, alone, items: asked.filter(({ id }) => !usual.has(id)).length };
  return {
    files: range.files.length,
    added: change.added,
    deleted: change.deleted,
    read,
    origin: attribution.counts,
    tools: [...new Set(change.wrote.map(({ tool }) => tool))],
    types: change.types,
    tier: verdict.tier,
    alone: verdict.tier !== null && verdict.places.length === 0 && asked.length === 0,
    checks: verdict.criteria.flatMap(({ kind, id, says, result }) => (kind === "check" ? [{ id, says, result: known[result] ?? "unknown" }] : [])),
    questions: asked,
    approvals: approvalsOf(verdict),
    constraints: verdict.reasons.flatMap(({ code, about }) => (code === "constraint-broken" ? [about] : [])),
    denied: verdict.reasons.flatMap(({ code, effect, sentence }) => (effect === "deny" && !curable.has(code) ? [{ code, sentence: visible(sentence) }] : [])),
    estimate: estimateReview(policy.policy, estimated),
  };
}

const known: { readonly [result: string]: "met" | "not-met" } = { met: "met", waived: "met", "not-met": "not-met" };
/** What a report, a person's word or an enrolment would have cured then, and a past commit can't show. */
const curable: ReadonlySet<string> = new Set(["evidence-missing", "criterion-not-met", "nobody-can-approve", "disclosure-missing", "size-unexplained", "constraint-unchecked"]);

function approvalsOf({ places }: Verdict): NeededChange["approvals"] {
  return [...Map.groupBy(places, ({ needs }) => needs)].map(([needs, all]) => ({ needs, count: all.length }));
}

function totals(changes: readonly NeededChange[], { policy }: CompiledPolicy): Pick<HistorySimulation, "tiers" | "weeks" | "total" | "span"> {
  const byTier = Map.groupBy(changes, ({ tier }) => tier);
  const weeks = [...Map.groupBy(changes, ({ at }) => mondayOf(at))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const total = totalOf(changes);
  const [first, last] = [weeks[0]?.[0], weeks.at(-1)?.[0]];
  const span = first === undefined || last === undefined ? 0 : Math.round((Date.parse(last) - Date.parse(first)) / aWeek) + 1;
  return {
    tiers: [...policy.tiers.map(({ name }) => name), null].flatMap((tier) => (byTier.has(tier) ? [{ tier, ...totalOf(byTier.get(tier) ?? []) }] : [])),
    weeks: weeks.map(([week, those]) => ({ week, ...totalOf(those) })),
    total,
    span: { weeks: span, minutesAWeek: span === 0 ? 0 : total.minutes / span },
  };
}

function totalOf(changes: readonly NeededChange[]): Total {
  const sum = (of: (change: NeededChange) => number) => changes.reduce((all, change) => all + of(change), 0);
  return { changes: changes.length, approvals: sum(({ estimate }) => estimate.people), minutes: sum(({ estimate }) => estimate.minutes) };
}

const aDay = 86_400_000;
const aWeek = 7 * aDay;

/** The Monday of a day, `YYYY-MM-DD`. The first day of the epoch was a Thursday. */
function mondayOf(at: string): string {
  const day = Math.floor(Date.parse(at) / aDay);
  return new Date((day - ((((day + 3) % 7) + 7) % 7)) * aDay).toISOString().slice(0, 10);
}

// A committer may type any time there is; what no calendar holds stands at its begin.
function instantOf({ committerTime }: RawCommit): string {
  const at = new Date(committerTime * 1_000);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9_999 || at.getUTCFullYear() < 0 ? new Date(0).toISOString() : at.toISOString();
}
