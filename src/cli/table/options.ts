import type { OptionEntry } from "./entry.ts";

// What several parts of the table share.

export const base: OptionEntry = { flags: "--base <REF>", says: "Where the change begins; else the branch that it would be merged into" };
export const head: OptionEntry = { flags: "--head <REF>", says: "Where the change ends; else HEAD" };
export const key: OptionEntry = { flags: "--key <FILE>", says: "The SSH key that signs: a private key, or a public one whose private half an agent holds" };
export const environment: OptionEntry = { flags: "--environment <NAME>", says: "The environment; `merge` for the judgement of the change itself" };
export const requirement: OptionEntry = { flags: "--requirement <LINK>", says: "The requirement or ticket that the change fulfils" };
export const tool: OptionEntry = { flags: "--tool <NAME[:MODEL]>", says: "An AI tool that was used; may be repeated", many: true };
export const noTool: OptionEntry = { flags: "--no-ai", says: "Declare that no AI tool was used" };
export const change: OptionEntry = { flags: "--change <ID>", says: "The change, as `propose` named it" };
export const commit: OptionEntry = { flags: "--commit <SHA>", says: "Its commit instead of its id; else HEAD of the repository" };
export const artifact: OptionEntry = { flags: "--artifact <DIGEST>", says: "SHA-256 of what is deployed" };
export const draft: OptionEntry = { flags: "--draft", says: "Of the work tree instead of the project's branch" };
