import type { AddCommand } from '../contract.js';

export const addSchema: AddCommand = (program) => {
  program
    .command('schema')
    .description("print the JSON Schema of specs, for editors' completion")
    .action(async () => {
      const { schema } = await import('./schema.js');
      schema();
    });
};
