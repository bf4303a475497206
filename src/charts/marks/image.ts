import { deflateSync } from 'node:zlib';

/**
 * Gray values as a picture that a figure can hold: a PNG of 8-bit grays (ISO/IEC 15948) in a data: URL, a hundredth of
 * what a mark for each pixel would take. Its bytes are stored, not compressed, so that they do not depend on a
 * compressor's version.
 *
 * @param values row by row from the top, 0 (white) to 1 (black); as many as whole rows of `width` take.
 */
export function grayImage(values: ArrayLike<number>, width: number): string {
  const height = values.length / width;
  const rows = Buffer.alloc(height * (width + 1)); // each row begins with its filter: 0, none
  for (let i = 0; i < values.length; i++) {
    rows[i + Math.floor(i / width) + 1] = Math.round(255 * (1 - Math.min(1, Math.max(0, values[i]!))));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits a gray; the other bytes are 0: gray, deflate, no interlace
  const png = [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return `data:image/png;base64,${Buffer.concat(png).toString('base64')}`;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

/** CRC-32 as PNG has it, bit by bit; node:zlib has one from Node 20.15 on only. */
function crc(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}
