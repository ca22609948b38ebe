import { z } from "zod";
import { governanceRoles } from "../../model/governance-roles.ts";
import { readBlueprintPage } from "../../reading/index.ts";
import { exceptBlueprint, skipBlueprint, startBlueprint } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { blueprintPage } from "../shapes/blueprint.ts";

const word = z.string().min(1).max(200);
const ofProject = z.strictObject({ project: word });
const reason = z.string().max(2_000).describe("Why, in 20 to 2,000 characters");

export const blueprintRead = route({
  id: "blueprint.read",
  method: "GET",
  path: "/api/projects/{project}/blueprint",
  summary: "Where a project's blueprint stands: its days, areas and documents, what is missing before it closes and whose turn that is, exceptions, and debt with its age.",
  access: { who: "reader", scope: "read" },
  params: ofProject,
  answer: blueprintPage,
  async handle({ workplace }, { params }) {
    return await readBlueprintPage(workplace, params.project);
  },
});

export const blueprintStart = route({
  id: "blueprint.start",
  method: "POST",
  path: "/api/projects/{project}/blueprint",
  summary: "Starts a project's blueprint: from then on only documents change until it is closed.",
  access: { who: "actor", roles: governanceRoles["blueprint-started"] },
  status: 201,
  params: ofProject,
  body: z.strictObject({ start: z.iso.date(), end: z.iso.date().describe("Day on which it is meant to close") }),
  answer: z.strictObject({ blueprint: z.string(), warning: z.string().nullable() }),
  async handle({ workplace }, { params, body, caller }) {
    const { blueprint, warning } = await startBlueprint(workplace, personOf(caller).person.id, { ...params, ...body });
    return { blueprint: blueprint.id, warning };
  },
});

export const blueprintSkip = route({
  id: "blueprint.skip",
  method: "POST",
  path: "/api/projects/{project}/blueprint/skip",
  summary: "Records that a project builds without a blueprint, which is governance debt from then on.",
  access: { who: "actor", roles: governanceRoles["blueprint-skipped"] },
  status: 201,
  params: ofProject,
  body: z.strictObject({ reason }),
  answer: z.strictObject({ since: z.string() }),
  async handle({ workplace }, { params, body, caller }) {
    const { since } = await skipBlueprint(workplace, personOf(caller).person.id, { ...params, ...body });
    return { since: new Date(since).toISOString() };
  },
});

export const blueprintExcept = route({
  id: "blueprint.except",
  method: "POST",
  path: "/api/changes/{change}/blueprint-exception",
  summary: "Lets one change pass while the blueprint of its project is open, until a day, with a reason.",
  access: { who: "actor", roles: governanceRoles["blueprint-excepted"] },
  status: 201,
  params: z.strictObject({ change: word }),
  body: z.strictObject({ until: z.iso.date().describe("The last day on which it holds"), reason }),
  answer: z.strictObject({ exception: z.string(), index: z.int().min(0) }),
  async handle({ workplace }, { params, body, caller }) {
    const { id, index } = await exceptBlueprint(workplace, personOf(caller).person.id, { ...params, ...body });
    return { exception: id, index };
  },
});
