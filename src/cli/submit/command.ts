import { type Command, Option } from 'commander';
import { engines } from '../../runner/engines/registry.js';
import {
  type AddCommand,
  choice,
  chosenOption,
  duration,
  memorySize,
  optionsOf,
  placeOption,
  wholeNumber,
  withGridOptions,
} from '../options.js';
import type { SubmitOptions } from './submit.js';

const names = engines.all.map(({ name }) => name);

/** Every engine with its own parameters, for the help. */
function described(): string {
  return engines.all
    .flatMap(({ name, about, parameters }) => [
      `  ${name.padEnd(11)} ${about}`,
      ...Object.entries(parameters).map(([key, parameter]) => `    ${key.padEnd(9)} ${parameter.about}`),
    ])
    .join('\n');
}

export const addSubmit: AddCommand = (program) => {
  const command = program
    .command('submit')
    .description('write a script for a batch system that computes the shards of an experiment, or those still missing')
    .argument('<experiment>', 'a name under experiments/, or a path to a spec')
    .addOption(
      chosenOption('--engine <name>', 'the batch system', names, choice('--engine', names)).makeOptionMandatory(),
    )
    .option('--go', 'submit it instead of printing it')
    .option(
      '--tasks <n>',
      'shards to cut the grid into (default: about half an hour each)',
      wholeNumber('--tasks', 1, 1_000_000),
    )
    .option('-j, --jobs <n>', 'threads per task', wholeNumber('--jobs', 1, 1024), 1)
    .option(
      '--at-once <n>',
      'most tasks to run at once (default: few launches a minute)',
      wholeNumber('--at-once', 1, 1_000_000),
    )
    .option('--memory <size>', 'per task, such as 2GiB (default: what its trials need)', memorySize('--memory'))
    .option('--time <time>', 'time limit per task, such as 2h (default: twice what is expected)', duration('--time'))
    .addOption(
      new Option('--expect <time>', 'time of a trial, if nothing like it was timed')
        .argParser(duration('--expect'))
        .default(1, '1s'),
    )
    .option(
      '--limit <n>',
      "most tasks that the site's engine takes, if not the usual",
      wholeNumber('--limit', 1, 1_000_000),
    )
    .option('--set <name=value,...>', "the engine's own parameters, see below", placeOption('--set'));
  withGridOptions(command)
    .addHelpText(
      'after',
      `
Engines, and under each what its --set takes:
${described()}

A task computes one shard, as moe run --shard does. Run the same command again
when the engine is done: it asks for shards that are not in DIR/<name>/shards/,
cut as before, and no others. Once all are there, moe merge writes the results.

Examples:
  $ moe submit inference --engine slurm --set partition=short > inference.sh
  $ moe submit inference --engine slurm --go
  $ moe submit my-experiment.yaml --engine parallel --tasks 8 --out try --go
  $ moe submit inference --engine kubernetes --set image=registry.example/moe:1
  $ moe submit inference --engine github > .github/workflows/inference.yaml`,
    )
    .action(async (name: string, _, command: Command) => {
      const { submit } = await import('./submit.js');
      process.exitCode = await submit(name, optionsOf<SubmitOptions>(command));
    });
};
