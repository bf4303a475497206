/** What held-out rows say of a mixture: beside its rivals, and for each number of experts. */
import { strong, type Table } from '../../documents/contract.js';
import type { FitReport, HeldScore } from '../../fit/contract.js';
import { scoreName } from '../../inspect/words.js';

const rivals = {
  test: 'this mixture',
  single: 'one expert',
  tree: 'a tree of experts',
  kmeans: 'experts of k-means clusters',
} as const;

export function heldTable({ held, metric }: FitReport): Table[] {
  if (held === null) return [];
  const names = Object.keys(rivals) as (keyof typeof rivals)[];
  const values = names.map((name) => held[name].value);
  const best = new Set(values).size > 1 ? Math.max(...values) : Number.NaN;
  const parts = held.test.parts.length;
  return [
    {
      kind: 'table',
      caption: '',
      columns: [
        { title: parts === 1 ? 'on rows held out' : `on rows held out, mean of ${parts}` },
        { title: scoreName(metric), number: true },
        { title: '95% interval', number: true },
        { title: '' },
      ],
      rows: names.map((name) => [
        ...[rivals[name], held[name].value.toFixed(3), intervalText(held[name])],
        held[name].value === best ? 'best' : '',
      ]),
      note: 'Intervals: other rows held out, the fits as they are.',
    },
  ];
}

const intervalText = ({ low, high }: HeldScore): string =>
  low === null || high === null ? '-' : `${low.toFixed(3)} to ${high.toFixed(3)}`;

const ruleOf = (k: number): string =>
  k === 1 ? 'one, as more do not clearly better it' : 'the fewest at most one standard error (±) below the best';

export function sizeTable({ sizes, k, metric }: FitReport): Table[] {
  if (sizes.length < 2) return [];
  const known = sizes.some(({ bic }) => bic !== null);
  return [
    {
      kind: 'table',
      caption: '',
      columns: [
        { title: 'experts' },
        { title: `${scoreName(metric)} over folds`, number: true },
        { title: 'below the best', number: true },
        ...(known ? ['BIC', 'ICL'].map((title) => ({ title, number: true })) : []),
      ],
      rows: sizes.map((one) => [
        one.k === k ? strong(`${one.k} (chosen)`) : String(one.k),
        one.score === null ? '-' : one.score.value.toFixed(3),
        one.below === null || one.below.value === 0
          ? '-'
          : `${one.below.value.toFixed(3)} ± ${one.below.error.toFixed(3)}`,
        ...(known ? [one.bic, one.icl].map((value) => (value === null ? '-' : value.toFixed(1))) : []),
      ]),
      note: `Chosen: ${ruleOf(k)}.${known ? ' Of BIC and ICL less is better.' : ''}`,
    },
  ];
}
