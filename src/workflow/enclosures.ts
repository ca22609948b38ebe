import type { Fact, FactOf } from "../model/fact.ts";
import type { SignedAct } from "../model/signing.ts";

/** What a fact commits to and an export shows: some of its private documents, as files of a folder of the fact's own, with the salts that open the commitments. */
export interface Enclosure {
  readonly fact: EnclosingFact;
  /** `name` is that of the private document, and of its salt. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  readonly salts: string;
}

export type EnclosingFact = FactOf<"decision-made"> | FactOf<"policy-adopted"> | FactOf<"break-glass-used"> | FactOf<SignedAct>;

/** What stands beside the log for a fact; null when nothing does. */
export function enclosureOf(fact: Fact): Enclosure | null {
  switch (fact.type) {
    case "decision-made":
      return enclosure(fact, `decisions/${plain(fact.data.decision)}`, { document: "document.json", signature: "signature.sig" });
    case "policy-adopted":
      // The built-in default is signed by nobody: an organisation is founded with it, before there is a key.
      return enclosure(fact, `policies/${fact.index}`, {
        ...("document" in fact.commitments ? { document: "document.json", ...("rules" in fact.commitments ? { rules: "rules.json" } : {}) } : {}),
        text: "policy.yaml",
        ...(fact.data.fingerprint === null ? {} : { signature: "signature.sig" }),
      });
    case "break-glass-used":
      return enclosure(fact, `emergencies/${plain(fact.data.exception)}`, { documents: "document.json", signatures: "signatures.json" });
    case "document-signed":
    case "blueprint-closed":
    case "phase-advanced":
    case "risk-accepted":
      return enclosure(fact, `signings/${fact.index}`, { document: "document.json", signature: "signature.sig" });
    default:
      return null;
  }
}

/** `salts.json`: the salt of each document that is there, hex, in the order of their names. There is one form only. */
export function saltsText(salts: ReadonlyMap<string, string>): string {
  return `${JSON.stringify(Object.fromEntries([...salts].toSorted(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;
}

function enclosure(fact: EnclosingFact, folder: string, files: { readonly [name: string]: string }): Enclosure {
  return { fact, files: Object.entries(files).map(([name, file]) => ({ name, path: `${folder}/${file}` })), salts: `${folder}/salts.json` };
}

// Ids were made by whoever recorded them; one that could leave the folder names no file that is ever there.
function plain(id: string): string {
  return /^[a-z0-9-]{1,80}$/.test(id) ? id : "-";
}
