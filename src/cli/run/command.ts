import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import {
  type AddCommand,
  duration,
  filterOption,
  optionsOf,
  place,
  shardOption,
  useOption,
  wholeNumber,
} from '../options.js';
import type { RunOptions } from './run.js';

export const addRun: AddCommand = (program) => {
  program
    .command('run')
    .description('run experiments: every trial of their grids, summaries, claims')
    .argument('<experiment...>', 'a name under experiments/, or a path to a spec')
    .option(
      '-j, --jobs <n>',
      'worker threads (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    )
    .option('--seed <n>', "instead of the spec's seed", wholeNumber('--seed', 0, 2 ** 32 - 1))
    .option('--trials <n>', "trials per cell, instead of the spec's", wholeNumber('--trials', 1, 1_000_000))
    .option('--filter <key=value,...>', 'only cells with this task, method or swept value (repeatable)', filterOption)
    .option('--quick', "the spec's quick section: minutes become seconds; results go to <name>-quick")
    .option('--out <dir>', 'folder for results', place('--out'), 'results')
    .option('--fresh', 'start over: take no trial from the journal of an earlier run')
    .option('--retry-failed', 'run trials again that failed or timed out')
    .option('--timeout <time>', "limit for one trial, such as 30s, instead of the spec's", duration('--timeout'))
    .addOption(shardOption('the i-th of n parts that take about equally long; moe merge puts them together'))
    .option('-n, --dry-run', 'say what would be computed; write nothing')
    .option('--json', 'print the summary as JSON')
    .addOption(useOption())
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
