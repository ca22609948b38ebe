import { z } from "zod";
import { visible } from "../../git/index.ts";
import { type EscalationPage, escalationPages } from "../../reading/index.ts";
import { route } from "../route.ts";
import { escalationLine } from "../shapes/escalations.ts";
import { page, pageOf, paging } from "../shapes/list.ts";

export const escalationsList = route({
  id: "escalations.list",
  method: "GET",
  path: "/api/escalations",
  summary: "Open escalations by their due time, or resolved ones with the newest first: who holds each, and for how long.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ ...paging, state: z.enum(["open", "resolved"]).default("open") }),
  answer: page(escalationLine),
  async handle({ workplace }, { query }) {
    const { items, next } = pageOf(await escalationPages(workplace, { open: query.state === "open" }), query);
    return { items: items.map(lineOf), next };
  },
});

function lineOf({ change, ...escalation }: EscalationPage) {
  if (change === null) return { ...escalation, change: null };
  const { title, project, tier, revision, origin } = change;
  return { ...escalation, change: { title: visible(title), project, tier, revision, origin } };
}
