import type { Person } from "../model/people.ts";
import type { Store } from "../store/index.ts";
import type { Workplace } from "../workflow/index.ts";

interface Known {
  /** Entries of the ledger that were looked at. */
  size: number;
  /** When each person was last made inactive, in milliseconds since the epoch. */
  readonly left: Map<string, number>;
}

const ledgers = new WeakMap<Store, Known>();
const atOnce = 200;

/**
 * The natural person who is active now and has been ever since a moment; else null. What let somebody in before they were made inactive, by whichever process, lets them in no more when they are active
 * again (G14). In the very millisecond it is refused, too.
 */
export async function standingPerson(workplace: Workplace, id: string, since: number): Promise<Person | null> {
  const person = await workplace.store.read.person(id);
  if (person === null || !person.active || person.kind !== "person") return null;
  return ((await leftUntilNow(workplace)).get(person.id) ?? Number.NEGATIVE_INFINITY) < since ? person : null;
}

// Each entry is looked at once: from the newest back to where the last look began.
async function leftUntilNow({ store }: Workplace): Promise<ReadonlyMap<string, number>> {
  const known = ledgers.get(store) ?? { size: 0, left: new Map<string, number>() };
  ledgers.set(store, known);
  const size = await store.read.size();
  for (let before = size; before > known.size; ) {
    const facts = await store.read.factsBefore(before, atOnce, ["person-changed"]);
    for (const { type, data, at } of facts) if (type === "person-changed" && !data.active) known.left.set(data.person, Math.max(at, known.left.get(data.person) ?? at));
    before = facts.length < atOnce ? 0 : (facts.at(-1)?.index ?? 0);
  }
  known.size = Math.max(known.size, size);
  return known.left;
}
