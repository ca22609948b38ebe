/** A signature under a document, as every rendering of it shows it (R24, 21 CFR 11.50). */
export interface DocumentSignature {
  /** As it stood in what was signed. */
  readonly printedName: string;
  /** RFC 3339 with its zone. */
  readonly time: string;
  /** `approval` or `responsibility`. */
  readonly meaning: string;
  /** What was signed, in words: `GOV-CHARTER-001 version 2`. */
  readonly scope: string;
  readonly method: "ssh" | "passkey";
  /** Hex SHA-256 of the document's data that was signed. */
  readonly digest: string;
  /** Roles that the signer holds. */
  readonly roles: readonly string[];
  /** Place of its fact in the ledger; null where it is not known. */
  readonly index: number | null;
}

const methods = { ssh: "SSH key", passkey: "passkey" } as const;

/** Each part of a signature's manifestation, under the name that stands above it in a table. */
export function manifestationParts({ printedName, time, meaning, scope, method, digest, index }: DocumentSignature): readonly (readonly [string, string])[] {
  return [
    ["Printed name", printedName],
    ["Date and time", momentText(time)],
    ["Meaning", meaning],
    ["Scope", scope],
    ["Method", methods[method]],
    ["Digest of what was signed", `sha256 ${digest}`],
    ...(index === null ? [] : [["Ledger entry", String(index)] as const]),
  ];
}

/** `Ana Costa — 2026-11-22 15:04:10 UTC — approval — GOV-CHARTER-001 version 2 — passkey — sha256 3f9a…`, the digest in full. */
export function manifestationLine(signature: DocumentSignature): string {
  return manifestationParts({ ...signature, index: null })
    .map(([, says]) => says)
    .join(" — ");
}

/** `2026-11-22 15:04:10 UTC`. */
export function momentText(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
