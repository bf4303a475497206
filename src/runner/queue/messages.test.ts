import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trial } from '../../experiment/contract.js';
import { readChunk, writeChunk } from './messages.js';
import { queuedTrials } from './queue.fixture.js';

describe('a chunk on its way', () => {
  const trials = queuedTrials();

  it('is the same trials afterwards', () => {
    expect(readChunk(writeChunk({ run: 'r', trials }))).toEqual({ run: 'r', trials });
  });

  it('is not believed when a letter of it was changed, or when it was cut', () => {
    const text = writeChunk({ run: 'r', trials });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, letter) => {
        fc.pre(text[at] !== letter);
        expect(readChunk(text.slice(0, at) + letter + text.slice(at + 1))).toBeUndefined();
        expect(readChunk(text.slice(0, at))).toBeUndefined();
      }),
      { seed: 1, numRuns: 500 },
    );
    for (const other of [undefined, null, 1, {}, '', '{}']) expect(readChunk(other)).toBeUndefined();
  });

  it('holds what trials of a cell share once', () => {
    const one: Trial = trials[0]!;
    const many = Array.from({ length: 100 }, (_, trial) => ({
      ...one,
      trial,
      key: `${one.key.slice(0, 24)}/${trial}`,
    }));
    expect(writeChunk({ run: 'r', trials: many }).length).toBeLessThan(8000);
  });
});
