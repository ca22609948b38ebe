import { canonicalText } from "../model/canonical.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { LoginRecord } from "../store/index.ts";
import { type By, findPerson, refuse, refuseSecond, requireSelfOrAdministrator } from "./persons.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

/** Who somebody is at the company's provider. */
export interface ProviderAccount {
  readonly issuer: string;
  readonly subject: string;
}

export interface NewLogin extends ProviderAccount {
  /** An administrator, or the person as whom the provider's verified address is known. */
  readonly by: By;
  readonly person: By;
}

/**
 * Links an account at the company's provider to a person, who can sign in with it from then on. An account belongs to one person only; giving it to a second one is refused and
 * recorded. Linking it again to the same person records nothing. Throws `Failure`: `already-exists`, `bad-input`, `refused`, `not-found`.
 */
export async function linkLogin(workplace: Workplace, { by, person: who, issuer, subject }: NewLogin): Promise<LoginRecord> {
  if (![issuer, subject].every((text) => text.length >= 1 && text.length <= 1_000)) throw new Failure("bad-input", "An account has an issuer and a subject.");
  const { read } = workplace.store;
  const digest = digestOf(workplace, { issuer, subject });
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await findPerson(workplace, who);
    const actor = await requireSelfOrAdministrator(workplace, by, person, "link-login");
    if (person.kind === "agent") await refuse(workplace, "link-login", "not-a-person", actor, `${person.name} is an agent, which signs in nowhere: it has API tokens.`);
    if (!person.active) await refuse(workplace, "link-login", "person-inactive", actor, `${person.name} is not active any more.`);
    const known = await read.loginBy(digest);
    if (known?.person === person.id) return { size, drafts: [], answer: () => known };
    if (known) await refuseSecond(workplace, "link-login", person, "This account is already linked to somebody else.", "End that login first, or use another account.");
    const login = freshId(workplace, "l");
    return { size, drafts: [linkDraft(workplace, login, person.id, actor.id, { issuer, subject })], answer: () => requireLogin(workplace, login) };
  });
}

function linkDraft(workplace: Workplace, login: string, person: string, actor: string, { issuer, subject }: ProviderAccount): Draft {
  const identity = { mediaType: "application/json", bytes: Buffer.from(JSON.stringify({ issuer, subject })) };
  const data = { login, person, digest: digestOf(workplace, { issuer, subject }) };
  return { type: "login-linked", actor, key: `login/${login}`, data, private: { identity } };
}

/** Ends a login: nobody signs in with the account any more. By the person or an administrator. */
export async function endLogin(workplace: Workplace, by: By, id: string): Promise<LoginRecord> {
  const login = await requireLogin(workplace, id);
  const actor = await requireSelfOrAdministrator(workplace, by, await findPerson(workplace, login.person), "end-login");
  if (login.endedAt !== null) throw new Failure("already-exists", `The login ${id} has already ended.`);
  await workplace.store.append([{ type: "login-ended", actor: actor.id, key: `login-ended/${id}`, data: { login: id, person: login.person } }]);
  return await requireLogin(workplace, id);
}

/**
 * The active person who signed in at the provider. An account that was never linked is linked on its first use when its address, which the provider verified, is that of exactly one
 * person who had no account there yet: an address may pass to somebody else, an account does not. Throws `Failure` (`refused`) for everybody else.
 */
export async function personOfLogin(workplace: Workplace, account: ProviderAccount & { readonly email: string | null }): Promise<Person> {
  const { read } = workplace.store;
  const login = await read.loginBy(digestOf(workplace, account));
  const person = login === null ? await linkedNow(workplace, account) : await read.person(login.person);
  if (person?.active) return person;
  throw new Failure("refused", "This account belongs to nobody here who is active.", { hint: "An administrator links it to your record." });
}

// Looked up and recorded in one step: of two accounts with one address that come at the same time, one is linked.
async function linkedNow(workplace: Workplace, { email, ...account }: ProviderAccount & { readonly email: string | null }): Promise<Person | null> {
  const address = plainAddress(email);
  if (address === null) return null;
  return await decideAndAppend<Person | null>(workplace, async () => {
    const { size } = workplace.store;
    const owner = await ownerOf(workplace, address, account);
    const drafts = owner?.linked === false ? [linkDraft(workplace, freshId(workplace, "l"), owner.person.id, owner.person.id, account)] : [];
    return { size, drafts, answer: () => owner?.person ?? null };
  });
}

// Letters beyond ASCII become others when their case is changed (the Kelvin sign a k), so that a provider's address could become somebody else's.
function plainAddress(email: string | null): string | null {
  return email !== null && /^[\x21-\x7e]+$/.test(email) ? email.toLowerCase() : null;
}

/** The one active person with an address who never had an account at the issuer, or who was linked to this very one a moment ago; null for everybody else. */
async function ownerOf(workplace: Workplace, address: string, account: ProviderAccount): Promise<{ readonly person: Person; readonly linked: boolean } | null> {
  const { read } = workplace.store;
  const [people, logins] = await Promise.all([read.people(), read.logins()]);
  const [person, other] = people.filter(({ emails }) => emails.includes(address));
  if (!person || other || person.kind !== "person" || !person.active) return null;
  const digest = digestOf(workplace, account);
  const known = logins.filter((login) => login.digest === digest || (login.person === person.id && login.issuer === account.issuer));
  const mine = known.every((login) => login.digest === digest && login.person === person.id && login.endedAt === null);
  return mine ? { person, linked: known.length > 0 } : null;
}

// Issuer and subject are personal data, so the ledger holds a digest that nobody without the instance's key can try guesses against.
function digestOf({ store }: Workplace, { issuer, subject }: ProviderAccount): string {
  return store.blind(canonicalText(["login", issuer, subject]));
}

async function requireLogin(workplace: Workplace, id: string): Promise<LoginRecord> {
  const login = (await workplace.store.read.logins()).find((each) => each.id === id);
  if (login) return login;
  throw new Failure("not-found", `There is no login ${id}.`);
}
