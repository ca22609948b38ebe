import { z } from "zod";
import { type FactType, factData } from "../../model/fact.ts";
import { checkpointOf, listLedger, readEntry, verifierOf, verifyNow } from "../../reading/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { checkpoint, ledgerCheck, ledgerEntryPage, ledgerPage, verifier } from "../shapes/ledger.ts";
import { indexCursor, paging } from "../shapes/list.ts";

const types = Object.keys(factData) as [FactType, ...FactType[]];

export const ledgerList = route({
  id: "ledger.list",
  method: "GET",
  path: "/api/ledger",
  summary: "The ledger as a history, the newest first.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ ...paging, cursor: indexCursor, type: z.enum(types).optional() }),
  answer: ledgerPage,
  async handle({ workplace }, { query: { cursor, limit, type } }) {
    return await listLedger(workplace, { before: cursor, limit, types: type === undefined ? undefined : [type] });
  },
});

export const ledgerRead = route({
  id: "ledger.read",
  method: "GET",
  path: "/api/ledger/entries/{index}",
  summary: "One entry with the proof that it stands in the ledger, what it rests on, and the private documents beside it by name.",
  access: { who: "reader" },
  params: z.strictObject({ index: z.coerce.number().int().min(0) }),
  answer: ledgerEntryPage,
  async handle({ workplace }, { params, caller }) {
    return await readEntry(workplace, params.index, personOf(caller).person);
  },
});

export const ledgerCheckpoint = route({
  id: "ledger.checkpoint",
  method: "GET",
  path: "/api/ledger/checkpoint",
  summary: "The signed checkpoint note of the newest head.",
  access: { who: "reader", scope: "read" },
  answer: checkpoint,
  async handle({ workplace }) {
    return await checkpointOf(workplace);
  },
});

export const ledgerVerify = route({
  id: "ledger.verify",
  method: "POST",
  path: "/api/ledger/verify",
  summary: "Verifies the whole ledger now: every entry as a stranger would, the database, the views and the order of steps. Changes nothing.",
  heavy: true,
  access: { who: "reader" },
  answer: ledgerCheck,
  async handle({ workplace }) {
    return await verifyNow(workplace);
  },
});

export const ledgerVerifier = route({
  id: "ledger.verifier",
  method: "GET",
  path: "/api/ledger/verifier",
  summary: "What an outsider needs to check answers without us: the ledger's verification key and the allowed signers.",
  access: { who: "reader", scope: "read" },
  answer: verifier,
  async handle({ workplace }) {
    return await verifierOf(workplace);
  },
});
