import { z } from "zod";
import { durationPattern } from "../model/duration.ts";

// What the blueprint's files have in common.

export const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a name in kebab-case of at most 64 characters");
export const sentence = z.string().trim().min(1).max(1_000);
export const text = z.string().trim().min(1).max(8_000);
// Where something else may stand in its place, an issue that does not abort would be told alone, as if it alone were expected.
export const date = z.iso.date({ error: "a date such as 2027-03-31", abort: true });
export const duration = z.string().regex(durationPattern, "a duration such as 2w, 6mo or 7y");
export const role = name.describe("A role, as the policy and people know it: engineering-lead");
export const person = z.string().trim().min(1).max(200).describe("A person's handle or e-mail address");

export const documentStates = ["draft", "in-review", "approved", "superseded"] as const;
export type DocumentState = (typeof documentStates)[number];

export const documentHead = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{1,11}(?:-[A-Z0-9]{1,24}){1,4}$/, "an id such as GOV-CHARTER-001")
      .describe("Id of the document, which never changes"),
    title: z.string().trim().min(1).max(200),
    version: z.int().min(1).describe("Version of the document; only ever grows"),
    status: z.enum(documentStates),
    owner: person.describe("Handle or e-mail address of the one person who answers for the document"),
    approvers: z.array(role).min(1).describe("Roles whose holders sign it"),
    classification: name.describe("Who may read it, such as internal"),
    effective: date.optional().describe("From when it holds"),
    "review-by": date.optional().describe("When it is to be looked at again"),
    controls: z.array(z.string().trim().min(1).max(100)).optional().describe("Controls that it answers, such as iso42001 A.2.2"),
    history: z.array(z.strictObject({ version: z.int().min(1), date, by: person, what: sentence })).optional(),
  })
  .describe("What stands in the head of the document wherever it is shown");

/** What every governed document says of itself. */
export type DocumentHead = z.infer<typeof documentHead>;
