import { compareDurations, parseDuration } from "../../model/duration.ts";
import { factData } from "../../model/fact.ts";
import { didYouMean } from "../../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { retentionPresets } from "../files.ts";
import { type Found, found, isPast } from "./found.ts";

/** Dates of the documents: what is approved says from when, and when it is looked at again. */
export function headFindings(files: BlueprintFiles, { now }: BlueprintContext): Found[] {
  return [files.blueprint, files.charter, files.delivery, files.risks, files["audit-trail"], files["ai-policy"]].flatMap((loaded) => {
    if (loaded === null) return [];
    const { status, effective, "review-by": review } = loaded.file.document;
    const undated = status === "approved" && (effective === undefined || review === undefined);
    return [
      ...(undated
        ? [
            found(
              "document-undated",
              "It is approved, and does not say from when it holds and when it is looked at again.",
              "Give it `effective` and `review-by`.",
              loaded.at("document.status"),
            ),
          ]
        : []),
      ...(isPast(review, now)
        ? [
            found(
              "review-passed",
              `It was to be looked at again by ${review}.`,
              "Look at it again, then give a later day and a version with its history.",
              loaded.at("document.review-by"),
            ),
          ]
        : []),
    ];
  });
}

/** Nothing is kept for less than the preset, and what is kept longer is an event that there is (R58). */
export function auditTrailFindings({ "audit-trail": loaded }: BlueprintFiles): Found[] {
  if (loaded === null) return [];
  const { retention, further = [] } = loaded.file;
  const least = retentionPresets[retention.preset];
  const short = (path: string, what: string, kept: string) =>
    isShorter(kept, least)
      ? [
          found(
            "retention-short",
            `${what} would be kept for ${kept}, and the preset \`${retention.preset}\` keeps nothing for less than ${least}.`,
            `Give at least ${least}.`,
            loaded.at(path),
          ),
        ]
      : [];
  return [
    ...Object.entries(retention.events ?? {}).flatMap(([event, kept]) => {
      const path = `retention.events.${event}`;
      const known = Object.keys(factData);
      if (known.includes(event)) return short(path, `\`${event}\``, kept);
      return [
        found("event-unknown", `The ledger records no event \`${event}\`.`, didYouMean(event, known, "Events that other systems record stand under `further`."), loaded.at(path)),
      ];
    }),
    ...further.flatMap(({ event, retention: kept }, at) => short(`further[${at}].retention`, `\`${event}\``, kept)),
  ];
}

function isShorter(text: string, least: string): boolean {
  const [given, wanted] = [parseDuration(text), parseDuration(least)];
  return given !== null && wanted !== null && compareDurations(given, wanted) < 0;
}
