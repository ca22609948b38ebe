import { sha256 } from "../../model/canonical.ts";

/** What the subjects of the state share: the injected clock (milliseconds since the epoch) and chance. */
export interface Around {
  readonly clock: () => number;
  readonly random: (length: number) => Uint8Array;
}

/** 256 bits, as they stand in a cookie or a link. */
export function freshSecret(random: Around["random"]): string {
  return Buffer.from(random(32)).toString("base64url");
}

/** What is stored of a secret: whoever reads the database learns nothing that lets them in. */
export function secretId(secret: string): string {
  return sha256(secret);
}
