import { describe, expect, it } from 'vitest';
import type { Input } from '../tables/encoding.js';
import { readTrust, writeTrust } from './trust-codec.js';
import type { Trust } from './trust-contract.js';

const inputs: readonly Input[] = [
  { name: 'weight', kind: 'number', fill: null, range: [1, 9] },
  { name: 'origin', kind: 'category', levels: ['japan', 'usa'], fill: null, unseen: 'refuse' },
];
const gate = { table: [{ name: 'shares', kind: 'shares', length: 'k' }], lengths: { k: 2 } } as const;
const of = { k: 2, inputs, gate };

const trust: Trust = {
  intervals: {
    ...{ coverage: 0.9, rows: 60, all: 2, experts: [1, null] },
    losses: [
      { rows: 59, mean: 0.5, deviation: 0.25 },
      { rows: 1, mean: 2, deviation: null },
    ],
  },
  needed: null,
  bootstrap: {
    ...{ resamples: 50, degenerate: 1, level: 0.95, stability: [0.9, null], stable: 0.75 },
    coefficients: [[{ low: -1, high: 2 }], null],
    gates: [{ state: { shares: Float64Array.of(0.25, 0.75) }, experts: [1, 0] }],
  },
  rule: {
    fidelity: 0.97,
    root: {
      ...{ input: 0, test: { most: 3200 } },
      yes: { expert: 1, rows: 120 },
      no: { ...{ input: 1, test: { level: 'usa' } }, yes: { expert: 0, rows: 9 }, no: { expert: 1, rows: 3 } },
    },
  },
};

/** The same with one value of it replaced. */
function edited(path: readonly (string | number)[], value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(writeTrust(trust, ['trust'], of))) as unknown;
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
  return copy;
}

describe('how far a model can be trusted', () => {
  it('comes back as it was written', () => {
    expect(readTrust(JSON.parse(JSON.stringify(writeTrust(trust, ['trust'], of))), ['trust'], of)).toEqual(trust);
  });

  it('may be without the losses of rows that calibrated', () => {
    const { losses: _, ...rest } = trust.intervals!;
    const given = { ...trust, bootstrap: null, intervals: rest };
    expect(readTrust(given, ['trust'], of).intervals).toEqual(rest);
  });

  it.each<[path: readonly (string | number)[], value: unknown, message: string]>([
    [['rule', 'fidelity'], 1.2, 'trust.rule.fidelity must be a share from 0 to 1; got 1.2'],
    [['rule', 'root'], null, 'trust.rule.root must be a mapping; got null'],
    [['rule', 'root', 'input'], 2, 'trust.rule.root.input must be a whole number from 0 to 1; got 2'],
    [['rule', 'root', 'test'], { level: 'usa' }, 'trust.rule.root.test: unknown key "level"'],
    [['rule', 'root', 'test', 'most'], null, 'trust.rule.root.test.most must be a finite number; got null'],
    [['rule', 'root', 'no', 'test'], { most: 1 }, 'trust.rule.root.no.test: unknown key "most"'],
    [['rule', 'root', 'yes', 'expert'], 2, 'trust.rule.root.yes.expert must be a whole number from 0 to 1; got 2'],
    [['rule', 'root', 'yes', 'rows'], -1, 'trust.rule.root.yes.rows must be a whole number'],
    [['bootstrap', 'gates', 0, 'experts'], [1, 1], 'trust.bootstrap.gates[0].experts must be each of 0..1 once; got '],
    [['bootstrap', 'gates', 0, 'experts', 1], 2, 'trust.bootstrap.gates[0].experts[1] must be a whole number from 0'],
    [['bootstrap', 'gates', 0, 'state', 'shares'], [1], 'trust.bootstrap.gates[0].state.shares must be a list of 2'],
    [['bootstrap', 'gates', 0], null, 'trust.bootstrap.gates[0] must be a mapping; got null'],
    [['bootstrap', 'stable'], 2, 'trust.bootstrap.stable must be a share from 0 to 1; got 2'],
    [
      ['bootstrap', 'coefficients', 0, 0],
      { low: 1 },
      'trust.bootstrap.coefficients[0][0].high is missing; it must be there',
    ],
    [['intervals', 'losses'], [null], 'trust.intervals.losses must be a list of 2, one for each expert; got '],
    [['intervals', 'losses', 0, 'deviation'], -1, 'trust.intervals.losses[0].deviation must be at least 0; got -1'],
    [['intervals', 'losses', 0, 'mean'], 'x', 'trust.intervals.losses[0].mean must be a finite number; got "x"'],
  ])('is refused with %o as %o', (path, value, message) => {
    expect(() => readTrust(edited(path, value), ['trust'], of)).toThrow(message);
  });

  it('is refused with a rule that is nested without end', () => {
    let node: unknown = { expert: 0, rows: 1 };
    for (let deep = 0; deep < 1000; deep++)
      node = { input: 0, test: { most: 1 }, yes: node, no: { expert: 0, rows: 1 } };
    expect(() => readTrust(edited(['rule', 'root'], node), ['trust'], of)).toThrow(
      'must be a node that is not so deep',
    );
  });
});
