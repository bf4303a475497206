import type { Command } from 'commander';
import { type AddCommand, optionsOf } from '../options.js';
import type { TestOptions } from './test.js';

export const addTest: AddCommand = (program) => {
  program
    .command('test')
    .description('check components of your own against the rules for their kind')
    .argument('<file...>', 'JavaScript files, or packages, with components; their code is run')
    .option('--json', 'print the outcomes as JSON')
    .addHelpText(
      'after',
      `
Exit codes: 0 if every check passes, 1 if one fails, 2 for a file that cannot be
used.

Examples:
  $ moe test ./epsilon-greedy.js
  $ moe run my-experiment.yaml --use ./epsilon-greedy.js`,
    )
    .action(async (files: string[], _, command: Command) => {
      const { test } = await import('./test.js');
      process.exitCode = await test(files, optionsOf<TestOptions>(command));
    });
};
