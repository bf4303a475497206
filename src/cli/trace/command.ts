import type { Command } from 'commander';
import { type AddCommand, optionsOf, place, placeOption, useOption, wholeNumber } from '../options.js';
import type { TraceOptions } from './trace.js';

export const addTrace: AddCommand = (program) => {
  program
    .command('trace')
    .description('rerun one trial and show it step by step: who holds which samples, loss and sizes')
    .argument('<experiment>', 'a name under experiments/, or a path to a spec')
    .option('--task <name>', 'its task, if the experiment has several')
    .option('--method <name>', 'its method, if the task has several')
    .option('--at <sweep=value,...>', 'the swept values, if the grid has any (repeatable)', placeOption('--at'))
    .option('--trial <n>', 'its index in the cell', wholeNumber('--trial', 0, 999_999), 0)
    .option('--quick', 'take the trial from the quick grid')
    .option('--results <dir>', 'folder that holds the results to compare with', place('--results'), 'results')
    .option('--out <file>', 'write a page (.html) that steps through it, and works offline', place('--out'))
    .option('--json', 'print all of it as JSON')
    .addOption(useOption())
    .addHelpText(
      'after',
      `
Examples:
  $ moe trace fixed-data --task smile --method argmin --trial 2
  $ moe trace fixed-data --task piecewise-linear --method lap --out trial.html
  $ moe trace sensitivity --task smile --method argmin --at C=10 --trial 3`,
    )
    .action(async (name: string, _, command: Command) => {
      const { trace } = await import('./trace.js');
      process.exitCode = await trace(name, optionsOf<TraceOptions>(command));
    });
};
