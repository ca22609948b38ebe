import { z } from "zod";
import { methods } from "../../model/origin.ts";
import { list } from "./list.ts";

const count = z.int().min(0);

/** Added lines: `coverable` are those of source code outside tests and documentation; of them, `executable` could run, `hit` did, and of `withoutData` nobody knows. */
export const coverageCounts = z.strictObject({ lines: count, coverable: count, executable: count, hit: count, withoutData: count });

/** Coverage of AI's lines (R83). */
export const coverageSummary = z.strictObject({
  /** False while no report counts: then every coverable line is without data. */
  reported: z.boolean(),
  /** The policy counts lines of unknown origin as AI's. */
  unknownCounts: z.boolean(),
  /** What counts as AI's. */
  ai: coverageCounts,
  /** Lines of unknown origin, whatever they count as. */
  unknown: coverageCounts,
  all: coverageCounts,
  /** By what wrote or had a part in them; null where no tool is named. */
  tools: list(coverageCounts.extend({ tool: z.string().nullable() })),
  /** By how the origin is known. */
  methods: list(coverageCounts.extend({ method: z.enum(methods) })),
});
