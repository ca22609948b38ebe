import type { Person } from "../model/people.ts";
import type { Desk } from "./desk.ts";

/** A link with which a person makes a passkey and is signed in. The secret is in the fragment, which browsers don't send, so it stands in no log. Earlier links of that person end. */
export async function joinLinkFor({ state, settings }: Pick<Desk, "state" | "settings">, person: Pick<Person, "id">, by = "system"): Promise<string> {
  const { secret } = await state.invitations.issue(person.id, by);
  return `${settings.origin}/join#${secret}`;
}

/** The organisation's first administrator, as long as nobody could sign in as that person: without a passkey that holds. Else null. */
export async function administratorWithoutPasskey({ workplace }: Pick<Desk, "workplace">): Promise<Person | null> {
  const { read } = workplace.store;
  const [first] = (await read.people()).filter(({ kind, active, roles }) => kind === "person" && active && roles.includes("administrator"));
  const holds = (await read.keys()).some(({ person, kind, revokedAt }) => person === first?.id && kind === "passkey" && revokedAt === null);
  return first === undefined || holds ? null : first;
}
