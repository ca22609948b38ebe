import { Failure } from "../model/failure.ts";
import { asBuffer } from "./hash.ts";

/** An SSH `string` (RFC 4251 §5): a uint32 big-endian length, then the bytes. */
export function wireString(value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** An SSH `mpint` (RFC 4251 §5) of an unsigned big-endian number. */
export function wireInteger(magnitude: Uint8Array): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.alloc(0) : asBuffer(magnitude).subarray(first);
  return wireString((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

/** Reads SSH wire data (RFC 4251 §5). Attacker-controlled; throws `Failure` (`bad-input`) where the data ends early or late. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = asBuffer(bytes);
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw malformed("it ends too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.take(this.uint32());
  }

  /** A string of printable ASCII, which every name in these formats is. */
  name(): string {
    const text = this.string().toString("latin1");
    if (!/^[\x21-\x7e]*$/.test(text)) throw malformed("a name in it is not printable ASCII");
    return text;
  }

  /** A positive mpint in its only form, big-endian and left-padded with zeros to `length` bytes where that is given. */
  integer(length?: number): Buffer {
    const bytes = this.string();
    const [first = 0, second = 0] = bytes;
    if (bytes.length === 0 || first >= 0x80 || (first === 0 && second < 0x80)) throw malformed("a number in it is not positive or not in its shortest form");
    const digits = first === 0 ? bytes.subarray(1) : bytes;
    if (length === undefined) return digits;
    if (digits.length > length) throw malformed("a number in it is too long");
    return Buffer.concat([Buffer.alloc(length - digits.length), digits]);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw malformed("something follows its end");
  }
}

export function malformed(what: string): Failure {
  return new Failure("bad-input", `This SSH key or signature cannot be read: ${what}.`, { hint: "Copy it again, whole and unchanged." });
}
