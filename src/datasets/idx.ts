import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { InputError, messageOf } from '../errors.js';
import type { Dataset } from './contract.js';
import { loadIdx, type Pair, sampling } from './idx-task.js';

const parameters = {
  folder: { kind: 'path', about: 'the folder of train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-...' },
  classes: { kind: 'integer', default: 10, min: 2, max: 256, about: 'labels are 0..classes-1' },
  ...sampling,
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Data in the format of mnist, such as Fashion-MNIST: a folder with `train-images-idx3-ubyte` and
 * `train-labels-idx1-ubyte` and, to judge by, the same with `t10k` or `test`; each may end in `.gz`, where both are
 * there the unpacked one is read. Samples may have any shape of at most 65536 bytes, which stand for 0..1.
 */
export const idx: Dataset<typeof parameters> = {
  name: 'idx',
  about: 'a folder of idx files of bytes, such as Fashion-MNIST; the same in each trial',
  parameters,
  fixed: true,
  files: (given) => {
    const { train, test } = files(given);
    return [train, test].flatMap((pair) => (pair === undefined ? [] : [pair.images.path, pair.labels.path]));
  },
  load: (given) => {
    const { train, test } = files(given);
    return loadIdx(train, test, given.classes, given);
  },
};

function files({ folder, test: count }: Parameters): { readonly train: Pair; readonly test: Pair | undefined } {
  const names = list(folder);
  const find = (what: string) => {
    const name = names.find((one) => new RegExp(`^(${what})[.-]idx\\d-ubyte(\\.gz)?$`).test(one));
    return name === undefined ? undefined : { path: join(folder, name) };
  };
  const need = (what: string, example: string) => {
    const found = find(what);
    if (found === undefined) throw new InputError(`${folder} must hold a file ${example}, which may end in .gz`);
    return found;
  };
  const train = {
    images: need('train-images', 'train-images-idx3-ubyte'),
    labels: need('train-labels', 'train-labels-idx1-ubyte'),
  };
  const parts = '(t10k|test)';
  if (count === 0 && find(`${parts}-images`) === undefined && find(`${parts}-labels`) === undefined) {
    return { train, test: undefined };
  }
  const images = need(`${parts}-images`, 't10k-images-idx3-ubyte');
  const labels = need(`${parts}-labels`, 't10k-labels-idx1-ubyte');
  return { train, test: { images, labels } };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new InputError(`the folder ${folder} cannot be read: ${messageOf(error)}`);
  }
}
