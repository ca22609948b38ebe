import type { KeyObject } from "node:crypto";
import { keyIdOf, logSigner, type NoteSigner, parseVkey, sealStatement, signCheckpoint } from "../ledger/index.ts";
import type { FactStatement } from "../model/statement.ts";

/**
 * The instance's key at work. It signs on the calling thread: handing a message to Node's pool costs that thread as much as an Ed25519 signature does, and the
 * pool's threads would take the cores from the commits that are under way.
 */
export class Signer {
  readonly #origin: string;
  readonly #leafKey: { readonly keyid: string; readonly privateKey: KeyObject };
  readonly #noteSigner: NoteSigner;

  constructor(vkey: string, privateKey: KeyObject) {
    const key = parseVkey(vkey);
    this.#origin = key.name;
    this.#leafKey = { keyid: keyIdOf(key), privateKey };
    this.#noteSigner = logSigner(key.name, privateKey);
  }

  /** The leaf of a statement. Throws `Failure` (`bad-input`) when it is too long, a `TypeError` for what JSON cannot hold. */
  seal(statement: FactStatement): Buffer {
    return sealStatement(statement, [this.#leafKey]);
  }

  /** The checkpoint note of a head. The caller has compared it with the last one that may have been seen (H10). */
  note(size: number, root: Buffer): string {
    return signCheckpoint({ origin: this.#origin, size, root }, [this.#noteSigner]);
  }
}
