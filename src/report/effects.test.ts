import { expect, it } from 'vitest';
import type { EffectLine } from '../results/effects.js';
import { effectTables } from './effects.js';

const line = (task: string, metric: string, effect: string, value: number | null): EffectLine => ({
  ...{ task, method: 'm', metric, effect, n: 10, value },
  low: value === null ? null : value - 0.01,
  high: value === null ? null : value + 0.01,
});
const metrics = [
  { name: 'accuracy', about: '', unit: 'share of samples', summary: 'mean', better: 'higher' },
  { name: 'return', about: '', unit: '', summary: 'mean', better: 'higher' },
] as const;

it('effects stand a table a metric, a column a task; those on shares in points', () => {
  const lines = [
    line('a', 'accuracy', 'refit (false to true)', 0.05),
    line('b', 'accuracy', 'refit (false to true)', null),
    line('a', 'return', 'refit (false to true)', -3),
    line('b', 'accuracy', 'gate (x to y)', -0.02),
  ];
  const tables = effectTables(lines, metrics).flatMap((fold) => (fold.kind === 'fold' ? fold.body : []));
  expect(tables).toMatchObject([
    {
      caption: 'm: effects on accuracy, points [95% interval]',
      columns: [{ title: 'effect' }, { title: 'a' }, { title: 'b' }],
      rows: [
        ['refit (false to true)', '5 [4, 6]', '–'],
        ['gate (x to y)', '–', '−2 [−3, −1]'],
      ],
    },
    { caption: 'm: effects on return [95% interval]', rows: [['refit (false to true)', '−3 [−3.01, −2.99]']] },
  ]);
});
