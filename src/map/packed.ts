/** Whole numbers of 32 bits in as few bytes as each needs: zigzag, then LEB128 (Protocol Buffers, encoding; DWARF 5, section 7.6). */
export function packNumbers(numbers: Int32Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 5);
  let at = 0;
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] as number;
    let left = ((value << 1) ^ (value >> 31)) >>> 0;
    while (left > 127) {
      bytes[at++] = (left & 127) | 128;
      left >>>= 7;
    }
    bytes[at++] = left;
  }
  return bytes.slice(0, at);
}

export function unpackNumbers(bytes: Uint8Array): Int32Array {
  let count = 0;
  for (const byte of bytes) if (byte < 128) count++;
  const numbers = new Int32Array(count);
  let at = 0;
  for (let index = 0; index < count; index++) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    numbers[index] = (value >>> 1) ^ -(value & 1);
  }
  return numbers;
}
