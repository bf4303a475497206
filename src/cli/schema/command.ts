import type { Command } from 'commander';
import { type AddCommand, optionsOf, type UseOptions, useOption } from '../options.js';
import { printJson } from '../output.js';

/** Prints the JSON Schema (draft-07) of specs. experiments/schema.json is its output. */
export const addSchema: AddCommand = (program) => {
  program
    .command('schema')
    .description("print the JSON Schema of specs, for editors' completion")
    .addOption(useOption())
    .action(async (_, command: Command) => {
      const [{ specSchema }, { knownWith }] = await Promise.all([
        import('../../experiment/spec/schema.js'),
        import('../vocabulary.js'),
      ]);
      const { vocabulary } = await knownWith(optionsOf<UseOptions>(command).use);
      printJson(specSchema(vocabulary), 2);
    });
};
