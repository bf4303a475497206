/** The cells of a comparison: a row for each, then one for each metric that differs. */
import { badge, type Span, type Table, type Tone } from '../../documents/contract.js';
import { rounded, signed } from '../../documents/numbers.js';
import type { CellComparison, Comparison, ComparisonVerdict } from '../../guard/compare/contract.js';
import type { Place } from '../../results/summary.js';

const columns = ['metric', 'differ', 'A', 'B', 'B - A', '95% interval', 'p', 'verdict'];

export function cellTable(rows: Table['rows']): Table {
  return {
    kind: 'table',
    caption: '',
    columns: columns.map((title) => ({
      title,
      number: title !== 'metric' && title !== 'verdict',
      spare: title === '95% interval',
    })),
    rows,
  };
}

/** What is told first. */
const order: readonly ComparisonVerdict[] = [
  'worse',
  'better',
  'changed',
  'not compared',
  'no difference found',
  'same',
];
/** How a verdict is shown; those that tell of no difference have no tone. */
export const tones: Readonly<Partial<Record<ComparisonVerdict, Tone>>> = {
  worse: 'bad',
  better: 'good',
  changed: 'mixed',
};

/** Whether a cell has anything to show: identical rows have not. */
export function tells({ comparisons, statuses }: CellComparison): boolean {
  return statuses.length > 0 || comparisons.some(differs);
}

function differs({ verdict, p }: Comparison): boolean {
  return verdict !== 'same' && (verdict !== 'no difference found' || p !== null);
}

/** The most telling cells first. */
export function byRank(one: CellComparison, other: CellComparison): number {
  const [a, b] = [rank(one), rank(other)];
  return a[0] - b[0] || a[1] - b[1];
}

function rank({ comparisons, statuses }: CellComparison): readonly [number, number] {
  const ranks = [...comparisons, ...statuses].map(({ verdict }) => order.indexOf(verdict));
  return [Math.min(...ranks), Math.min(...comparisons.map(({ p }) => p ?? 1))];
}

/** A row that names the cell and tells how its trials ended otherwise, then one for each metric. */
export function cellRows(cell: CellComparison, all: boolean): Table['rows'] {
  const ended = cell.statuses.map(({ from, to, trials, verdict }) => {
    const judged = verdict === 'changed' ? '' : `: ${verdict}`;
    return `${trials} of ${cell.matched} trials ${from} in A, ${to} in B${judged}`;
  });
  const lines = all && cell.identical ? [...ended, 'identical rows'] : ended;
  const name: Span = { kind: 'span', text: placeText(cell), lines };
  return [name, ...cell.comparisons.filter((comparison) => all || differs(comparison)).map(rowOf)];
}

/** `faces/lap C=1`. */
export function placeText({ task, method, sweep }: Place): string {
  const swept = Object.entries(sweep).map(([name, value]) => ` ${name}=${value}`);
  return `${task}/${method}${swept.join('')}`;
}

function rowOf(comparison: Comparison) {
  const { metric, pairs, differing, nA, nB, meanA, meanB, difference, low, high, corrected, verdict } = comparison;
  const tone = tones[verdict];
  const word = verdict === 'no difference found' ? 'not significant' : verdict;
  return [
    metric,
    pairs === null ? `${nA}, ${nB}` : `${differing}/${pairs}`,
    rounded(meanA, 4),
    rounded(meanB, 4),
    signed(difference),
    low === null ? '-' : `[${signed(low)}, ${signed(high)}]`,
    probability(corrected),
    tone === undefined ? word : badge(tone, word),
  ];
}

function probability(p: number | null): string {
  return p !== null && p < 1e-4 ? '<0.0001' : rounded(p, 2);
}
