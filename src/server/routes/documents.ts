import { z } from "zod";
import { documentFile, pagedDocuments, readDocumentPage } from "../../reading/index.ts";
import { acknowledge } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { attachment } from "../download.ts";
import { rawRoute, route } from "../route.ts";
import { documentPage } from "../shapes/documents.ts";

const params = z.strictObject({ project: z.string().min(1).max(200), document: z.enum(pagedDocuments) });

export const documentsRead = route({
  id: "documents.read",
  method: "GET",
  path: "/api/projects/{project}/documents/{document}",
  summary: "One document of a blueprint as people read it, with its control data, who signed it as it is now, and who has read it.",
  access: { who: "reader", scope: "read" },
  params,
  answer: documentPage,
  async handle({ workplace }, { params: { project, document } }) {
    return await readDocumentPage(workplace, project, document);
  },
});

export const documentsAcknowledge = route({
  id: "documents.acknowledge",
  method: "POST",
  path: "/api/projects/{project}/documents/{document}/acknowledgement",
  summary: "Says that one has read a document as it is now. When it changed since it was opened, nothing is recorded.",
  access: { who: "self" },
  params,
  body: z.strictObject({
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe("Of the document as it was shown"),
  }),
  answer: z.strictObject({ index: z.int().min(0), version: z.string() }),
  async handle({ workplace }, { params: { project, document }, body, caller }) {
    return await acknowledge(workplace, personOf(caller).person.id, { project, document, ...body });
  },
});

export const documentsFile = rawRoute({
  id: "documents.file",
  method: "GET",
  path: "/api/projects/{project}/documents/{document}/file",
  summary: "One document as a file of its own, PDF or HTML, with control block, history and signatures.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  params,
  query: z.strictObject({ format: z.enum(["pdf", "html"]).default("pdf") }),
  produces: "application/octet-stream",
  async handle({ workplace }, { params: { project, document }, query }) {
    const { name, bytes } = await documentFile(workplace, project, document, query.format);
    return attachment(name, Buffer.from(bytes));
  },
});
