/** Roles of a person in the organisation. The policy may name others; these have a meaning in the product. */
export const standardRoles = ["administrator", "policy-owner", "engineering-lead", "reviewer", "release-manager", "project-manager", "auditor"] as const;

/** A role or a domain as sentences say it: `engineering lead`, `code review`. */
export function spoken(name: string): string {
  return name.replaceAll("-", " ");
}

/** `an engineering lead`. */
export function aRole(role: string): string {
  return `${/^[aeiou]/.test(role) ? "an" : "a"} ${spoken(role)}`;
}

export type PersonKind = "person" | "agent";

/** One human being, or one agent identity, however many logins, e-mail addresses and keys it has. */
export interface Person {
  /** Pseudonymous and stable: `p-` and 12 hex digits. */
  readonly id: string;
  /** How the command line names the person: `ana`. Unique in the organisation. */
  readonly handle: string;
  /** Name as it is printed with a signature. */
  readonly name: string;
  readonly kind: PersonKind;
  /** Lower-cased, verified by whoever enrolled the person. */
  readonly emails: readonly string[];
  readonly roles: readonly string[];
  readonly active: boolean;
}

export interface Key {
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  readonly person: string;
  /** `ssh-ed25519 AAAA…` without comment. */
  readonly publicKey: string;
  readonly kind: "ssh" | "passkey";
  /** Ledger index of the enrolment; the key signs only what comes after it. */
  readonly enrolledAt: number;
  /** Ledger index of the revocation, or null. */
  readonly revokedAt: number | null;
}

/** That a person is fit to judge a domain. All times in milliseconds since the epoch. */
export interface Qualification {
  readonly id: string;
  readonly person: string;
  readonly domain: string;
  readonly basis: string;
  readonly grantedBy: string;
  /** Ledger index of the grant. */
  readonly index: number;
  readonly from: number;
  readonly until: number;
  readonly revokedAt: number | null;
}

/** Whether a text can be a person's handle. */
export function fitsHandle(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,39}$/.test(text);
}

export function fitsAddress(text: string): boolean {
  return /^[^\s@<>]{1,200}@[^\s@<>]{1,200}$/.test(text);
}
