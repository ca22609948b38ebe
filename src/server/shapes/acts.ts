import { z } from "zod";
import { governedDocuments } from "../../model/fact.ts";
import { signedActs } from "../../model/signing.ts";
import { preparedDecision, signedDecision } from "./decisions.ts";

const word = z.string().min(1).max(200);
const answers = z
  .array(z.strictObject({ criterion: word, met: z.boolean(), measured: z.number().nullable(), reason: z.string().max(2_000).nullable() }))
  .max(200)
  .optional()
  .describe("To what no machine can tell, by criterion");

/** What somebody asks to sign. Ids, versions and digests are read from the project's own branch. */
export const actRequest = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("document-signed"), project: word, document: z.enum(governedDocuments) }),
  z.strictObject({ act: z.literal("blueprint-closed"), project: word, answers }),
  z.strictObject({ act: z.literal("phase-advanced"), project: word, phase: word, answers }),
  z.strictObject({ act: z.literal("risk-accepted"), project: word, risk: word, until: z.iso.date().optional() }),
]);

export const preparedAct = preparedDecision;
export const signedAct = signedDecision;

/** The proof that an act was recorded. */
export const actReceipt = z.strictObject({
  act: z.enum(signedActs),
  project: z.string(),
  index: z.int().min(0),
  size: z.int().min(0),
  /** Of the document that was signed. */
  digest: z.string(),
  printedName: z.string(),
  time: z.string(),
  meaning: z.enum(["approval", "responsibility"]),
  manifestation: z.string(),
});
