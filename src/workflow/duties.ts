import { eligible, type PeopleState, peopleState, type Release } from "../gate/index.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person, Qualification } from "../model/people.ts";
import type { DeputyRecord } from "../store/index.ts";
import { type Case, judgeCase, openCase, readPeople } from "./case.ts";
import { endDraft, openDeputyships } from "./deputies.ts";
import { mayResolve } from "./escalate.ts";
import { type By, findPerson, requireRole } from "./persons.ts";
import { decideAndAppend, randomHex, type Workplace } from "./workplace.ts";

/** What would be left without somebody, or wait longer, were a person not active any more (R105). */
export interface Duties {
  readonly person: Person;
  /** Roles that nobody else holds. */
  readonly roles: readonly string[];
  /** Domains that nobody else is qualified for. */
  readonly qualifications: readonly string[];
  /** Open escalations that nobody else can resolve. */
  readonly escalations: readonly { readonly id: string; readonly change: string }[];
  /** Open changes that wait for the person's decision; `alone` when without the person nobody could let them pass. */
  readonly changes: readonly { readonly id: string; readonly title: string; readonly alone: boolean }[];
  /** Who stands in for the person, and for whom the person stands in; these end with the person's activity. */
  readonly deputyships: readonly DeputyRecord[];
  /** Agents that the person enrolled and tokens that the person issued. They pass to the administrators, of whom one always remains. */
  readonly agents: readonly Person[];
  readonly tokens: readonly { readonly id: string; readonly label: string }[];
}

export interface Reassignment {
  /** Who takes over each role. */
  readonly roles?: { readonly [role: string]: By };
  /** By name, what is left open knowingly: domains of qualifications, which are granted and cannot be handed over, and ids of escalations and changes. */
  readonly leaveOpen?: readonly string[];
}

/** The duties of a person as they stand. Throws `Failure` (`not-found`). */
export async function dutiesOf(workplace: Workplace, who: By): Promise<Duties> {
  return await dutiesIn(workplace, await findPerson(workplace, who), new Map());
}

/**
 * Ends a person's or an agent's activity and hands the duties over, in one step (R105). Refused while a duty is left without somebody that `reassign` neither gives away nor names as left
 * open. What the person did stays under the person's name. Throws `Failure`: `bad-input`, `refused`, `not-found`.
 */
export async function deactivate(workplace: Workplace, by: By, who: By, reassign: Reassignment = {}): Promise<Person> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const administrator = await requireRole(workplace, by, "change-person", ["administrator"]);
    const person = await findPerson(workplace, who);
    if (!person.active) return { size, drafts: [], answer: () => person };
    const taken = await takenBy(workplace, person, reassign.roles ?? {});
    requireHandedOver(await dutiesIn(workplace, person, taken), reassign);
    const given = Object.keys(reassign.roles ?? {});
    const changed = [...taken.values(), { ...person, roles: person.roles.filter((role) => !given.includes(role)), active: false }];
    const ended = (await openDeputyships(workplace, person.id)).map((deputyship) => endDraft(administrator.id, deputyship));
    return { size, drafts: [...changed.map((each) => changeDraft(workplace, administrator, each)), ...ended], answer: () => findPerson(workplace, person.id) };
  });
}

/** Throws `Failure` (`bad-input`) while anything would be left without somebody. */
export function requireHandedOver({ person, roles, qualifications, escalations, changes }: Duties, { leaveOpen = [] }: Reassignment): void {
  const alone = [...escalations, ...changes.filter((change) => change.alone)].map(({ id }) => id);
  const open = [...roles.map((role) => `the role ${role}`), ...[...qualifications, ...alone].filter((name) => !leaveOpen.includes(name))];
  if (open.length === 0) return;
  throw new Failure("bad-input", `Without ${person.name} nobody would be left for ${open.join(", ")}.`, {
    hint: "Give each role to somebody else; name what is to be left open: qualifications, escalations and changes.",
  });
}

function changeDraft(workplace: Workplace, administrator: Person, { id, roles, active }: Person): Draft {
  return { type: "person-changed", actor: administrator.id, key: `person-changed/${randomHex(workplace, 12)}`, data: { person: id, roles: [...roles], active } };
}

/** Those who take roles over, as they will be, by id. */
async function takenBy(workplace: Workplace, leaving: Person, roles: { readonly [role: string]: By }): Promise<Map<string, Person>> {
  const taken = new Map<string, Person>();
  for (const [role, who] of Object.entries(roles)) {
    if (!leaving.roles.includes(role))
      throw new Failure("bad-input", `${leaving.name} does not hold the role ${role}.`, { hint: `It would be one of ${leaving.roles.join(", ")}.` });
    const found = await findPerson(workplace, who);
    const heir = taken.get(found.id) ?? found;
    if (heir.kind === "agent" || !heir.active || heir.id === leaving.id)
      throw new Failure("bad-input", `${heir.name} cannot take over the role ${role}.`, { hint: "Name another active person." });
    if (!heir.roles.includes(role)) taken.set(heir.id, { ...heir, roles: [...heir.roles, role] });
  }
  return taken;
}

/** What is left when the person has gone and the others are as `taken` has them. */
async function dutiesIn(workplace: Workplace, person: Person, taken: ReadonlyMap<string, Person>): Promise<Duties> {
  const { read } = workplace.store;
  const [before, enrolledBy, tokens, qualifications] = await Promise.all([readPeople(workplace), read.enrolledBy(), read.tokens(), read.qualifications()]);
  const now = workplace.clock();
  const everybody = [...before.persons.values()].map((each) => (each.id === person.id ? { ...each, active: false } : (taken.get(each.id) ?? each)));
  const deputies = before.deputies.filter((each) => each.person !== person.id && each.deputy !== person.id);
  const after = peopleState(everybody, qualifications, before.keys.values(), before.roles, deputies);
  const nobody = (wanted: { qualification: string | null; role: string | null }) => eligible(after, new Set(), now, wanted).length === 0;
  const human = person.kind === "person" && person.active;
  return {
    person,
    roles: human ? person.roles.filter((role) => nobody({ role, qualification: null })) : [],
    qualifications: human ? heldNow(qualifications, person, now).filter((qualification) => nobody({ role: null, qualification })) : [],
    ...(human ? await openDuties(workplace, person, after, now) : { escalations: [], changes: [] }),
    deputyships: await openDeputyships(workplace, person.id),
    agents: everybody.filter(({ id, kind, active }) => kind === "agent" && active && enrolledBy.get(id) === person.id),
    tokens: tokens.filter(({ issuedBy, revokedAt, until }) => issuedBy === person.id && revokedAt === null && now < until).map(({ id, label }) => ({ id, label })),
  };
}

function heldNow(qualifications: readonly Qualification[], person: Person, now: number): string[] {
  const held = qualifications.filter((each) => each.person === person.id && each.revokedAt === null && now >= each.from && now < each.until);
  return [...new Set(held.map(({ domain }) => domain))];
}

async function openDuties(workplace: Workplace, person: Person, after: PeopleState, now: number): Promise<Pick<Duties, "escalations" | "changes">> {
  const escalations: { id: string; change: string }[] = [];
  const changes: { id: string; title: string; alone: boolean }[] = [];
  for (const { opened, scopes } of await openCases(workplace)) {
    const without: Case = { ...opened, people: after };
    for (const escalation of opened.escalations.filter(({ kind, resolvedAt }) => resolvedAt === null && kind !== "overdue")) {
      const left = [...after.persons.keys()].some((id) => mayResolve(without, escalation, id, now));
      if (!left && mayResolve(opened, escalation, person.id, now)) escalations.push({ id: escalation.id, change: opened.summary.id });
    }
    const waits = scopes.some((scope) => judgeCase(opened, scope, now).reasons.some(({ code, who }) => code === "approval-missing" && who.includes(person.id)));
    const alone = scopes.some((scope) => isStuck(without, scope, now) && !isStuck(opened, scope, now));
    if (waits || alone) changes.push({ id: opened.summary.id, title: opened.summary.title, alone });
  }
  return { escalations, changes };
}

function isStuck(opened: Case, scope: Release | null, now: number): boolean {
  return judgeCase(opened, scope, now).reasons.some(({ code }) => code === "nobody-can-approve");
}

/** The changes that have not gone out, with what was asked about each: the change itself, and the releases that its gates were asked about. */
async function openCases(workplace: Workplace): Promise<{ readonly opened: Case; readonly scopes: readonly (Release | null)[] }[]> {
  const { read } = workplace.store;
  const [changes, deployments, escalations] = await Promise.all([read.changes(), read.deployments(), read.escalations({ open: true })]);
  const gone = new Set(deployments.flatMap(({ change, stage }) => (stage === "succeeded" ? [change] : [])));
  const held = new Set(escalations.map(({ change }) => change));
  const cases = [];
  for (const { id, revision } of changes.filter((change) => !gone.has(change.id) || held.has(change.id))) {
    const opened = await openOrNull(workplace, id);
    if (opened === null) continue;
    const asked = (await read.verdicts(id)).filter((verdict) => verdict.revision === revision);
    const last = new Map(asked.flatMap(({ environment, artifact }) => (environment === null ? [] : [[environment, { environment, artifact }]])));
    cases.push({ opened, scopes: gone.has(id) ? [] : [null, ...last.values()] });
  }
  return cases;
}

// A change that cannot be judged any more waits for nobody.
async function openOrNull(workplace: Workplace, id: string): Promise<Case | null> {
  try {
    return await openCase(workplace, id);
  } catch (error) {
    if (error instanceof Failure && error.code !== "integrity") return null;
    throw error;
  }
}
