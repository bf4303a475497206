import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBits, writeBits } from './bits.js';

describe('flags as text', () => {
  it('have the first flag in the least significant bit: 1 0 1 1 is 0b1101', () => {
    expect(writeBits(Uint8Array.of(1, 0, 1, 1))).toBe(Buffer.of(0b1101).toString('base64'));
    expect(writeBits(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1))).toBe(Buffer.of(0, 1).toString('base64'));
    expect(writeBits(new Uint8Array(0))).toBe('');
  });

  it('are read back as they were, and for no other number of bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 40 }), (list) => {
        const [given, text] = [Uint8Array.from(list), writeBits(Uint8Array.from(list))];
        expect(readBits(text, given.length)).toEqual(given);
        expect(readBits(text, given.length + 8)).toBeUndefined();
      }),
      { seed: 1 },
    );
  });

  it('are not made up: text that is not what is written for so many is refused', () => {
    for (const [text, count] of [
      ['/w==', 7], // a bit after the last
      ['AQ', 8], // without its end
      ['AQ==\n', 8],
      ['A-==', 8],
      ['AQ==', 9e15],
    ] as const)
      expect(readBits(text, count)).toBeUndefined();
  });
});
