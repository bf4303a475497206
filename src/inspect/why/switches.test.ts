import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../model/contract.js';
import { plainEncoding } from '../../tables/encoding.js';
import { asked, fitted, table } from './models.fixture.js';
import { deciding } from './probe.js';
import { type Row, rowsOfFrame, spreadOf } from './rows.js';
import { switchesOf } from './switches.js';

const formula = 'y ~ depth + stations + place + day | depth + stations + place + day + depth:stations';
const gates = ['softmax', 'nearest-mean', 'nearest-median', 'tree', 'constant'];
const whole = [false, true, false, false];

const changed = (row: Row, at: number, cell: Row[number]): Row => row.map((own, i) => (i === at ? cell : own));

describe.each(gates)('the smallest change that switches the expert of a %s gate', (gate) => {
  it('is where the decision changes, and no smaller change of that input does it', async () => {
    const ask = await asked(
      await fitted({ formula: gate.startsWith('nearest') ? 'y ~ . - kind' : formula, gate }),
      whole,
    );
    const model = ask.bound;
    const { inputs } = model.model.encoding;
    const rows = rowsOfFrame(
      inputs,
      table(40, 7),
      Uint32Array.from({ length: 40 }, (_, i) => i),
    );
    let found = 0;
    for (const row of rows) {
      const own = deciding(model, [row])[0]!;
      const switches = switchesOf(ask, row);
      for (const { input, to, shown, expert, distance } of switches) {
        found++;
        for (const value of [to, shown]) expect(deciding(model, [changed(row, input, value)])[0]).toBe(expert);
        expect(expert).not.toBe(own);
        if (distance === null) continue;
        const [now, end] = [row[input] as number, to as number];
        expect(distance).toBeCloseTo(Math.abs(end - now) / spreadOf(model.model.encoding, input)!, 12);
        const before = whole[input]
          ? end - Math.sign(end - now)
          : end - Math.sign(end - now) * 4 * Number.EPSILON * Math.max(1, Math.abs(end));
        if (!whole[input] || Math.abs(end - now) > 1)
          expect(deciding(model, [changed(row, input, before)])[0]).toBe(own);
      }
      inputs.forEach((input, at) => {
        if (input.kind === 'category') {
          const others = input.levels.map((level) => deciding(model, [changed(row, at, level)])[0]);
          const some = switches.some((one) => one.input === at);
          expect(others.some((expert) => expert !== own)).toBe(some);
          return;
        }
        const now = row[at] as number;
        const reach = switches.find((one) => one.input === at)?.to;
        const nearest = reach === undefined ? Number.POSITIVE_INFINITY : Math.abs((reach as number) - now);
        const [low, high] = input.range!;
        const fine = Array.from({ length: 2001 }, (_, p) => low + ((high - low) * p) / 2000)
          .map((value) => (whole[at] ? Math.round(value) : value))
          .filter((value) => Math.abs(value - now) < nearest);
        const experts = deciding(
          model,
          fine.map((value) => changed(row, at, value)),
        );
        expect([...new Set(experts)].filter((expert) => expert !== own)).toEqual([]);
      });
      const numbers = switches.flatMap(({ distance }) => (distance === null ? [] : [distance]));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    if (gate === 'constant') expect(found).toBe(0);
    else expect(found).toBeGreaterThan(20);
  });
});

it('the change for a linear gate is where its scores are equal, in a case computed by hand', async () => {
  // Scores 2 x - 1 and -x + 2 are equal at x = 1.
  const model: Model = {
    encoding: { ...plainEncoding(['x']), inputs: [{ name: 'x', kind: 'number', fill: null, range: [-4, 4] }] },
    target: { name: 'y', kind: 'regression', center: 0, scale: 1 },
    expert: { name: 'linear', ridge: 0 },
    experts: [0, 1].map(() => ({ intercept: 0, slopes: Float64Array.of(1) })),
    gate: {
      reference: { name: 'softmax' },
      state: { weights: { data: Float64Array.of(2, -1, -1, 2), rows: 2, cols: 2 } },
    },
    origin: null,
  };
  const one = await asked(model);
  const [found] = switchesOf(one, [-2]);
  expect(found).toMatchObject({ input: 0, expert: 0, shown: 1 });
  expect(found!.to as number).toBeCloseTo(1, 12);
  // A quarter of the range where the feature is not standardized.
  expect(found!.distance).toBeCloseTo(3 / 2, 12);
  fc.assert(
    fc.property(fc.double({ min: -4, max: 4, noNaN: true }), (x) => {
      const [change] = switchesOf(one, [x]);
      expect(change!.to as number).toBeCloseTo(1, 9);
    }),
    { seed: 1 },
  );
});
