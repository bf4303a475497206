import type { Tables } from '../contract.js';
import { short } from '../theme.js';

export interface PlaneSample {
  readonly x: number;
  readonly y: number;
  /** Class index. */
  readonly label: number;
}

/**
 * Samples that an example of a mixture with a gate keeps, thinned to at most so many; `every` tells how many of the
 * data stand for one that is drawn, as `sample` counts them all.
 */
export function planeSamples(tables: Tables, id: string, most: number) {
  const table = tables.get('examples.csv', ['trial_id', 'sample', 'x1', 'x2', 'y']);
  const kept = table.rows.filter((row) => row.text('trial_id') === id);
  const step = Math.ceil(kept.length / most);
  const drawn = kept.filter((_, i) => i % step === 0);
  const samples = drawn.map(
    (row): PlaneSample => ({
      x: short(row.number('x1')),
      y: short(row.number('x2')),
      label: row.number('y'),
    }),
  );
  const [first, second] = drawn.map((row) => row.number('sample'));
  return { samples, every: second === undefined ? 1 : second - first! };
}

/** "every 5th sample", or "all samples". */
export function everyTold(every: number): string {
  if (every === 1) return 'all samples';
  const ending = ['th', 'st', 'nd', 'rd'][every % 100 > 10 && every % 100 < 20 ? 0 : every % 10] ?? 'th';
  return `every ${every}${ending} sample`;
}
