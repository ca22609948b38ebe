import { parseSshKeyLine } from "../ledger/index.ts";
import { addDuration } from "../model/duration.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { fitsAddress, fitsHandle, type Key, type Person, type PersonKind, type Qualification } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import { didYouMean } from "../policy/nearest.ts";
import { endDraft, openDeputyships } from "./deputies.ts";
import { dutiesOf, requireHandedOver } from "./duties.ts";
import { lastMoment } from "./last-moment.ts";
import { type By, findPerson, refuse, requireRole } from "./persons.ts";
import { organisationPolicy, policyOfProject } from "./policies.ts";
import { decideAndAppend, freshId, randomHex, type Workplace } from "./workplace.ts";

export interface NewPerson {
  readonly handle: string;
  readonly name: string;
  readonly emails: readonly string[];
  readonly roles: readonly string[];
  readonly kind?: PersonKind;
}

/** Enrols a person or an agent. The first one of an organisation is enrolled by `found`. */
export async function enrolPerson(workplace: Workplace, by: By, person: NewPerson): Promise<Person> {
  const administrator = await requireRole(workplace, by, "enrol-person", ["administrator"]);
  return await recordPerson(workplace, administrator.id, person);
}

export async function recordPerson(workplace: Workplace, actor: string, { handle, name, emails, roles, kind = "person" }: NewPerson): Promise<Person> {
  const addresses = tidyAddresses(emails);
  refuseOddNames(handle, name, addresses);
  if (kind === "agent" && roles.length > 0) throw new Failure("bad-input", "An agent holds no role.", { hint: "Leave the roles out." });
  const id = freshId(workplace, "p");
  const profile = json({ handle, name, emails: addresses });
  const draft: Draft = { type: "person-enrolled", actor, key: `person/${id}`, data: { person: id, kind, roles: [...roles] }, private: { profile } };
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const people = await workplace.store.read.people();
    if (people.some((other) => other.handle === handle)) throw new Failure("already-exists", `Somebody is already called ${handle}.`, { hint: "Choose another handle." });
    refuseShared(people, addresses);
    return { size, drafts: [draft], answer: () => findPerson(workplace, id) };
  });
}

function tidyAddresses(emails: readonly string[]): string[] {
  return [...new Set(emails.map((email) => email.trim().toLowerCase()))];
}

// One person however many addresses: an address that two records shared would make one human two approvers (A02).
function refuseShared(others: readonly Person[], addresses: readonly string[]): void {
  for (const other of others) {
    const shared = other.emails.find((email) => addresses.includes(email));
    if (shared !== undefined) throw new Failure("already-exists", `${shared} already belongs to ${other.name}.`, { hint: "One human being is one record, with all addresses." });
  }
}

export interface PersonChange {
  readonly roles?: readonly string[];
  readonly active?: boolean;
  readonly emails?: readonly string[];
}

/** Changes roles, addresses or whether a person is active. Whoever alone has a duty is not made inactive here: `deactivate` hands it over (R105). */
export async function changePerson(workplace: Workplace, by: By, who: string, change: PersonChange): Promise<Person> {
  const administrator = await requireRole(workplace, by, "change-person", ["administrator"]);
  const key = `person-changed/${randomHex(workplace, 12)}`;
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await findPerson(workplace, who);
    const emails = tidyAddresses(change.emails ?? person.emails);
    refuseOddNames(person.handle, person.name, emails);
    const others = (await workplace.store.read.people()).filter(({ id }) => id !== person.id);
    refuseShared(others, emails);
    const data = { person: person.id, roles: [...(change.roles ?? person.roles)], active: change.active ?? person.active };
    if (person.kind === "agent" && data.roles.length > 0) throw new Failure("bad-input", "An agent holds no role.", { hint: "Leave the roles out." });
    if (![...others, { ...person, ...data }].some(({ kind, active, roles }) => kind === "person" && active && roles.includes("administrator")))
      throw new Failure("bad-input", `${person.name} is the last administrator.`, {
        hint: "Make somebody else an administrator first, or keep the role: what is given replaces every role.",
      });
    if (person.active && !data.active) requireHandedOver(await dutiesOf(workplace, person.id), {});
    const draft: Draft = { type: "person-changed", actor: administrator.id, key, data, private: { profile: json({ handle: person.handle, name: person.name, emails }) } };
    const ended = data.active ? [] : (await openDeputyships(workplace, person.id)).map((deputyship) => endDraft(administrator.id, deputyship));
    return { size, drafts: [draft, ...ended], answer: () => findPerson(workplace, person.id) };
  });
}

/** Enrols a public key, given as a line of an `authorized_keys` or `.pub` file. A key belongs to one person only (A19). */
export async function enrolKey(workplace: Workplace, by: By, who: string, publicKeyLine: string, file?: string): Promise<Key> {
  const administrator = await requireRole(workplace, by, "enrol-key", ["administrator"]);
  const person = await findPerson(workplace, who);
  if (person.kind === "agent") return await refuse(workplace, "enrol-key", "not-a-person", administrator, `${person.name} is an agent; only a person has a key that decides.`);
  const key = parseSshKeyLine(publicKeyLine, file === undefined ? {} : { file });
  const { fingerprint } = key;
  const known = (await workplace.store.read.keys()).find((other) => other.fingerprint === fingerprint);
  if (known) throw new Failure("already-exists", `The key ${fingerprint} is already enrolled.`, { hint: "Every person signs with a key of their own." });
  const publicKey = { mediaType: "text/plain", bytes: Buffer.from(key.line) };
  await workplace.store.append([
    { type: "key-enrolled", actor: administrator.id, key: `key/${fingerprint}`, data: { person: person.id, fingerprint, kind: "ssh" }, private: { publicKey } },
  ]);
  return await requireKey(workplace, fingerprint);
}

/** Ends a key: what it signs from now on does not count. */
export async function revokeKey(workplace: Workplace, by: By, fingerprint: string): Promise<Key> {
  const key = await requireKey(workplace, fingerprint);
  const owner = await findPerson(workplace, by);
  const actor = owner.id === key.person ? owner : await requireRole(workplace, by, "revoke-key", ["administrator"]);
  if (key.revokedAt !== null) throw new Failure("already-exists", `The key ${fingerprint} is already revoked.`);
  await workplace.store.append([{ type: "key-revoked", actor: actor.id, key: `key-revoked/${fingerprint}`, data: { person: key.person, fingerprint } }]);
  return await requireKey(workplace, fingerprint);
}

export interface Grant {
  readonly person: string;
  readonly domain: string;
  readonly basis: string;
  /** `YYYY-MM-DD`, the last day; by default the policy's `valid-for`. */
  readonly until?: string;
}

/** Grants a qualification. The policy says which roles may; nobody grants one to themselves (R31). */
export async function qualify(workplace: Workplace, by: By, { person: who, domain, basis, until }: Grant): Promise<Qualification> {
  const rule = await ruleOfDomain(workplace, domain);
  const granter = await requireRole(workplace, by, "qualify", rule.grantedBy);
  const person = await findPerson(workplace, who);
  if (person.kind === "agent") return await refuse(workplace, "qualify", "not-a-person", granter, `${person.name} is an agent; only a person can be qualified.`);
  if (person.id === granter.id) await refuseSelf(workplace, granter);
  if (basis.trim() === "")
    throw new Failure("bad-input", "A qualification rests on something.", { hint: "Say on what, for instance a training, a certificate or years in the domain." });
  const from = workplace.clock();
  const latest = addDuration(from, rule.validFor);
  const end = until === undefined ? latest : lastMoment(until);
  if (end <= from) throw new Failure("bad-input", `${until} has passed.`, { hint: "Give a day in the future." });
  if (end > latest)
    throw new Failure("bad-input", `The policy lets ${domain} hold for ${rule.validFor.count}${rule.validFor.unit} at most.`, {
      hint: "Give an earlier day, or none.",
    });
  const id = freshId(workplace, "q");
  const data = { qualification: id, person: person.id, domain, grantedBy: granter.id, from, until: end };
  await workplace.store.append([
    { type: "qualification-granted", actor: granter.id, key: `qualification/${id}`, data, private: { basis: { mediaType: "text/plain", bytes: Buffer.from(basis) } } },
  ]);
  return await requireQualification(workplace, id);
}

/**
 * The rule by which a domain is granted: the organisation's, else that of the projects whose own policies name the domain. A qualification counts in every project, so where several name it, only
 * a role that each of them names may grant it, for no longer than the shortest of them allows.
 */
async function ruleOfDomain(workplace: Workplace, domain: string): Promise<Policy["qualifications"][string]> {
  const { policy } = await organisationPolicy(workplace);
  const own = Object.hasOwn(policy.qualifications, domain) ? policy.qualifications[domain] : undefined;
  if (own !== undefined) return own;
  const projects = await workplace.store.read.projects();
  const policies = await Promise.all(projects.map(({ id }) => policyOfProject(workplace, id)));
  const [first, ...others] = policies.flatMap(({ qualifications }) => (Object.hasOwn(qualifications, domain) ? (qualifications[domain] ?? []) : []));
  if (first === undefined) {
    const known = [...new Set([policy, ...policies].flatMap(({ qualifications }) => Object.keys(qualifications)))];
    throw new Failure("bad-input", `The policy knows no qualification ${JSON.stringify(domain)}.`, { hint: didYouMean(domain, known, `It knows ${known.join(", ")}.`) });
  }
  const now = workplace.clock();
  return others.reduce(
    (strictest, rule) => ({
      grantedBy: strictest.grantedBy.filter((role) => rule.grantedBy.includes(role)),
      validFor: addDuration(now, rule.validFor) < addDuration(now, strictest.validFor) ? rule.validFor : strictest.validFor,
    }),
    first,
  );
}

export async function revokeQualification(workplace: Workplace, by: By, id: string): Promise<void> {
  const actor = await requireRole(workplace, by, "revoke-qualification", ["administrator", "engineering-lead"]);
  await requireQualification(workplace, id);
  await workplace.store.append([{ type: "qualification-revoked", actor: actor.id, key: `qualification-revoked/${id}`, data: { qualification: id } }]);
}

export type QualificationState = "holds" | "expired" | "not-yet" | "revoked";

export interface Everybody {
  readonly people: readonly Person[];
  readonly keys: readonly Key[];
  readonly qualifications: readonly (Qualification & { readonly state: QualificationState })[];
}

export async function listPeople(workplace: Workplace): Promise<Everybody> {
  const { read } = workplace.store;
  const [people, keys, qualifications] = await Promise.all([read.people(), read.keys(), read.qualifications()]);
  const now = workplace.clock();
  const state = ({ from, until, revokedAt }: Qualification): QualificationState => (revokedAt !== null ? "revoked" : now >= until ? "expired" : now < from ? "not-yet" : "holds");
  return { people, keys, qualifications: qualifications.map((each) => ({ ...each, state: state(each) })) };
}

async function refuseSelf(workplace: Workplace, granter: Person): Promise<void> {
  const others = (await workplace.store.read.people()).filter(({ kind, active, id }) => kind === "person" && active && id !== granter.id);
  if (others.length > 0) await refuse(workplace, "qualify", "self-granted", granter, `${granter.name} cannot qualify ${granter.name}: somebody else grants it.`);
}

async function requireKey(workplace: Workplace, fingerprint: string): Promise<Key> {
  const key = (await workplace.store.read.keys()).find((other) => other.fingerprint === fingerprint);
  if (key) return key;
  throw new Failure("not-found", `No key ${fingerprint} is enrolled.`, { hint: "`countersign keys list` shows which are." });
}

async function requireQualification(workplace: Workplace, id: string): Promise<Qualification> {
  const found = (await workplace.store.read.qualifications()).find((other) => other.id === id);
  if (found) return found;
  throw new Failure("not-found", `There is no qualification ${id}.`, { hint: "`countersign qualify list` shows which there are." });
}

function refuseOddNames(handle: string, name: string, emails: readonly string[]): void {
  if (!fitsHandle(handle)) throw new Failure("bad-input", `${JSON.stringify(handle)} is not a handle.`, { hint: "Use up to 40 lower-case letters, digits, points and hyphens." });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (name.trim() === "" || name.length > 200 || /[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069]/.test(name))
    throw new Failure("bad-input", "A printed name has 1 to 200 visible characters.");
  const odd = emails.find((email) => !fitsAddress(email));
  if (odd !== undefined) throw new Failure("bad-input", `${JSON.stringify(odd)} is not an e-mail address.`);
}

function json(value: unknown) {
  return { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(value)) };
}
