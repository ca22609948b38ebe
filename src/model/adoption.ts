import type { Meaning } from "./decision.ts";

/**
 * The document that whoever puts a policy in force signs, as RFC 8785 bytes. It names the text by its digest and says for whom it rules and what it replaces, so that the same
 * signature puts nothing else in force anywhere else. Stored and verified as bytes, never serialised again.
 */
export interface AdoptionDocument {
  readonly schema: "countersign/adoption/v1";
  /** Origin of the ledger that records it. */
  readonly ledger: string;
  readonly meaning: Meaning;
  readonly person: string;
  readonly printedName: string;
  readonly level: "organisation" | "project";
  /** Null for the organisation's. */
  readonly project: string | null;
  readonly version: number;
  /** Hex SHA-256 of the policy's text. */
  readonly digest: string;
  /** The rule files that its constraints name, by path. */
  readonly rules: readonly { readonly path: string; readonly digest: string }[];
  /** The commit that the file was read from. */
  readonly commit: string | null;
  /** Ledger index of the adoption that this one follows; null for the first. */
  readonly replaces: number | null;
  /** Ledger index of the organisation's adoption that a project's stands on; null for the organisation's own. */
  readonly beneath: number | null;
  /** Size and root (base64) of the ledger that the signer saw. */
  readonly seen: { readonly size: number; readonly root: string };
  /** 32 bytes in hex, issued with the document. */
  readonly nonce: string;
  /** RFC 3339 with zone, from the server's clock. */
  readonly time: string;
}
