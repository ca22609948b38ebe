import { openCase, type Workplace } from "../workflow/index.ts";
import { namesIn } from "./approvers.ts";
import { place, type Section, type Turn } from "./inbox.ts";

/** Sections of the inbox in which a change waits for the person who looks at it. */
const waiting = ["needsMyDecision", "escalatedToMe", "returnedToMe"] as const satisfies readonly Section[];
export type WaitingSection = (typeof waiting)[number];

/** That a change waits for a person. */
export interface WaitsFor {
  readonly person: string;
  readonly section: WaitingSection;
  readonly turn: Turn;
}

/** Everybody whom a change waits for now, as each of them finds it in their inbox. */
export async function turnsIn(workplace: Workplace, change: string): Promise<WaitsFor[]> {
  const [opened, nameOf] = await Promise.all([openCase(workplace, change), namesIn(workplace)]);
  const people = [...opened.people.persons.values()].filter(({ active, kind }) => active && kind === "person");
  const placed = await Promise.all(people.map(async ({ id }) => ({ person: id, ...(await place(workplace, opened, id, nameOf)) })));
  return placed.flatMap(({ person, section, turn }) => {
    const mine = waiting.find((each) => each === section);
    return mine === undefined ? [] : [{ person, section: mine, turn }];
  });
}
