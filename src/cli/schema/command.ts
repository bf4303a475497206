import type { Command } from 'commander';
import { type AddCommand, type GlobalOptions, optionsOf, type UseOptions, useOption } from '../options.js';
import { printBeside, printJson } from '../output.js';

/** Prints the JSON Schema (draft-07) of specs. experiments/schema.json and study.schema.json are its output. */
export const addSchema: AddCommand = (program) => {
  program
    .command('schema')
    .description("print the JSON Schema of specs, for editors' completion")
    .option('--study', 'the schema of study.yaml instead, which says what the specs of a folder are about')
    .addOption(useOption())
    .action(async (_, command: Command) => {
      const { use, study, ...options } = optionsOf<GlobalOptions & UseOptions & { readonly study?: boolean }>(command);
      if (study) return printJson((await import('../../experiment/spec/study.js')).studySchema(), 2);
      const [{ specSchema }, { ending }, { knownWith }] = await Promise.all([
        import('../../experiment/spec/json-schema.js'),
        import('../ending.js'),
        import('../vocabulary.js'),
      ]);
      const { vocabulary } = await knownWith(use);
      printJson(specSchema(vocabulary), 2);
      const next = [['moe schema > schema.json', 'saves it for your editor']] as const;
      printBeside(ending({ next }), options);
    });
};
