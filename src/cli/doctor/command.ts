import type { Command } from 'commander';
import { type AddCommand, optionsOf, place } from '../options.js';
import type { DoctorOptions } from './doctor.js';

export const addDoctor: AddCommand = (program) => {
  program
    .command('doctor')
    .description('whether all that moe needs is there and works, and what to do where it is not')
    .option('--results <dir>', 'folder that runs write to', place('--results'), 'results')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit code 1 where something that is needed is broken; of what is optional it warns.')
    .action(async (_, command: Command) => {
      const { doctor } = await import('./doctor.js');
      process.exitCode = await doctor(optionsOf<DoctorOptions>(command));
    });
};
