import { describe, expect, it } from 'vitest';
import { apply } from '../../fit/apply.js';
import type { Model } from '../../model/contract.js';
import type { Trust } from '../../model/trust-contract.js';
import type { NumberInput } from '../../tables/encoding.js';
import { asked, fitted, table } from './models.fixture.js';
import { frameOfRows, middleRow, type Row, rowsOfFrame } from './rows.js';
import { whyOf } from './why.js';
import { pathText, reasonText } from './words.js';

const every = Uint32Array.from({ length: 60 }, (_, i) => i);

describe.each([
  'softmax',
  'nearest-mean',
  'nearest-median',
  'tree',
  'mlp',
  'constant',
])('why a %s gate decides', (gate) => {
  it('says what a table of the same rows is told, to the last bit, and who comes second', async () => {
    const ask = await asked(await fitted({ formula: 'kind ~ depth + stations + place + day', gate }));
    const frame = table(60, 5);
    const said = apply(ask.bound, ask.likelihood, frame);
    const rows = rowsOfFrame(ask.bound.model.encoding.inputs, frame, every);
    rows.forEach((row, r) => {
      const why = whyOf(ask, row);
      expect([why.prediction, why.expert, why.share, why.outside]).toEqual([
        ...[said.prediction[r], said.expert[r], said.share[r], said.outside[r] === 1],
      ]);
      expect(why.classes).toEqual([...said.classes!.subarray(r * 3, r * 3 + 3)]);
      expect(why.stability).toBe(said.stability?.[r] ?? null);
      expect(why.within).toEqual({ coverage: 0.9, set: [0, 1, 2].filter((c) => said.sets![r * 3 + c] === 1) });
      expect(why.outside).toBe(why.beyond.length > 0);
      const { second } = why;
      if (second === null) {
        expect(why.share).toBe(1);
        return;
      }
      expect(second.expert).not.toBe(why.expert);
      expect(second.share).toBeLessThanOrEqual(why.share);
      if (second.parts === null) return;
      const { margin, of, rest } = second.parts;
      expect(margin).toBeGreaterThanOrEqual(0);
      expect(of.reduce((sum, { value }) => sum + value, rest)).toBeCloseTo(margin, 9);
      expect(of.map(({ name }) => name).toSorted()).toEqual(['day', 'depth', 'place', 'stations']);
      if (gate === 'softmax') expect(margin).toBeCloseTo(Math.log(why.share / second.share), 6);
    });
  });
});

describe('the reason of a decision', () => {
  const of = (...values: number[]) => values.map((value, at) => ({ name: `x${at}`, value }));

  it('is the fewest inputs that make more than half of what speaks for the expert', () => {
    expect(reasonText({ sum: '', margin: 9, of: of(5, -2, 3, 2), rest: 1 })).toBe('Mostly because of x0 and x2.');
    expect(reasonText({ sum: '', margin: 4, of: of(5, -4, 3), rest: 0 })).toBe('Mostly because of x0.');
    // Whatever the inputs are, that expert decides.
    expect(reasonText({ sum: '', margin: 9, of: of(1, -1), rest: 9 })).toBeNull();
    expect(reasonText({ sum: '', margin: 1, of: of(-1), rest: Number.POSITIVE_INFINITY })).toBeNull();
  });

  it('is a rule where the gate is one, else the rule is one of thumb, which may err', () => {
    const path = { where: 'z > 0', expert: 1, fidelity: 0.93 };
    expect(pathText({ expert: 1 }, path, true)).toBe('Expert 1 decides, as z > 0.');
    const thumb = 'A rule of thumb that agrees with the gate on 93% of the rows it was learned from: z > 0.';
    expect(pathText({ expert: 1 }, path, false)).toBe(thumb);
    expect(pathText({ expert: 0 }, path, false)).toBe(`${thumb} The rule of thumb says expert 1 here.`);
  });
});

describe('a row by its inputs', () => {
  it('is the row of the table, and flags inputs beyond what was seen', async () => {
    const ask = await asked(await fitted({ formula: 'y ~ depth + place + day', gate: 'softmax' }));
    const { inputs } = ask.bound.model.encoding;
    const frame = table(60, 5);
    const rows = rowsOfFrame(inputs, frame, every);
    expect(rowsOfFrame(inputs, frameOfRows(inputs, rows), every)).toEqual(rows);
    const [low, high] = (inputs[0] as NumberInput).range!;
    const row = (depth: number): Row => [depth, ...rows[0]!.slice(1)];
    expect(whyOf(ask, row(low)).beyond).not.toContain(0);
    expect(whyOf(ask, row(high + 0.01)).beyond).toContain(0);
    expect(() => whyOf(ask, [null, ...rows[0]!.slice(1)])).toThrow('"depth" is missing');
    const middle = middleRow(ask.bound.model.encoding);
    expect(middle[0] as number).toBeGreaterThan(low);
    expect(whyOf(ask, middle).outside).toBe(false);
  });

  it('is led through the rule', async () => {
    const model = await fitted({ formula: 'y ~ depth + place', gate: 'softmax' });
    const rule = {
      fidelity: 0.9,
      root: {
        ...{ input: 0, test: { most: 0 } },
        yes: { expert: 2, rows: 5 },
        no: { input: 1, test: { level: 'sea' }, yes: { expert: 0, rows: 5 }, no: { expert: 1, rows: 5 } },
      },
    };
    const trust: Trust = { intervals: null, bootstrap: null, needed: null, rule };
    const one = await asked({ ...model, trust } as Model);
    const path = (row: Row) => whyOf(one, row).path;
    expect(path([0, 'sea'])).toEqual({ expert: 2, fidelity: 0.9, where: 'depth <= 0' });
    expect(path([0.1, 'sea'])).toEqual({ expert: 0, fidelity: 0.9, where: 'depth > 0 and place = sea' });
    expect(path([0.1, 'land'])).toEqual({ expert: 1, fidelity: 0.9, where: 'depth > 0 and place != sea' });
  });
});
