import type { FileKind } from "../files.ts";
import { writeDecision } from "../records/write.ts";
import { aiPolicyComments, aiPolicySeed } from "./ai-policy.ts";
import { auditTrailComments, auditTrailSeed } from "./audit-trail.ts";
import { charterComments, charterSeed } from "./charter.ts";
import { decisionSeeds } from "./decisions.ts";
import { deliveryComments, deliverySeed } from "./delivery.ts";
import type { SeedOptions } from "./head.ts";
import { risksComments, risksSeed } from "./risks.ts";
import { sprintComments, sprintSeed } from "./sprint.ts";
import { type Comments, yamlText } from "./yaml-text.ts";

/** Text of each file, and of the decision records that are proposed. */
export type BlueprintSeeds = { readonly [K in FileKind]: string } & { readonly decisions: readonly { readonly file: string; readonly text: string }[] };

/** A draft of every document, complete but for what only the team can say: it judges each risk, decides in each area and names who is who. Our own reader takes every text, and reads what was meant. */
export function seedBlueprint(options: SeedOptions): BlueprintSeeds {
  const records = decisionSeeds(options);
  const write = (kind: FileKind, file: { readonly [key: string]: unknown }, comments: Comments) => `${headLines(kind)}${yamlText(file, comments)}`;
  return {
    blueprint: write("blueprint", sprintSeed(options, records), sprintComments),
    charter: write("charter", charterSeed(options), charterComments),
    delivery: write("delivery", deliverySeed(options), deliveryComments),
    risks: write("risks", risksSeed(options), risksComments),
    "audit-trail": write("audit-trail", auditTrailSeed(options), auditTrailComments),
    "ai-policy": write("ai-policy", aiPolicySeed(options), aiPolicyComments),
    decisions: records.map(({ record }) => ({ file: record.file, text: writeDecision(record) })),
  };
}

const opening: Readonly<Record<FileKind, string>> = {
  blueprint: "The sprint before code is written, and who is who. `countersign blueprint status` says what is still missing.",
  charter: "Who answers for what. Who approves which change by what stands in policy.yaml and is rendered from it, so that it is typed once.",
  delivery: "How the work is delivered: phases, checkpoints, and the numbers each is judged by. Quality and speed are series of their own; nothing mixes them into one score.",
  risks: "The register of risks. Every entry below waits to be judged: rate it and name its owner, or say under `not-applicable` why it does not apply.",
  "audit-trail": "What is recorded, for how long, and who reads it. The ledger's own events are listed by themselves.",
  "ai-policy": "What people and agents may do with AI. Which tools are approved stands in policy.yaml under ai.tools.",
};

function headLines(kind: FileKind): string {
  return `# yaml-language-server: $schema=./schemas/${kind}.schema.json\n# ${opening[kind]}\n`;
}
