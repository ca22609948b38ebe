import { type KeyObject, sign } from "node:crypto";
import {
  formatCheckpoint,
  formatEnvelope,
  formatNote,
  keyIdOf,
  maximumStatement,
  type NoteKey,
  parseVkey,
  preAuthenticationEncoding,
  statementMediaType,
} from "../ledger/index.ts";
import { canonicalBytes } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import type { FactStatement } from "../model/statement.ts";

/**
 * The instance's key at work. It signs what `sealStatement` and `signCheckpoint` of the ledger would, to the byte, but beside the main
 * thread: a signature takes as long as all the rest of an append, and meanwhile the next facts are made ready.
 */
export class Signer {
  readonly #key: NoteKey;
  readonly #privateKey: KeyObject;

  constructor(vkey: string, privateKey: KeyObject) {
    this.#key = parseVkey(vkey);
    this.#privateKey = privateKey;
  }

  /** The leaf of a statement. Throws at once, before anything is signed: `Failure` (`bad-input`) when it is too long, a `TypeError` for what JSON cannot hold. */
  seal(statement: FactStatement): Promise<Buffer> {
    const payload = canonicalBytes(statement);
    if (payload.length > maximumStatement) {
      throw new Failure("bad-input", `The statement has ${payload.length} bytes; the ledger holds at most ${maximumStatement}.`, {
        hint: "Put what is large into a private document.",
      });
    }
    return this.#sign(preAuthenticationEncoding(statementMediaType, payload)).then((sig) =>
      formatEnvelope({ payloadType: statementMediaType, payload, signatures: [{ keyid: keyIdOf(this.#key), sig }] }),
    );
  }

  /** The checkpoint note of a head. The caller has compared it with the last one that may have been seen (H10). */
  async note(size: number, root: Buffer): Promise<string> {
    const { name, id } = this.#key;
    const text = formatCheckpoint({ origin: name, size, root });
    return formatNote({ text, signatures: [{ name, id, signature: await this.#sign(Buffer.from(text)) }] });
  }

  #sign(message: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      sign(null, message, this.#privateKey, (error, signature) => (error === null ? resolve(signature) : reject(error)));
    });
  }
}
