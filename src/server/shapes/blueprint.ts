import { z } from "zod";
import { decisionAreas, documentStates, fileKinds } from "../../blueprint/index.ts";
import { governedDocuments } from "../../model/fact.ts";
import { named } from "./change.ts";
import { list } from "./list.ts";

const index = z.int().min(0);
const count = z.int().min(0);
const place = z.strictObject({ file: z.string().optional(), line: z.int().optional(), column: z.int().optional() });

export const documentLine = z.strictObject({
  document: z.enum(governedDocuments),
  id: z.string(),
  title: z.string(),
  version: z.string(),
  status: z.enum(documentStates),
  owner: z.strictObject({ as: z.string(), person: named.nullable() }),
  reviewBy: z.string().nullable(),
  digest: z.string(),
  /** Each role that has to sign it: who signed it as it is now, and who could. */
  approvers: list(z.strictObject({ role: z.string(), signed: list(named), holders: list(named) })),
  /** Whoever is asked to say that they have read it, those who have not first (R81). */
  readers: list(
    z.strictObject({
      person: named,
      state: z.enum(["missing", "old", "again", "read"]),
      last: z.strictObject({ version: z.string(), time: z.string(), index }).nullable(),
    }),
  ),
});

/** Where a blueprint stands, what is missing before it closes, and whose turn it is. */
export const blueprintPage = z.strictObject({
  project: z.string(),
  state: z.enum(["none", "skipped", "running", "closed"]),
  sprint: z
    .strictObject({
      id: z.string(),
      start: z.string(),
      end: z.string(),
      by: named,
      time: z.string(),
      index,
      state: z.enum(["ahead", "running", "late"]),
      day: count,
      of: count,
      late: count,
      topics: list(z.strictObject({ day: count, topic: z.string(), area: z.enum(decisionAreas).nullable() })),
      warning: z.string().nullable(),
    })
    .nullable(),
  closed: z.strictObject({ by: named, time: z.string(), index, commit: z.string(), digest: z.string(), days: count, start: z.string(), end: z.string() }).nullable(),
  /** Building without a blueprint, with its age (R64). */
  debt: z
    .strictObject({
      kind: z.enum(["skipped", "never-started"]),
      since: z.string(),
      days: count,
      skipped: z.strictObject({ by: named, reason: z.string(), index }).nullable(),
    })
    .nullable(),
  source: z.strictObject({ ref: z.string(), commit: z.string() }).nullable(),
  unread: z.strictObject({ sentence: z.string(), hint: z.string() }).nullable(),
  days: list(z.strictObject({ day: count, date: z.string(), topic: z.string(), area: z.string().nullable() })),
  areas: list(
    z.strictObject({
      area: z.enum(decisionAreas),
      decided: z.boolean(),
      records: list(z.strictObject({ file: z.string(), title: z.string(), status: z.string().nullable(), date: z.string().nullable() })),
    }),
  ),
  met: list(z.string()),
  missing: list(z.strictObject({ says: z.string(), hint: z.string(), place: place.nullable(), document: z.enum(fileKinds).nullable(), signs: z.boolean(), who: list(named) })),
  questions: list(z.strictObject({ criterion: z.string(), asks: z.string() })),
  documents: list(documentLine),
  exceptions: list(
    z.strictObject({
      id: z.string(),
      change: z.string(),
      title: z.string().nullable(),
      by: named,
      time: z.string(),
      until: z.string(),
      over: z.boolean(),
      reason: z.string(),
      index,
    }),
  ),
  may: z.strictObject({ start: list(named), except: list(named), close: list(named) }),
});
