import type { TokenScope } from "../model/fact.ts";
import type { Person } from "../model/people.ts";

/** Who sent a request. It comes from the session's cookie or the bearer token alone; nothing in a body names the actor (A11). */
export type Caller =
  /** `token` when an `Authorization` was sent that names nobody. */
  | { readonly kind: "nobody"; readonly token?: true }
  | {
      readonly kind: "person";
      readonly person: Person;
      /** Hash of the session's secret: its id in the state. */
      readonly session: string;
      /** When the person last proved presence with a passkey, in milliseconds since the epoch. */
      readonly provedAt: number;
    }
  /** `person` is the agent that the token was issued to. */
  | {
      readonly kind: "token";
      readonly person: Person;
      readonly token: string;
      readonly scopes: readonly TokenScope[];
      /** Milliseconds since the epoch; the token is of no use from then on. */
      readonly until: number;
    };

export type PersonCaller = Extract<Caller, { readonly kind: "person" }>;

/** The person of a call that access admits persons only to. */
export function personOf(caller: Caller): PersonCaller {
  // `refusalOf` let nobody else in; a route that asks for more than its access grants is a bug.
  if (caller.kind !== "person") throw new TypeError("a person was expected");
  return caller;
}

/** Id of whoever acts, person or agent. */
export function actorOf(caller: Caller): string {
  if (caller.kind === "nobody") throw new TypeError("somebody was expected");
  return caller.person.id;
}
