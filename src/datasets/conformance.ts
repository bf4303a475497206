import { type Check, hold, same, says, trials } from '../components/conformance.js';
import { parseParameters } from '../components/parameters.js';
import { stream } from '../math/random.js';
import { type Features, isSparse } from '../math/sparse.js';
import { readBytes } from '../tables/file.js';
import type { Dataset, Task, Trait } from './contract.js';
import { sizeOf } from './size.js';

/** With what is suggested, where anything is: the defaults may be large. */
const parametersOf = (dataset: Dataset) => parseParameters(dataset, trials(dataset).at(-1)!);

const load = (dataset: Dataset, seed = 1): Task => dataset.load(parametersOf(dataset), stream('test', seed));
const bytes = (task: Task): string => JSON.stringify(task);

const isText = (value: unknown): boolean => typeof value === 'string';

export const datasetChecks: readonly Check<Dataset>[] = [
  says,
  {
    title: 'gives n x d finite features and n finite targets, to learn from and to judge by',
    run: (dataset) => {
      const { test, ...task } = load(dataset);
      hold(task.x.rows > 1, `it needs more than one sample; it has ${task.x.rows}`);
      for (const { x, y } of [task, ...(test === undefined ? [] : [test])]) {
        hold(x.rows > 0 && x.cols > 0, `features must be at least 1 x 1; they are ${x.rows} x ${x.cols}`);
        hold(y.length === x.rows, `there are ${y.length} targets of ${x.rows} samples`);
        hold(y.every(Number.isFinite), 'a target is no number');
        checkFeatures(x);
      }
      if (test === undefined) return;
      same([test.x.cols, isSparse(test.x)], [task.x.cols, isSparse(task.x)], 'test samples are of another form');
    },
  },
  {
    title: 'gives class indices 0..c-1, where its target is classes, each in use',
    run: (dataset) => {
      const { y, target, test } = load(dataset);
      if (target.kind !== 'classes') return;
      const labels = [...target.labels.keys()];
      same(
        [...new Set(y)].sort((a, b) => a - b),
        labels,
        `the labels are ${target.labels.join(', ')}; y has others`,
      );
      hold(test?.y.every((label) => labels.includes(label)) ?? true, 'test samples have other classes');
    },
  },
  {
    title: 'gives each sample a named group, or none to any',
    run: (dataset) => {
      const { x, groups, groupNames } = load(dataset);
      hold((groups === undefined) === (groupNames === undefined), 'groups go with groupNames');
      if (groups === undefined || groupNames === undefined) return;
      hold(groups.length === x.rows, `there are groups of ${groups.length} samples; there are ${x.rows} samples`);
      same(
        [...new Set(groups)].sort((a, b) => a - b),
        [...groupNames.keys()],
        'some group has no name, or no sample',
      );
    },
  },
  {
    title: 'has what it says that it always has, and nothing that it does not mention',
    run: (dataset) => {
      if (dataset.has === undefined) return;
      const found = traitsOf(load(dataset));
      const lacking = dataset.has.filter((trait) => !found.includes(trait));
      hold(lacking.length === 0, `it lacks ${lacking.join(', ')}`);
      const known = [...dataset.has, ...(dataset.may ?? [])];
      const more = found.filter((trait) => !known.includes(trait));
      hold(more.length === 0, `it also has ${more.join(', ')}`);
    },
  },
  {
    title: 'has tasks of the size that it tells beforehand, where it tells one',
    run: (dataset) => {
      const told = dataset.size?.(parametersOf(dataset));
      if (told === undefined) return;
      const { bytes, ...found } = sizeOf(load(dataset));
      const { bytes: most, ...sizes } = told;
      same(sizes, found, `it tells ${JSON.stringify(sizes)}; they have ${JSON.stringify(found)}`);
      hold(most >= bytes && most <= 2 * bytes, `it tells ${most} bytes; they have ${bytes}`);
    },
  },
  {
    title: 'reads the files that it names and no other, through the reader that it is given',
    run: (dataset) => {
      const parameters = parametersOf(dataset);
      const named = dataset.files?.(parameters) ?? [];
      hold(named.every(isText), 'files must give paths');
      const read: string[] = [];
      const task = dataset.load(parameters, stream('test', 1), (path, what) => {
        read.push(path);
        return readBytes(path, what);
      });
      same(read.sort(), [...named].sort(), `it names ${named.join(', ')}; it reads ${read.join(', ')}`);
      same(bytes(task), bytes(load(dataset)), 'it gives other samples without a reader');
    },
  },
  {
    title: 'gives the same samples for the same seed',
    run: (dataset) => same(bytes(load(dataset)), bytes(load(dataset)), 'they are others'),
  },
  {
    title: 'ignores the stream, and leaves it alone, exactly where it says that it is fixed',
    run: (dataset) => {
      hold((bytes(load(dataset, 1)) === bytes(load(dataset, 2))) === dataset.fixed, `it says ${dataset.fixed}`);
      const used = stream('test', 3);
      dataset.load(parametersOf(dataset), used);
      hold(
        (used.next() === stream('test', 3).next()) === dataset.fixed,
        `it says ${dataset.fixed}; it draws otherwise`,
      );
    },
  },
];

export function traitsOf({ x, target, test, groups, control }: Task): Trait[] {
  const all: readonly (readonly [Trait, boolean])[] = [
    [target.kind, true],
    ['test', test !== undefined],
    ['groups', groups !== undefined],
    ['control', control !== undefined],
    ['one feature', x.cols === 1],
    ['two features', x.cols === 2],
    ['plane', x.cols === 2 || control !== undefined],
  ];
  return all.flatMap(([trait, has]) => (has ? [trait] : []));
}

/** Finite values, as many as rows and columns say; sparse: columns ascending within the row, no value 0. */
function checkFeatures(x: Features): void {
  if (!isSparse(x)) {
    hold(x.data instanceof Float64Array, 'features must be a Float64Array');
    hold(x.data.length === x.rows * x.cols, `${x.rows} x ${x.cols} features must be ${x.rows * x.cols} numbers`);
    hold(x.data.every(Number.isFinite), 'a feature is no number');
    return;
  }
  const { pointers, columns, values, rows, cols } = x;
  same(
    [pointers.length, pointers[0], pointers[rows]],
    [rows + 1, 0, values.length],
    'pointers do not fit rows and values',
  );
  hold(columns.length === values.length, 'each value must have its column');
  hold(!values.includes(0), 'a value is 0');
  for (let i = 0; i < rows; i++) {
    const row = [...columns.subarray(pointers[i], pointers[i + 1])];
    hold(
      row.every((column, e) => column < cols && (e === 0 || column > row[e - 1]!)),
      `columns of row ${i} do not ascend`,
    );
  }
}
