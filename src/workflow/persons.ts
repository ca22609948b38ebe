import { Failure } from "../model/failure.ts";
import { type Person, spoken } from "../model/people.ts";
import { randomHex, type Workplace } from "./workplace.ts";

/** Handle, e-mail address or id of the acting person. */
export type By = string;

/** The person that a name stands for. Throws `Failure` (`not-found`). */
export async function findPerson(workplace: Workplace, who: By): Promise<Person> {
  const person = await workplace.store.read.person(who);
  if (person) return person;
  throw new Failure("not-found", `Nobody called ${JSON.stringify(who)} is enrolled.`, {
    hint: "`countersign people list` shows who is; `countersign people add` enrols somebody.",
  });
}

/** The active natural person who acts; an agent, and a person who is no longer active, is refused, and the attempt recorded (R5, R32). */
export async function requirePerson(workplace: Workplace, who: By, action: string): Promise<Person> {
  const person = await findPerson(workplace, who);
  if (person.kind === "agent")
    return await refuse(workplace, action, "not-a-person", person, `${person.name} is an agent, and only a person can do this: an agent may propose, attach and ask.`);
  if (!person.active) return await refuse(workplace, action, "person-inactive", person, `${person.name} is not active any more.`);
  return person;
}

/** The same, holding one of the roles. */
export async function requireRole(workplace: Workplace, who: By, action: string, roles: readonly string[]): Promise<Person> {
  const person = await requirePerson(workplace, who, action);
  if (person.roles.some((role) => roles.includes(role))) return person;
  return await refuse(workplace, action, "role-missing", person, `${person.name} may not do this: it needs the role ${roles.map(spoken).join(" or ")}.`);
}

/** Records that an attempt was refused, then refuses it. The refusal is durable before it is answered. */
export async function refuse(workplace: Workplace, action: string, code: string, person: Person | null, sentence: string): Promise<never> {
  await recordRefusal(workplace, action, code, person);
  throw new Failure("refused", sentence);
}

/** Records that something was given to a second person that only one can have, then refuses it (A19). */
export async function refuseSecond(workplace: Workplace, action: string, person: Person, sentence: string, hint: string): Promise<never> {
  await recordRefusal(workplace, action, "already-exists", person);
  throw new Failure("already-exists", sentence, { hint });
}

/** Records that an attempt was refused, for whoever words the refusal itself. `project` where it is counted by one. */
export async function recordRefusal(workplace: Workplace, action: string, code: string, person: Person | null, project?: string): Promise<void> {
  const key = `refused/${randomHex(workplace, 16)}`;
  const data = { action, code, person: person?.id ?? null, ...(project === undefined ? {} : { project }) };
  await workplace.store.append([{ type: "attempt-refused", actor: person?.id ?? "system", key, data }]);
}

/** Who acts in what concerns one person: that person, or an administrator. Anybody else is refused, and the attempt recorded. */
export async function requireSelfOrAdministrator(workplace: Workplace, by: By, person: Person, action: string): Promise<Person> {
  const actor = await findPerson(workplace, by);
  return actor.id === person.id ? await requirePerson(workplace, by, action) : await requireRole(workplace, by, action, ["administrator"]);
}
