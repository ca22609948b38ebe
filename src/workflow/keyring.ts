import { decisionNamespace, enrolmentNamespace, formatAllowedSigners, parseSshKeyLine, policyNamespace } from "../ledger/index.ts";
import type { Key } from "../model/people.ts";

/** Stands for the text of a key that was erased by law. */
export const erasedKey = "[erased]";

/** A key with the page that it is bound to, and the ledger's times of its enrolment and revocation, milliseconds since the epoch. */
export interface TimedKey extends Key {
  /** Null for a key that is no passkey. */
  readonly origin: string | null;
  readonly enrolled: number;
  readonly revoked: number | null;
}

/**
 * `keyring.json`: who had which key from which ledger index to which, and at which page a passkey signs. A line of `allowed_signers` knows only times, and no page; indexes are
 * exact.
 */
export function keyringText(keys: readonly (Key & Pick<TimedKey, "origin">)[]): string {
  const rows = keys.map(({ fingerprint, person, kind, origin, publicKey, enrolledAt, revokedAt }) => ({
    fingerprint,
    person,
    kind,
    ...(origin === null ? {} : { origin }),
    publicKey,
    enrolledAt,
    revokedAt,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/**
 * `allowed_signers` (ssh-keygen(1)) of every key, from its enrolment to its revocation; the principal is the person's pseudonymous id. With it, `ssh-keygen -Y verify`
 * at the time of a decision says what the gate said. A key that ended within the second in which it began has no line, which could not say so.
 */
export function allowedSignersText(keys: readonly TimedKey[]): string {
  const lasting = keys.filter(({ publicKey, enrolled, revoked }) => publicKey !== erasedKey && (revoked === null || wholeSecond(revoked) !== wholeSecond(enrolled)));
  return formatAllowedSigners(
    lasting.map(({ person, publicKey, enrolled, revoked }) => ({
      principal: person,
      namespaces: [decisionNamespace, policyNamespace, enrolmentNamespace],
      validAfter: wholeSecond(enrolled),
      validBefore: revoked === null ? null : wholeSecond(revoked),
      key: parseSshKeyLine(publicKey),
    })),
  );
}

function wholeSecond(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
