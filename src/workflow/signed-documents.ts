import type { DocumentHead } from "../blueprint/index.ts";
import type { GovernedDocument } from "../model/fact.ts";
import { type Person, spoken } from "../model/people.ts";
import type { SigningRecord } from "../store/index.ts";

/** How far a document is signed as it is now (R54). */
export interface SignedState {
  readonly document: GovernedDocument;
  /** Null where the document is not there. */
  readonly current: { readonly id: string; readonly version: string; readonly digest: string; readonly status: string } | null;
  /** Each role that has to sign it, with who signed it as it is now and who could. Ids of persons. */
  readonly approvers: readonly { readonly role: string; readonly signedBy: readonly string[]; readonly holders: readonly string[] }[];
  readonly signings: readonly SigningRecord[];
  /** What is missing, a sentence each; empty once every role has signed. */
  readonly missing: readonly string[];
}

/** Of each document, what signatures are held against; the files of a blueprint are such. */
export type DocumentHeads = {
  readonly [document in GovernedDocument]: { readonly digest: string; readonly file: { readonly document: Pick<DocumentHead, "id" | "version" | "status" | "approvers"> } } | null;
};

/** Who signed a document as it is now: a signature counts for each role that its signer held then. `signings` are the project's. */
export function documentState(document: GovernedDocument, files: DocumentHeads, signings: readonly SigningRecord[], people: readonly Person[]): SignedState {
  const loaded = files[document];
  if (loaded === null) return { document, current: null, approvers: [], signings: [], missing: [`${document} is not there`] };
  const { id, version, status, approvers } = loaded.file.document;
  const current = signings.filter((each) => each.document === document && each.digest === loaded.digest);
  const rows = approvers.map((role) => {
    const holders = people.filter((person) => person.active && person.kind !== "agent" && person.roles.includes(role)).map((person) => person.id);
    return { role, holders, signedBy: [...new Set(current.flatMap((each) => (each.roles.includes(role) ? [each.person] : [])))] };
  });
  const missing = rows.flatMap(({ role, holders, signedBy }) => {
    if (signedBy.length > 0) return [];
    return [`${document} is not signed as it is now by the ${spoken(role)}${holders.length === 0 ? ", a role that nobody has" : ""}`];
  });
  return { document, current: { id, version: String(version), digest: loaded.digest, status }, approvers: rows, signings: current, missing };
}
