import type { Command } from 'commander';
import { type AddCommand, optionsOf, place } from '../options.js';
import type { InitOptions } from './init.js';

export const addInit: AddCommand = (program) => {
  program
    .command('init')
    .description('write a commented spec that runs as it stands, to start your own experiment from')
    .argument('<name>', 'what the experiment is called; the spec becomes <name>.yaml')
    .option('--out <dir>', 'folder for the spec', place('--out'), '.')
    .action(async (name: string, _, command: Command) => {
      const { init } = await import('./init.js');
      init(name, optionsOf<InitOptions>(command));
    });
};
