import { Failure } from "../../model/failure.ts";
import { type Person, standardRoles } from "../../model/people.ts";
import { nearest } from "../../policy/index.ts";
import { changePerson, enrolPerson, listPeople } from "../../workflow/index.ts";
import { type Answer, given, next, type Run } from "../command.ts";
import { command, line, type Page } from "../page.ts";
import { peoplePage } from "../people-page.ts";
import { actor, withWorkplace } from "../workplace.ts";

export const list: Run = async (call) => {
  const all = await withWorkplace(call, listPeople);
  return { json: all, page: peoplePage(all.people) };
};

export const add: Run = async (call) => {
  const { values } = call;
  const by = await actor(call);
  const person = {
    handle: values.needed("HANDLE"),
    name: values.needed("name"),
    emails: [...values.list("email")],
    roles: [...values.list("role")],
    kind: values.flag("agent") ? ("agent" as const) : ("person" as const),
  };
  const enrolled = await withWorkplace(call, (workplace) => enrolPerson(workplace, by, person));
  const enrolment = said(enrolled, `${enrolled.name} is enrolled as ${enrolled.handle}.${enrolled.kind === "agent" ? " An agent never decides." : " Next, a key to sign with:"}`);
  return enrolled.kind === "agent" ? enrolment : { ...enrolment, page: [...enrolment.page, command(next(call, `keys add ${enrolled.handle} FILE.pub`))] };
};

export const change: Run = async (call) => {
  const { values } = call;
  const [roles, emails, none, activate] = [values.list("role"), values.list("email"), values.flag("no-roles"), values.flag("activate")];
  if (none && roles.length > 0) throw new Failure("bad-usage", "--role and --no-roles contradict each other.", { hint: "Leave one out." });
  if (!none && !activate && roles.length + emails.length === 0)
    throw new Failure("bad-usage", "Nothing is to be changed.", { hint: "Say what, with --role, --no-roles, --email or --activate." });
  const changed = await applyChange(call, {
    ...given("roles", none ? [] : roles.length > 0 ? [...roles] : undefined),
    ...given("emails", emails.length > 0 ? [...emails] : undefined),
    ...given("active", activate ? true : undefined),
  });
  return said(changed, `${changed.name} now has the roles ${changed.roles.join(", ") || "(none)"} and the addresses ${changed.emails.join(", ")}.`);
};

export const deactivate: Run = async (call) => {
  const changed = await applyChange(call, { active: false });
  return said(changed, `${changed.name} is no longer active. What ${changed.handle} signed keeps the name.`);
};

async function applyChange(call: Parameters<Run>[0], what: { roles?: string[]; emails?: string[]; active?: boolean }): Promise<Person> {
  const by = await actor(call);
  return await withWorkplace(call, (workplace) => changePerson(workplace, by, call.values.needed("PERSON"), what));
}

// An organisation may have roles of its own, so one that looks misspelt is taken and told.
function misspelt({ handle, roles }: Person): Page {
  const known: readonly string[] = standardRoles;
  const meant = roles.map((role) => (known.includes(role) ? role : (nearest(role, known) ?? role)));
  const odd = roles.flatMap((role, at) => (role === meant[at] ? [] : [line(`${JSON.stringify(role)} is taken as a role of your own. Did you mean \`${meant[at]}\`?`)]));
  return odd.length === 0 ? [] : [...odd, command(`countersign people change ${handle} ${[...new Set(meant)].map((role) => `--role ${role}`).join(" ")}`)];
}

function said(person: Person, sentence: string): Answer {
  return { json: { person }, page: [line(sentence), ...misspelt(person)] };
}
