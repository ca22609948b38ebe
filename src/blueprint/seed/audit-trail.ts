import { type AuditTrailFile, retentionPresets } from "../files.ts";
import { headComments, headSeed, type SeedOptions } from "./head.ts";
import type { Comments } from "./yaml-text.ts";

export function auditTrailSeed(options: SeedOptions): AuditTrailFile {
  const { pack, project } = options;
  return {
    "audit-trail": 1,
    document: headSeed(options, "audit-trail", `Audit-trail design of ${project}`, ["engineering-lead", "policy-owner"]),
    retention: { preset: pack?.retention.preset ?? "three-years" },
    readers: {
      "engineering-lead": "Everything",
      "policy-owner": "Everything",
      "project-manager": "Changes, verdicts, deployments, checkpoints and measures; never who decided how often",
      reviewer: "Changes, with their evidence and decisions",
      "release-manager": "Verdicts and deployments",
    },
    further: [
      {
        event: "pipeline-run",
        says: "A pipeline built, tested or deployed",
        causes: "A push, a schedule, or a person who starts it",
        fields: ["who", "commit", "workflow", "started", "ended", "outcome", "artifact digest"],
        source: "The platform that runs pipelines",
        evidence: "Its reports, bound to the commit",
        retention: retentionPresets[pack?.retention.preset ?? "three-years"],
        readers: ["engineering-lead", "reviewer"],
      },
      {
        event: "production-access",
        says: "A person or a service reached production by hand",
        causes: "People on call",
        fields: ["who", "when", "where from", "what", "why", "correlation id"],
        source: "The platform's own log of access",
        evidence: "An entry that the person cannot change",
        retention: retentionPresets[pack?.retention.preset ?? "three-years"],
        readers: ["engineering-lead", "policy-owner"],
      },
    ],
    clock: "The server's clock, in UTC, kept by NTP. A clock behind the ledger is refused.",
    integrity: "Every fact is signed and stands in an append-only Merkle log; checkpoint notes are signed, and anybody can verify them offline.",
    export: "The whole ledger as files (`countersign ledger export`), which `countersign verify` checks without us.",
    "legal-hold": { ordered: "policy-owner", says: "Nothing named by a hold is erased until it is lifted, also where its time has passed." },
    "on-failure": "deny",
    privacy:
      "People are pseudonyms in the ledger; names and words are kept beside it and can be erased. Measures of how people review are shown by team, and kept no longer than a year.",
  };
}

export const auditTrailComments: Comments = {
  ...headComments,
  retention: "Nothing is kept for less. Events of the ledger that are kept longer go under `events`.",
  further: "Events that other systems record. Each names its source, and who may read it.",
  "on-failure": "What the gate answers when the trail cannot be written. Nothing else is possible.",
};
