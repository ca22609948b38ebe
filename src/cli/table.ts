import { agents } from "./table/agents.ts";
import { begin } from "./table/begin.ts";
import { blueprint } from "./table/blueprint.ts";
import { ofChange } from "./table/change.ts";
import { deployment } from "./table/deployment.ts";
import type { CommandEntry, OptionEntry } from "./table/entry.ts";
import { machine } from "./table/machine.ts";
import { people } from "./table/people.ts";
import { ofPolicy } from "./table/policy.ts";
import { proof } from "./table/proof.ts";

export { type ArgumentEntry, type CommandEntry, type ExitCode, exitCodes, type OptionEntry, parts } from "./table/entry.ts";

/** Options that every command takes. */
export const everywhere: readonly OptionEntry[] = [
  { flags: "--json", says: "One JSON document on standard output and nothing else, also for a failure" },
  { flags: "--data <FOLDER>", says: "The data folder; else COUNTERSIGN_DATA, else the user's own" },
  { flags: "--config <FILE>", says: "The file of settings; else COUNTERSIGN_CONFIG, else countersign.config.yaml here and in the data folder" },
  { flags: "--sample", says: "Work on the sample that `countersign sample` made" },
  { flags: "--as <PERSON>", says: "Who acts: a handle or an e-mail address; else COUNTERSIGN_PERSON, else git's user.email" },
  { flags: "--no-color", says: "No colour; NO_COLOR is kept as well" },
];

export const repositoryOption: OptionEntry = { flags: "--repo <PATH>", says: "The repository; else COUNTERSIGN_REPO, else the current folder" };

/** The commands. Programs, help, completion and `docs/reference/commands.md` are generated from this table and nothing else. */
export const commands: readonly CommandEntry[] = [...begin, ...ofChange, ...deployment, ...people, ...ofPolicy, ...blueprint, ...agents, ...proof, ...machine];

/** What a group of commands is about. */
export const groups: Readonly<Record<string, string>> = {
  evidence: "Reports about a commit",
  record: "Who writes which lines, recorded while they are written",
  reversal: "Changes that took back earlier ones, and what was to be learnt",
  deploy: "The deployment log, bound to the verdicts it relies on",
  people: "People and agents",
  keys: "The keys that people sign with",
  qualify: "Who is fit to judge which domain",
  policy: "What the policy says, what is wrong with it, and putting it in force",
  blueprint: "What is decided and signed before code is written",
  risk: "The risk register and who accepts what",
  phase: "The phases of delivery and what each must prove",
  adr: "Decision records in the form of MADR 4",
  tools: "The AI tools of the organisation",
  ledger: "The append-only log of everything that happened",
};

/** Words of the first level: single commands and groups, in the table's order. */
export const firstWords: readonly string[] = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? name))];

/** The commands of a group, or the one command of that name. */
export function commandsUnder(word: string): readonly CommandEntry[] {
  return commands.filter(({ name }) => name === word || name.startsWith(`${word} `));
}

/** All options of a command as its help lists them. One of its own takes the place of one that every command takes. */
export function optionsOf(entry: CommandEntry): readonly OptionEntry[] {
  const own = new Set(entry.options.map(nameOf));
  return [...entry.options, ...(entry.repository ? [repositoryOption] : []), ...everywhere.filter((option) => !own.has(nameOf(option)))];
}

function nameOf({ flags }: OptionEntry): string {
  return flags.split(" ")[0] ?? flags;
}
