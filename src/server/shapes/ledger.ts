import { z } from "zod";
import { named } from "./change.ts";
import { list } from "./list.ts";

const index = z.int().min(0);

export const ledgerEntry = z.strictObject({
  index,
  time: z.string(),
  actor: named,
  type: z.string(),
  sentence: z.string(),
  /** What it is about, for a page to lead there. */
  about: z.strictObject({
    change: z.string().nullable(),
    decision: z.string().nullable(),
    deployment: z.string().nullable(),
    person: z.string().nullable(),
    project: z.string().nullable(),
  }),
});

export const ledgerPage = z.strictObject({ items: list(ledgerEntry), next: z.string().nullable(), size: index });

export const ledgerEntryPage = ledgerEntry.extend({
  key: z.string(),
  /** What the fact says in the open. */
  data: z.unknown(),
  links: list(ledgerEntry),
  /** Base64. */
  leafHash: z.string(),
  /** Text of a `.tlog-proof` file, and the leaf that it proves. */
  proof: z.string(),
  envelope: z.string(),
  /** Private documents by name; `available` is false once one was erased. */
  documents: list(z.strictObject({ name: z.string(), mediaType: z.string(), size: z.int(), commitment: z.string(), available: z.boolean() })),
  withheld: z.int(),
});

export const checkpoint = z.strictObject({ size: index, root: z.string(), note: z.string() });

export const ledgerCheck = z.strictObject({
  ok: z.boolean(),
  size: index,
  root: z.string(),
  time: z.string(),
  milliseconds: z.int(),
  checks: list(z.strictObject({ name: z.string(), ok: z.boolean(), sentence: z.string(), mend: z.string().nullable() })),
});

export const verifier = z.strictObject({ origin: z.string(), vkey: z.string(), allowedSigners: z.string() });
