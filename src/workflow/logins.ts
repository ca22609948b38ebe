import { canonicalText } from "../model/canonical.ts";
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
    const identity = { mediaType: "application/json", bytes: Buffer.from(JSON.stringify({ issuer, subject })) };
    const data = { login, person: person.id, digest };
    return { size, drafts: [{ type: "login-linked", actor: actor.id, key: `login/${login}`, data, private: { identity } }], answer: () => requireLogin(workplace, login) };
  });
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

async function linkedNow(workplace: Workplace, { issuer, subject, email }: ProviderAccount & { readonly email: string | null }): Promise<Person | null> {
  if (email === null) return null;
  const { read } = workplace.store;
  const [people, logins] = await Promise.all([read.people(), read.logins()]);
  const [person, other] = people.filter(({ emails }) => emails.includes(email.toLowerCase()));
  if (!person || other || person.kind !== "person" || !person.active) return null;
  const digest = digestOf(workplace, { issuer, subject });
  if (logins.some((login) => login.digest === digest || (login.person === person.id && login.issuer === issuer))) return null;
  await linkLogin(workplace, { by: person.id, person: person.id, issuer, subject });
  return person;
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
