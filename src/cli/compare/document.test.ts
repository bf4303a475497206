import { describe, expect, it } from 'vitest';
import { markdown } from '../../documents/markdown.js';
import { terminal } from '../../documents/terminal.js';
import type { Row } from '../../experiment/contract.js';
import { compareRuns } from '../../guard/compare/compare.js';
import type { SavedRun } from '../../guard/compare/contract.js';
import { row } from '../../results/outcome.fixture.js';
import { comparisonDocument } from './document.js';

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
const compare = (a: SavedRun, b: SavedRun) => ({
  ...{ a: 'x', b: 'y', onlyA: [], onlyB: [] },
  ...compareRuns([[a, b]], [{ name: 'error', better: 'lower' }]),
});
type Compared = ReturnType<typeof compare>;
const linesOf = (compared: Compared, all = false) =>
  terminal(comparisonDocument(compared, all), { columns: Number.POSITIVE_INFINITY, color: false }).split('\n');
const cellsOf = (compared: Compared, all = false) =>
  linesOf(compared, all).flatMap((line) => /^ {2}(t\/m c=\d+)$/.exec(line)?.[1] ?? []);

describe('the document of a comparison', () => {
  it('tells what is worse first, then what is better, then what is not found; same cells are counted', () => {
    const swapped = (own: Row) => ({ metrics: { error: own.trial % 2 === 0 ? own.trial + 2 : own.trial } });
    const found = compare(
      run(ones(4), 20),
      run([1, 0.5, 1, 2], 20, (own, cell) => (cell === 0 ? swapped(own) : {})),
    );
    expect(cellsOf(found)).toEqual(['t/m c=3', 't/m c=1', 't/m c=0']);
    const verdicts = linesOf(found).flatMap(
      (line) => /^ {4}error .* (✗ worse|✓ better|not significant)$/.exec(line)?.[1] ?? [],
    );
    expect(verdicts).toEqual(['✗ worse', '✓ better', 'not significant']);
    expect(linesOf(found)).toContain('  - 1 of 4 cells has identical rows in both');
    expect(cellsOf(found, true)).toEqual([0, 1, 2, 3].map((c) => `t/m c=${c}`));
  });

  it('shows forty rows and counts the rest, unless all are asked for', () => {
    const found = compare(run(ones(60), 3), run(new Array<number>(60).fill(2), 3));
    expect(cellsOf(found)).toHaveLength(40);
    expect(linesOf(found)).toContain('  - 20 more cells with smaller differences: --all shows them');
    expect(cellsOf(found, true)).toHaveLength(60);
  });

  it('says how many comparisons could not have found a difference', () => {
    const lines = linesOf(compare(run(ones(3), 3), run([2, 2, 2], 3)));
    expect(lines).toContain('3 comparisons of a metric in a cell: 3 differ, not significantly at 0.05; 0 the same');
    expect(lines).toContain('of those that differ, 3 could not have been significant, because too few trials differ');
  });

  it('says that nothing differs', () => {
    expect(linesOf(compare(run(ones(2), 3), run(ones(2), 3)))).toEqual([
      '✓ no difference in 6 pairs of trials',
      '',
      'own: made differently',
      '  made with  not known: run.json is missing in A and B',
      '',
      '  next  moe compare x y --all  lists every cell',
    ]);
  });
});

it('at 80 columns no line is longer, whatever is named; Markdown has a bounded line, too', () => {
  const hostile = (own: Row): Partial<Row> => ({
    task: `${'\u0645\u0631\u062d\u0628\u0627 '.repeat(100)}${'x'.repeat(10_000)}`,
    method: 'm\n\u001b[2J',
    status: own.trial === 0 ? 'failed' : 'ok',
  });
  const found = compare(
    run(ones(12), 8, (own) => ({ ...hostile(own), status: 'ok' })),
    run(new Array<number>(12).fill(-1.23456789e-101), 8, hostile),
  );
  const document = comparisonDocument(found, false);
  const text = terminal(document, { columns: 80, color: false });
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(text).not.toContain('\u001b');
  for (const line of markdown(document).split('\n')) expect(line.length).toBeLessThan(4000);
});
