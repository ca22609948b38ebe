import type { Fact } from "../model/fact.ts";
import type { ReportDisorder } from "./disorder.ts";

/** Who is enrolled, in which roles and with which keys, as the facts up to an entry say. */
export class OrderPeople {
  readonly #persons = new Map<string, { kind: string; roles: readonly string[]; active: boolean }>();
  readonly #keys = new Map<string, { person: string; kind: string; revoked: boolean }>();

  next(fact: Fact): void {
    switch (fact.type) {
      case "person-enrolled":
        this.#persons.set(fact.data.person, { kind: fact.data.kind, roles: fact.data.roles, active: true });
        break;
      case "person-changed":
        this.#persons.set(fact.data.person, { kind: this.#persons.get(fact.data.person)?.kind ?? "unknown", roles: fact.data.roles, active: fact.data.active });
        break;
      case "key-enrolled":
        this.#keys.set(fact.data.fingerprint, { person: fact.data.person, kind: fact.data.kind, revoked: false });
        break;
      case "key-revoked":
        this.#keys.set(fact.data.fingerprint, { person: fact.data.person, kind: this.#keys.get(fact.data.fingerprint)?.kind ?? "unknown", revoked: true });
        break;
    }
  }

  isActivePerson(id: string): boolean {
    const known = this.#persons.get(id);
    return known?.kind === "person" && known.active;
  }

  holds(id: string, roles: readonly string[]): boolean {
    return this.#persons.get(id)?.roles.some((role) => roles.includes(role)) ?? false;
  }

  kindOfKey(fingerprint: string): string | undefined {
    return this.#keys.get(fingerprint)?.kind;
  }

  /** Reports whatever keeps somebody from acting at this entry. */
  actor(person: string, wrong: ReportDisorder): void {
    if (!this.#persons.has(person)) wrong("nobody", "the person was not enrolled.");
    else if (!this.isActivePerson(person)) wrong("not-a-person", "whoever did it was not an active natural person.");
  }

  /** The same for somebody who signs. */
  signer(person: string, fingerprint: string, wrong: ReportDisorder): void {
    const key = this.#keys.get(fingerprint);
    if (!this.#persons.has(person)) wrong("nobody", "the person was not enrolled.");
    else if (!this.isActivePerson(person)) wrong("not-a-person", "the signer was not an active natural person.");
    if (!key || key.person !== person || key.revoked) wrong("key-not-enrolled", "the key was not the person's, or was revoked.");
  }
}
