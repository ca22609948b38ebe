import type { DecisionDocument } from "../model/decision.ts";
import type { ChangeSummary } from "./case.ts";

const acts = { approve: "I approve", "request-changes": "I ask for changes in", defer: "I defer", unsure: "I am unsure about" } as const;

/** The document as people read it (21 CFR 11.50: name, time and meaning in every readable form). Everything that is signed and that a person can judge is in it. */
export function decisionText(document: DecisionDocument, { title, project }: ChangeSummary): string {
  const { subject, answers } = document;
  const scope = subject.environment === null ? "" : ` for release to ${subject.environment}`;
  const rows: [string, string | null][] = [
    ["Signed by", document.printedName],
    ["Time", document.time],
    ["Meaning", document.meaning],
    ["Change", `${subject.change} of ${project}`],
    ["Title", title],
    ["Tier", document.tier],
    ["Base", subject.base],
    ["Head", subject.head],
    ["Result", subject.resultTree],
    ["Listing", subject.resultListing],
    ["Artifact", subject.artifact],
    ["Policy", subject.policy],
    ["Criteria", subject.criteria],
    ["Evidence", subject.evidence],
    ["In doubt", document.doubt],
    ["Until", document.until],
    ["Comment", document.comment],
    ["Ledger seen", `${document.seen.size} entries, root ${document.seen.root}`],
    ["Decision", document.id],
  ];
  const answered = answers.map(
    ({ criterion, value, until, reason, link }) =>
      `  ${criterion}: ${value.replace("-", " ")}${until === undefined ? "" : ` until ${until}`}${reason === null ? "" : ` — ${reason}`}${link === null ? "" : ` (${link})`}`,
  );
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`${`${name}:`.padEnd(13)}${value}`]));
  return [`${acts[document.outcome]} this change${scope}.`, "", ...lines, ...(answered.length === 0 ? [] : ["Answers:", ...answered])].join("\n");
}
