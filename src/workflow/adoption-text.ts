import type { AdoptionDocument } from "../model/adoption.ts";

/** The document as people read it (21 CFR 11.50: name, time and meaning in every readable form). Everything that is signed and that a person can judge is in it. */
export function adoptionText(document: AdoptionDocument): string {
  const { level, project, version, replaces, beneath, seen, rules } = document;
  const rows: [string, string | null][] = [
    ["Signed by", document.printedName],
    ["Time", document.time],
    ["Meaning", document.meaning],
    ["Rules for", level === "organisation" ? "the whole organisation" : project],
    ["Version", String(version)],
    ["Text", `SHA-256 ${document.digest}`],
    ["Commit", document.commit],
    ["Replaces", replaces === null ? "nothing: it is the first" : `what entry ${replaces} put in force`],
    ["Stands on", beneath === null ? null : `the organisation's policy of entry ${beneath}`],
    ["Ledger seen", `${seen.size} entries, root ${seen.root}`],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`${`${name}:`.padEnd(13)}${value}`]));
  const files = rules.map(({ path, digest }) => `  ${path}: ${digest}`);
  return [`${actOf(document)}.`, "", ...lines, ...(files.length === 0 ? [] : ["Rule files:", ...files])].join("\n");
}

function actOf({ version, project }: AdoptionDocument): string {
  return `I put version ${version} of ${project === null ? "the organisation's policy" : `the policy of ${project}`} in force`;
}
