import { adopterRoles, organisationPolicy, type Workplace } from "../workflow/index.ts";
import type { Named } from "./approvers.ts";
import { persons, policySigned, twoAdministrators } from "./checklists.ts";
import { policiesToAdopt } from "./policies-to-adopt.ts";

/** Something that an organisation still needs before its gates do what they are for. It is gone once the records say that it is done; nothing is ticked by hand. */
export interface NextStep {
  readonly id: "second-administrator" | "own-policy" | "first-project" | "project-policy" | "first-judge" | "pipeline-token";
  /** What to do, as an act. */
  readonly act: string;
  /** What the records say, and why it matters. */
  readonly state: string;
  /** The page where it is done. */
  readonly page: string;
  /** Who may do it. */
  readonly who: readonly Named[];
}

interface Found extends Omit<NextStep, "who"> {
  readonly roles: readonly string[];
}

const steps: readonly ((workplace: Workplace) => Promise<Found | readonly Found[] | null>)[] = [
  secondAdministrator,
  ownPolicy,
  firstProject,
  projectPolicies,
  firstJudge,
  pipelineToken,
];

/** What an organisation still lacks, in the order in which it is usually done; empty when nothing is missing. */
export async function nextSteps(workplace: Workplace): Promise<NextStep[]> {
  const everybody = await persons(workplace);
  const holding = (roles: readonly string[]) => everybody.filter((person) => person.roles.some((role) => roles.includes(role))).map(({ id, name }) => ({ id, name }));
  const found = await Promise.all(steps.map((step) => step(workplace)));
  return found.flatMap((step) => step ?? []).map(({ roles, ...told }) => ({ ...told, who: holding(roles) }));
}

async function secondAdministrator(workplace: Workplace): Promise<Found | null> {
  const { done, state } = await twoAdministrators(workplace);
  if (done) return null;
  return {
    id: "second-administrator",
    act: "Invite a second administrator",
    state: `${state} Whoever loses every passkey is let in again by two.`,
    page: "/people",
    roles: ["administrator"],
  };
}

async function ownPolicy(workplace: Workplace): Promise<Found | null> {
  const { done } = await policySigned(workplace);
  if (done) return null;
  return {
    id: "own-policy",
    act: "Put a policy of your own in force",
    state: "The built-in rules hold, and nobody has signed them. Begin with their text and change what is different here.",
    page: "/policy/adopt",
    roles: adopterRoles,
  };
}

async function firstProject({ store }: Workplace): Promise<Found | null> {
  if ((await store.read.projects()).length > 0) return null;
  return {
    id: "first-project",
    act: "Govern a repository",
    state: "No project is registered, so no change can be put forward. `countersign init` registers one, in a clone on the server's machine.",
    page: "/changes",
    roles: ["administrator", "engineering-lead", "policy-owner"],
  };
}

async function projectPolicies(workplace: Workplace): Promise<Found[]> {
  return (await policiesToAdopt(workplace)).map(({ project, file }) => ({
    id: "project-policy",
    act: `Put the policy of ${project} in force`,
    state: `The branch that its changes go to holds a \`${file}\` that nobody has put in force as it stands there, so no change of ${project} can be put forward.`,
    page: `/policy/adopt?project=${encodeURIComponent(project)}`,
    roles: adopterRoles,
  }));
}

async function firstJudge(workplace: Workplace): Promise<Found | null> {
  const now = workplace.clock();
  const active = new Set((await persons(workplace)).map(({ id }) => id));
  const granted = await workplace.store.read.qualifications();
  if (granted.some(({ person, from, until, revokedAt }) => revokedAt === null && from <= now && now < until && active.has(person))) return null;
  const { qualifications } = (await organisationPolicy(workplace)).policy;
  const roles = [...new Set(Object.values(qualifications).flatMap(({ grantedBy }) => grantedBy))];
  return {
    id: "first-judge",
    act: "Say who is qualified to judge",
    state: `Nobody is qualified for anything, so no approval counts. The policy knows ${Object.keys(qualifications).join(", ") || "no qualification"}; nobody grants one to themselves.`,
    page: "/people",
    roles,
  };
}

async function pipelineToken({ store, clock }: Workplace): Promise<Found | null> {
  const [tokens, people] = await Promise.all([store.read.tokens(), store.read.people()]);
  const active = new Set(people.flatMap(({ id, active: is }) => (is ? [id] : [])));
  if (tokens.some(({ person, scopes, until, revokedAt }) => revokedAt === null && until > clock() && active.has(person) && scopes.some((scope) => scope !== "read"))) return null;
  return {
    id: "pipeline-token",
    act: "Give the pipeline a token",
    state: "No token lets a pipeline bring reports or ask the gate. Enrol the pipeline as an agent, then issue one on its page.",
    page: "/people",
    roles: ["administrator"],
  };
}
