import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import {
  type AddCommand,
  duration,
  memoryOption,
  optionsOf,
  place,
  useOption,
  wholeNumber,
  withQueueFlags,
} from '../options.js';
import type { WorkerFlags } from './worker.js';

export const addWorker: AddCommand = (program) => {
  const command = program
    .command('worker')
    .description('compute trials of a run on a queue (moe run --queue), on this or any machine')
    .option(
      '-j, --jobs <n>',
      'trials at once (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    );
  withQueueFlags(command, 'where the run is')
    .option('--data <dir>', 'where to find data files that are not at the paths in the spec, by name', place('--data'))
    .option('--idle-exit <time>', 'end after this long without anything to compute', duration('--idle-exit'))
    .option(
      '--lock <time>',
      'hand a chunk to another worker after this long without a sign of life',
      duration('--lock'),
      30,
    )
    .addOption(memoryOption())
    .addOption(useOption())
    .addHelpText(
      'after',
      `
A worker joins and leaves at any time, and computes one run after the other. It
must be of the same version of moe as the run and, where trials run components
from outside, have the same --use. Ctrl-C lets the trials under way end and gives
the rest of their chunks to other workers. The trials of a worker that is lost are
handed out again in smaller parts; one with which three workers were lost, each
while it was by itself in its chunk, is a failed row (moe run --retry-failed).

Examples:
  $ moe worker --queue redis://host:6379 -j 8
  $ MOE_QUEUE_FILE=queue.url moe worker --idle-exit 60s    in a batch job`,
    )
    .action(async (_, command: Command) => {
      const { worker } = await import('./worker.js');
      process.exitCode = await worker(optionsOf<WorkerFlags>(command));
    });
};
