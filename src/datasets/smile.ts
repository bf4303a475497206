import type { ParameterTable } from '../components/contract.js';
import { stream } from '../math/random.js';
import type { Dataset } from './contract.js';
import { drawFace, featureNames } from './facial-features.js';

const parameters = {
  n: { kind: 'integer', default: 150, min: 3, max: 10_000_000, about: 'samples, in three equal parts' },
  seed: { kind: 'integer', default: 12345, min: 0, about: 'seed of the data, the same in every trial' },
  scale: { kind: 'number', default: 3, above: 0, about: 'factor on both coordinates' },
} as const satisfies ParameterTable;

/**
 * A smiling face in two classes (section 3, Figure 1 bottom left), as `drawFace` draws it. One data set per `seed`: the
 * trial's stream is not used.
 */
export const smile: Dataset<typeof parameters> = {
  name: 'smile',
  about: 'two features, two classes: two eyes and a mouth, each of both classes; the same in each trial',
  parameters,
  fixed: true,
  load: ({ n, seed, scale }) => {
    const target = { kind: 'classes', labels: ['-1', '1'] } as const;
    return { ...drawFace(n, scale, stream('smile', seed)), target, groupNames: featureNames };
  },
};
