import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { type AddCommand, optionsOf, place, useOption, wholeNumber } from '../options.js';
import type { InspectFlags } from './inspect.js';

export const addInspect: AddCommand = (program) => {
  program
    .command('inspect')
    .description('show what the experts of a model are, who decides where, and how sure that is; as a page, too')
    .argument('<model>', 'a file that moe fit wrote')
    .option(
      '--data <table>',
      'the table that it was learned from: its rows, and how many experts they need',
      place('--data'),
    )
    .option('-o, --out <file>', 'write a page, one HTML file that works offline', place('--out'))
    .option(
      '-j, --jobs <n>',
      'threads, for the fits of other numbers of experts (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    )
    .addOption(useOption())
    .addHelpText(
      'after',
      `
Examples:
  $ moe inspect cars.json
  $ moe inspect cars.json --data cars.csv -o cars.html`,
    )
    .action(async (model: string, _, command: Command) => {
      const { inspect } = await import('./inspect.js');
      process.exitCode = await inspect(model, optionsOf<InspectFlags>(command));
    });
};
