/**
 * `make bench`: CPU time as ratios measured within one run. Whole processes at `-j 1`, start-up included, beside the
 * Python reference where there is one; the bounded assignment beside GLPK; memory over a thousand SVM trials.
 */
import { existsSync } from 'node:fs';
import { flowRows } from './assignment.js';
import { memoryRows } from './memory.js';
import { processRows } from './processes.js';
import { softmaxRows } from './softmax.js';
import { table } from './table.js';

const reference = process.argv[2] ?? '../shared/reference/fixed.py';

process.stdout.write(
  `Node ${process.versions.node}, medians of several runs; ratios are theirs / ours: above 1, ours takes less.\n\n`,
);
if (!existsSync(reference)) {
  process.stdout.write(`Absent: the Python reference (${reference}); name it as the first argument.\n`);
  process.stdout.write('It needs: apt-get install python3-numpy python3-scipy python3-sklearn\n\n');
}
process.stdout.write(
  `${table('1000 trials of the fixed-data experiment, whole processes at -j 1', processRows(reference))}\n`,
);
process.stdout.write(`${table('Bounded assignment, one call', await flowRows())}\n`);
process.stdout.write(`${table('Softmax regression on mnist, one thread', softmaxRows())}\n`);
process.stdout.write(`${table('Memory', await memoryRows())}\n`);
