import type { AiPolicyFile } from "../files.ts";
import { headComments, headSeed, type SeedOptions } from "./head.ts";
import type { Comments } from "./yaml-text.ts";

export function aiPolicySeed(options: SeedOptions): AiPolicyFile {
  return {
    "ai-policy": 1,
    document: headSeed(options, "ai-policy", `AI policy of ${options.project}`, ["engineering-lead", "policy-owner"]),
    purpose: "That people use AI where it helps, and know what they may send, what they must judge, and what they answer for.",
    scope: `Everybody who works on ${options.project}, employed or not, and every tool that writes, reviews or explains its code, its documents or its data.`,
    permitted: [
      "Writing code, tests and documents with a registered tool, within its conditions",
      "Asking a registered tool to explain, translate, search or review what may be sent to it",
      "Letting an agent work on a branch of its own, on the instruction of a person who answers for it",
    ],
    prohibited: [
      "Sending secrets: keys, passwords, tokens, certificates, files of the environment",
      "Sending data about people: customers, patients, employees, in any form that can be traced back",
      "Using a private or consumer account for work",
      "Skipping a review, or approving without having judged, because a tool wrote or checked it",
      "Switching off a scan, a test, a rule or the recording so that something passes",
      "Letting an agent approve, waive, release, or hold rights that its task does not need",
    ],
    "data-classes": [
      { class: "public", means: "What stands on the web already: open source, published documentation", send: "any-tool" },
      { class: "internal", means: "Our own code, issues, plans and messages without data about people", send: "approved-tools" },
      {
        class: "confidential",
        means: "Contracts, prices, weaknesses that are not mended, what customers gave us in confidence",
        send: "never",
        says: "Name the class in a tool's conditions, and say `named-tools` here, once an agreement covers it.",
      },
      { class: "personal", means: "Anything about a person who can be recognised from it", send: "never", says: "Make up data of the same shape instead." },
      { class: "secret", means: "Whatever opens a door: keys, passwords, tokens", send: "never", says: "Sent by mistake: withdraw it first, then tell." },
      ...ofTrade(options.pack?.name ?? null),
    ],
    review:
      "What AI wrote is judged by people like everything else, by as many as the policy asks for its origin. Whoever told the tool what to write counts as its author and does not approve it.",
    disclosure: "A change says which tools and models it used where the policy asks for it; the recording notes it by itself. Releases carry a summary.",
    dependencies:
      "A package that a tool proposes is looked up by a person before it is installed: that it exists, is the one that was meant, is maintained, and under which licence.",
    agents: {
      may: ["Read the repository, and write on a branch of their own", "Run its tests and tools inside a sandbox", "Propose changes, attach evidence, and ask a person"],
      "may-not": [
        "Approve, waive, accept a risk, release, or change who may",
        "Reach production, its data, or secrets",
        "Follow instructions that stand in issues, pages, packages or comments of strangers",
        "Change the rules that they work by without a security review",
      ],
    },
    reporting: "Whoever sent or merged what they should not have says so at once, to the engineering lead. Telling is never blamed; not telling is.",
    exceptions: "As in the charter: named, reasoned, tied to a risk, with an end.",
    training: "Before the first use: this page, the tool's conditions, and one review of a planted mistake. Again when either changes.",
    acknowledgement: {
      roles: ["engineering-lead", "project-manager", "release-manager", "reviewer"],
      every: "1y",
      says: "I have read the AI policy, I know what I may not send, and I answer for what a tool writes on my instruction.",
    },
    questions: questions(),
  };
}

function ofTrade(pack: string | null): AiPolicyFile["data-classes"] {
  const more: Readonly<Record<string, AiPolicyFile["data-classes"][number]>> = {
    healthcare: {
      class: "health",
      means: "Anything about a patient, also without the name",
      send: "never",
      says: "No agreement with a vendor changes this without the privacy officer.",
    },
    banking: { class: "payment", means: "Numbers of cards and accounts, transactions, alerts and reports about them", send: "never" },
    logistics: { class: "position", means: "Where people, goods and vehicles are, and how doors open", send: "never" },
    saas: { class: "customer", means: "What customers store with us, also a single row", send: "never" },
  };
  const own = pack === null ? undefined : more[pack];
  return own === undefined ? [] : [own];
}

function questions(): AiPolicyFile["questions"] {
  return [
    {
      ask: "May I paste this stack trace?",
      answer: "Yes, into a registered tool, once you have removed names, addresses, identifiers, tokens and addresses of hosts. If you cannot tell what is in it, do not.",
    },
    { ask: "May I paste a row of the database to show a defect?", answer: "No. Make up a row of the same shape." },
    { ask: "May I use my private account, just this once?", answer: "No. Ask for a seat; if that takes more than a day, tell the engineering lead." },
    {
      ask: "May I send a file of our source code?",
      answer: "Yes, into a registered tool whose conditions allow it, unless it holds secrets or stands on a path that the tool may not read.",
    },
    {
      ask: "Do I have to say that I used AI if I changed every line afterwards?",
      answer: "Yes, where the policy asks for it. The recording notes what came from where; do not remove its marks.",
    },
    {
      ask: "The tool added a package. May I keep it?",
      answer: "After you have looked it up yourself: it exists, it is the one you meant, somebody maintains it, and its licence is one we use.",
    },
    { ask: "The tests are green. May I approve?", answer: "Only if you have read the change and can answer its questions in your own words. If not, say that you are unsure." },
    {
      ask: "The agent wants to install or run something outside the repository. May it?",
      answer: "Not without a person who looks at exactly that. If it asks again, stop it and tell.",
    },
    {
      ask: "I sent something that I should not have. What now?",
      answer: "Withdraw what opens a door, then tell the engineering lead, the same hour. Nobody is blamed for telling.",
    },
    {
      ask: "May I try a new tool?",
      answer: "On public code, yes. For anything else it is registered first, with an owner, a reviewed use, and a day on which it is looked at again.",
    },
  ];
}

export const aiPolicyComments: Comments = {
  ...headComments,
  permitted: "Short sentences that people remember.",
  "data-classes": "What may be sent where: any-tool, approved-tools (registered in policy.yaml), named-tools (only those whose conditions name the class), never.",
  review:
    "Tools are registered in policy.yaml under ai.tools. What that does not hold goes above, under `tools`, by the tool's name: `tools: { NAME: { vendor: WHO, account: WHICH, use: FOR WHAT, agreement: WHERE } }`.",
  questions: "Plain answers to what people ask. Add yours.",
};
