import type { Command } from 'commander';
import { type AddCommand, choices, chosenOption, optionsOf, place, useOption } from '../options.js';
import type { PlotOptions } from './plot.js';

const formats = ['svg', 'png', 'json'];

export const addPlot: AddCommand = (program) => {
  program
    .command('plot')
    .description('draw the charts of experiments from their results')
    .argument('[experiment...]', 'names or specs (default: every experiment that has results)')
    .option('--results <dir>', 'folder that holds the results', place('--results'), 'results')
    .option('--out <dir>', 'folder for pictures', place('--out'), 'plots')
    .option('--verdicts', 'draw only the map of all verdicts, which is also drawn if no names are given')
    .option('--quick', 'use the results of the quick runs')
    .addOption(chosenOption('--format <list>', 'comma-separated', formats, choices('--format', formats), formats))
    .addOption(useOption())
    .action(async (names: string[], _, command: Command) => {
      const { plot } = await import('./plot.js');
      process.exitCode = await plot(names, optionsOf<PlotOptions>(command));
    });
};
