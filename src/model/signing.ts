import type { Json } from "./canonical.ts";
import type { GovernedDocument } from "./fact.ts";

/** What is signed beside decisions and policies; the fact that records it has the same name. */
export const signedActs = ["document-signed", "blueprint-closed", "phase-advanced", "risk-accepted"] as const;
export type SignedAct = (typeof signedActs)[number];

/** One further criterion of an exit, in its words, and what the signer said of it. */
export interface SignedAnswer {
  /** `exit-1` of a blueprint; `CHECKPOINT.exit.1` or `CHECKPOINT.metrics.ID` of a phase. */
  readonly criterion: string;
  readonly asks: string;
  readonly value: "met" | "waived";
  /** What was measured, for a metric. */
  readonly measured: number | null;
  /** What the answer rests on; for `waived` the waiver's id. */
  readonly reason: string | null;
}

/** The documents that a blueprint is closed with, each signed as it is then. */
export const closingDocuments: readonly GovernedDocument[] = ["charter", "delivery", "risks", "audit-trail", "ai-policy"];

/** What a person signs for one of these acts, as RFC 8785 bytes; stored and verified as bytes. `about` is what the fact says, without who signed it and with which key. */
export interface SigningDocument {
  readonly schema: "countersign/signing/v1";
  /** Origin of the ledger that records it. */
  readonly ledger: string;
  readonly meaning: "approval" | "responsibility";
  readonly person: string;
  readonly printedName: string;
  readonly act: SignedAct;
  readonly about: { readonly [name: string]: Json };
  /** What was answered for it; left out where nothing is asked. */
  readonly answers?: readonly SignedAnswer[];
  /** Size and root (base64) of the ledger that the signer saw. */
  readonly seen: { readonly size: number; readonly root: string };
  /** 32 bytes in hex, issued with the document. */
  readonly nonce: string;
  /** RFC 3339 with zone, from the server's clock. */
  readonly time: string;
}
