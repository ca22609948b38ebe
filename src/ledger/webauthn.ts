import { type Json, parseStrict } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { readUtf8 } from "./text.ts";

/** Bits of the authenticator data's flags (WebAuthn Level 3 §6.1). */
export const authenticatorFlags = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attestedData: 0x40, extensionData: 0x80 } as const;

/** What a passkey's signature must have been made for; both come from the verifier's own configuration, never from the signature. */
export interface ClientDataRules {
  /** Exact origins, such as `https://countersign.example.com`. */
  readonly origins: readonly string[];
  readonly rpId: string;
}

/** The parts of a packed assertion. The authenticator signed all of them. */
export interface WebauthnParts {
  readonly rpId: string;
  readonly flags: number;
  readonly origin: Buffer;
  readonly clientDataJson: Buffer;
  readonly extensions: Buffer;
}

export interface ClientDataProblem {
  readonly code: "client-data-wrong" | "challenge-wrong" | "origin-wrong" | "cross-origin";
  readonly sentence: string;
}

/**
 * What is wrong with an assertion whose signature holds, or null. The page and the authenticator chose all of it: type, challenge and origin
 * are compared exactly; a frame of another origin is refused; members that we don't know are legal (WebAuthn Level 3 §5.8.1).
 */
export function checkClientData(parts: WebauthnParts, challenge: Buffer, rules: ClientDataRules): ClientDataProblem | null {
  const has = (flag: number): boolean => Math.floor(parts.flags / flag) % 2 === 1;
  if (has(authenticatorFlags.attestedData) || has(authenticatorFlags.extensionData) !== parts.extensions.length > 0) {
    return { code: "client-data-wrong", sentence: "The flags of the authenticator data do not fit what follows them." };
  }
  const text = readUtf8(parts.clientDataJson);
  const data = text === null ? null : readObject(text);
  if (text === null || data === null) return { code: "client-data-wrong", sentence: "The client data are not JSON, or a member stands twice in them." };
  if (data["type"] !== "webauthn.get") return { code: "client-data-wrong", sentence: "The client data are not those of an assertion (webauthn.get)." };
  if (data["challenge"] !== challenge.toString("base64url")) return { code: "challenge-wrong", sentence: "The passkey signed another challenge than this document's." };
  const origin = data["origin"];
  if (typeof origin !== "string" || !rules.origins.includes(origin) || parts.origin.toString("latin1") !== origin) {
    return { code: "origin-wrong", sentence: `The passkey was used on ${JSON.stringify(origin ?? null).slice(0, 120)}, which is not a page of this installation.` };
  }
  if (parts.rpId !== rules.rpId) return { code: "origin-wrong", sentence: `The passkey is bound to ${JSON.stringify(parts.rpId.slice(0, 120))} instead of ${rules.rpId}.` };
  if ((data["crossOrigin"] ?? false) !== false || data["topOrigin"] !== undefined)
    return { code: "cross-origin", sentence: "The passkey was used inside a frame of another page." };
  // Stock ssh-keygen compares this beginning instead of parsing, and an auditor must be able to use it (WebAuthn §5.8.1.2 fixes the order).
  const beginning = `{"type":"webauthn.get","challenge":"${data["challenge"]}","origin":"${origin}"`;
  return text.startsWith(beginning) ? null : { code: "client-data-wrong", sentence: "The client data do not begin with type, challenge and origin as browsers write them." };
}

function readObject(text: string): { readonly [key: string]: Json } | null {
  try {
    const value = parseStrict(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return null;
  }
}
