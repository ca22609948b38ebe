import { peopleState } from "../gate/index.ts";
import type { Organisation } from "./check.ts";
import { organisationSource } from "./policies.ts";
import type { Workplace } from "./workplace.ts";

/** What an organisation's ledger adds to a check. */
export async function organisationOf(workplace: Workplace): Promise<Organisation> {
  const { read } = workplace.store;
  const [people, qualifications, keys, policy] = await Promise.all([read.people(), read.qualifications(), read.keys(), organisationSource(workplace)]);
  return { people, state: peopleState(people, qualifications, keys), policy };
}
