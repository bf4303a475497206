import { afterEach, describe, expect, it } from 'vitest';
import type { Row } from '../../experiment/contract.js';
import { compareRuns } from '../../guard/compare/compare.js';
import type { SavedRun } from '../../guard/compare/contract.js';
import { row } from '../../results/outcome.fixture.js';
import { conclusionOf } from './conclusion.js';
import { viewMarkdown } from './markdown.js';
import { pageText, viewText } from './text.js';
import { viewOf } from './view.js';

/** As many cells as factors, of `n` trials each; every error is its index times the factor. */
function run(
  factors: readonly number[],
  n: number,
  change: (own: Row, cell: number) => Partial<Row> = () => ({}),
): SavedRun {
  const rows = factors.flatMap((factor, cell) =>
    Array.from({ length: n }, (_, trial): Row => {
      const own = { ...row, trial, seed: trial, sweep: { c: cell }, metrics: { error: factor * (trial + 1) } };
      return { ...own, ...change(own, cell) };
    }),
  );
  return { experiment: 'own', rows, seconds: new Map(), run: undefined };
}

const ones = (count: number) => new Array<number>(count).fill(1);
const compare = (a: SavedRun, b: SavedRun) => compareRuns([[a, b]], [{ name: 'error', better: 'lower' }]);

describe('the view of a comparison', () => {
  it('tells what is worse first, then what is better, then what is not found; same cells are counted', () => {
    const swapped = (own: Row) => ({ metrics: { error: own.trial % 2 === 0 ? own.trial + 2 : own.trial } });
    const found = compare(
      run(ones(4), 20),
      run([1, 0.5, 1, 2], 20, (own, cell) => (cell === 0 ? swapped(own) : {})),
    );
    const { cells, rest } = viewOf(found.experiments[0]!, false);
    expect(cells.map(({ title, verdicts }) => [title, ...verdicts])).toEqual([
      ['t/m c=3', 'worse'],
      ['t/m c=1', 'better'],
      ['t/m c=0', 'no difference found'],
    ]);
    expect(rest).toEqual(['1 of 4 cells has identical rows in both']);
    expect(viewOf(found.experiments[0]!, true).cells.map(({ title }) => title)).toEqual(
      [0, 1, 2, 3].map((c) => `t/m c=${c}`),
    );
  });

  it('shows forty rows and counts the rest, unless all are asked for', () => {
    const experiment = compare(run(ones(60), 3), run(new Array<number>(60).fill(2), 3)).experiments[0]!;
    const { cells, rest } = viewOf(experiment, false);
    expect(cells).toHaveLength(40);
    expect(rest).toEqual(['20 more cells with smaller differences are not shown: --all']);
    expect(viewOf(experiment, true).cells).toHaveLength(60);
  });

  it('says how many comparisons could not have found a difference', () => {
    const lines = conclusionOf(compare(run(ones(3), 3), run([2, 2, 2], 3)));
    expect(lines).toContain('3 of 3 comparisons differ: 0 worse, 0 better; 3 without a difference found at 0.05');
    expect(lines).toContain('3 of these could not have found one: too few of their trials differ');
  });

  it('says that nothing differs', () => {
    expect(conclusionOf(compare(run(ones(2), 3), run(ones(2), 3)))).toEqual([
      'no difference in any of 2 comparisons of a metric in a cell',
    ]);
  });
});

describe('at 80 columns', () => {
  const columns = process.stdout.columns;
  afterEach(() => {
    process.stdout.columns = columns;
  });

  it('no line is longer, whatever is named; Markdown has a bounded line, too', () => {
    process.stdout.columns = 80;
    const hostile = (own: Row): Partial<Row> => ({
      task: `${'\u0645\u0631\u062d\u0628\u0627 '.repeat(100)}${'x'.repeat(10_000)}`,
      method: 'm\n\u001b[2J',
      status: own.trial === 0 ? 'failed' : 'ok',
    });
    const found = compare(
      run(ones(12), 8, (own) => ({ ...hostile(own), status: 'ok' })),
      run(new Array<number>(12).fill(-1.23456789e-101), 8, hostile),
    );
    const view = viewOf(found.experiments[0]!, false);
    const text = pageText(['A  x'], [viewText(view, { color: false })], conclusionOf(found));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001b');
    for (const line of viewMarkdown(view).split('\n')) expect(line.length).toBeLessThan(4000);
  });
});
