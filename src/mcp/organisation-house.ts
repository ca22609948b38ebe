import type { TokenScope } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type By, repositoryOf, type Workplace } from "../workflow/index.ts";
import type { House, Place } from "./house.ts";

export interface Guest {
  /** Id of the agent that the token was issued to. */
  readonly agent: By;
  readonly scopes: readonly TokenScope[];
}

/** The house of an organisation's server: its projects' repositories as they lie on its machine, and no checkout of the agent's. */
export function organisationHouse(workplace: Workplace, { agent, scopes }: Guest, report: (error: unknown) => void): House {
  return {
    within: async (act) => await act(workplace),
    place: async (_, project) => await placeOf(workplace, project),
    agent: async () => agent,
    may: (scope) => scopes.includes(scope),
    checkout: null,
    registries: null,
    clock: workplace.clock,
    report,
  };
}

async function placeOf(workplace: Workplace, named: string | undefined): Promise<Place> {
  const projects = await workplace.store.read.projects();
  const [only] = projects;
  const project = named === undefined ? (projects.length === 1 ? only : undefined) : projects.find(({ id }) => id === named);
  if (project === undefined) {
    const known = projects.slice(0, mostNamed).map(({ id }) => id);
    const sentence = named === undefined ? "It is not said which project is meant." : `No project called ${JSON.stringify(named)} is registered.`;
    throw new Failure(named === undefined ? "bad-usage" : "not-found", sentence, {
      hint: known.length === 0 ? "A person registers one with `countersign init`." : `Name one of ${known.join(", ")}.`,
    });
  }
  const path = await repositoryOf(workplace, project.id);
  if (path !== null) return { path, ref: project.branch, project: project.id };
  throw new Failure("repository-unreadable", `The server does not know where the repository of ${project.id} is.`, {
    hint: "A person puts a change forward from a clone on the server's machine once.",
  });
}

const mostNamed = 20;
