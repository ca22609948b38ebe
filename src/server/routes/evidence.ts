import { readFile } from "node:fs/promises";
import { z } from "zod";
import { limits } from "../../evidence/index.ts";
import { evidenceFile, readEvidencePage } from "../../reading/index.ts";
import { addEvidence, largestHere, producerFor, type ReportSource } from "../../workflow/index.ts";
import { actorOf, personOf } from "../caller.ts";
import { attachment } from "../download.ts";
import { rawRoute, route, type Upload } from "../route.ts";
import { type addedEvidence, evidencePage, resultGroup } from "../shapes/change.ts";
import { uploads } from "../uploads.ts";
import { changeParams, requireRepository } from "./changes.ts";

const evidenceParams = changeParams.extend({ evidence: z.string().min(1).max(200) });

export const evidenceAdd = rawRoute({
  id: "evidence.add",
  method: "POST",
  path: "/api/evidence",
  summary: "Binds a report to a commit of a project. What it lacks is recorded with it; a file of no known format is refused.",
  heavy: true,
  access: { who: "actor", scope: "evidence" },
  limit: limits.bytes,
  status: 201,
  query: z.strictObject({
    project: z.string().min(1).max(200),
    commit: z.string().min(1).max(500).describe("Commit id, branch or full ref"),
    name: z.string().min(1).max(300).describe("Name of the file"),
    run: z.string().min(1).max(200).optional().describe("The pipeline's run and attempt; its reports are of one commit"),
    producer: z.string().min(1).max(200).optional().describe("Who made it, when a person sends it: such as ci; a token's reports are made by its agent"),
  }),
  takes: "application/octet-stream",
  produces: "application/json",
  async handle({ workplace }, { query: { project, commit, name, producer, run }, upload, caller }) {
    const repository = await requireRepository(workplace, project);
    const made = await producerFor(workplace, actorOf(caller), producer);
    const [added] = await uploads(caller, async () =>
      addEvidence(workplace, actorOf(caller), { repository, commit, producer: made, run, files: [{ name, ...(await sourceOf(upload)) }] }),
    );
    const { evidence = "", index = 0, again = false, reading } = added ?? {};
    const troubles = [...(reading?.sentence ? [reading.sentence] : []), ...(reading?.inconsistencies ?? []).map(({ sentence }) => sentence)];
    const answer: z.input<typeof addedEvidence> = { evidence, index, again, format: reading?.format ?? null, state: reading?.state ?? "unrecognised", troubles };
    return Response.json(answer, { status: 201 });
  },
});

// What is small is read here in less time than a thread takes to start.
async function sourceOf(upload: Upload | null): Promise<ReportSource> {
  if (upload === null) return { bytes: new Uint8Array() };
  return upload.size > largestHere ? upload : { bytes: await readFile(upload.file) };
}

export const evidenceRead = route({
  id: "evidence.read",
  method: "GET",
  path: "/api/changes/{change}/evidence/{evidence}",
  summary: "A report opened: what it says, which checks it decides, and its single results.",
  access: { who: "reader", scope: "read" },
  params: evidenceParams,
  query: z.strictObject({
    group: resultGroup.optional().describe("Only results of this group"),
    find: z.string().max(200).optional().describe("Only results that this is part of, by path, name or what they say"),
  }),
  answer: evidencePage,
  async handle({ workplace, state }, { params: { change, evidence }, query, caller }) {
    const opened = caller.kind === "person" ? await state.visits.openedEvidence(caller.person.id, change) : [];
    return await readEvidencePage(workplace, { change, id: evidence, opened, ...query });
  },
});

export const evidenceOpened = route({
  id: "evidence.opened",
  method: "POST",
  path: "/api/changes/{change}/evidence/{evidence}/opened",
  summary: "The page says that the person has opened a report; it is kept with the decision (R25).",
  access: { who: "self" },
  status: 204,
  params: evidenceParams,
  answer: z.null(),
  async handle({ workplace, state }, { params: { change, evidence }, caller }) {
    await readEvidencePage(workplace, { change, id: evidence, opened: [] });
    await state.visits.openEvidence(personOf(caller).person.id, change, evidence);
    return null;
  },
});

export const evidenceDownload = rawRoute({
  id: "evidence.file",
  method: "GET",
  path: "/api/changes/{change}/evidence/{evidence}/file",
  summary: "The file as it was handed in, to be kept and not to be shown.",
  access: { who: "reader", scope: "read" },
  params: evidenceParams,
  produces: "application/octet-stream",
  async handle({ workplace }, { params: { change, evidence } }) {
    const { bytes, name } = await evidenceFile(workplace, change, evidence);
    return attachment(name, Buffer.from(bytes));
  },
});
