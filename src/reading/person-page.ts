import type { Person } from "../model/people.ts";
import type { DeputyRecord, KeyRecord, LoginRecord, TokenRecord } from "../store/index.ts";
import { findPerson, listPeople, type QualificationState, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";

/** A person or an agent in a list. */
export interface PersonLine extends Person {
  /** Keys and passkeys that hold. */
  readonly keys: number;
  readonly passkeys: number;
  readonly qualifications: readonly { readonly domain: string; readonly state: QualificationState; readonly until: string }[];
}

/** A person with everything that is recorded about who they are and what they may judge. Times are RFC 3339, UTC. */
export interface PersonPage extends Person {
  readonly keys: readonly KeyLine[];
  readonly logins: readonly { readonly id: string; readonly issuer: string; readonly subject: string; readonly linked: string; readonly ended: boolean }[];
  readonly qualifications: readonly QualificationLine[];
  readonly tokens: readonly TokenLine[];
  readonly enrolledBy: Named | null;
  /** Who stood, stands or will stand in for the person, and for whom the person does; the newest first (R105). */
  readonly deputyships: readonly DeputyLine[];
}

export interface DeputyLine {
  readonly id: string;
  readonly person: Named;
  readonly deputy: Named;
  readonly by: Named;
  readonly from: string;
  /** The first moment after it. */
  readonly until: string;
  readonly state: "stands-in" | "not-yet" | "over" | "ended";
  /** Ledger index. */
  readonly index: number;
}

export interface KeyLine {
  readonly fingerprint: string;
  readonly kind: "ssh" | "passkey";
  readonly publicKey: string;
  readonly enrolled: string;
  readonly revoked: string | null;
  /** The page at which a passkey was made. */
  readonly origin: string | null;
  /** Of a passkey: kept on several devices; null when it is not known. */
  readonly synced: boolean | null;
}

/** That somebody is fit to judge a domain: on which basis, by whose word, until when (R31). */
export interface QualificationLine {
  readonly id: string;
  readonly person: Named;
  readonly domain: string;
  readonly basis: string;
  readonly by: Named;
  readonly from: string;
  readonly until: string;
  readonly state: QualificationState;
  /** Ledger index of the grant. */
  readonly index: number;
}

export interface TokenLine {
  readonly id: string;
  readonly agent: Named;
  readonly label: string;
  readonly scopes: TokenRecord["scopes"];
  readonly by: Named;
  readonly issued: string;
  readonly until: string;
  readonly state: "holds" | "expired" | "revoked";
}

/** Everybody, in the order of enrolment. */
export async function listPersons(workplace: Workplace): Promise<PersonLine[]> {
  const { people, keys, qualifications } = await listPeople(workplace);
  return people.map((person) => {
    const held = keys.filter((key) => key.person === person.id && key.revokedAt === null);
    const mine = qualifications.filter((qualification) => qualification.person === person.id);
    return {
      ...person,
      keys: held.length,
      passkeys: held.filter(({ kind }) => kind === "passkey").length,
      qualifications: mine.map(({ domain, state, until }) => ({ domain, state, until: time(until) })),
    };
  });
}

/** Throws `Failure` (`not-found`). */
export async function readPerson(workplace: Workplace, who: string): Promise<PersonPage> {
  const { read } = workplace.store;
  const person = await findPerson(workplace, who);
  const [keys, logins, tokens, nameOf, enrolledBy] = await Promise.all([read.keys(), read.logins(), listTokens(workplace), namesIn(workplace), read.enrolledBy()]);
  const mine = <T extends { readonly person: string }>(all: readonly T[]) => all.filter((each) => each.person === person.id);
  const by = enrolledBy.get(person.id);
  return {
    ...person,
    keys: await Promise.all(mine(keys).map((key) => keyLine(workplace, key))),
    logins: mine(logins).map(loginLine),
    qualifications: (await listQualifications(workplace)).filter((each) => each.person.id === person.id),
    tokens: tokens.filter(({ agent }) => agent.id === person.id),
    enrolledBy: by === undefined ? null : nameOf(by),
    deputyships: await deputyLines(workplace, person.id),
  };
}

async function deputyLines(workplace: Workplace, person: string): Promise<DeputyLine[]> {
  const nameOf = await namesIn(workplace);
  const mine = (await workplace.store.read.deputies()).filter((each) => each.person === person || each.deputy === person);
  return mine.toReversed().map((record) => deputyLine(record, nameOf, workplace.clock()));
}

export function deputyLine({ id, person, deputy, namedBy, from, until, endedAt, index }: DeputyRecord, nameOf: NameOf, now: number): DeputyLine {
  const state = endedAt !== null ? "ended" : now >= until ? "over" : now < from ? "not-yet" : "stands-in";
  return { id, person: nameOf(person), deputy: nameOf(deputy), by: nameOf(namedBy), from: time(from), until: time(until), state, index };
}

/** The registry of qualifications (R31), the newest grant first. */
export async function listQualifications(workplace: Workplace): Promise<QualificationLine[]> {
  const nameOf = await namesIn(workplace);
  const { qualifications } = await listPeople(workplace);
  return qualifications.toReversed().map(({ id, person, domain, basis, grantedBy, from, until, state, index }) => {
    return { id, person: nameOf(person), domain, basis, by: nameOf(grantedBy), from: time(from), until: time(until), state, index };
  });
}

/** API tokens without their secrets, the newest first. */
export async function listTokens(workplace: Workplace): Promise<TokenLine[]> {
  const nameOf = await namesIn(workplace);
  const now = workplace.clock();
  return (await workplace.store.read.tokens()).toReversed().map((token) => tokenLine(token, nameOf, now));
}

export function tokenLine({ id, person, label, scopes, issuedBy, at, until, revokedAt }: TokenRecord, nameOf: NameOf, now: number): TokenLine {
  const state = revokedAt !== null ? "revoked" : now >= until ? "expired" : "holds";
  return { id, agent: nameOf(person), label, scopes, by: nameOf(issuedBy), issued: time(at), until: time(until), state };
}

async function keyLine({ store }: Workplace, { fingerprint, kind, publicKey, enrolledAt, revokedAt, origin, credential }: KeyRecord): Promise<KeyLine> {
  const timeAt = async (index: number) => time((await store.read.fact(index))?.at ?? 0);
  const revoked = revokedAt === null ? null : await timeAt(revokedAt);
  return { fingerprint, kind, publicKey, enrolled: await timeAt(enrolledAt), revoked, origin, synced: credential?.backedUp ?? null };
}

function loginLine({ id, issuer, subject, at, endedAt }: LoginRecord) {
  return { id, issuer, subject, linked: time(at), ended: endedAt !== null };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
