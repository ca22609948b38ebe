import { z } from "zod";
import { meanings, outcomes } from "../../model/decision.ts";
import { answer, changeSummary, decision, verdict } from "./change.ts";
import { list } from "./list.ts";
import { reReviewLine } from "./re-reviews.ts";

const count = z.int().min(0);

/** What a person says when they decide; every member but the outcome may be left out. */
export const decisionRequest = z.strictObject({
  outcome: z.enum(outcomes),
  environment: z.string().max(200).optional(),
  artifact: z.string().max(200).optional(),
  answers: z.array(answer).max(200).default([]),
  doubt: z.string().max(200).optional(),
  until: z.iso.date().optional(),
  comment: z.string().max(20_000).optional(),
});

export const preparedDecision = z.strictObject({
  /** Names what was prepared when it is recorded; used once, within a minute. */
  prepared: z.string(),
  /** The document as it will be signed; its RFC 8785 bytes give the digest. */
  document: z.unknown(),
  /** The same as people read it. */
  text: z.string(),
  /** Hex SHA-256 of the document's bytes. */
  digest: z.string(),
  namespace: z.string(),
  /** Base64url of the SSHSIG to-be-signed blob: the challenge of the passkey. */
  challenge: z.string(),
  expires: z.string(),
  rpId: z.string(),
  /** Credential ids (base64url) of the person's passkeys. */
  credentials: list(z.string()),
});

/** A passkey's answer to the challenge, each part base64url. */
export const signedDecision = z.strictObject({
  prepared: z.string().min(1).max(200),
  assertion: z.strictObject({
    credentialId: z.string().min(1).max(2_000),
    clientDataJson: z.string().min(1).max(8_000),
    authenticatorData: z.string().min(1).max(2_000),
    signature: z.string().min(1).max(2_000),
  }),
});

/** The proof that a decision was recorded. */
export const decisionReceipt = z.strictObject({
  decision: z.string(),
  change: z.string(),
  environment: z.string().nullable(),
  outcome: z.enum(outcomes),
  index: count,
  size: count,
  digest: z.string(),
  printedName: z.string(),
  time: z.string(),
  meaning: z.enum(meanings),
  manifestation: z.string(),
  escalation: z.strictObject({ id: z.string(), criterion: z.string().nullable(), due: z.string() }).nullable(),
  /** What the gate says now. */
  verdict,
});

/** A decision in full, as its receipt page shows it (R25). */
export const decisionPage = z.strictObject({
  decision,
  change: changeSummary,
  /** The document as people read it, and the digest of its bytes; null once erased. */
  text: z.string().nullable(),
  digest: z.string().nullable(),
  fingerprint: z.string(),
  /** The canonical JSON that was signed, byte for byte; null once erased. */
  document: z.string().nullable(),
  /** The armoured SSHSIG, which `ssh-keygen -Y verify` accepts; null once erased. */
  armour: z.string().nullable(),
  /** What the server observed before the decision; null for one made in a terminal. */
  attention: z.strictObject({ openedAt: z.string().nullable(), seconds: count, seen: count, files: count, evidence: list(z.string()), comments: count }).nullable(),
  /** Evidence that stood when it was signed. */
  evidence: list(z.string()),
  /** Second looks that were ordered at it, in that order. */
  reReviews: list(reReviewLine),
});
