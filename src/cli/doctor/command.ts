import type { Command } from 'commander';
import { type AddCommand, optionsOf, place } from '../options.js';
import type { DoctorOptions } from './doctor.js';

export const addDoctor: AddCommand = (program) => {
  program
    .command('doctor')
    .description('check that everything moe needs is there and works, and say how to fix what does not')
    .option('--results <dir>', 'folder that runs write to', place('--results'), 'results')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExit code 1 if something that moe needs is broken; anything optional only gives a warning.',
    )
    .action(async (_, command: Command) => {
      const { doctor } = await import('./doctor.js');
      process.exitCode = await doctor(optionsOf<DoctorOptions>(command));
    });
};
