import { exact } from "../../time.ts";
import { plural } from "../../words.ts";
import { Row, SignedIds } from "../sign/text.tsx";
import type { AdoptionText } from "./adopt-check.ts";

/** The first sentence of what is signed. */
export function adoptionAct({ version, project }: Pick<AdoptionText, "version" | "project">): string {
  return `I put version ${version} of ${project === null ? "the organisation’s policy" : `the policy of ${project}`} in force.`;
}

/** What is signed, read from the document itself, with the policy whose digest it names. */
export function AdoptionSigned({ document, digest, text }: { readonly document: AdoptionText; readonly digest: string; readonly text: string }) {
  const { printedName, meaning, project, version, time } = document;
  return (
    <>
      <p className="signed-act">{adoptionAct(document)}</p>
      <dl className="signed-facts">
        <Row name="Signed by" value={printedName} />
        <Row name="Meaning" value={meaning} />
        <Row name="Rules for" value={project ?? "the whole organisation"} />
        <Row name="Version" value={String(version)} />
        <Row name="Replaces" value={replacedBy(document)} />
        <Row name="Time" value={`${exact(time)}\n${time}`} />
      </dl>
      <details className="fold signed-policy">
        <summary>The policy, {plural(text.trimEnd().split("\n").length, "line")}, whose digest is below</summary>
        <pre>{text}</pre>
      </details>
      <SignedIds ids={idsOf(document)} digest={digest} />
    </>
  );
}

function replacedBy({ replaces, beneath }: AdoptionText): string {
  const before = replaces === null ? "nothing: it is the first" : `what entry ${replaces} of the ledger put in force`;
  return beneath === null ? before : `${before}; it stands on the organisation’s of entry ${beneath}`;
}

function idsOf({ digest, rules, commit, person, level, ledger, seen, nonce, schema }: AdoptionText): readonly (readonly [string, string | null])[] {
  return [
    ["Policy (SHA-256)", digest],
    ...rules.map(({ path, digest: of }) => [`Rule file ${path}`, of] as const),
    ["Commit", commit],
    ["Person", person],
    ["Level", level],
    ["Ledger", ledger],
    ["Ledger seen", `${seen.size} entries, root ${seen.root}`],
    ["Nonce", nonce],
    ["Form", schema],
  ];
}
