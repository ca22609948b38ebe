import { z } from "zod";
import { frameworkPage, policyVersions } from "../../reading/index.ts";
import { route } from "../route.ts";
import { frameworkId, frameworkShape, versionsShape } from "../shapes/framework.ts";

const project = z.string().min(1).max(200).optional();

export const frameworkRead = route({
  id: "framework.read",
  method: "GET",
  path: "/api/framework",
  summary:
    "Policy, process, control and evidence for every framework of the mapping, computed from the settings and records that exist; gaps, controls without a risk, and what is left of each risk.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ project, framework: frameworkId.optional() }),
  answer: frameworkShape,
  async handle({ workplace }, { query }) {
    return await frameworkPage(workplace, { project: query.project ?? null, framework: query.framework });
  },
});

export const frameworkVersions = route({
  id: "framework.versions",
  method: "GET",
  path: "/api/framework/versions",
  summary: "The versions of the policy with what each changed, who put it in force, from when, and until when it is to be reviewed.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ project }),
  answer: versionsShape,
  async handle({ workplace }, { query }) {
    return await policyVersions(workplace, query.project ?? null);
  },
});
