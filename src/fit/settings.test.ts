import { expect, it } from 'vitest';
import { parseParameters } from '../components/parameters.js';
import { catalogOf } from '../experiment/catalog.js';
import type { Model } from '../model/contract.js';
import { fitParameters } from './contract.js';
import { settingsOf } from './settings.js';
import { recipeOf } from './sizes.js';

const catalog = catalogOf();

/** What is told of a fit of two experts with these options. */
function told(given: Record<string, unknown>) {
  const plan = parseParameters({ name: 'fit', parameters: fitParameters }, { formula: 'y ~ x', ...given }, catalog);
  const { expert, gate } = plan;
  const model = { expert, gate: gate === undefined ? null : { reference: gate, state: null } };
  return settingsOf(model as Model, recipeOf(plan, 2), catalog);
}

it('settings tell what is not as by default, within rules, too, and what was tuned', () => {
  expect(told({ expert: { name: 'linear', ridge: 0 }, method: 'multistart' })).toEqual({
    ...{ expert: { name: 'linear' }, method: { name: 'multistart' }, gate: null, tuned: [], weights: '' },
  });
  const method = { name: 'gated-alternating', starts: 3, assign: { name: 'lp', min: { share: 0.3 }, max: 1 } };
  expect(
    told({ expert: { name: 'linear', ridge: 1 }, method, gate: { name: 'softmax', C: 10 }, weights: 'w' }),
  ).toEqual({
    expert: { name: 'linear', ridge: 1 },
    method: { name: 'gated-alternating', lambda: 1, starts: 3, assign: { name: 'lp', min: { share: 0.3 }, max: 1 } },
    gate: { name: 'softmax', C: 10 },
    ...{ tuned: ['lambda'], weights: 'w' },
  });
  expect(told({ expert: 'linear', method: { name: 'gated-alternating', lambda: 1 }, tune: false }).method).toEqual({
    name: 'gated-alternating',
  });
});
