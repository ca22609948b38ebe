import { type Person, spoken } from "../model/people.ts";
import { explain } from "../policy/index.ts";
import { type AttestationState, attestationStates, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { escalationPages } from "./escalation-page.ts";
import {
  acknowledgementsComplete,
  blueprintsClosed,
  blueprintsInTime,
  chartersSigned,
  constraintsStated,
  drillsDone,
  nothingLooser,
  registersReviewed,
  toolReviewsClosed,
  waiversLast,
} from "./governance-checklist.ts";
import { policyGaps } from "./policy-gaps.ts";
import { policyInForce } from "./policy-in-force.ts";
import { readPolicy } from "./policy-page.ts";

/** The roles that have a checklist. */
export const checklistRoles = ["administrator", "engineering-lead", "project-manager", "technology-leader"] as const;
export type ChecklistRole = (typeof checklistRoles)[number];

/** Something that a role keeps true, with its state as the records say it, or as somebody who holds the role attested it where no record can. */
export interface ChecklistItem {
  readonly id: string;
  readonly says: string;
  readonly done: boolean;
  /** What was found, in one sentence. */
  readonly state: string;
  /** The page that opens the records and mends it. */
  readonly page: string;
  /** Null for what is computed. Times are RFC 3339, UTC. */
  readonly attestation: {
    readonly last: { readonly by: Named; readonly time: string; readonly statement: string; readonly index: number } | null;
    /** When it is to be said again. */
    readonly due: string;
    readonly overdue: boolean;
  } | null;
}

export type Computed = Omit<ChecklistItem, "attestation">;

export interface Checklist {
  readonly role: ChecklistRole;
  readonly items: readonly ChecklistItem[];
  readonly done: number;
}

const lists: { readonly [role in ChecklistRole]: readonly ((workplace: Workplace) => Promise<Computed>)[] } = {
  administrator: [twoAdministrators, everybodySigns, keysOfTheGone, policySigned, nothingAroundGates],
  "engineering-lead": [
    gatesActive,
    qualificationsHeld,
    qualificationsLast,
    escalationsInTime,
    baselineKept,
    policyReviewed,
    blueprintsClosed,
    chartersSigned,
    toolReviewsClosed,
    constraintsStated,
  ],
  "project-manager": [changesMove, releasersThere, escalationOwners, nothingUnfinished, blueprintsInTime, registersReviewed, drillsDone],
  "technology-leader": [policyReviewed, nothingLooser, waiversLast, blueprintsClosed, registersReviewed, toolReviewsClosed, acknowledgementsComplete],
};

/** What a role has to see to: each item computed from records where they can show it, and attested from time to time where they cannot (R104). */
export async function checklistOf(workplace: Workplace, role: ChecklistRole): Promise<Checklist> {
  const [computed, states, nameOf] = await Promise.all([Promise.all(lists[role].map((item) => item(workplace))), attestationStates(workplace), namesIn(workplace)]);
  const attested = states.filter(({ item }) => item.role === role).map((state) => attestedItem(state, nameOf, workplace.clock()));
  const items = [...computed.map((item) => ({ ...item, attestation: null })), ...attested];
  return { role, items, done: items.filter(({ done }) => done).length };
}

function attestedItem({ item: { id, says }, last, due }: AttestationState, nameOf: NameOf, now: number): ChecklistItem {
  const overdue = now >= due;
  const day = new Date(due).toISOString().slice(0, 10);
  const again = `${overdue ? "was" : "is"} due ${day}`;
  const state =
    last === null
      ? `Nobody has attested it yet; it ${again}.`
      : `${nameOf(last.person).name} attested it on ${new Date(last.at).toISOString().slice(0, 10)}; the next one ${again}.`;
  const said = last === null ? null : { by: nameOf(last.person), time: new Date(last.at).toISOString(), statement: last.statement, index: last.index };
  return { id, says, done: last !== null && !overdue, state, page: "/measures", attestation: { last: said, due: new Date(due).toISOString(), overdue } };
}

export async function persons({ store }: Workplace): Promise<Person[]> {
  return (await store.read.people()).filter(({ kind, active }) => kind === "person" && active);
}

export async function twoAdministrators(workplace: Workplace): Promise<Computed> {
  const held = (await persons(workplace)).filter(({ roles }) => roles.includes("administrator"));
  return {
    id: "two-administrators",
    says: "Two people can administer, so that one can be away.",
    done: held.length > 1,
    state: held.length === 1 ? `Only ${held[0]?.name} is an administrator.` : `${held.length} people are administrators.`,
    page: "/people",
  };
}

async function everybodySigns(workplace: Workplace): Promise<Computed> {
  const keys = await workplace.store.read.keys();
  const without = (await persons(workplace)).filter(
    ({ id, roles }) => roles.some((role) => role !== "auditor") && !keys.some(({ person, revokedAt }) => person === id && revokedAt === null),
  );
  return {
    id: "everybody-signs",
    says: "Everybody with a role has a key that signs.",
    done: without.length === 0,
    state: without.length === 0 ? "All of them have." : `${listed(without)} cannot sign: invite them.`,
    page: "/people",
  };
}

async function keysOfTheGone({ store }: Workplace): Promise<Computed> {
  const [people, keys, tokens] = await Promise.all([store.read.people(), store.read.keys(), store.read.tokens()]);
  const gone = new Set(people.flatMap(({ id, active }) => (active ? [] : [id])));
  const open = [...keys, ...tokens].filter(({ person, revokedAt }) => gone.has(person) && revokedAt === null);
  return {
    id: "keys-of-the-gone",
    says: "Nobody who left holds a key or a token.",
    done: open.length === 0,
    state: open.length === 0 ? "Nobody does." : `${open.length} of people who are not active are not revoked.`,
    page: "/people",
  };
}

export async function policySigned(workplace: Workplace): Promise<Computed> {
  const { organisation } = await policyInForce(workplace, null);
  const done = organisation !== null && organisation.fingerprint !== null;
  const nameOf = await namesIn(workplace);
  return {
    id: "policy-signed",
    says: "The organisation's policy is its own, adopted under a signature.",
    done,
    state: done ? `${nameOf(organisation.by).name} put version ${organisation.version} in force.` : "The built-in default rules.",
    page: "/policy",
  };
}

async function nothingAroundGates({ store }: Workplace): Promise<Computed> {
  const [violations, deployments] = await Promise.all([store.read.violations(), store.read.deployments({})]);
  const standing = new Set(deployments.filter(({ stage }) => stage === "succeeded" || stage === "started").map(({ id }) => id));
  const open = violations.filter(({ deployment }) => deployment === null || standing.has(deployment));
  return {
    id: "nothing-around-gates",
    says: "Nothing runs that went around a gate.",
    done: open.length === 0,
    state:
      open.length === 0
        ? "Nothing does."
        : `${open.length} deployment${open.length === 1 ? "" : "s"} that went around a gate ${open.length === 1 ? "was" : "were"} not rolled back.`,
    page: "/deployments",
  };
}

async function gatesActive(workplace: Workplace): Promise<Computed> {
  const { policy } = await policyInForce(workplace, null);
  const { gates } = explain(policy);
  const idle = gates.filter(({ elements }) => !elements.active);
  return {
    id: "gates-active",
    says: "Every gate has criteria, qualification, logging and escalation.",
    done: idle.length === 0,
    state: idle.length === 0 ? `All ${gates.length} gates are active.` : `${idle.map(({ name }) => name).join(", ")} ${idle.length === 1 ? "is" : "are"} not active.`,
    page: "/policy",
  };
}

async function qualificationsHeld(workplace: Workplace): Promise<Computed> {
  const { qualifications } = await readPolicy(workplace, null);
  const thin = qualifications.filter(({ holders }) => holders.length < 2);
  return {
    id: "qualifications-held",
    says: "Two people hold each qualification, so that the author's own change finds a judge.",
    done: thin.length === 0,
    state:
      thin.length === 0
        ? "Each is held twice."
        : thin
            .map(({ name, holders }) => `${name} is held by ${holders[0]?.name ?? "nobody"}`)
            .join("; ")
            .concat("."),
    page: "/people",
  };
}

const month = 30 * 86_400_000;

async function qualificationsLast(workplace: Workplace): Promise<Computed> {
  const now = workplace.clock();
  const active = new Set((await persons(workplace)).map(({ id }) => id));
  const held = (await workplace.store.read.qualifications()).filter(({ revokedAt, until, person }) => revokedAt === null && until > now && active.has(person));
  const last = new Map<string, number>();
  for (const { person, domain, until } of held) last.set(`${person} ${domain}`, Math.max(until, last.get(`${person} ${domain}`) ?? 0));
  const ending = [...last.values()].filter((until) => until < now + month).length;
  return {
    id: "qualifications-last",
    says: "No qualification runs out within 30 days.",
    done: ending === 0,
    state: ending === 0 ? "None does." : `${ending} ${ending === 1 ? "runs" : "run"} out and ${ending === 1 ? "is" : "are"} not granted anew.`,
    page: "/people",
  };
}

async function escalationsInTime(workplace: Workplace): Promise<Computed> {
  const late = (await escalationPages(workplace, { open: true })).filter(({ overdue }) => overdue);
  return {
    id: "escalations-in-time",
    says: "No escalation is overdue.",
    done: late.length === 0,
    state: late.length === 0 ? "None is." : `${late.length} ${late.length === 1 ? "is" : "are"}, the oldest since ${late[0]?.due.slice(0, 10)}.`,
    page: "/escalations",
  };
}

async function baselineKept(workplace: Workplace): Promise<Computed> {
  const { gaps } = await policyGaps(workplace, null);
  return {
    id: "baseline-kept",
    says: "The policy asks for everything that the AI-ready baseline asks for.",
    done: gaps.length === 0,
    state: gaps.length === 0 ? "It does." : `${gaps.length} thing${gaps.length === 1 ? " is" : "s are"} missing, the first due ${gaps[0]?.due}.`,
    page: "/policy",
  };
}

async function policyReviewed(workplace: Workplace): Promise<Computed> {
  const { policy } = await policyInForce(workplace, null);
  const today = new Date(workplace.clock()).toISOString().slice(0, 10);
  const over = policy.reviewBy !== null && policy.reviewBy < today;
  return {
    id: "policy-reviewed",
    says: "The policy names the day of its next review, and it has not passed.",
    done: policy.reviewBy !== null && !over,
    state: policy.reviewBy === null ? "It names none." : `It ${over ? "was" : "is"} to be reviewed by ${policy.reviewBy}.`,
    page: "/policy",
  };
}

async function changesMove(workplace: Workplace): Promise<Computed> {
  const waiting = (await escalationPages(workplace, { open: true })).filter(({ kind }) => kind === "overdue");
  return {
    id: "changes-move",
    says: "No change waits longer than the policy lets it wait.",
    done: waiting.length === 0,
    state: waiting.length === 0 ? "None does." : `${[...new Set(waiting.map(({ changeId }) => changeId))].join(", ")} ${waiting.length === 1 ? "does" : "do"}.`,
    page: "/escalations",
  };
}

async function releasersThere(workplace: Workplace): Promise<Computed> {
  const { policy } = await policyInForce(workplace, null);
  const asked = new Set(Object.values(policy.environments).flatMap(({ approvals }) => approvals.flatMap(({ role }) => role ?? [])));
  const people = await persons(workplace);
  const thin = [...asked].filter((role) => people.filter(({ roles }) => roles.includes(role)).length < 2);
  return {
    id: "releasers-there",
    says: "Two people hold each role that releases to an environment.",
    done: thin.length === 0,
    state: thin.length === 0 ? "Two do." : `Fewer than two people are ${thin.map(spoken).join(" or ")}.`,
    page: "/people",
  };
}

async function escalationOwners(workplace: Workplace): Promise<Computed> {
  const orphaned = (await escalationPages(workplace, { open: true })).filter(({ holders, kind }) => holders.length === 0 && kind !== "overdue");
  return {
    id: "escalation-owners",
    says: "Somebody holds every open escalation.",
    done: orphaned.length === 0,
    state: orphaned.length === 0 ? "Somebody does." : `Nobody can take up ${orphaned.map(({ id }) => id).join(", ")}.`,
    page: "/escalations",
  };
}

async function nothingUnfinished({ store }: Workplace): Promise<Computed> {
  const open = (await store.read.deployments({})).filter(({ stage }) => stage === "started");
  return {
    id: "nothing-unfinished",
    says: "Every deployment that began has an outcome.",
    done: open.length === 0,
    state: open.length === 0 ? "Every one has." : `${open.map(({ id }) => id).join(", ")} ${open.length === 1 ? "has" : "have"} none.`,
    page: "/deployments",
  };
}

function listed(people: readonly Person[]): string {
  const names = people.map(({ name }) => name);
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} others` : names.join(", ");
}
