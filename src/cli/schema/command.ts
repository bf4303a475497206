import type { Command } from 'commander';
import { type AddCommand, optionsOf } from '../contract.js';
import { type UseOptions, useOption } from '../options.js';

export const addSchema: AddCommand = (program) => {
  program
    .command('schema')
    .description("print the JSON Schema of specs, for editors' completion")
    .addOption(useOption())
    .action(async (_, command: Command) => {
      const { schema } = await import('./schema.js');
      await schema(optionsOf<UseOptions>(command));
    });
};
