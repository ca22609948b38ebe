import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { chainOf, listDeployments, listEnvironments, listViolations } from "../../reading/index.ts";
import { deploy } from "../../workflow/index.ts";
import { actorOf } from "../caller.ts";
import { route } from "../route.ts";
import { chain, deploymentLine, environmentLine, recordedDeployment, violationLine } from "../shapes/deployments.ts";
import { indexCursor, list, page, paging } from "../shapes/list.ts";
import { requireRepository } from "./changes.ts";

const name = z.string().min(1).max(200);

export const deploymentsList = route({
  id: "deployments.list",
  method: "GET",
  path: "/api/deployments",
  summary: "The deployment log, the newest first: what went where, who answers for it, under which criteria.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ ...paging, cursor: indexCursor, project: name.optional(), environment: name.optional(), change: name.optional() }),
  answer: page(deploymentLine),
  async handle({ workplace }, { query: { cursor, ...query } }) {
    return await listDeployments(workplace, { ...query, before: cursor });
  },
});

export const deploymentsRead = route({
  id: "deployments.read",
  method: "GET",
  path: "/api/deployments/{deployment}",
  summary: "The whole chain of one deployment: approvers, criteria and outcomes, changes, reviewers, evidence, verdict, receipt and ledger entries.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ deployment: name }),
  answer: chain,
  async handle({ workplace }, { params }) {
    return await chainOf(workplace, params.deployment);
  },
});

export const deploymentsRecord = route({
  id: "deployments.record",
  method: "POST",
  path: "/api/deployments",
  summary: "Records that a deployment began or how it ended. What went around the gate is recorded as the violation that it is.",
  access: { who: "actor", scope: "deploy" },
  status: 201,
  body: z.strictObject({
    stage: z.enum(["started", "succeeded", "failed", "rolled-back"]),
    environment: name,
    change: name.optional(),
    project: name.optional().describe("Needed beside commit"),
    commit: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe("What was deployed; without it the deployment counts as one of the head of the change, on the word of whoever records it"),
    artifact: name.optional(),
    deployment: z
      .string()
      .regex(/^[\w.:-]{1,100}$/)
      .optional(),
    note: z.string().max(10_000).optional(),
  }),
  answer: recordedDeployment,
  async handle({ workplace }, { body: { project, ...options }, caller }) {
    if (options.commit !== undefined && project === undefined)
      throw new Failure("bad-usage", "A commit is looked up in the repository of a project.", { hint: "Name the project beside the commit." });
    const repository = options.commit === undefined || project === undefined ? undefined : await requireRepository(workplace, project);
    return await deploy(workplace, actorOf(caller), { ...options, repository });
  },
});

export const environmentsList = route({
  id: "environments.list",
  method: "GET",
  path: "/api/environments",
  summary: "What runs in each environment of each project.",
  access: { who: "reader", scope: "read" },
  answer: z.strictObject({ items: list(environmentLine) }),
  async handle({ workplace }) {
    return { items: await listEnvironments(workplace) };
  },
});

export const violationsList = route({
  id: "violations.list",
  method: "GET",
  path: "/api/violations",
  summary: "What went around a gate, the newest first.",
  access: { who: "reader", scope: "read" },
  answer: z.strictObject({ items: list(violationLine) }),
  async handle({ workplace }) {
    return { items: await listViolations(workplace) };
  },
});
