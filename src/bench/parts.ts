/** The parts of `make bench`, in the order in which they run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assignmentPart } from './assignment-report.js';
import { comparisonRows } from './comparison.js';
import { memoryRows } from './memory.js';
import { mnistComparisons } from './mnist.js';
import { findPython, scientific } from './peer.js';
import { processRows } from './processes.js';
import { table } from './table.js';

export interface Options {
  /** The Python reference that whole processes run beside. */
  readonly reference: string;
  /** Where the folder bench/ is written. */
  readonly out: string;
}

export interface Part {
  readonly name: string;
  readonly about: string;
  /** What to print. */
  run(options: Options): Promise<string>;
}

/** mnist is first: it measures the peak memory of the process. */
export const parts: readonly Part[] = [
  {
    name: 'mnist',
    about: 'learning on mnist beside scikit-learn and numpy (three minutes)',
    async run() {
      const title = 'mnist, 60000 x 784; one thread, doubles; ours / peer below 1: ours takes less';
      return table(title, comparisonRows(await mnistComparisons())) + absentLine('scikit-learn');
    },
  },
  {
    name: 'processes',
    about: 'whole processes at -j 1, start-up included, beside the Python reference where there is one',
    async run({ reference }) {
      const title = '1000 trials of the fixed-data experiment, whole processes at -j 1, medians; ratio peer / ours';
      const missing = existsSync(reference)
        ? absentLine('Python')
        : `  no reference ${reference === '' ? 'was named' : `at ${reference}`}: --reference PATH names one.\n`;
      return table(title, processRows(reference)) + missing;
    },
  },
  {
    name: 'assignment',
    about: 'the bounded assignment beside HiGHS, GLPK, CVXOPT, SciPy and munkres, n to a million (two minutes)',
    run: ({ out }) => assignmentPart(join(out, 'bench')),
  },
  {
    name: 'memory',
    about: 'memory over a thousand SVM trials',
    run: async () => table('Memory', await memoryRows()),
  },
];

/** Why the Python packages are not there; nothing where they are. */
function absentLine(name: string): string {
  const found = findPython(scientific);
  return 'absent' in found ? `  ${name} is absent: ${found.absent}.\n` : '';
}
