import { z } from "zod";
import type { Json } from "../model/canonical.ts";
import { digestOf } from "./bill.ts";
import { inShape } from "./shape.ts";
import { describedBy, type Relationship, type SpdxDocument, type SpdxPackage, unlisted } from "./spdx-document.ts";

// The parts of an SPDX 2.2 or 2.3 document in JSON that are read; the rest may be there and is passed over.

const text = z.string().nullish();

const element = z.object({ SPDXID: z.string().min(1) });

const packageShape = element.extend({
  name: z.string().min(1),
  versionInfo: text,
  licenseConcluded: text,
  licenseDeclared: text,
  externalRefs: z.array(z.object({ referenceCategory: text, referenceType: text, referenceLocator: text })).nullish(),
  checksums: z.array(z.object({ algorithm: z.string(), checksumValue: z.string() })).nullish(),
});

const documentShape = z.object({
  packages: z.array(packageShape).nullish(),
  files: z.array(element).nullish(),
  snippets: z.array(element).nullish(),
  documentDescribes: z.array(z.string()).nullish(),
  relationships: z.array(z.object({ spdxElementId: z.string(), relationshipType: z.string(), relatedSpdxElement: z.string() })).nullish(),
});

/** Throws `Halt` (`corrupt`) for what does not keep to the shape. */
export function spdxOfJson(value: Json): SpdxDocument {
  const { packages, files, snippets, documentDescribes, relationships } = inShape(documentShape, value, "SPDX 2");
  const related = (relationships ?? []).map((each): Relationship => ({ from: each.spdxElementId, type: each.relationshipType.toUpperCase(), to: each.relatedSpdxElement }));
  const describes = new Set([...(documentDescribes ?? []), ...describedBy(related)]);
  const ids = new Set([...(packages ?? []), ...(files ?? []), ...(snippets ?? [])].map(({ SPDXID }) => SPDXID));
  return { packages: (packages ?? []).map(packageOfJson), describes, missing: unlisted(related, describes, ids) };
}

function packageOfJson({ SPDXID: id, name, versionInfo, licenseConcluded, licenseDeclared, externalRefs, checksums }: z.infer<typeof packageShape>, at: number): SpdxPackage {
  const purl = externalRefs?.find(({ referenceCategory, referenceType }) => isPurl(referenceCategory ?? "", referenceType ?? ""))?.referenceLocator;
  const digests = () => (checksums ?? []).flatMap(({ algorithm, checksumValue }, index) => digestOf(algorithm, checksumValue, `/packages/${at}/checksums/${index}`) ?? []);
  return { id, name, version: versionInfo || null, purl: purl || null, licences: [licenseConcluded, licenseDeclared], digests };
}

/** Whether an external reference is a package URL. Version 2.2 writes the category in JSON with an underscore. */
export function isPurl(category: string, type: string): boolean {
  return /^PACKAGE[-_]MANAGER$/i.test(category) && type.toLowerCase() === "purl";
}
