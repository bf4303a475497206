import type { Command } from 'commander';
import { type AddCommand, optionsOf, withQueueFlags } from '../options.js';
import type { StatusFlags } from './status.js';

export const addStatus: AddCommand = (program) => {
  const command = program.command('status').description('show how far the run on a queue has got, and who computes it');
  withQueueFlags(command, 'where the run is')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Exit code 0, whether or not there is a run.

Examples:
  $ moe status --queue redis://host:6379
  $ watch -n 5 moe status              the URL is in MOE_QUEUE`,
    )
    .action(async (_, command: Command) => {
      const { status } = await import('./status.js');
      process.exitCode = await status(optionsOf<StatusFlags>(command));
    });
};
