import type { Key, Person, Qualification } from "../model/people.ts";
import { type Page, table } from "./page.ts";
import { exact } from "./time.ts";

export function peoplePage(people: readonly Person[]): Page {
  const rows = people.map(({ handle, name, kind, roles, emails, active }) => [
    handle,
    name + (kind === "agent" ? " (agent)" : "") + (active ? "" : " (inactive)"),
    roles.join(", ") || "—",
    emails.join(", "),
  ]);
  return table(["handle", "name", "roles", "addresses"], rows, "Nobody is enrolled.");
}

export function keysPage(keys: readonly Key[], people: readonly Person[]): Page {
  const rows = keys.map(({ person, kind, fingerprint, enrolledAt, revokedAt }) => [
    handleOf(person, people),
    kind,
    fingerprint,
    `entry ${enrolledAt}${revokedAt === null ? "" : `, revoked at ${revokedAt}`}`,
  ]);
  return table(["person", "kind", "fingerprint", "enrolled"], rows, "No key is enrolled.");
}

export function qualificationsPage(qualifications: readonly (Qualification & { readonly state: string })[], people: readonly Person[]): Page {
  const rows = qualifications.map(({ id, person, domain, until, state, basis }) => [
    id,
    handleOf(person, people),
    domain,
    state,
    exact(new Date(until).toISOString()).slice(0, 10),
    basis,
  ]);
  return table(["id", "person", "domain", "state", "until", "basis"], rows, "Nobody is qualified yet.");
}

export function handleOf(id: string, people: readonly Pick<Person, "id" | "handle">[]): string {
  return people.find((person) => person.id === id)?.handle ?? id;
}
