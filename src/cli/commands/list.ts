import type { Command } from 'commander';
import { type AddCommand, optionsOf } from './contract.js';

export const addList: AddCommand = (program) => {
  program
    .command('list')
    .description('what there is: experiments, and all that a spec can name, with parameters and defaults')
    .argument('[kind]', 'experiments, datasets, experts, rules, gates, methods, metrics or charts')
    .option('--json', 'as JSON')
    .action(async (kind: string | undefined, _, command: Command) => {
      const { list } = await import('../list.js');
      list(kind, optionsOf<{ readonly json?: boolean }>(command));
    });
};
