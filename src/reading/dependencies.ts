import type { AssessedUpdate, Item } from "../gate/index.ts";
import { visible } from "../git/index.ts";
import type { Case } from "../workflow/index.ts";

/** An update as people read it. Names, versions and licences are whatever a manifest's author typed, so everything is made visible (C02). */
export type ShownUpdate = Pick<AssessedUpdate, "ecosystem" | "name" | "from" | "to" | "jump" | "risk" | "because" | "severity" | "suspect"> & {
  readonly licence: string | null;
  readonly direct: boolean;
  /** How many flaws are known of what comes in. */
  readonly flaws: number;
  /** Id of the question that asks about it; null where none does. */
  readonly question: string | null;
};

/** What a change does to its dependencies. */
export interface ShownDependencies {
  readonly updates: readonly ShownUpdate[];
  readonly troubles: readonly string[];
  readonly beside: readonly string[];
}

export function shownDependencies({ assessment, detail: { dependencies } }: Case): ShownDependencies {
  return {
    updates: assessment.updates.map((update) => shownUpdate(update, assessment.change.items)),
    troubles: dependencies.troubles.map(visible),
    beside: dependencies.beside.map(visible),
  };
}

function shownUpdate({ ecosystem, name, from, to, jump, risk, because, severity, licence, direct, suspect, advisories }: AssessedUpdate, items: readonly Item[]): ShownUpdate {
  const shown = (text: string | null | undefined) => (text === null || text === undefined ? null : visible(text));
  const versions = { from: shown(from), to: shown(to), licence: shown(licence) };
  const question = items.find((item) => item.about === "update" && item.names.includes(name))?.id ?? null;
  const known = { severity, flaws: advisories.length, suspect };
  return { ecosystem, name: visible(name), ...versions, jump, risk, because: because.map(visible), ...known, direct: direct !== false, question };
}
