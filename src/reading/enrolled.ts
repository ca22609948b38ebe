import { identityOf } from "../provenance/index.ts";
import type { Workplace } from "../workflow/index.ts";

/** Whoever is enrolled with the address of a `Name <email>`, as `Name <email>` with the first of their addresses; else the text itself. */
export async function enrolledIn(workplace: Workplace): Promise<(text: string) => string> {
  const people = await workplace.store.read.people();
  const enrolled = new Map(people.flatMap(({ name, emails }) => emails.map((email) => [email.toLowerCase(), `${name} <${emails[0]}>`])));
  return (text) => enrolled.get(identityOf(text).email.toLowerCase()) ?? text;
}
