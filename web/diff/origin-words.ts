import { originWords } from "../parts/origin.tsx";
import { spaced } from "../words.ts";
import type { OriginRun } from "./shapes.ts";

/** Names and values of what is known about who wrote a run of lines; what is not known says so. */
export function originFacts({ origin, tool, model, method, confidence, sponsor, start, end, commit }: OriginRun): readonly (readonly [name: string, value: string])[] {
  const known =
    origin === "human" || origin === "unknown"
      ? []
      : ([
          ["Tool", tool ?? "not named"],
          ["Model", model ?? "not named"],
        ] as const);
  const sponsored = sponsor === null ? [] : ([["Sponsor", sponsor]] as const);
  return [
    ["Written by", originWords[origin]],
    ...known,
    ["Known by", spaced(method)],
    ["Confidence", confidence],
    ...sponsored,
    ["Lines", start === end ? String(start) : `${start}–${end}`],
    ...(commit === null ? [] : ([["Commit", commit.slice(0, 12)]] as const)),
  ];
}

/** The same in one line, for a screen reader. */
export function originSentence(run: OriginRun): string {
  return originFacts(run)
    .map(([name, value]) => `${name.toLowerCase()} ${value}`)
    .join(", ");
}
