/** A run to be compared. */
import { InputError } from '../../errors.js';
import { openResults, type ResultFiles } from '../../results/results.js';
import type { SavedRun } from './contract.js';

/**
 * Reads trials.csv and, where they are, timings.csv and run.json.
 * @throws InputError, naming the file, for one that is missing, empty, malformed or contradicts another.
 */
export function readRun(files: ResultFiles): SavedRun {
  const { name, folder, rows, seconds, run } = openResults(files);
  if (rows.length === 0) throw new InputError(`${folder}/trials.csv has no trials below its header`);
  return { experiment: run?.experiment ?? name, rows, seconds, run };
}
