import type { Answer } from "../api/client.ts";
import { plural } from "../words.ts";

export type Reversal = Answer<"reversals.list">["items"][number];

export const causeNames: { readonly [cause in Reversal["cause"]]: string } = {
  "unstated-constraint": "a constraint that stood nowhere",
  "misunderstood-requirement": "a requirement that was misunderstood",
  defect: "a defect",
  "no-longer-wanted": "it is no longer wanted",
  other: "another reason",
};

/** How much of the earlier change stands again as it was before. */
export function restoredWords({ files, restored }: Pick<Reversal, "files" | "restored">): string {
  return restored === files ? `all ${plural(files, "file")} restored` : `${restored} of ${plural(files, "file")} restored`;
}

/** How many wait for their constraint, in one sentence. */
export function openSentence(open: number): string {
  if (open === 0) return "Why changes were taken back, as whoever leads recorded it. Nothing waits for a constraint to be stated.";
  return `${plural(open, "change")} ${open === 1 ? "was" : "were"} taken back for want of a constraint that is still to be stated.`;
}
