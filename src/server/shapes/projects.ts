import { z } from "zod";
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
