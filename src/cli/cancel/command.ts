import type { Command } from 'commander';
import { type AddCommand, optionsOf, withQueueFlags } from '../options.js';
import type { CancelFlags } from './cancel.js';

export const addCancel: AddCommand = (program) => {
  const command = program.command('cancel').description('end the run on a queue; what was computed is saved');
  withQueueFlags(command, 'where the run is')
    .addHelpText(
      'after',
      `
The run ends as by Ctrl-C: trials under way end, what waits is taken out of the
queue, and the same command goes on later. Of a run whose process is gone, the
chunks that it left are deleted; outcomes that it did not collect are kept for a
week, for the same command takes them, but those of a check are deleted.

Examples:
  $ moe cancel --queue redis://host:6379`,
    )
    .action(async (_, command: Command) => {
      const { cancelRun } = await import('./cancel.js');
      process.exitCode = await cancelRun(optionsOf<CancelFlags>(command));
    });
};
