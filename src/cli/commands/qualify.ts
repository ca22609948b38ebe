import { listPeople, qualify, revokeQualification } from "../../workflow/index.ts";
import { given, type Run } from "../command.ts";
import { line } from "../page.ts";
import { handleOf, qualificationsPage } from "../people-page.ts";
import { personNamed } from "../persons.ts";
import { exact } from "../time.ts";
import { actor, withWorkplace } from "../workplace.ts";

export const grant: Run = async (call) => {
  const { values } = call;
  const by = await actor(call);
  const wanted = { person: values.needed("PERSON"), domain: values.needed("DOMAIN"), basis: values.needed("basis"), ...given("until", values.text("until")) };
  const { qualification, people } = await withWorkplace(call, async (workplace) => ({
    qualification: await qualify(workplace, by, wanted),
    people: (await listPeople(workplace)).people,
  }));
  const until = exact(new Date(qualification.until).toISOString());
  return { json: { qualification }, page: [line(`${handleOf(qualification.person, people)} is qualified for ${qualification.domain} until ${until} (${qualification.id}).`)] };
};

export const revoke: Run = async (call) => {
  const by = await actor(call);
  const id = call.values.needed("ID");
  await withWorkplace(call, (workplace) => revokeQualification(workplace, by, id));
  return { json: { revoked: id }, page: [line(`The qualification ${id} has ended. Approvals that rested on it no longer count for changes that still wait.`)] };
};

export const list: Run = async (call) => {
  const { people, qualifications } = await withWorkplace(call, listPeople);
  const named = call.values.text("PERSON");
  const shown = named === undefined ? qualifications : qualifications.filter(({ person }) => person === personNamed(people, named).id);
  return { json: { qualifications: shown }, page: qualificationsPage(shown, people) };
};
