import type { Command } from 'commander';
import { type AddCommand, chosenArgument, optionsOf, useOption } from '../options.js';
import type { ListOptions } from './list.js';

const kinds = ['experiments', 'datasets', 'experts', 'rules', 'gates', 'methods', 'metrics', 'charts'];

export const addList: AddCommand = (program) => {
  program
    .command('list')
    .description('list the experiments, and everything a spec can name, with parameters and defaults')
    .addArgument(chosenArgument('[kind]', 'what to explain; an overview when absent', kinds))
    .option('--json', 'as JSON')
    .addOption(useOption())
    .action(async (kind: string | undefined, _, command: Command) => {
      const { list } = await import('./list.js');
      await list(kind, optionsOf<ListOptions>(command));
    });
};
