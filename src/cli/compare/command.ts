import type { Command } from 'commander';
import { type AddCommand, choice, chosenOption, listOf, optionsOf, useOption } from '../options.js';
import type { CompareOptions } from './compare.js';

const formats = ['text', 'markdown', 'json'];
const failing = ['worse'];

export const addCompare: AddCommand = (program) => {
  program
    .command('compare')
    .description('compare two runs, cell by cell: what changed, what is better or worse')
    .argument('<A>', 'a results folder, a folder of them, or a git revision: REV or REV:path (path: results)')
    .argument('<B>', 'the same; differences are B - A')
    .option('--experiment <list>', 'only these, if a side has several (default: all that both have)', listOf)
    .option(
      '--metric <list>',
      'metrics to compare (default: all that both have and for which one direction is better)',
      listOf,
    )
    .option('--all', 'list every cell, including those that are the same')
    .addOption(
      chosenOption('--fail-on <verdict>', 'exit with 3 if anything got worse', failing, choice('--fail-on', failing)),
    )
    .addOption(chosenOption('--format <name>', 'output format', formats, choice('--format', formats), 'text'))
    .option('--json', 'the same as --format json')
    .addOption(useOption())
    .addHelpText(
      'after',
      `
Trials with equal seeds are compared pair by pair (sign-flip test); p is corrected
for all tests made (Holm).

Examples:
  $ moe compare HEAD~1 results             what the working tree changed
  $ moe compare main HEAD --fail-on worse --format markdown
  $ moe compare results/fixed-data try/fixed-data --metric error`,
    )
    .action(async (a: string, b: string, _, command: Command) => {
      const { compare } = await import('./compare.js');
      process.exitCode = await compare(a, b, optionsOf<CompareOptions>(command));
    });
};
