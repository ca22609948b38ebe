import { crc32 } from "node:zlib";
import { sha256 } from "../model/canonical.ts";
import { addDuration } from "../model/duration.ts";
import { type TokenScope, tokenScopes } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { TokenRecord } from "../store/index.ts";
import { type By, findPerson, refuse, requireRole } from "./persons.ts";
import { standing } from "./standing.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

// An API token reads `cs_`, 256 random bits in base62, and a checksum: a mistyped or invented one is refused before anything is looked up, and a scanner for leaked secrets knows
// one when it sees one.
const prefix = "cs_";
const secretBytes = 32;
const secretLength = 43;
const checksumLength = 6;
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const longest = { count: 1, unit: "y" } as const;

export interface NewToken {
  /** The agent that holds it. */
  readonly person: By;
  /** What it is for, as people read it. */
  readonly label: string;
  readonly scopes: readonly TokenScope[];
  /** Milliseconds since the epoch; at most a year away. */
  readonly until: number;
}

/** A token with its text, which is shown this once and kept nowhere. */
export interface IssuedToken {
  readonly secret: string;
  readonly token: TokenRecord;
}

/** Issues an API token to an active agent (R5). Throws `Failure`: `bad-input`, `refused`, `not-found`. */
export async function issueToken(workplace: Workplace, by: By, given: NewToken): Promise<IssuedToken> {
  const scopes = tidyScopes(given.scopes);
  const label = tidyLabel(given.label);
  const secret = tokenText(workplace.random(secretBytes));
  const hash = sha256(secret);
  const id = freshId(workplace, "t");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const administrator = await requireRole(workplace, by, "issue-token", ["administrator"]);
    const holder = await requireAgent(workplace, given.person, administrator);
    requireEnd(given.until, workplace.clock());
    const data = { token: id, person: holder.id, scopes, hash, until: given.until };
    const told = { label: { mediaType: "text/plain", bytes: Buffer.from(label) } };
    return {
      size,
      drafts: [{ type: "token-issued", actor: administrator.id, key: `token/${id}`, data, private: told }],
      answer: async () => ({ secret, token: await requireToken(workplace, id) }),
    };
  });
}

/** Ends a token at once. */
export async function revokeToken(workplace: Workplace, by: By, id: string): Promise<TokenRecord> {
  const administrator = await requireRole(workplace, by, "revoke-token", ["administrator"]);
  const token = await requireToken(workplace, id);
  if (token.revokedAt !== null) throw new Failure("already-exists", `The token ${id} is already revoked.`);
  await workplace.store.append([{ type: "token-revoked", actor: administrator.id, key: `token-revoked/${id}`, data: { token: id, person: token.person } }]);
  return await requireToken(workplace, id);
}

/** The hex SHA-256 under which a token is looked up; null for a text that is none. Attacker-controlled; looks nothing up. */
export function parseToken(text: string): string | null {
  if (text.length !== prefix.length + secretLength + checksumLength || !text.startsWith(prefix)) return null;
  const body = text.slice(0, -checksumLength);
  return /^[0-9A-Za-z]+$/.test(text.slice(prefix.length)) && checksum(body) === text.slice(-checksumLength) ? sha256(text) : null;
}

/** Whose token it is, when it holds now: neither run out nor revoked, of an agent that is active. Null in every other case. Attacker-controlled. */
export async function holderOfToken(workplace: Workplace, text: string): Promise<{ readonly person: Person; readonly token: TokenRecord } | null> {
  const hash = parseToken(text);
  const { token, person } = hash === null ? { token: null, person: null } : (await standing(workplace, `token/${hash}`, () => held(workplace, hash))).answer;
  if (token === null || token.revokedAt !== null || workplace.clock() >= token.until) return null;
  return person?.active && person.kind === "agent" ? { person, token } : null;
}

async function held({ store: { read } }: Workplace, hash: string) {
  const token = await read.tokenByHash(hash);
  return { token, person: token === null ? null : await read.person(token.person) };
}

function tokenText(random: Uint8Array): string {
  const body = prefix + base62(BigInt(`0x${Buffer.from(random).toString("hex")}`), secretLength);
  return body + checksum(body);
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), checksumLength);
}

function base62(value: bigint, length: number): string {
  let text = "";
  for (let left = value; text.length < length; left /= 62n) text = digits.charAt(Number(left % 62n)) + text;
  return text;
}

function tidyScopes(scopes: readonly TokenScope[]): TokenScope[] {
  const known = tokenScopes.filter((scope) => scopes.includes(scope));
  if (known.length > 0 && scopes.every((scope) => tokenScopes.includes(scope))) return known;
  throw new Failure("bad-input", "A token is issued for one or more of the scopes that there are.", { hint: `They are ${tokenScopes.join(", ")}.` });
}

function tidyLabel(label: string): string {
  const text = label.trim();
  if (text.length >= 1 && text.length <= 200 && !/\p{Cc}|\p{Cf}/u.test(text) && text.isWellFormed()) return text;
  throw new Failure("bad-input", "A token has a label of 1 to 200 visible characters.", { hint: "Say what uses it, for instance `pipeline of payments`." });
}

async function requireAgent(workplace: Workplace, who: By, administrator: Person): Promise<Person> {
  const holder = await findPerson(workplace, who);
  // Whoever held a person's token could act as that person without being there (R32).
  if (holder.kind !== "agent") return await refuse(workplace, "issue-token", "not-an-agent", administrator, `${holder.name} is a person; only an agent has an API token.`);
  if (!holder.active) return await refuse(workplace, "issue-token", "person-inactive", administrator, `${holder.name} is not active any more.`);
  return holder;
}

function requireEnd(until: number, now: number): void {
  if (Number.isSafeInteger(until) && until > now && until <= addDuration(now, longest)) return;
  throw new Failure("bad-input", "A token runs out, within a year at the latest.", { hint: "Give a day in the next twelve months." });
}

async function requireToken(workplace: Workplace, id: string): Promise<TokenRecord> {
  const token = (await workplace.store.read.tokens()).find((each) => each.id === id);
  if (token) return token;
  throw new Failure("not-found", `There is no token ${id}.`);
}
