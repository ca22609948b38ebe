import { plural, shareOf } from "../words.ts";
import type { ChangePage } from "./shapes.ts";

type Counts = ChangePage["coverage"]["ai"];

/** What stands at a line of which nobody knows that a test ran it. */
export const lineWords = { missed: "no test ran it", "without-data": "no report knows it" } as const;

/** `96 of 110 executable ran (87 %), 10 without data`. */
export function coverageWords({ coverable, executable, hit, withoutData }: Omit<Counts, "lines">): string {
  if (coverable === 0) return "none that a test could run";
  if (executable + withoutData === 0) return "none of them executable";
  const ran = executable === 0 ? [] : [shareOf(hit, executable).replace(" (", " executable ran (")];
  return [...ran, ...(withoutData === 0 ? [] : [`${withoutData.toLocaleString("en-GB")} without data`])].join(", ");
}

/** What a reader should know of a file's AI lines before reading it; null when tests are known to run all of them. */
export function fileCoverageNote(aiLines: Counts | null): string | null {
  if (aiLines === null || (aiLines.executable === aiLines.hit && aiLines.withoutData === 0)) return null;
  return `Of ${plural(aiLines.lines, "line")} that count as AI's: ${coverageWords(aiLines)}.`;
}

/** The answer about a whole change. */
export function coverageSentence({ reported, ai }: Pick<ChangePage["coverage"], "reported" | "ai">): string {
  if (ai.lines === 0) return "No line counts as AI's.";
  if (ai.coverable === 0) return "AI wrote no line that a test could run.";
  if (!reported) return `No coverage report counts, so nobody knows whether tests run the ${plural(ai.coverable, "line")} that count as AI's.`;
  return `Of ${plural(ai.coverable, "line")} that ${ai.coverable === 1 ? "counts" : "count"} as AI's: ${coverageWords(ai)}.`;
}

/** `2–3, 5 and 4 more`. */
export function rangeWords({ ranges, more }: { readonly ranges: readonly { readonly start: number; readonly end: number }[]; readonly more: number }): string {
  if (ranges.length === 0) return "none";
  const said = ranges.map(({ start, end }) => (start === end ? String(start) : `${start}–${end}`)).join(", ");
  return more === 0 ? said : `${said} and ${more} more`;
}
