const [first, second, third, fourth] = [0x239b961b, 0xab0e9789 | 0, 0x38b34ae5, 0xa1e38b93 | 0];

/**
 * The first 52 bits of the MurmurHash3 (x86, 128 bits, seed 0) of the UTF-16LE bytes of an identity: it takes a fraction of the time of SHA-256. It need not withstand anybody. Whoever chooses the names of tests
 * can give two of them one digest, and gains what giving them one name would gain. Attacker-controlled.
 */
export function testDigest(identity: string): number {
  const words = wordsOf(identity);
  const bytes = 2 * identity.length;
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = 0;
  // Written out, because it sees each character of each name.
  for (; (at + 4) * 4 <= bytes; at += 4) {
    a ^= mixed(words[at] as number, first, 15, second);
    a = (Math.imul(rotated(a, 19) + b, 5) + 0x561ccd1b) | 0;
    b ^= mixed(words[at + 1] as number, second, 16, third);
    b = (Math.imul(rotated(b, 17) + c, 5) + 0x0bcaa747) | 0;
    c ^= mixed(words[at + 2] as number, third, 17, fourth);
    c = (Math.imul(rotated(c, 15) + d, 5) + 0x96cd1c35) | 0;
    d ^= mixed(words[at + 3] as number, fourth, 18, first);
    d = (Math.imul(rotated(d, 13) + a, 5) + 0x32ac3b17) | 0;
  }
  // Of the last block a part or all is missing: 0 changes nothing.
  a ^= mixed(words[at] as number, first, 15, second) ^ bytes;
  b ^= mixed(words[at + 1] as number, second, 16, third) ^ bytes;
  c ^= mixed(words[at + 2] as number, third, 17, fourth) ^ bytes;
  d ^= mixed(words[at + 3] as number, fourth, 18, first) ^ bytes;
  return first52(a, b, c, d);
}

const room = scratchOf(2_048);

/** The text as words of 32 bits, with a block of zeros behind it; good until the next text. */
function wordsOf(text: string): Int32Array {
  const { bytes, units, words } = text.length + block > room.units.length ? scratchOf(text.length + block) : room;
  bytes.write(text, "utf16le");
  units.fill(0, text.length, text.length + block);
  return words;
}

/** Code units of a block. */
const block = 8;

function scratchOf(length: number): { readonly bytes: Buffer; readonly units: Uint16Array; readonly words: Int32Array } {
  const memory = new ArrayBuffer(4 * Math.ceil(length / 2));
  return { bytes: Buffer.from(memory), units: new Uint16Array(memory), words: new Int32Array(memory) };
}

function first52(a: number, b: number, c: number, d: number): number {
  const sum = (a + b + c + d) | 0;
  const [one, two, three, four] = [finished(sum), finished(b + sum), finished(c + sum), finished(d + sum)];
  const high = one + two + three + four;
  return (high >>> 0) * 2 ** 20 + ((two + high) >>> 12);
}

function mixed(value: number, before: number, by: number, behind: number): number {
  return Math.imul(rotated(Math.imul(value, before), by), behind);
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function finished(value: number): number {
  let mixing = Math.imul((value ^ (value >>> 16)) | 0, 0x85ebca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35);
  return (mixing ^ (mixing >>> 16)) | 0;
}
