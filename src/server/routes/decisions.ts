import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { listFiles, manifestationOf, namesIn, prepareOnPage, readDecision, shownVerdict } from "../../reading/index.ts";
import { type Recorded, recordDecision } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { attentionFor, marksOf } from "../looked.ts";
import { route } from "../route.ts";
import { decisionPage, decisionReceipt, decisionRequest, preparedDecision, signedDecision } from "../shapes/decisions.ts";
import { handOut, sentAssertion, signatureBy, takeBack, type Waiting } from "../signing.ts";
import { changeParams } from "./changes.ts";

export const decisionsPrepare = route({
  id: "decisions.prepare",
  method: "POST",
  path: "/api/changes/{change}/decisions/prepare",
  summary: "Writes the document that the person would sign, so that it can be shown first. Nothing is recorded but a refusal.",
  access: { who: "actor" },
  params: changeParams,
  body: decisionRequest,
  answer: preparedDecision,
  async handle(desk, { params: { change }, body, caller }) {
    const { id } = personOf(caller).person;
    const marks = await marksOf(desk, id, change);
    const prepared = await prepareOnPage(desk.workplace, id, { ...body, change }, marks);
    const { files, seen } = await listFiles(desk.workplace, change, marks);
    const { document, text, digest, namespace } = prepared;
    return { document, text, digest, namespace, rpId: desk.settings.rpId, ...(await handOut(desk, "decision", id, prepared, { seen, files: files.length })) };
  },
});

export const decisionsRecord = route({
  id: "decisions.record",
  method: "POST",
  path: "/api/changes/{change}/decisions",
  summary: "Records a prepared decision under the passkey's signature. When what it signs has moved on, nothing is recorded.",
  access: { who: "actor" },
  status: 201,
  params: changeParams,
  body: signedDecision,
  answer: decisionReceipt,
  async handle(desk, { params: { change }, body, caller }) {
    const { id } = personOf(caller).person;
    const waiting = await takeBack(desk, "decision", id, body.prepared);
    if (waiting.document.subject.change !== change) throw new Failure("bad-input", "This was prepared for another change. Nothing was recorded.");
    const armour = await signatureBy(desk, id, waiting, sentAssertion(body.assertion));
    const recorded = await recordDecision(desk.workplace, waiting, armour, await observed(desk, id, change, waiting));
    await desk.state.drafts.drop(id, change, waiting.document.subject.environment);
    return await receiptOf(desk, waiting, recorded);
  },
});

async function observed(desk: Desk, person: string, change: string, { noted: { seen, files } }: Waiting<"decision">) {
  const revision = (await desk.workplace.store.read.changes({ id: change }))[0]?.revision ?? 0;
  return { ...(await attentionFor(desk, person, change, revision, { seen, of: files })) };
}

async function receiptOf({ workplace }: Desk, { document }: Waiting<"decision">, recorded: Recorded) {
  const { index, size, digest, printedName, time, meaning, escalation, verdict } = recorded;
  return {
    decision: document.id,
    change: document.subject.change,
    environment: document.subject.environment,
    outcome: document.outcome,
    ...{ index, size, digest, printedName, time, meaning },
    manifestation: manifestationOf(document),
    escalation: escalation === null ? null : { ...escalation, due: new Date(escalation.due).toISOString() },
    verdict: shownVerdict(verdict, await namesIn(workplace)),
  };
}

export const decisionsRead = route({
  id: "decisions.read",
  method: "GET",
  path: "/api/decisions/{decision}",
  summary: "A decision in full: name, time and meaning, what was signed and with which signature, and what was observed before it.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ decision: z.string().min(1).max(200) }),
  answer: decisionPage,
  async handle({ workplace }, { params: { decision } }) {
    return await readDecision(workplace, decision);
  },
});
