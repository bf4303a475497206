import { expect, it } from 'vitest';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { fromRows } from '../math/matrix.js';
import { modelOf } from './contract.js';
import { bindModel, loader, predict } from './predict.js';
import { stabilities } from './stability.js';

const x = fromRows([[0], [2], [4], [10]]);
const nearest = (...centres: number[]) => ({
  centres: fromRows(centres.map((centre) => [centre])),
  sizes: Float64Array.of(1, 1),
});

it('is the share of gates that send a row to the same expert, whatever order theirs are in', async () => {
  const states = [0, 1].map((intercept) => ({ intercept, slopes: Float64Array.of(0) }));
  const gate = { reference: { name: 'nearest-mean' }, state: nearest(0, 10) };
  const model = modelOf({ x, target: { kind: 'regression' } }, { name: 'linear' }, states, gate);
  const ofResamples = [
    { state: nearest(0, 10), experts: [0, 1] },
    { state: nearest(10, 0), experts: [1, 0] },
    { state: nearest(0, 3), experts: [0, 1] },
    { state: nearest(7, 0), experts: [1, 0] },
  ];
  const bootstrap = {
    ...{ resamples: 4, degenerate: 0, level: 0.95, coefficients: [null, null], stability: [1, 1], stable: 1 },
    gates: ofResamples,
  };
  const trust = { intervals: null, bootstrap, needed: null, rule: null };
  const bound = await bindModel({ ...model, trust }, loader({ experts, gates }));
  const { expert } = predict(bound, x);
  expect([...expert]).toEqual([0, 0, 0, 1]);
  // Borders are at 5, 5, 1.5 and 3.5.
  expect([...stabilities(bound, x, expert)!]).toEqual([1, 0.75, 0.5, 1]);
  expect(stabilities(await bindModel(model, loader({ experts, gates })), x, expert)).toBeNull();
});
