import { Fragment } from "react";
import { Segments } from "../../parts/segments.tsx";
import { exact } from "../../time.ts";
import { spaced } from "../../words.ts";
import { documentNames, isDocumentName } from "../document-names.ts";
import { Row, SignedIds } from "../sign/text.tsx";
import { marked } from "../sign/visible.ts";
import type { ActAnswer, ActText } from "./check.ts";

/** The first sentence of what is signed. */
export function actSentence({ act, about }: Pick<ActText, "act" | "about">): string {
  const of = (name: string) => told(about[name]) ?? "";
  switch (act) {
    case "document-signed":
      return `I approve version ${of("version")} of ${of("id")}, the ${documentNamed(of("document"))} of ${of("project")}.`;
    case "blueprint-closed":
      return `I close the blueprint of ${of("project")}: code may be written from now on.`;
    case "phase-advanced":
      return `I judge the phase ${of("phase")} of ${of("project")} to be done.`;
    case "risk-accepted":
      return `I accept the risk ${of("risk")} of ${of("project")} until ${of("until")}.`;
    default:
      return act;
  }
}

/** A list, such as the roles in which somebody signs or the documents that a blueprint is closed with, is told one below the other. */
function told(value: ActText["about"][string] | undefined): string | null {
  return value === undefined || value === null || typeof value === "string"
    ? (value ?? null)
    : value.map((each) => (typeof each === "string" ? spaced(each) : `${documentNamed(each.document)} ${each.digest}`)).join("\n");
}

function documentNamed(name: string): string {
  return isDocumentName(name) ? documentNames[name] : name;
}

const shown: Readonly<Record<string, string>> = {
  project: "Project",
  document: "Document",
  id: "Document id",
  version: "Version",
  phase: "Phase",
  checkpoint: "Checkpoint",
  risk: "Risk",
  level: "Level",
  until: "Until",
  reviewBy: "Looked at again by",
  roles: "As",
};

/** What is signed, read from the document itself: the sentence first, then every other member. */
export function ActSigned({ document, digest }: { readonly document: ActText; readonly digest: string }) {
  const { about, answers = [], printedName, meaning, time } = document;
  return (
    <>
      <p className="signed-act">{actSentence(document)}</p>
      <dl className="signed-facts">
        <Row name="Signed by" value={printedName} />
        <Row name="Meaning" value={meaning} />
        {Object.entries(shown).map(([name, says]) => (
          <Row key={name} name={says} value={told(about[name])} />
        ))}
        <Row name="Time" value={`${exact(time)}\n${time}`} />
      </dl>
      {answers.length === 0 ? null : <Answers answers={answers} />}
      <SignedIds ids={idsOf(document)} digest={digest} />
    </>
  );
}

function Answers({ answers }: { readonly answers: readonly ActAnswer[] }) {
  return (
    <dl className="signed-answers">
      {answers.map(({ criterion, asks, value, measured, reason }) => (
        <Fragment key={criterion}>
          <dt>
            <Segments text={marked(asks)} /> <code>{criterion}</code>
          </dt>
          <dd>
            <strong>{value}</strong>
            {measured === null ? null : `, ${measured}`}
            {reason === null ? null : (
              <>
                {" — "}
                <Segments text={marked(reason)} />
              </>
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

// Everything else that the document holds.
function idsOf({ about, person, ledger, seen, nonce, schema, act }: ActText): readonly (readonly [string, string | null])[] {
  const others = Object.entries(about).filter(([name]) => !(name in shown));
  return [
    ...others.map(([name, value]) => [name === "digest" ? "Data (SHA-256)" : name.charAt(0).toUpperCase() + name.slice(1), told(value)] as const),
    ["Person", person],
    ["Act", act],
    ["Ledger", ledger],
    ["Ledger seen", `${seen.size} entries, root ${seen.root}`],
    ["Nonce", nonce],
    ["Form", schema],
  ];
}
