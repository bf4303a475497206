/** Flags as text: eight to a byte, the first in the least significant bit, the bytes in base64. */

/** @param flags 0 or 1 each. */
export function writeBits(flags: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => {
    bytes[i >> 3]! |= flag << (i & 7);
  });
  return Buffer.from(bytes).toString('base64');
}

/** The flags that `writeBits` wrote; undefined for what it does not write for so many. */
export function readBits(text: string, count: number): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== Math.ceil(count / 8)) return undefined;
  const flags = Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1);
  return writeBits(flags) === text ? flags : undefined;
}
