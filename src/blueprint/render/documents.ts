import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { renderAiPolicy } from "./ai-policy.ts";
import { renderAuditTrail } from "./audit-trail.ts";
import { renderCharter } from "./charter.ts";
import { renderDecisions } from "./decisions.ts";
import { renderDefinitionOfDone } from "./definition-of-done.ts";
import { renderDelivery } from "./delivery.ts";
import type { RenderedDocument } from "./document.ts";
import { renderRisks } from "./risks.ts";

/** Every document that can be made of the files that are there. The same files, policy and people give the same bytes. */
export function renderDocuments(files: BlueprintFiles, context: BlueprintContext): RenderedDocument[] {
  const { charter, delivery, risks, "audit-trail": trail, "ai-policy": ai } = files;
  return [
    ...(charter === null ? [] : [renderCharter(charter, files, context)]),
    ...(delivery === null ? [] : [renderDelivery(delivery, files, context)]),
    ...(risks === null ? [] : [renderRisks(risks, files, context)]),
    ...(trail === null ? [] : [renderAuditTrail(trail, files, context)]),
    ...(ai === null ? [] : [renderAiPolicy(ai, files, context)]),
    renderDefinitionOfDone(files, context),
    ...(files.decisions.length === 0 ? [] : [renderDecisions(files.decisions)]),
  ];
}
