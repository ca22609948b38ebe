import { z } from "zod";
import { visible } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { namesIn, shownVerdict } from "../../reading/index.ts";
import { askGate } from "../../workflow/index.ts";
import { actorOf } from "../caller.ts";
import { route } from "../route.ts";
import { gateAnswer } from "../shapes/change.ts";
import { requireRepository } from "./changes.ts";

export const gateAsk = route({
  id: "gate.ask",
  method: "POST",
  path: "/api/gate",
  summary: "The verdict of the gate, answered after it is durable; an allow comes with a receipt that verifies offline. Whatever is no allow is a no.",
  access: { who: "actor", scope: "gate" },
  asksAnew: true,
  body: z.strictObject({
    environment: z.string().min(1).max(200).nullable().default(null).describe("Null, or merge as on the command line, asks about the change itself"),
    change: z.string().min(1).max(200).optional().describe("Asked without a commit, the answer is about the tree that the change results in: compare it with what goes out"),
    project: z.string().min(1).max(200).optional().describe("Needed beside commit"),
    commit: z.string().min(1).max(500).optional().describe("What is about to be deployed"),
    artifact: z.string().min(1).max(200).optional(),
  }),
  answer: gateAnswer,
  async handle({ workplace }, { body: { project, ...options }, caller, holds }) {
    if (options.commit !== undefined && project === undefined)
      throw new Failure("bad-usage", "A commit is looked up in the repository of a project.", { hint: "Name the project beside the commit." });
    const repository = options.commit === undefined || project === undefined ? undefined : await requireRepository(workplace, project);
    const environment = options.environment === "merge" ? null : options.environment;
    const { answer, holds: times } = await askGate(workplace, { ...options, environment, repository, by: actorOf(caller) });
    const { verdict, index, change, receipt, uncounted } = answer;
    if (times !== null) holds(times);
    const { id, revision, title, project: of, tier, types, base, head } = change;
    const shown = { id, revision, title: visible(title), project: of, tier, types, base, head };
    return { change: shown, index, verdict: shownVerdict(verdict, await namesIn(workplace)), receipt, uncounted };
  },
});
