import { z } from "zod";

// The parts of OSV-Scanner's JSON (its `pkg/models`), and of the OSV records in it (schema 1.7, section names beside them), that are read; the rest may be there and is passed over.

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish();

// `severity[]`: a vector for the CVSS types, a word for others.
const severity = list(z.object({ type: z.string(), score: z.string() }));

/** Whatever else a database says; GitHub's and others put a word for the severity there. */
const specific = z.record(z.string(), z.unknown()).nullish();

// `affected[]`
const affected = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }).nullish(),
  severity,
  ranges: list(z.object({ events: list(z.object({ introduced: text, fixed: text })) })),
  database_specific: specific,
  ecosystem_specific: specific,
});

const record = z.object({ id: z.string().min(1), aliases: texts, summary: text, details: text, severity, affected: list(affected), database_specific: specific });

const group = z.object({ ids: z.array(z.string()).min(1), aliases: texts, max_severity: text });

const found = z.object({
  package: z.object({ name: z.string(), version: text, ecosystem: text, commit: text }),
  vulnerabilities: list(record),
  groups: list(group),
});

export const osvResults = z.object({ results: z.array(z.object({ packages: list(found) })) });

export type OsvPackage = z.infer<typeof found>;
export type OsvRecord = z.infer<typeof record>;
export type OsvGroup = z.infer<typeof group>;
