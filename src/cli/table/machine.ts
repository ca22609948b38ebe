import type { CommandEntry } from "./entry.ts";

export const machine: readonly CommandEntry[] = [
  {
    name: "doctor",
    part: "This machine",
    summary: "What is wrong with this installation and its data, and the command that mends it",
    arguments: [],
    options: [
      { flags: "--settings", says: "Only the settings, each with where it came from" },
      { flags: "--rebuild-views", says: "First fold the views anew from the ledger" },
    ],
    examples: ["doctor", "doctor --settings"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "completion",
    part: "This machine",
    summary: "Completion for a shell",
    arguments: [{ name: "SHELL", says: "Which shell", choices: ["bash", "zsh", "fish"] }],
    options: [],
    examples: ["completion bash"],
    exits: [0, 2],
  },
];
