import type { CommandEntry } from "./entry.ts";

const briefTargets = ["agents", "claude", "copilot", "cursor", "gemini", "zed"] as const;
const reviewItems = ["process", "criteria", "audit-events"] as const;

export const agents: readonly CommandEntry[] = [
  {
    name: "brief",
    part: "Agents",
    summary: "Compile the rules for AI agents from the policy into AGENTS.md and its kin; what a person wrote there stays",
    arguments: [],
    options: [
      { flags: "--check", says: "Write nothing; say which file is stale and which rule has changed, with exit code 1 when any is" },
      { flags: "--target <NAME>", says: "Only these files; else AGENTS.md, CLAUDE.md and what is there already. May be repeated", many: true, choices: briefTargets },
      { flags: "--policy <FILE>", says: "The organisation's policy, instead of the one in force here" },
      { flags: "--dry-run", says: "Say what would be written, and write nothing" },
      { flags: "--discard-edits", says: "Write over what somebody changed by hand between the markers" },
    ],
    examples: ["brief", "brief --check", "brief --target agents --target cursor --dry-run"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "mcp",
    part: "Agents",
    summary: "Serve the Model Context Protocol on standard input and output: an agent may ask, propose and attach, and never decides",
    arguments: [],
    options: [
      { flags: "--npm-registry <URL>", says: "Ask this registry about packages, such as https://registry.npmjs.org/; else none is asked" },
      { flags: "--pypi-registry <URL>", says: "The same for Python, such as https://pypi.org/" },
    ],
    examples: ["mcp", "mcp --as claude-code", "mcp --repo ../payments --npm-registry https://registry.npmjs.org/"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "tools list",
    part: "Agents",
    summary: "The organisation's AI tools: owner, conditions, open reviews, suspensions, and in how many changes each was seen",
    arguments: [],
    options: [],
    examples: ["tools list"],
    exits: [0, 2, 4],
  },
  {
    name: "tools review",
    part: "Agents",
    summary: "Close one of the three items of a tool's review; the criteria only once the policy names all conditions of the tool",
    arguments: [
      { name: "REVIEW", says: "As `tools list` names it" },
      { name: "ITEM", says: "Which item", choices: reviewItems },
    ],
    options: [{ flags: "--done <TEXT>", says: "What was done, in 20 to 2,000 characters", required: true }],
    examples: ['tools review a-51c2 process --done "The brief names the new model and its modes"'],
    exits: [0, 1, 2, 4],
  },
  {
    name: "tools suspend",
    part: "Agents",
    summary: "Suspend a tool at once in every project; new changes that it wrote are denied",
    arguments: [{ name: "TOOL", says: "Its name in the policy's register" }],
    options: [{ flags: "--reason <TEXT>", says: "Why, in 20 to 2,000 characters", required: true }],
    examples: ['tools suspend cursor --reason "Its vendor changed the terms for our data"'],
    exits: [0, 1, 2, 4],
  },
  {
    name: "tools resume",
    part: "Agents",
    summary: "Let a suspended tool in again",
    arguments: [{ name: "TOOL", says: "Its name in the policy's register" }],
    options: [{ flags: "--reason <TEXT>", says: "Why, in 20 to 2,000 characters", required: true }],
    examples: ['tools resume cursor --reason "The vendor took the new terms back"'],
    exits: [0, 1, 2, 4],
  },
  {
    name: "tools acknowledge",
    part: "Agents",
    summary: "Say that you have read the project's AI policy as its branch holds it",
    arguments: [],
    options: [],
    examples: ["tools acknowledge"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
];
