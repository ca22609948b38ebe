import { fitsAddress, fitsHandle } from "../model/people.ts";
import { askText, type Prompt } from "./ask.ts";
import { line, type Page, under } from "./page.ts";

/** What founding an organisation takes. */
export interface Words {
  readonly organisation: string;
  readonly name: string;
  readonly email: string;
  readonly handle: string;
}

/** What each question is answered with where nothing is typed. */
export interface Usual extends Words {
  readonly branch: string;
}

/** What was said on the command line already; it is not asked. */
export type Said = { readonly [K in keyof Usual | "pack"]?: string | undefined };

export interface Answers {
  /** Null where the organisation is founded already. */
  readonly words: Words | null;
  /** The branch that changes go to. */
  readonly branch: string;
  readonly pack: string | null;
  readonly proposals: boolean;
  readonly disclosure: boolean;
  /** Whether the blueprint starts at once; its files are drafts otherwise. */
  readonly startsBlueprint: boolean;
}

export interface Situation {
  readonly founding: boolean;
  /** No branch is called as most are, so that it is asked for. */
  readonly branchUnusual: boolean;
  /** A policy stands in the repository already, so nothing about one is asked. */
  readonly policyStands: boolean;
  readonly proposals: number;
  readonly packs: readonly string[];
  /** No blueprint stands there yet, and nothing was said of one. */
  readonly blueprintOpen: boolean;
}

/** Asks at most nine questions, each with an answer that an empty line gives. Nothing is recorded or written before the last. */
export async function askInit(prompt: Prompt, situation: Situation, said: Said, usual: Usual): Promise<Answers> {
  const { founding, branchUnusual, policyStands, proposals } = situation;
  const ask = async (name: keyof Usual, label: string, preset: string) => said[name] ?? (await askText(prompt, label, preset));
  let words: Words | null = null;
  if (founding) {
    const organisation = await ask("organisation", "Name of the organisation", usual.organisation);
    const name = await ask("name", "Your name, as it is printed with a signature", usual.name);
    const email = said.email ?? (await askFitting(prompt, "Your e-mail address", usual.email, fitsAddress, "Write it as name@example.com."));
    const preset = handleOf(email) || usual.handle;
    const handle = said.handle ?? (await askFitting(prompt, "Your handle", preset, fitsHandle, "Use up to 40 lower-case letters, digits, points and hyphens."));
    words = { organisation, name, email, handle };
  }
  const branch = branchUnusual ? await ask("branch", "The branch that changes go to", usual.branch) : (said.branch ?? usual.branch);
  if (policyStands) return { words, branch, pack: null, proposals: false, disclosure: false, startsBlueprint: await askBlueprint(prompt, situation) };
  const pack = said.pack ?? (await askChoice(prompt, "Pack with the rules of a trade", ["none", ...situation.packs], "none"));
  return {
    words,
    branch,
    pack: pack === "none" ? null : pack,
    proposals:
      proposals > 0 &&
      (await askYesNo(prompt, proposals === 1 ? "Take the proposed change type into the policy?" : `Take the ${proposals} proposed change types into the policy?`, true)),
    disclosure: await askYesNo(prompt, "Must every change say which AI tools it used?", false),
    startsBlueprint: await askBlueprint(prompt, situation),
  };
}

async function askBlueprint(prompt: Prompt, { blueprintOpen }: Situation): Promise<boolean> {
  return blueprintOpen && (await askChoice(prompt, "Start the blueprint, in which no code passes the gate", ["now", "later"], "later")) === "now";
}

/** The beginning of an e-mail address, as a handle. */
export function handleOf(email: string): string {
  return (email.split("@")[0] ?? "").toLowerCase().replace(/[^a-z0-9-]/g, "-");
}

async function askChoice(prompt: Prompt, label: string, choices: readonly string[], usual: string): Promise<string> {
  for (;;) {
    const said = (await askText(prompt, `${label} (${choices.join(", ")})`, usual)).toLowerCase();
    if (choices.includes(said)) return said;
    prompt.say([under(3, `Answer with one of ${choices.join(", ")}.`)]);
  }
}

// Whoever mistypes is asked once more: a refusal after the last question would lose every answer.
async function askFitting(prompt: Prompt, label: string, usual: string, fits: (text: string) => boolean, help: string): Promise<string> {
  for (;;) {
    const said = await askText(prompt, label, usual === "" ? null : usual);
    if (fits(said)) return said;
    prompt.say([under(3, help)]);
  }
}

async function askYesNo(prompt: Prompt, label: string, usual: boolean): Promise<boolean> {
  for (;;) {
    const said = (await askText(prompt, `${label} (y/n)`, usual ? "y" : "n")).toLowerCase();
    if (["y", "yes"].includes(said)) return true;
    if (["n", "no"].includes(said)) return false;
    prompt.say([under(3, "Answer with y or n.")]);
  }
}

export const beforeAsking: Page = [line("An empty line takes what stands in brackets. Nothing is written before the last question; Control-C leaves everything as it was.")];
