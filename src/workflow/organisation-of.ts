import { type Governance, peopleState, ungoverned } from "../gate/index.ts";
import type { Organisation } from "./check.ts";
import { organisationSource } from "./policies.ts";
import { readGovernance } from "./read-governance.ts";
import type { Workplace } from "./workplace.ts";

/** What an organisation's ledger adds to a check. */
export async function organisationOf(workplace: Workplace): Promise<Organisation> {
  const { read } = workplace.store;
  const [people, qualifications, keys, policy] = await Promise.all([read.people(), read.qualifications(), read.keys(), organisationSource(workplace)]);
  return { people, state: peopleState(people, qualifications, keys), policy, governanceOf: (repository) => governanceOf(workplace, repository) };
}

/** Of the project that a repository is; a repository that is none is governed by nothing. */
async function governanceOf(workplace: Workplace, repository: string): Promise<Governance> {
  const project = (await workplace.store.read.projects()).find((each) => each.repository === repository);
  return project === undefined ? ungoverned : await readGovernance(workplace, project.id, null);
}
