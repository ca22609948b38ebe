import { type Person, spoken } from "../model/people.ts";
import { poolOf } from "../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "./blueprint.ts";
import type { BlueprintFile } from "./files.ts";

/** What somebody must hold to be asked; both null asks anybody. */
export interface Asked {
  readonly qualification: string | null;
  readonly role: string | null;
}

/** Who holds something, by the names under which documents print them. */
export interface Holders {
  /** Whether people are enrolled; otherwise names are those that `blueprint.yaml` gives. */
  readonly enrolled: boolean;
  holding(asked: Asked): readonly string[];
  /** The printed name of a handle or an e-mail address; as it was typed where nobody is known by it. */
  nameOf(typed: string): string;
}

/** Who holds which role and qualification: the people who are enrolled, or while nobody is, whom `blueprint.yaml` names under a role or under a qualification's name. */
export function holdersOf(files: Pick<BlueprintFiles, "blueprint">, { people, qualifications, now }: BlueprintContext): Holders {
  if (people === null || people.length === 0) return named(files.blueprint?.file.people ?? {});
  const known = { people, qualifications, now };
  return { enrolled: true, holding: (asked) => poolOf(known, asked).map(({ name }) => name), nameOf: (typed) => nameIn(people, typed) };
}

function nameIn(people: readonly Person[], typed: string): string {
  return people.find(({ handle, emails }) => handle === typed || emails.includes(typed.toLowerCase()))?.name ?? typed;
}

function named(people: BlueprintFile["people"]): Holders {
  const holds = (name: string) => people[name]?.holds ?? [];
  const everybody = [...new Set(Object.values(people).flatMap((each) => each.holds))];
  const holding = ({ qualification, role }: Asked) => {
    const both = [qualification, role].filter((name) => name !== null);
    return both.length === 0 ? everybody : both.map(holds).reduce((all, these) => all.filter((one) => these.includes(one)));
  };
  return { enrolled: false, holding, nameOf: (typed) => typed };
}

/** `engineering lead who is qualified for security`. */
export function askedText({ qualification, role }: Asked): string {
  const parts = [role === null ? "" : spoken(role), qualification === null ? "" : `qualified for ${spoken(qualification)}`].filter(Boolean);
  return parts.join(" who is ") || "anybody";
}

/** `Nobody has the role architect.` */
export function unheldText({ enrolled }: Holders, { qualification, role }: Asked): string {
  const parts = [role === null ? "" : `has the role ${spoken(role)}`, qualification === null ? "" : `is qualified for ${spoken(qualification)}`].filter(Boolean);
  return `Nobody ${parts.join(" and ") || (enrolled ? "is enrolled and active" : "is named")}.`;
}

/** What mends it. */
export function unheldHint({ enrolled }: Holders, { qualification, role }: Asked): string {
  const what = [role === null ? "" : `the role \`${role}\``, qualification === null ? "" : `the qualification \`${qualification}\``].filter(Boolean).join(" and ");
  if (what === "") return enrolled ? "Enrol people, or activate them again." : "Name people under `people` in `.countersign/blueprint.yaml`.";
  if (enrolled) return `Give somebody ${what}.`;
  const names = [role, qualification].filter((name) => name !== null).map((name) => `\`people.${name}\``);
  return `Name somebody under ${names.join(" and ")} in \`.countersign/blueprint.yaml\`, or enrol people.`;
}
