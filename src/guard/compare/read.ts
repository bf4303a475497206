/** A run to be compared, from the texts of its files, which may lie in a folder or in a git revision. */
import { InputError } from '../../errors.js';
import { parseSeconds } from '../../results/folder.js';
import { parseRun } from '../../results/provenance.js';
import { parseTrials } from '../../results/rows.js';
import type { SavedRun } from './contract.js';

/** The files of one experiment's results. */
export interface RunFiles {
  /** The name of their folder. */
  readonly name: string;
  /** Where they lie, as messages name it. */
  readonly where: string;
  /** The text of a file; null where there is none. */
  text(file: string): string | null;
}

/**
 * Reads trials.csv and, where they are, timings.csv and run.json.
 * @throws InputError, naming the file, for one that is missing, empty, malformed or contradicts another.
 */
export function readRunFiles({ name, where, text }: RunFiles): SavedRun {
  const at = (file: string) => `${where}/${file}`;
  const trials = text('trials.csv');
  if (trials === null) throw new InputError(`${at('trials.csv')} is missing`);
  const rows = parseTrials(trials, at('trials.csv'));
  if (rows.length === 0) throw new InputError(`${at('trials.csv')} has no trials below its header`);
  const timings = text('timings.csv');
  const json = text('run.json');
  const run = json === null ? undefined : parseRun(json, at('run.json'));
  return {
    experiment: run?.experiment ?? name,
    rows,
    seconds: timings === null ? new Map() : parseSeconds(timings, at('timings.csv'), rows),
    run,
  };
}
