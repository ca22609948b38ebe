import type { TokenScope } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { By, Workplace } from "../workflow/index.ts";
import type { House } from "./house.ts";

/** Opens the organisation. Throws `Failure` (`not-initialised`) where none was founded: then nothing is recorded, and nobody could give an approval. */
export async function inOrganisation<T>(house: House, act: (workplace: Workplace) => Promise<T>): Promise<T> {
  return await house.within(async (workplace) => await act(requireOrganisation(workplace)));
}

export function requireOrganisation(workplace: Workplace | null): Workplace {
  if (workplace !== null) return workplace;
  throw new Failure("not-initialised", "No organisation was founded on this machine, so nothing can be recorded here and no change was put forward.", {
    hint: "A person founds one with `countersign init`, or connects you to the team's server. Until then get_rules, classify_change and explain_gate without a change work.",
  });
}

/** Who acts in what records something, as an agent. Throws `Failure` (`refused`) for whoever may not. */
export async function actingAgent(house: House, workplace: Workplace, scope: TokenScope): Promise<By> {
  requireScope(house, scope);
  const agent = await house.agent(workplace);
  if (agent !== null) return agent;
  throw new Failure("refused", "Nobody is named for whom this would be recorded.", {
    hint: "A person enrols an agent with `countersign people add HANDLE --agent` and starts this server with `countersign mcp --as HANDLE`.",
  });
}

export function requireScope(house: House, scope: TokenScope): void {
  if (house.may(scope)) return;
  throw new Failure("refused", `The token was not issued for ${scope}.`, { hint: "An administrator issues one with the scope that is needed." });
}
