import { z } from "zod";
import { definitions, type MeasureId } from "../../reading/index.ts";
import { named } from "./change.ts";
import { coverageCounts } from "./coverage.ts";
import { list } from "./list.ts";

const ids = Object.keys(definitions) as [MeasureId, ...MeasureId[]];
export const measureId = z.enum(ids);

const measure = z.strictObject({
  id: measureId,
  name: z.string(),
  definition: z.string(),
  unit: z.enum(["count", "share", "duration"]),
  /** The tier, project or criterion; null for everything. */
  of: z.string().nullable(),
  /** The count, the share from 0 to 1, or the median in seconds; null is "too few to say". */
  value: z.number().nullable(),
  p90: z.number().nullable(),
  part: z.number(),
  whole: z.number(),
  sample: z.int(),
  tooFew: z.boolean(),
  /** The address that answers with the rows behind the number. */
  rows: z.string(),
});

/** Throughput and control in one answer; there is none that holds either alone (R7). */
export const measures = z.strictObject({
  since: z.string(),
  until: z.string(),
  project: z.string().nullable(),
  throughput: list(measure),
  control: list(measure),
  /** Coverage of AI's lines by project, by month, by tool, and by how it is known who wrote them (R83). */
  coverage: list(
    measure.extend({
      /** Lines that count as AI's. */
      lines: coverageCounts,
      /** Lines of unknown origin, of all that were added. */
      unknown: z.strictObject({ lines: z.int(), of: z.int() }),
    }),
  ),
  review: list(measure),
  consistency: list(measure.extend({ spread: z.strictObject({ reviewers: z.int(), lowest: z.number(), highest: z.number() }).nullable() })),
});

export const measureRow = z.strictObject({
  time: z.string(),
  sentence: z.string(),
  change: z.string().nullable(),
  decision: z.string().nullable(),
  deployment: z.string().nullable(),
  index: z.int(),
  part: z.number(),
  whole: z.number(),
});

const attestationState = z.strictObject({
  last: z.strictObject({ by: named, time: z.string(), statement: z.string(), index: z.int() }).nullable(),
  due: z.string(),
  overdue: z.boolean(),
});

/** That somebody who holds a role said something is so, until when. */
export const madeAttestation = z.strictObject({ id: z.string(), item: z.string(), role: z.string(), until: z.string(), index: z.int() });

export const checklist = z.strictObject({
  role: z.string(),
  done: z.int(),
  items: list(z.strictObject({ id: z.string(), says: z.string(), done: z.boolean(), state: z.string(), page: z.string(), attestation: attestationState.nullable() })),
});
