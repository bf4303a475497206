import type { Command } from 'commander';
import { type AddCommand, type GlobalOptions, optionsOf, type UseOptions, useOption } from '../options.js';
import { printBeside, printJson } from '../output.js';

/** Prints the JSON Schema (draft-07) of specs. experiments/schema.json is its output. */
export const addSchema: AddCommand = (program) => {
  program
    .command('schema')
    .description("print the JSON Schema of specs, for editors' completion")
    .addOption(useOption())
    .action(async (_, command: Command) => {
      const [{ specSchema }, { ending }, { knownWith }] = await Promise.all([
        import('../../experiment/spec/schema.js'),
        import('../ending.js'),
        import('../vocabulary.js'),
      ]);
      const { vocabulary } = await knownWith(optionsOf<UseOptions>(command).use);
      printJson(specSchema(vocabulary), 2);
      const next = [['moe schema > schema.json', 'saves it for your editor']] as const;
      printBeside(ending({ next }), optionsOf<GlobalOptions>(command));
    });
};
