import type { Command } from 'commander';
import { type AddCommand, optionsOf, withQueueFlags } from '../options.js';
import type { CancelFlags } from './cancel.js';

export const addCancel: AddCommand = (program) => {
  const command = program.command('cancel').description('stop the run on a queue; what was computed is kept');
  withQueueFlags(command, 'where the run is')
    .addHelpText(
      'after',
      `
The run stops as with Ctrl-C: trials under way finish, the rest leaves the queue,
and the same command continues later. If the run's process is gone, the chunks
that it left behind are deleted. Outcomes that it never collected are kept for a
week, so that the same command can pick them up; those of a check are deleted.

Examples:
  $ moe cancel --queue redis://host:6379`,
    )
    .action(async (_, command: Command) => {
      const { cancelRun } = await import('./cancel.js');
      process.exitCode = await cancelRun(optionsOf<CancelFlags>(command));
    });
};
