/**
 * `make bench`: CPU time as ratios measured within one run. Learning on mnist beside scikit-learn and numpy; whole
 * processes at `-j 1`, start-up included, beside the Python reference where there is one; the bounded assignment beside
 * GLPK; memory over a thousand SVM trials.
 */
import { existsSync } from 'node:fs';
import { flowRows } from './assignment.js';
import { comparisonRows } from './comparison.js';
import { memoryRows } from './memory.js';
import { mnistComparisons } from './mnist.js';
import { findPython, install } from './peer.js';
import { processRows } from './processes.js';
import { table } from './table.js';

const reference = process.argv[2] ?? '../shared/reference/fixed.py';

process.stdout.write(`Node ${process.versions.node}; all in one run, ours and theirs in turn.\n\n`);
if (findPython() === undefined) {
  process.stdout.write(`Absent: a python3 with numpy, scipy and scikit-learn.\nIt needs: ${install}\n\n`);
}
if (!existsSync(reference)) {
  process.stdout.write(`Absent: the Python reference (${reference}); name it as the first argument.\n\n`);
}
const mnist = comparisonRows(await mnistComparisons());
process.stdout.write(
  `${table('mnist, 60000 x 784; one thread, doubles; ours / peer below 1: ours takes less', mnist)}\n`,
);
process.stdout.write(
  `${table('1000 trials of the fixed-data experiment, whole processes at -j 1, medians; ratio peer / ours', processRows(reference))}\n`,
);
process.stdout.write(`${table('Bounded assignment, one call; ratio glpk / flow', await flowRows())}\n`);
process.stdout.write(`${table('Memory', await memoryRows())}\n`);
