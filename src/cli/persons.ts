import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import { didYouMean } from "../policy/nearest.ts";

/** The enrolled person of that handle, e-mail address or id. Throws `Failure` (`not-found`). */
export function personNamed(people: readonly Person[], named: string): Person {
  const found = people.find(({ id, handle, emails }) => id === named || handle === named || emails.includes(named.toLowerCase()));
  if (found) return found;
  const handles = people.map(({ handle }) => handle);
  throw new Failure("not-found", `Nobody is enrolled as ${named}.`, { hint: didYouMean(named, handles, "See `countersign people list`.") });
}
