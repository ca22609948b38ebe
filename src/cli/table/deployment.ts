import type { CommandEntry } from "./entry.ts";
import { artifact, change, commit, environment } from "./options.ts";

const stages = [
  ["start", "Record that a deployment begins, bound to the verdict it relies on"],
  ["succeeded", "Record that a deployment succeeded"],
  ["failed", "Record that a deployment failed"],
  ["rolled-back", "Record that a deployment was rolled back"],
] as const;

export const deployment: readonly CommandEntry[] = [
  {
    name: "gate",
    part: "Deployment",
    summary: "The verdict in front of an environment; an allow comes with a receipt that verifies offline",
    arguments: [],
    options: [
      { ...environment, required: true },
      change,
      commit,
      artifact,
      { flags: "--wait <DURATION>", says: "Ask again until the verdict is no longer `wait`, at most this long: 30m, 2h" },
      { flags: "--receipt <FILE>", says: "With an allow, write FILE.tlog-proof and FILE.vsa.json" },
      { flags: "--break-glass", says: "An emergency: two named people let the change pass, and a review follows" },
      { flags: "--by <PERSON[=KEY]>", says: "With --break-glass: who lets it pass, with the file of their key; twice", many: true },
      { flags: "--reason <TEXT>", says: "With --break-glass: why" },
      { flags: "--valid-for <DURATION>", says: "With --break-glass: how long it holds" },
    ],
    examples: ["gate --environment production", "gate --environment production --change c-7d3f --wait 30m --receipt release"],
    exits: [0, 1, 2, 3, 4],
    repository: true,
  },
  ...stages.map(
    ([stage, summary]): CommandEntry => ({
      name: `deploy ${stage}`,
      part: "Deployment",
      summary,
      arguments: [],
      options: [
        { ...environment, says: "The environment", required: true },
        change,
        commit,
        artifact,
        { flags: "--deployment <ID>", says: "The deployment, as `deploy start` named it; else the one that is under way" },
        { flags: "--note <TEXT>", says: "What a reader of the log should know" },
      ],
      examples: [stage === "start" ? "deploy start --environment production --change c-7d3f" : `deploy ${stage} --environment production --deployment r-41c0`],
      exits: [0, 1, 2, 4],
      repository: true,
    }),
  ),
];
