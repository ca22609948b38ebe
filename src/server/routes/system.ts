import { z } from "zod";
import { requireRightClock } from "../../workflow/index.ts";
import { ProblemError, problemOf } from "../problem.ts";
import { route } from "../route.ts";
import { programVersion } from "../version.ts";

export const health = route({
  id: "system.health",
  method: "GET",
  path: "/health",
  summary: "Whether the process answers.",
  access: { who: "anyone" },
  answer: z.strictObject({ status: z.literal("ok") }),
  handle: async () => ({ status: "ok" as const }),
});

export const ready = route({
  id: "system.ready",
  method: "GET",
  path: "/ready",
  summary: "Whether a balancer may send requests here: 503 while the server stops, when nothing more can be recorded, and while the machine's clock is behind the ledger.",
  access: { who: "anyone" },
  answer: z.strictObject({ status: z.literal("ready") }),
  async handle({ presence, workplace, state }) {
    if (presence.stopping) throw new ProblemError(problemOf("unavailable", "The server is stopping."));
    if (workplace.store.ended !== null)
      throw new ProblemError(problemOf("unavailable", "Nothing more can be recorded.", { hint: "Run `countersign doctor` where the data is, and start again." }));
    requireRightClock(workplace);
    await state.preferences.notices("nobody");
    return { status: "ready" as const };
  },
});

export const version = route({
  id: "system.version",
  method: "GET",
  path: "/version",
  summary: "Which version of the program answers.",
  access: { who: "anyone" },
  answer: z.strictObject({ version: z.string() }),
  handle: async () => ({ version: programVersion() }),
});

export const openApi = route({
  id: "system.openApi",
  method: "GET",
  path: "/api/openapi.json",
  summary: "This API as an OpenAPI 3.1 document.",
  access: { who: "anyone" },
  answer: z.looseObject({ openapi: z.string() }),
  async handle(): Promise<{ openapi: string }> {
    // Loaded when it is asked for: it describes the registry that this operation is part of.
    const { openApiDocument } = await import("../openapi.ts");
    return openApiDocument();
  },
});
