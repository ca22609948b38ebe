import { z } from "zod";

/** What a person wants to be told by mail. Quiet without a wish: turns once a day, what is escalated or overdue at once. */
export const wishes = z.strictObject({ turns: z.enum(["at-once", "digest", "never"]), escalations: z.enum(["at-once", "digest", "never"]) });
export type Wishes = z.infer<typeof wishes>;

const usual: Wishes = { turns: "digest", escalations: "at-once" };

/** Reads stored wishes; what cannot be read counts as none. */
export function readWishes(stored: string | null): Wishes {
  if (stored === null) return usual;
  const read = wishes.safeParse(JSON.parse(stored));
  return read.success ? read.data : usual;
}
