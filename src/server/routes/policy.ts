import { z } from "zod";
import { policyGaps as assessGaps, diffVersions, policyHistory as historyOf, lintText, readPolicy, simulate, policyText as textOf } from "../../reading/index.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { adoptionLine, policyDiff as diffShape, gapAssessment, policyPage, simulation, textProblem, policyText as textShape } from "../shapes/policy.ts";

const project = z.string().min(1).max(200).optional();
const ofProject = z.strictObject({ project });
/** A policy may be as long as a body. */
const text = z.string().min(1).max(500_000);
const index = z.coerce.number().int().min(0);

export const policyRead = route({
  id: "policy.read",
  method: "GET",
  path: "/api/policy",
  summary: "The policy in force as people read it, of the organisation or of a project, with what the lint says.",
  access: { who: "reader", scope: "read" },
  query: ofProject,
  answer: policyPage,
  async handle({ workplace }, { query }) {
    return await readPolicy(workplace, query.project ?? null);
  },
});

export const policyHistory = route({
  id: "policy.history",
  method: "GET",
  path: "/api/policy/versions",
  summary: "Every version that was put in force: who, when, from which commit, signed with which key.",
  access: { who: "reader", scope: "read" },
  query: ofProject,
  answer: z.strictObject({ items: list(adoptionLine) }),
  async handle({ workplace }, { query }) {
    return { items: await historyOf(workplace, query.project ?? null) };
  },
});

export const policyText = route({
  id: "policy.text",
  method: "GET",
  path: "/api/policy/versions/{index}",
  summary: "The YAML of an adopted version with its signature, by the ledger index of its adoption.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ index }),
  answer: textShape,
  async handle({ workplace }, { params }) {
    return await textOf(workplace, params.index);
  },
});

export const policyDiff = route({
  id: "policy.diff",
  method: "GET",
  path: "/api/policy/diff",
  summary: "What one adopted version tightens, loosens or changes against another; both by ledger index.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ from: index, to: index }),
  answer: diffShape,
  async handle({ workplace }, { query }) {
    return await diffVersions(workplace, query.from, query.to);
  },
});

export const policyLint = route({
  id: "policy.lint",
  method: "POST",
  path: "/api/policy/lint",
  summary: "What is wrong with a policy text, with line and column. Records nothing.",
  access: { who: "reader", scope: "read" },
  body: z.strictObject({ text, project }),
  answer: z.strictObject({ problems: list(textProblem) }),
  async handle({ workplace }, { body }) {
    return { problems: await lintText(workplace, body.text, body.project ?? null) };
  },
});

export const policySimulate = route({
  id: "policy.simulate",
  method: "POST",
  path: "/api/policy/simulate",
  summary: "What would have happened to past changes under another policy. Records nothing.",
  access: { who: "reader" },
  body: z.strictObject({ text, project, since: z.iso.date().optional() }),
  answer: simulation,
  async handle({ workplace }, { body }) {
    const since = body.since === undefined ? undefined : Date.parse(`${body.since}T00:00:00Z`);
    return await simulate(workplace, { policy: { text: body.text, file: "policy.yaml" }, project: body.project, since });
  },
});

export const policyGaps = route({
  id: "policy.gaps",
  method: "GET",
  path: "/api/policy/gaps",
  summary: "What the policy in force lacks against the AI-ready baseline, with whose it is and a day by which it should be closed.",
  access: { who: "reader", scope: "read" },
  query: ofProject,
  answer: gapAssessment,
  async handle({ workplace }, { query }) {
    return await assessGaps(workplace, query.project ?? null);
  },
});
