import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { InputError } from '../../errors.js';
import {
  type AddCommand,
  choice,
  chosenOption,
  duration,
  memoryOption,
  optionsOf,
  place,
  shardOption,
  share,
  useOption,
  wholeNumber,
  withQueueFlags,
} from '../options.js';
import type { CheckOptions } from './compute.js';

const formats = ['text', 'json', 'junit', 'markdown'];

export const addCheck: AddCommand = (program) => {
  const command = program
    .command('check')
    .description('recompute trials and compare them, and every claim, with the committed results')
    .argument('[experiment...]', 'names or specs (default: every experiment that has results)')
    .option('--data <table>', 'with a model file: fit it again to its table, and compare', place('--data'))
    .option('--all', 'every trial of the full grids, as well as the quick ones')
    .option('--quick', 'only the quick grids')
    .option('--no-run', 'compute nothing: only compare the result files with each other')
    .addOption(
      new Option('--budget <time>', 'time to spend on the first trials of each cell of full grids')
        .argParser(duration('--budget'))
        .default(60, '60s'),
    )
    .option(
      '-j, --jobs <n>',
      'worker threads (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    )
    .addOption(shardOption('recompute and compare only the i-th of n parts of about equal length'))
    .option('--results <dir>', 'folder that holds the results', place('--results'), 'results')
    .option(
      '--tolerance <share>',
      'relative tolerance for results from another architecture or major version of Node',
      share('--tolerance'),
      1e-6,
    )
    .addOption(chosenOption('--format <name>', 'output format', formats, choice('--format', formats), 'text'))
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addOption(useOption())
    .addOption(memoryOption());
  withQueueFlags(command, 'let the workers of a queue (moe worker) compute')
    .addHelpText(
      'after',
      `
Quick grids are recomputed in full; of full grids, the first trials of each cell,
as many as the budget allows. What was left out is listed. Nothing is taken from
a journal, and nothing is written. Rows are compared by trial, whatever their
order. Times are advice and never fail the check. --shard splits the trials over
several machines; each of them still compares all files with each other. Where
the budget chooses the trials, give every machine the same --jobs. With --queue,
--jobs says how many trials its workers compute at once.

Exit codes: 0 if all is as committed, 3 if a row, a summary or a verdict is not,
2 for results that cannot be read.

Examples:
  $ moe check                              what to run before a commit
  $ moe check --all                        every trial
  $ moe check --all --shard 2/8            an eighth of them
  $ moe check my-experiment.yaml --format markdown
  $ moe check cars.json --data cars.csv    a model, fitted again`,
    )
    .action(async (names: string[], _, command: Command) => {
      const { data, ...options } = optionsOf<CheckOptions & { readonly data?: string }>(command);
      if (data !== undefined) {
        const [model, ...more] = names;
        if (model === undefined || more.length > 0)
          throw new InputError(`--data must stand with one model file; got ${names.length} arguments`);
        const { checkModel } = await import('./model.js');
        process.exitCode = await checkModel(model, { ...options, data });
        return;
      }
      if (names.some((name) => name.endsWith('.json'))) {
        const { isModelFile } = await import('./model.js');
        const model = names.find(isModelFile);
        if (model !== undefined)
          throw new InputError(`${model} is a model; to fit it again, give its table: moe check ${model} --data TABLE`);
      }
      const { check } = await import('./check.js');
      process.exitCode = await check(names, options);
    });
};
