import { z } from "zod";
import { riskLevels } from "../../blueprint/index.ts";
import { pagedDocuments } from "../../reading/index.ts";
import { documentLine } from "./blueprint.ts";
import { named } from "./change.ts";
import { list } from "./list.ts";

const index = z.int().min(0);

/** `href` leads to the web, to an address for mail, or beside the document. */
const spans = list(z.strictObject({ text: z.string(), strong: z.boolean(), em: z.boolean(), code: z.boolean(), href: z.string().nullable() }));

const block = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("heading"), level: z.int(), id: z.string(), spans }),
  z.strictObject({ kind: z.enum(["paragraph", "quote"]), spans }),
  z.strictObject({ kind: z.literal("item"), depth: z.int(), number: z.int().nullable(), spans }),
  z.strictObject({ kind: z.literal("code"), text: z.string() }),
  z.strictObject({ kind: z.literal("table"), heads: list(spans), rows: list(list(spans)) }),
  z.strictObject({ kind: z.literal("rule") }),
]);

const nullableText = z.string().nullable();

/** Level and score are null while nobody rated it. `lacks`: what keeps it from being accepted, a sentence each. */
const risk = z.strictObject({
  id: z.string(),
  title: z.string(),
  level: z.enum(riskLevels).nullable(),
  score: z.int().nullable(),
  judged: z.boolean(),
  notApplicable: nullableText,
  status: z.enum(["open", "treated", "accepted", "closed"]),
  owner: z.strictObject({ as: z.string(), person: named.nullable() }).nullable(),
  treatment: z.strictObject({ choice: z.string(), plan: nullableText, due: nullableText }).nullable(),
  reviewBy: nullableText,
  overdue: z.boolean(),
  /** The last one; `changed` when what was accepted is not what stands there now. */
  acceptance: z.strictObject({ state: z.enum(["stands", "ended", "changed"]), by: named, level: z.string(), until: z.string(), index }).nullable(),
  lacks: list(z.string()),
  authority: z.strictObject({ role: z.string(), holders: list(named) }).nullable(),
  digest: z.string(),
});

/** One document as people read it, with its control data, who signed it and who has read it. */
export const documentPage = documentLine.extend({
  document: z.enum(pagedDocuments),
  project: z.string(),
  classification: z.string(),
  effective: z.string().nullable(),
  controls: list(z.string()),
  changes: list(z.strictObject({ version: z.string(), date: z.string(), by: z.string(), what: z.string() })),
  file: z.string(),
  ref: z.string(),
  commit: z.string(),
  /** The text as blocks, so that whoever shows it writes no markup of somebody else's. */
  body: list(block),
  signatures: list(z.strictObject({ by: named, version: z.string(), time: z.string(), index, fingerprint: z.string(), current: z.boolean() })),
  asksReaders: z.string().nullable(),
  /** Each risk with how it stands; null for every document but the risk register. */
  register: z.strictObject({ longest: z.string(), risks: list(risk) }).nullable(),
});
