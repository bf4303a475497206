import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { Dataset } from './contract.js';
import { drawFace, featureNames } from './facial-features.js';

const parameters = {
  n: { kind: 'integer', default: 4998, min: 3, about: 'samples to learn from, a multiple of 3' },
  test: { kind: 'integer', default: 4998, min: 3, about: 'samples to judge by, a multiple of 3' },
} as const satisfies ParameterTable;

/**
 * The smiling face of section 3 (`drawFace`, unscaled), new in each trial and with fresh samples to judge by: what
 * section 4.3.1 calls Smiley, "Figure 1". The samples to learn from are drawn first.
 */
export const smileFeatures: Dataset<typeof parameters> = {
  name: 'smile-features',
  about: 'two features, two classes: the face of smile, unscaled, and another to test; new in each trial',
  parameters,
  fixed: false,
  load: ({ n, test }, rng) => {
    for (const [name, count] of Object.entries({ n, test })) {
      if (count % 3 !== 0) throw new InputError(`smile-features ${name} must be a multiple of 3; got ${count}`);
    }
    const learn = drawFace(n, 1, rng);
    const { x, y } = drawFace(test, 1, rng);
    return { ...learn, target: { kind: 'classes', labels: ['-1', '1'] }, groupNames: featureNames, test: { x, y } };
  },
};
