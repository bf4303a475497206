/** The part `own-data` of `make bench`: what fits to tables of one's own are worth and cost, told and written to plots/bench. */
import { existsSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { type Document, paragraph } from '../documents/contract.js';
import { markdown } from '../documents/markdown.js';
import { makeFolder, writeAllAtomically } from '../results/atomic.js';
import { comparisonRows, tableOf } from './comparison.js';
import { qualityRows, regressionTables, seeds, speedComparisons } from './own-data.js';
import { heldOutRows, splitTables } from './own-data-held-out.js';
import { findPython } from './peer.js';

/** Why the data is not there; undefined where it is. */
export function withoutData(folder: string | undefined): string | undefined {
  if (folder === undefined) return 'the environment variable DATA names no folder with tables.';
  const names = [...regressionTables, ...splitTables].map((name) => `${name}.csv`);
  const files = new Set([...names, ...splitTables.map((name) => `${name}.splits.csv`)]);
  const absent = [...files].filter((file) => !existsSync(join(folder, file)));
  return absent.length === 0 ? undefined : `${folder} has no ${absent.join(', ')}.`;
}

/** Measures for some minutes; returns what to print. @param data the tables. @param folder for the file, which holds times. */
export async function ownDataPart(data: string, folder: string): Promise<Document> {
  const numpy = findPython(['numpy']);
  const document: Document = [
    tableOf('Scores on rows held out, means of five splits', await heldOutRows(data)),
    ...heldOutRemarks.map(paragraph),
    tableOf(
      `Sums of squared errors in units of the target, of ${seeds} seeds, without a gate`,
      await qualityRows(data),
    ),
    paragraph('Peers, measured elsewhere: k planes by alternation in numpy from random labels; flexmix, hard.'),
    tableOf('Algorithm 1 from random labels, one thread', comparisonRows(await speedComparisons(data))),
    ...('absent' in numpy ? [paragraph(`numpy is absent: ${numpy.absent}.`)] : []),
    paragraph(`Times are of this machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${platform()} ${arch()}.`),
  ];
  makeFolder(folder);
  writeAllAtomically(folder, { 'own-data.md': markdown(document) });
  return document;
}

/** What one must know to read the scores. */
const heldOutRemarks = [
  'Ours: moe fit --experts 2..4 --validate, the number of experts chosen by folds of the rows to learn from. One expert, tree and k-means are those that moe fit tells beside it. CPU is of the whole command but its start: the choice, the fits, the rivals, and the fit to all rows.',
  'Peers were measured elsewhere on the same splits. Their K, of 2, 3, 4, and their variant are the best by the very rows that score them, so they are too good.',
];
