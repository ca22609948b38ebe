import { z } from "zod";
import { askKinds } from "../../reading/index.ts";
import { list } from "./list.ts";

const named = z.strictObject({ id: z.string(), name: z.string() });

/** A second look at a decision (R35). */
export const reReviewLine = z.strictObject({
  id: z.string(),
  decision: z.string(),
  change: z.string(),
  /** Null where nobody was left who could be asked. */
  person: named.nullable(),
  /** Who stands in for them now and may answer as well. */
  deputies: list(named),
  by: named,
  ordered: z.string(),
  due: z.string(),
  overdue: z.boolean(),
  /** Ledger index of the order. */
  index: z.int(),
  /** What the sample was drawn from, and the seed with the root and the order's id that it follows from; null for a decision that was named. */
  drawn: z
    .strictObject({ since: z.string(), until: z.string(), count: z.int(), population: z.int(), size: z.int(), root: z.string(), order: z.string(), seed: z.string() })
    .nullable(),
  answered: z.strictObject({ answer: z.enum(["agrees", "disagrees"]), by: named, time: z.string(), reason: z.string(), index: z.int() }).nullable(),
});

/** Something that is asked of a person beside the changes that wait. */
export const ask = z.strictObject({
  kind: z.enum(askKinds),
  id: z.string(),
  title: z.string(),
  why: z.string(),
  project: z.string().nullable(),
  /** What a command names: the document, the phase or checkpoint, the review with its item, the reversal. */
  about: z.string(),
  /** Null while nobody recorded when it began. */
  since: z.string().nullable(),
  /** Null when nothing says until when. */
  until: z.string().nullable(),
  overdue: z.boolean(),
  page: z.string(),
});

export const reReviews = z.strictObject({ items: list(reReviewLine) });
