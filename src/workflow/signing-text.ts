import type { Json } from "../model/canonical.ts";
import { spoken } from "../model/people.ts";
import type { SignedAct, SignedAnswer, SigningDocument } from "../model/signing.ts";

const rowNames: { readonly [name: string]: string } = {
  project: "Project",
  document: "Document",
  id: "Document id",
  version: "Version",
  blueprint: "Blueprint",
  commit: "Commit",
  phase: "Phase",
  checkpoint: "Checkpoint",
  risk: "Risk",
  level: "Level",
  until: "Until",
  reviewBy: "Review by",
  roles: "As",
  digest: "Digest",
  documents: "Documents",
};

/** The document as people read it (21 CFR 11.50: name, time and meaning in every readable form). Everything that is signed and that a person can judge is in it. */
export function signingText({ act, about, answers = [], printedName, time, meaning, seen }: SigningDocument): string {
  const told = Object.entries(rowNames).flatMap(([name, label]): [string, string][] => {
    const value = about[name];
    return value === undefined || value === null ? [] : [[label, toldValue(name, value)]];
  });
  const rows: [string, string][] = [["Signed by", printedName], ["Time", time], ["Meaning", meaning], ...told, ["Ledger seen", `${seen.size} entries, root ${seen.root}`]];
  const lines = rows.map(([label, value]) => `${`${label}:`.padEnd(13)}${value}`);
  return [`${saidBy(act, about)}.`, "", ...lines, ...(answers.length === 0 ? [] : ["Answers:", ...answers.map(answerLine)])].join("\n");
}

function toldValue(name: string, value: Json): string {
  if (name === "digest") return `SHA-256 ${String(value)}`;
  if (name === "documents") return (value as readonly { document: string; digest: string }[]).map((each) => `${spoken(each.document)} ${each.digest}`).join(", ");
  return Array.isArray(value) ? value.map((each) => spoken(String(each))).join(", ") : String(value);
}

function saidBy(act: SignedAct, about: SigningDocument["about"]): string {
  const of = (name: string) => String(about[name] ?? "");
  switch (act) {
    case "document-signed":
      return `I approve version ${of("version")} of ${of("id")}, the ${of("document")} of ${of("project")}`;
    case "blueprint-closed":
      return `I close the blueprint of ${of("project")}: code may be written from now on`;
    case "phase-advanced":
      return `I judge the phase ${of("phase")} of ${of("project")} to be done`;
    case "risk-accepted":
      return `I accept the risk ${of("risk")} of ${of("project")} until ${of("until")}`;
  }
}

function answerLine({ criterion, asks, value, measured, reason }: SignedAnswer): string {
  const said = [value, ...(measured === null ? [] : [String(measured)]), ...(reason === null ? [] : [value === "waived" ? `by the waiver ${reason}` : reason])].join(", ");
  return `  ${criterion}: ${asks} ${said}`.replaceAll(/[\r\n]+/g, " ");
}
