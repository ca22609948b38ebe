import { z } from "zod";
import { type AiShare, baselineDrift, portfolio, portfolioNumbers, portfolioRows } from "../../reading/index.ts";
import type { Desk } from "../desk.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { driftShape, portfolioRow, portfolioShape } from "../shapes/portfolio.ts";

const project = z.string().min(1).max(200);

export const portfolioRead = route({
  id: "portfolio.read",
  method: "GET",
  path: "/api/portfolio",
  summary: "Every project in one line: blueprint, changes of the last 30 days, overdue escalations, drift from the baseline, waivers, reviews; what needs attention most first.",
  access: { who: "reader", scope: "read" },
  answer: portfolioShape,
  async handle(desk) {
    return await portfolio(desk.workplace, sharesOf(desk));
  },
});

export const portfolioRowsRead = route({
  id: "portfolio.rows",
  method: "GET",
  path: "/api/portfolio/{project}/{number}/rows",
  summary: "What stands behind one number of a project's line.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ project, number: z.enum(portfolioNumbers) }),
  answer: z.strictObject({ items: list(portfolioRow) }),
  async handle(desk, { params }) {
    return { items: await portfolioRows(desk.workplace, params.project, params.number, sharesOf(desk)) };
  },
});

export const portfolioDrift = route({
  id: "portfolio.drift",
  method: "GET",
  path: "/api/portfolio/drift",
  summary:
    "How each project's rules differ from the organisation's: what is tighter, what a waiver lets be looser and until when, refused attempts, and the version that its newest change is judged by.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ project: project.optional() }),
  answer: driftShape,
  async handle({ workplace }, { query }) {
    return await baselineDrift(workplace, query.project ?? null);
  },
});

function sharesOf({ maps }: Desk): (of: string) => AiShare | null {
  return (of) => {
    const found = maps.share(of);
    if (found === null) return null;
    const { lines, origins } = found.totals;
    return { ai: origins.ai + origins.mixed, unknown: origins.unknown, lines, counted: new Date(found.counted).toISOString() };
  };
}
