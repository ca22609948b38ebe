import type { FactType, ReviewItem } from "./fact.ts";

const leaders = ["engineering-lead", "project-manager", "administrator"];
const planners = ["project-manager", "engineering-lead"];

/**
 * Who records a fact of governance: natural persons who hold one of these roles then. Not among them is what others decide: the policy names a tool's owner, a document its approvers, a
 * register who accepts which risk, and a delivery framework who signs a phase.
 */
export const governanceRoles = {
  "blueprint-started": leaders,
  "blueprint-skipped": leaders,
  "blueprint-excepted": ["engineering-lead", "administrator"],
  "blueprint-closed": ["engineering-lead", "administrator"],
  "escalation-drilled": planners,
  "effort-recorded": planners,
} as const satisfies Partial<Record<FactType, readonly string[]>>;

/** Who closes each item of a tool's review; the tool's owner, whom the policy names, may close `process` beside them (R106). */
export const itemRoles: { readonly [item in ReviewItem]: readonly string[] } = {
  process: ["engineering-lead"],
  criteria: ["engineering-lead", "policy-owner"],
  "audit-events": ["auditor", "administrator"],
};
