import { z } from "zod";
import { named } from "./change.ts";
import { environmentLine } from "./deployments.ts";
import { list } from "./list.ts";
import { adoptionLine } from "./policy.ts";

export const projectLine = z.strictObject({
  id: z.string(),
  repository: z.string(),
  branch: z.string(),
  registered: z.string(),
  changes: z.int(),
  /** When a change was last put forward; null when none was. */
  lastChange: z.string().nullable(),
  environments: list(z.string()),
  /** Version of its own policy; null when it has none. */
  policyVersion: z.int().nullable(),
  violations: z.int(),
});

export const projectPage = projectLine.extend({ policy: adoptionLine.nullable(), running: list(environmentLine) });

/** What a change can be put forward from. */
export const projectBranches = z.strictObject({ target: z.string(), branches: list(z.strictObject({ name: z.string(), committed: z.string(), subject: z.string() })) });

/** What an organisation still lacks, computed from records. */
export const nextStep = z.strictObject({
  id: z.enum(["second-administrator", "own-policy", "first-project", "project-policy", "first-judge", "pipeline-token"]),
  act: z.string(),
  state: z.string(),
  page: z.string(),
  who: list(named),
});
