import { describe, expect, it } from 'vitest';
import { inBytes } from '../components/memory.js';
import { catalogOf } from './catalog.js';
import type { Cell } from './contract.js';
import { memoryOf } from './memory.js';

const catalog = catalogOf();
const gib = 2 ** 30;

const cell = (n: number, learn: Cell['learn'], more: Partial<Cell> = {}): Cell => ({
  ...{ task: 'line', method: 'm', sweep: {}, trials: 1, k: 3, metrics: [] },
  data: { name: 'piecewise-linear', n },
  expert: { name: 'linear' },
  ...{ learn, ...more },
});
const lap = (solver: string) => ({ name: 'alternating', assign: { name: 'lap', solver } });

describe('the memory of a trial', () => {
  it('by Munkres is mostly the cost matrix: 8 x 30000^2 bytes are 6.7 GiB', () => {
    const need = memoryOf(cell(30_000, lap('munkres')), catalog);
    expect(need.bytes / (8 * 30_000 ** 2)).toBeCloseTo(1, 2);
    expect(need.why).toBe('the cost matrix of 30000 x 30000 needs 6.7 GiB');
  });

  it('has a cost matrix as wide as the clusters are together: 4 x 3 columns for 10 samples of 3 experts', () => {
    const [square, flow] = ['munkres', 'flow'].map((solver) => memoryOf(cell(10, lap(solver)), catalog).bytes);
    expect(square! - flow!).toBe(8 * 12 ** 2 - 24 * 10 * 3);
  });

  it('is what is held at once: data, losses, experts before and after a fit, for n = 100, k = 3, d = 1', () => {
    const argmin = { name: 'alternating', assign: { name: 'argmin' } };
    const data = 8 * 100 * 2 + 4 * 100;
    const [losses, experts] = [8 * 2 * 100 * 3, 8 * 2 * 3 * (1 + 1)];
    expect(memoryOf(cell(100, argmin), catalog)).toEqual({
      bytes: data + losses + experts,
      why: 'a trial needs 6.7 KiB, 4.7 KiB of it for losses and responsibilities of 100 x 3',
    });
  });

  it('grows with the classes of the data, whose number is known once it is loaded', () => {
    const wide = (classes: number) =>
      memoryOf(cell(4, { name: 'single' }, { expert: { name: 'logistic' } }), catalog, {
        ...{ n: 4, test: 0, d: 50, classes, bytes: 0 },
        target: { kind: 'classes', labels: [] },
      });
    expect(wide(100_000).bytes).toBeGreaterThan(3 * 51 * 100_000 * 8);
    expect(wide(100_000).bytes / wide(1000).bytes).toBeCloseTo(100, 0);
  });

  it('is refused where no array can hold it, with the arithmetic', () => {
    const face = cell(0, { name: 'single' }, { data: { name: 'smiley', n: 1e15, test: 4 } });
    expect(() => memoryOf(face, catalog)).toThrow('= 2000000000000008 values; an array has at most 4294967296');
  });

  it.each([
    [512, '512 B'],
    [1536, '1.5 KiB'],
    [1023 * 1024, '1023 KiB'],
    [6.7 * gib, '6.7 GiB'],
    [gib * 2 ** 20, '1 PiB'],
  ])('of %d bytes is spoken %s', (bytes, text) => {
    expect(inBytes(bytes)).toBe(text);
  });
});
