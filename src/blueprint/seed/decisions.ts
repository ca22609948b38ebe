import type { DecisionArea } from "../files.ts";
import type { Consequence, DecisionRecord } from "../records/record.ts";
import type { SeedOptions } from "./head.ts";

export interface SeededDecision {
  readonly area: DecisionArea;
  readonly record: DecisionRecord;
  /** How `blueprint.yaml` names it. */
  readonly entry: string;
}

interface Seed {
  readonly area: DecisionArea;
  readonly title: string;
  readonly context: string;
  readonly drivers: readonly string[];
  readonly options: readonly string[];
  readonly because: string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly confirmation: string;
}

/** One proposal for each area, to be argued about: the first of its options is only what most teams of this size come to. */
export function decisionSeeds({ owner, policy, records, today }: SeedOptions): SeededDecision[] {
  return seeds.map((seed, at) => {
    const number = records.next + at;
    const file = `${records.folder}/${String(number).padStart(4, "0")}-${slug(seed.title)}.md`;
    const record: DecisionRecord = {
      file,
      number,
      title: seed.title,
      status: "proposed",
      supersededBy: null,
      date: today,
      decisionMakers: [owner],
      consulted: [],
      informed: [],
      context: seed.context,
      drivers: seed.drivers,
      options: seed.options,
      chosen: seed.options[0] ?? null,
      because: seed.because,
      outcome: "",
      consequences: [...seed.good.map((because): Consequence => ({ effect: "good", because })), ...seed.bad.map((because): Consequence => ({ effect: "bad", because }))],
      confirmation: seed.confirmation,
      prosAndCons: [],
      more: "",
      tools: seed.area === "ai-tooling" ? policy.ai.tools.map(({ tool }) => tool) : [],
      constraints: seed.area === "ai-tooling" ? policy.constraints.map(({ id }) => id) : [],
    };
    return { area: seed.area, record, entry: file.startsWith(".countersign/") ? file.slice(".countersign/".length) : file };
  });
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

const seeds: readonly Seed[] = [
  {
    area: "architecture",
    title: "Begin with one deployable made of modules",
    context: "Boundaries between parts are dear to move once others build on them, and we know least about them now. How is the system cut at the beginning?",
    drivers: [
      "What is learned in the first months moves boundaries",
      "Whoever reviews a change should see all of its effect",
      "Code that AI writes crosses boundaries that nothing checks",
    ],
    options: ["One deployable made of modules", "Services from the start", "No boundaries until they are needed"],
    because: "a boundary inside one deployable is moved with one change, and a check in the pipeline keeps it all the same",
    good: ["a boundary is moved by a reviewed change, not by a project", "one test run shows whether it still works"],
    bad: ["a part that needs to grow alone has to be cut out later"],
    confirmation: "A check of imports in the pipeline fails where a module reaches into another; reviewers of business logic see its result.",
  },
  {
    area: "data",
    title: "Give every kind of data an owner and a class",
    context: "Code is written against data before anybody has said whose it is, who may see it, and how long it is kept. How do we know it when we need to?",
    drivers: ["What may be sent to an AI tool depends on the class", "Deletion has to find everything", "Test data comes from somewhere"],
    options: ["One table of kinds of data with owner, class and retention", "Decided by each team where it arises", "Everything is treated as the most sensitive"],
    because: "people can look it up in a minute, and rules for code and for tools can name the classes",
    good: ["the AI policy and the rules for logs speak of the same classes"],
    bad: ["a new kind of data waits until it has an owner"],
    confirmation: "The AI policy lists the classes; rules for code name the fields; a change to stored data is approved by somebody who is qualified for it.",
  },
  {
    area: "security",
    title: "Treat what AI wrote as written by a stranger",
    context: "Generated code reads well and carries the weaknesses of what it learned from. How much is it trusted before somebody has judged it?",
    drivers: ["An agent can be steered by text that it reads", "Reviewers trust what looks finished", "Whoever gave the instruction answers for the result"],
    options: [
      "As written by a stranger, until two people who did not ask for it have judged it",
      "As written by whoever gave the instruction",
      "As safe where the checks are green",
    ],
    because: "the author cannot say why a line is there, so somebody else has to be able to",
    good: ["nobody approves what their own agent wrote", "weaknesses that come twice become a rule"],
    bad: ["small changes take a second reviewer"],
    confirmation: "The policy asks for more approvers by origin (ai.reviewers), and for somebody qualified for security in the security tier.",
  },
  {
    area: "operations",
    title: "Release only with a way back that was tried",
    context: "What reaches production is sometimes wrong. What has to be true before it goes there?",
    drivers: [
      "Time without the product is what people remember",
      "A migration cannot be taken back by deploying the old code",
      "Nobody should have to think of it for the first time at night",
    ],
    options: ["A named person releases, knowing blast radius and way back", "Every merge is deployed by itself", "Releases on fixed days, all together"],
    because: "somebody who knows both decides better than a calendar, and the ledger shows on what they relied",
    good: ["each deployment names who released it and on which verdict"],
    bad: ["a release waits for that person or a deputy"],
    confirmation: "The environment production asks for blast radius and rollback, and for a release manager.",
  },
  {
    area: "ai-tooling",
    title: "Use registered AI tools only, within their conditions",
    context: "AI tools write, read and send. Which of them are used here, for what, with which data, and what must the code that they write keep?",
    drivers: ["What is sent to a vendor cannot be taken back", "A new model behaves differently", "Defects should be traceable to tool and model"],
    options: ["Registered tools only, each with an owner, conditions and a review date", "Any tool, with disclosure", "No AI tools"],
    because: "help is real and so is the harm, and a register makes both visible",
    good: ["every tool has somebody who answers for it", "a tool can be suspended at once"],
    bad: ["a new tool waits for its review"],
    confirmation:
      "A change is denied at the gate that a tool wrote which is suspended, or, once there is a register, one that it does not name; so is one by a tool or major model whose review is not closed, which registering it opens.",
  },
];
