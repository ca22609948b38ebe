import { acceptedScore, isJudged, type Risk, type RiskLevel, type RisksFile, riskDigest, riskLevel } from "../blueprint/index.ts";
import { visible } from "../git/index.ts";
import type { Person } from "../model/people.ts";
import type { RiskAcceptanceRecord } from "../store/index.ts";
import { lacksForAcceptance, lastAcceptanceDay } from "../workflow/index.ts";
import type { Named, NameOf } from "./approvers.ts";
import { holdersOf } from "./blueprint-missing.ts";
import { personCalled } from "./document-state.ts";

/** The risks of a register with how each stands, those that wait to be judged first, then the highest. Days are `YYYY-MM-DD`. */
export interface RegisterLines {
  /** Until when a risk can be accepted today, at most. */
  readonly longest: string;
  readonly risks: readonly RiskLine[];
}

export interface RiskLine {
  readonly id: string;
  readonly title: string;
  /** Null while nobody rated it. */
  readonly level: RiskLevel | null;
  /** Likelihood × impact of what remains, else of what was there before. */
  readonly score: number | null;
  readonly judged: boolean;
  readonly notApplicable: string | null;
  readonly status: Risk["status"];
  readonly owner: { readonly as: string; readonly person: Named | null } | null;
  readonly treatment: { readonly choice: string; readonly plan: string | null; readonly due: string | null } | null;
  readonly reviewBy: string | null;
  /** That the day of its review has passed. */
  readonly overdue: boolean;
  /** The last one. `changed`: what was accepted is not what stands there now. */
  readonly acceptance: {
    readonly state: "stands" | "ended" | "changed";
    readonly by: Named;
    readonly level: string;
    readonly until: string;
    readonly index: number;
  } | null;
  /** What keeps it from being accepted, a sentence each. */
  readonly lacks: readonly string[];
  /** Role that accepts its level, and who holds it. */
  readonly authority: { readonly role: string; readonly holders: readonly Named[] } | null;
  /** What an acceptance would be of. */
  readonly digest: string;
}

interface Ground {
  readonly file: RisksFile;
  readonly people: readonly Person[];
  /** Of the project, in the order of the ledger. */
  readonly acceptances: readonly RiskAcceptanceRecord[];
  readonly nameOf: NameOf;
  readonly now: number;
}

export function registerLines(ground: Ground): RegisterLines {
  const risks = ground.file.register.map((risk) => lineOf(ground, risk));
  return { longest: lastAcceptanceDay(ground.file, ground.now), risks: risks.sort((a, b) => rankOf(b) - rankOf(a)) };
}

function rankOf({ judged, score, notApplicable }: RiskLine): number {
  return notApplicable !== null ? -1 : judged ? (score ?? 0) : 100;
}

function lineOf(ground: Ground, risk: Risk): RiskLine {
  const { file, people, nameOf, now } = ground;
  const score = acceptedScore(risk);
  const level = score === null ? null : riskLevel(file, score);
  const owner = risk.owner === undefined ? null : personCalled(people, risk.owner);
  const { treatment, "review-by": reviewBy = null, "not-applicable": notApplicable } = risk;
  const role = level === null ? null : file.acceptance[level];
  return {
    id: risk.id,
    title: visible(risk.title),
    level,
    score: score === null ? null : score.likelihood * score.impact,
    judged: isJudged(risk),
    notApplicable: notApplicable === undefined ? null : visible(notApplicable),
    status: risk.status,
    owner: risk.owner === undefined ? null : { as: visible(risk.owner), person: owner && nameOf(owner.id) },
    treatment: treatment === undefined ? null : { choice: treatment.choice, plan: treatment.plan === undefined ? null : visible(treatment.plan), due: treatment.due ?? null },
    reviewBy,
    overdue: notApplicable === undefined && reviewBy !== null && reviewBy < dayOf(now),
    acceptance: acceptanceOf(ground, risk),
    lacks: notApplicable === undefined ? lacksForAcceptance(risk).map((says) => `${says}.`) : [],
    authority: role === null ? null : { role, holders: holdersOf(people, [role]).map(({ id }) => nameOf(id)) },
    digest: riskDigest(risk),
  };
}

function acceptanceOf({ acceptances, nameOf, now }: Ground, risk: Risk): RiskLine["acceptance"] {
  const own = acceptances.filter((each) => each.risk === risk.id);
  const digest = riskDigest(risk);
  const last = own.findLast((each) => each.digest === digest) ?? own.at(-1);
  if (last === undefined) return null;
  const { person, level, until, index } = last;
  return { state: last.digest !== digest ? "changed" : until < dayOf(now) ? "ended" : "stands", by: nameOf(person), level, until, index };
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
