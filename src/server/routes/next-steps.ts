import { z } from "zod";
import { nextSteps } from "../../reading/index.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { nextStep } from "../shapes/projects.ts";

export const nextStepsRead = route({
  id: "nextSteps.read",
  method: "GET",
  path: "/api/next-steps",
  summary: "What the organisation still lacks before its gates do what they are for, computed from records, with where it is done and who may do it.",
  access: { who: "reader", scope: "read" },
  answer: z.strictObject({ items: list(nextStep) }),
  async handle({ workplace }) {
    return { items: await nextSteps(workplace) };
  },
});
