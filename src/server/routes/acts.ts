import type { z } from "zod";
import { sha256 } from "../../model/canonical.ts";
import { prepareSigning, recordSigning, type SigningRequest } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { actReceipt, actRequest, preparedAct, signedAct } from "../shapes/acts.ts";
import { handOut, sentAssertion, signatureBy, takeBack } from "../signing.ts";

export const actsPrepare = route({
  id: "acts.prepare",
  method: "POST",
  path: "/api/acts/prepare",
  summary:
    "Writes the document by which a document is approved, a blueprint closed, a phase advanced or a risk accepted, so that it can be shown before it is signed. Nothing is recorded but a refusal.",
  access: { who: "actor" },
  body: actRequest,
  answer: preparedAct,
  async handle(desk, { body, caller }) {
    const { id } = personOf(caller).person;
    const request = asked(body);
    const prepared = await prepareSigning(desk.workplace, id, request);
    const { document, text, digest, namespace } = prepared;
    return { document, text, digest, namespace, rpId: desk.settings.rpId, ...(await handOut(desk, "act", id, prepared, request)) };
  },
});

export const actsRecord = route({
  id: "acts.record",
  method: "POST",
  path: "/api/acts",
  summary: "Records a prepared act under the passkey's signature. When the project's branch moved or something came to be missing meanwhile, nothing is recorded.",
  access: { who: "actor" },
  status: 201,
  body: signedAct,
  answer: actReceipt,
  async handle(desk, { body, caller }) {
    const { id } = personOf(caller).person;
    const waiting = await takeBack(desk, "act", id, body.prepared);
    const armour = await signatureBy(desk, id, waiting, sentAssertion(body.assertion));
    const { index } = await recordSigning(desk.workplace, waiting, waiting.noted, armour);
    const { act, printedName, time, meaning } = waiting.document;
    const manifestation = `Signed by ${printedName} on ${time}, meaning ${meaning}`;
    return { act, project: waiting.noted.project, index, size: desk.workplace.store.size, digest: sha256(waiting.bytes), printedName, time, meaning, manifestation };
  },
});

// Where a clone lies is the server's to know.
function asked(body: z.output<typeof actRequest>): SigningRequest {
  switch (body.act) {
    case "document-signed":
      return body;
    case "blueprint-closed":
      return { act: body.act, project: body.project, answers: body.answers ?? [] };
    case "phase-advanced":
      return { act: body.act, project: body.project, phase: body.phase, answers: body.answers ?? [] };
    case "risk-accepted":
      return { act: body.act, project: body.project, risk: body.risk, until: body.until };
  }
}
