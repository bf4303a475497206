import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import {
  type AddCommand,
  memoryOption,
  optionsOf,
  shardOption,
  wholeNumber,
  withGridOptions,
  withQueueFlags,
} from '../options.js';
import type { RunOptions } from './run.js';

export const addRun: AddCommand = (program) => {
  const command = program
    .command('run')
    .description('run experiments: every trial of their grids, summaries, claims')
    .argument('<experiment...>', 'a name under experiments/, or a path to a spec')
    .option(
      '-j, --jobs <n>',
      'worker threads (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    );
  withQueueFlags(withGridOptions(command), 'let the workers of a queue (moe worker) compute')
    .option('--fresh', 'start over: take no trials from the journal of an earlier run')
    .option('--retry-failed', 'run trials again that failed or timed out')
    .addOption(shardOption('the i-th of n parts that take about equally long; moe merge puts them together'))
    .option('-n, --dry-run', 'say what would be computed; write nothing')
    .option('--json', 'print the summary as JSON')
    .addOption(memoryOption())
    .addHelpText(
      'after',
      `
A run that was interrupted goes on where it stopped: run the same command again.
Shards may run at once, on any machines; each writes one file,
DIR/<name>/shards/<i>-of-<n>.ndjson. All must find the same results of earlier
runs, as the times in these say how the grid is parted.

Examples:
  $ moe run fixed-data sensitivity
  $ moe run fixed-data --filter task=smile --filter method=lap,lp --out try
  $ moe run fixed-data --trials 20 --seed 7 --out try
  $ moe run fixed-data -n
  $ moe run fixed-data --shard 1/2 --out try
  $ moe run fixed-data --shard 2/2 --out try && moe merge fixed-data --out try`,
    )
    .action(async (names: string[], _, command: Command) => {
      const { run } = await import('./run.js');
      process.exitCode = await run(names, optionsOf<RunOptions>(command));
    });
};
