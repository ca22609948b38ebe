import type { CommandEntry, OptionEntry } from "./entry.ts";
import { key } from "./options.ts";

const asProject: OptionEntry = {
  flags: "--project <NAME>",
  says: "Read it as the policy of this project, which tightens the organisation's; `.countersign/policy.yaml` always is one",
};

export const ofPolicy: readonly CommandEntry[] = [
  {
    name: "policy lint",
    part: "Policy",
    summary: "Say what is wrong with a policy, and what in it can never be satisfied",
    arguments: [{ name: "FILE", says: "The policy; else the repository's", optional: true }],
    options: [asProject],
    examples: ["policy lint", "policy lint .countersign/policy.yaml"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "policy explain",
    part: "Policy",
    summary: "Say in sentences what a policy asks for, or what it asks of one path",
    arguments: [{ name: "PATH", says: "A path in the repository", optional: true }],
    options: [{ flags: "--file <FILE>", says: "The policy; else the repository's" }, asProject],
    examples: ["policy explain", "policy explain src/auth/session.ts"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "policy diff",
    part: "Policy",
    summary: "Say what another version of a policy tightens, loosens or changes",
    arguments: [
      { name: "BEFORE", says: "A policy file" },
      { name: "AFTER", says: "Another" },
    ],
    options: [],
    examples: ["policy diff policy.yaml policy-next.yaml"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "policy adopt",
    part: "Policy",
    summary: "Put a version in force under your signature",
    arguments: [{ name: "FILE", says: "The policy" }],
    options: [{ flags: "--project <NAME>", says: "As the policy of this project; else of the organisation" }, { flags: "--commit <SHA>", says: "The commit that holds it" }, key],
    examples: ["policy adopt policy.yaml"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "policy drift",
    part: "Policy",
    summary: "How each project's rules differ from the organisation's: what is tighter, what a waiver lets be looser and until when, and what was refused",
    arguments: [],
    options: [{ flags: "--project <NAME>", says: "Only this project" }],
    examples: ["policy drift", "policy drift --project claims"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "controls",
    part: "Policy",
    summary: "The controls of frameworks with the process and the records that are evidence for each; gaps, and controls that no risk asks for",
    arguments: [],
    options: [
      { flags: "--framework <ID>", says: "Each control of this framework, such as soc2; else how far evidence reaches in all of them" },
      { flags: "--project <NAME>", says: "By this project's policy and risk register; else the organisation's, or its only project" },
    ],
    examples: ["controls", "controls --framework iso42001 --project claims"],
    exits: [0, 2, 4],
  },
  {
    name: "policy constraints",
    part: "Policy",
    summary: "Put rules for a start beside the policy: health data in logs, secrets, SQL from strings; or list them",
    arguments: [
      { name: "SET", says: "A set of rules; else they are listed", optional: true, many: true, choices: ["health-data-in-logs", "secrets-in-source", "sql-from-strings"] },
    ],
    options: [{ flags: "--file <FILE>", says: "The policy; else the repository's" }],
    examples: ["policy constraints", "policy constraints health-data-in-logs sql-from-strings"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "policy schema",
    part: "Policy",
    summary: "The JSON Schema of a policy, for an editor",
    arguments: [],
    options: [],
    examples: ["policy schema"],
    exits: [0],
  },
  {
    name: "simulate",
    part: "Policy",
    summary: "What would have happened to recorded changes under another policy; with --last, what the last changes of any repository would have needed. Records nothing",
    arguments: [],
    options: [
      { flags: "--policy <FILE>", says: "The policy; as the organisation's, unless a project is named. With --last else what is in force here" },
      { flags: "--project <NAME>", says: "Read it as the policy of this project, and judge its changes only" },
      { flags: "--since <DATE>", says: "Only changes that were put forward since then, YYYY-MM-DD" },
      { flags: "--last <N>", says: "The last changes of the branch as git has them, at most 1000, and the time of reviewers that they would have taken" },
      { flags: "--branch <NAME>", says: "With --last: the branch that changes go to; else main or master, else what is checked out" },
    ],
    examples: ["simulate --policy policy-next.yaml", "simulate --policy policy-next.yaml --since 2026-10-01", "simulate --last 100"],
    exits: [0, 2, 4],
    repository: true,
  },
];
