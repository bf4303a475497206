import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { type AddCommand, optionsOf, place, useOption, wholeNumber } from '../options.js';
import type { MergeOptions } from './merge.js';

export const addMerge: AddCommand = (program) => {
  program
    .command('merge')
    .description('merge the shards of experiments into the files that a single run would write')
    .argument('<experiment...>', 'a name under experiments/, or a path to a spec')
    .option('--quick', 'shards of the quick section (default: where there are no others)')
    .option('--out <dir>', 'folder for results', place('--out'), 'results')
    .option(
      '-j, --jobs <n>',
      'threads for trials that must be computed again: those that keep more as the median of their cell',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    )
    .option('--json', 'print the summary as JSON')
    .addOption(useOption())
    .addHelpText(
      'after',
      `
Shards lie in DIR/<name>/shards/, wherever they were computed. They say with which
--seed, --trials and --filter they were; all must be there, whole, and of the same
spec, code and data as here. The results then have them, and so has their journal:
the folder shards/ may be deleted. To merge it again does no harm.

Exit codes: those of moe run; 2 for shards that are missing, damaged or of
something else.

Examples:
  $ moe run fixed-data --shard 1/2 --out try
  $ moe run fixed-data --shard 2/2 --out try
  $ moe merge fixed-data --out try`,
    )
    .action(async (names: string[], _, command: Command) => {
      const { merge } = await import('./merge.js');
      process.exitCode = await merge(names, optionsOf<MergeOptions>(command));
    });
};
