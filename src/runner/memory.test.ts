import { describe, expect, it } from 'vitest';
import { fitsIn, limitFor, machineLimit, machineMemory } from './memory.js';

const gib = 2 ** 30;
const need = { bytes: 6.7 * gib, why: 'the cost matrix of 30000 x 30000 needs 6.7 GiB' };

describe('the memory of a trial', () => {
  it('is that of the machine over its threads, and fits where it is no more', () => {
    expect(() => fitsIn(machineLimit(2, 13.4 * gib))(need)).not.toThrow();
    expect(() => fitsIn(machineLimit(2, 4 * gib))(need)).toThrow(
      'the cost matrix of 30000 x 30000 needs 6.7 GiB; this machine has 2 GiB for each of 2 threads and 4 GiB in all',
    );
  });

  it('is told with the threads that leave enough, where there are any', () => {
    expect(() => fitsIn(machineLimit(4, 16 * gib))(need)).toThrow(
      /4 GiB for each of 4 threads; --jobs 2 leaves enough$/,
    );
    expect(() => fitsIn(machineLimit(1, 4 * gib))(need)).toThrow(/; this machine has 4 GiB$/);
  });

  it('is what was asked for where that is less', () => {
    expect(() => fitsIn(limitFor(1, 1024))({ bytes: 1025, why: 'x needs 1 KiB' })).toThrow(
      'x needs 1 KiB; --memory allows 1 KiB',
    );
    expect(limitFor(1, 1024 * machineMemory()).bytes).toBe(machineMemory());
  });
});
