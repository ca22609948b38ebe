import type { Answer, Given } from "../../api/client.ts";
import { ProblemError } from "../../api/problem.ts";

export type Project = Answer<"projects.list">["items"][number];

/** What the proposer says of AI tools. */
export type Used = "unsaid" | "none" | "these";

/** The declaration as it is sent; nothing where nothing is said. */
export function usedTools(used: Used, names: string): Given<"changes.propose">["body"]["declared"] {
  if (used === "none") return "none";
  const tools = names
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return used === "unsaid" || tools.length === 0 ? undefined : tools.map((tool) => ({ tool, model: null }));
}

const fields: Readonly<Record<string, "project" | "head">> = {
  "unknown-reference": "head",
  "bad-input": "head",
  "not-found": "project",
  "not-a-repository": "project",
  "shallow-repository": "project",
  "repository-unreadable": "project",
  "policy-ambiguous": "project",
};

/** The field at which an answer to a proposal belongs, with its one sentence; null for what belongs to none. */
export function wrongAt(error: unknown): { readonly field: "project" | "head"; readonly says: string } | null {
  if (!(error instanceof ProblemError)) return null;
  const { code, detail } = error.problem;
  const field = Object.hasOwn(fields, code) ? fields[code] : undefined;
  return field === undefined ? null : { field, says: detail };
}

/** Whether it was refused because the policy that the base holds is not the one in force. */
export function isOutdated(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === "policy-outdated";
}

/** Where the policy of a project is put in force. */
export function adoptPage(project: string): string {
  return `/policy/adopt?project=${encodeURIComponent(project)}`;
}

/** What the title will be where none is written. */
export function titleHint(head: string, branches: readonly { readonly name: string; readonly subject: string }[]): string {
  const subject = branches.find(({ name }) => name === head.trim())?.subject ?? "";
  const rule = "Left empty, it is the first line of the newest commit’s message that is not a merge";
  return subject === "" ? `${rule}.` : `${rule}; the newest commit says “${subject}”.`;
}
