import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted } from '../../counted.js';
import { normal, stream, uniform } from '../../math/random.js';
import type { RuleNode } from '../../model/trust-contract.js';
import type { Encoding, Input } from '../../tables/encoding.js';
import { type CategoryColumn, frameOf, type GivenColumns, type NumberColumn } from '../../tables/frame.js';
import { roundest, ruleOf } from './rule.js';
import { ruleCases } from './rule-text.js';

/** Columns as they are: the gate sees all of them. */
function table(given: GivenColumns, fill: number | null = null) {
  const frame = frameOf(given);
  const inputs = frame.columns.map(({ name, kind, ...column }): Input => {
    if (kind !== 'category') return { name, kind, fill, range: null };
    return { name, kind, levels: (column as CategoryColumn).levels.toSorted(), fill: null, unseen: 'refuse' };
  });
  const experts = inputs.flatMap((input, at) =>
    input.kind === 'category'
      ? input.levels.slice(1).map((_, level) => ({ factors: [{ input: at, level: level + 1 }], center: 0, scale: 1 }))
      : [{ factors: [{ input: at }], center: 100, scale: 7 }],
  );
  const encoding: Encoding = { inputs, missing: 'refuse', experts, gate: null };
  const rows = Uint32Array.from({ length: frame.rows }, (_, row) => row);
  return { encoding, frame, rows, inputs };
}

function ruled(given: GivenColumns, chosen: readonly number[], fill: number | null = null) {
  const { encoding, frame, rows, inputs } = table(given, fill);
  const rule = ruleOf(encoding, frame, rows, Uint32Array.from(chosen))!;
  return {
    rule,
    lines: ruleCases(rule, inputs).map(
      ({ where, expert, rows }) => `${where}: expert ${expert} (${counted(rows, 'row')})`,
    ),
  };
}

describe('the rule of a gate', () => {
  it('has one split where one says it all, in the units of the table, with as few digits as do', () => {
    const weight = [1807.3, 2533.1, 3101.2, 3299.9, 4102.7, 4503.5];
    const { rule, lines } = ruled({ weight, noise: [3, 1, 2, 6, 5, 4] }, [1, 1, 1, 0, 0, 0]);
    expect(lines).toEqual(['weight <= 3200: expert 1 (3 rows)', 'weight > 3200: expert 0 (3 rows)']);
    expect(rule.fidelity).toBe(1);
  });

  it('asks whether a category is a level, and each input once on the way to a leaf', () => {
    const origin = ['japan', 'japan', 'usa', 'usa', 'usa', 'europe', 'europe', 'japan'];
    const weight = [1000, 4000, 1000, 2000, 4000, 1000, 4000, 1000];
    // Of japan light ones 1, heavy ones 2; of all others 0.
    const chosen = origin.map((from, i) => (from === 'japan' ? (weight[i]! < 2500 ? 1 : 2) : 0));
    expect(ruled({ origin, weight }, chosen).lines).toEqual([
      'origin = japan and weight <= 3000: expert 1 (2 rows)',
      'origin = japan and weight > 3000: expert 2 (1 row)',
      'origin != japan: expert 0 (5 rows)',
    ]);
  });

  it('says an interval as one', () => {
    const x = Array.from({ length: 30 }, (_, i) => i);
    const { lines } = ruled(
      { x },
      x.map((value) => Number(value >= 10 && value < 20)),
    );
    expect(lines.toSorted()).toEqual([
      '9.5 < x <= 19.5: expert 1 (10 rows)',
      'x <= 9.5: expert 0 (10 rows)',
      'x > 19.5: expert 0 (10 rows)',
    ]);
  });

  it('gives up a split that tells a hundredth of the rows or less', () => {
    const x = Array.from({ length: 400 }, (_, i) => i);
    // A notch of four rows, which the greatest tree finds.
    const notched = x.map((value) => Number(value >= 200 && !(value >= 300 && value < 304)));
    const { rule, lines } = ruled({ x }, notched);
    expect(lines).toEqual(['x <= 199.5: expert 0 (200 rows)', 'x > 199.5: expert 1 (200 rows)']);
    expect(rule.fidelity).toBe(0.99);
  });

  it('keeps the split that finds a rare expert', () => {
    const x = Array.from({ length: 1000 }, (_, i) => i);
    const { rule } = ruled(
      { x },
      x.map((value) => Number(value >= 990)),
    );
    expect([rule.fidelity, 'test' in rule.root]).toEqual([1, true]);
  });

  it('is none where the gate gives all rows to one expert', () => {
    const { encoding, frame, rows } = table({ x: [1, 2, 3] });
    expect(ruleOf(encoding, frame, rows, Uint32Array.of(1, 1, 1))).toBeNull();
  });

  it('is a leaf where nothing tells the experts apart', () => {
    const { rule, lines } = ruled({ x: [1, 1, 1, 1] }, [0, 1, 1, 1]);
    expect([rule.fidelity, lines]).toEqual([0.75, ['any row: expert 1 (4 rows)']]);
  });

  it('takes a missing number for what the encoding fills in', () => {
    const { lines } = ruled({ x: [1, null, 9, 10] }, [0, 1, 1, 1], 8);
    expect(lines[1]).toBe('x > 5: expert 1 (3 rows)');
  });

  it('splits dates at days', () => {
    const day = (text: string) => new Date(`${text}T00:00:00Z`);
    const when = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01'].map(day);
    expect(ruled({ when }, [0, 0, 1, 1]).lines[0]).toBe('when <= 2024-02-15: expert 0 (2 rows)');
  });

  it('quotes names and levels that are more than a word, so that a line stays a line', () => {
    const of = (name: string, level: string) => ruled({ [name]: [level, level, 'zz', 'zz'] }, [0, 0, 1, 1]).lines[0];
    expect(of('fuel used', 'x and y')).toBe('`fuel used` = "x and y": expert 0 (2 rows)');
    expect(of('a\nb', 'c\nd')).toBe('"a\\nb" = "c\\nd": expert 0 (2 rows)');
    expect(of('`', '</script>')).toBe('```` = "</script>": expert 0 (2 rows)');
  });

  it('grows on some of many rows, evenly spaced, and counts all', () => {
    const rng = stream('many');
    const x = Float64Array.from({ length: 60_000 }, () => uniform(rng, 0, 1));
    const { rule } = ruled(
      { x },
      Array.from(x, (value) => Number(value > 0.5)),
    );
    const rows =
      'test' in rule.root ? [rule.root.yes, rule.root.no].map((node) => ('rows' in node ? node.rows : 0)) : [];
    expect(rows[0]! + rows[1]!).toBe(60_000);
    expect(rule.fidelity).toBeGreaterThan(0.999);
  });

  it('agrees with the gate on as many rows as it says, in leaves of as many rows as it says', () => {
    const arbitrary = fc.record({
      seed: fc.nat(),
      n: fc.integer({ min: 3, max: 60 }),
      k: fc.integer({ min: 2, max: 4 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ seed, n, k }) => {
        const rng = stream(seed);
        const given = {
          a: Array.from({ length: n }, () => normal(rng)),
          b: Array.from({ length: n }, () => Math.round(uniform(rng, 0, 4))),
          c: Array.from({ length: n }, () => 'uvw'[Math.floor(uniform(rng, 0, 3))]!),
        };
        const chosen = given.a.map((value, i) =>
          Math.min(k - 1, Math.floor((value > 0 ? 1 : 0) + (given.c[i] === 'v' ? 1 : 0) + uniform(rng, 0, 1.3))),
        );
        const { encoding, frame, rows, inputs } = table(given);
        const rule = ruleOf(encoding, frame, rows, Uint32Array.from(chosen));
        if (rule === null) return;
        const found = new Map<RuleNode, number>();
        const leafOf = (node: RuleNode, row: number): RuleNode & { expert: number } => {
          if ('expert' in node) {
            found.set(node, (found.get(node) ?? 0) + 1);
            return node;
          }
          const column = frame.columns[node.input]!;
          const yes =
            'most' in node.test
              ? (column as NumberColumn).values[row]! <= node.test.most
              : (column as CategoryColumn).levels[(column as CategoryColumn).codes[row]!] === node.test.level;
          return leafOf(yes ? node.yes : node.no, row);
        };
        const right = chosen.filter((expert, row) => leafOf(rule.root, row).expert === expert).length;
        expect(rule.fidelity).toBeCloseTo(right / n, 12);
        for (const [node, count] of found) expect('rows' in node && node.rows).toBe(count);
        const cases = ruleCases(rule, inputs);
        expect(cases.length).toBeLessThanOrEqual(8);
        expect(cases.reduce((sum, one) => sum + one.rows, 0)).toBe(n);
        const majority = Math.max(...chosen.map((j) => chosen.filter((other) => other === j).length)) / n;
        expect(rule.fidelity).toBeGreaterThanOrEqual(majority);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('a round threshold', () => {
  it.each([
    [{ low: -0.3, high: 0.2 }, 'number', 0],
    [{ low: 3101, high: 3299 }, 'number', 3200],
    [{ low: 0.1234, high: 0.1237 }, 'number', 0.1235],
    [{ low: 1, high: 1 + Number.EPSILON }, 'number', 1],
    [{ low: -Number.MAX_VALUE, high: Number.MAX_VALUE }, 'number', 0],
    [{ low: 10.2, high: 11.1 }, 'date', 11],
    [{ low: 10.2, high: 10.4 }, 'date', 10.3],
  ] as const)('between %o of a %s is %d', (gap, kind, value) => {
    expect(roundest(gap, kind)).toBeCloseTo(value, 12);
  });

  it('keeps both on their side', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        if (!(low < high)) return;
        for (const kind of ['number', 'date'] as const) {
          const value = roundest({ low, high }, kind);
          expect(low <= value && value < high).toBe(true);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
