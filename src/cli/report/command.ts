import { type Command, Option } from 'commander';
import { type AddCommand, optionsOf, place, useOption } from '../options.js';
import type { ReportOptions } from './report.js';

export const addReport: AddCommand = (program) => {
  program
    .command('report')
    .description('write one HTML page with figures, claims, tables and provenance; it works offline')
    .argument('[experiment...]', 'names or specs (default: every experiment that has results)')
    .option('--results <dir>', 'folder that holds the results', place('--results'), 'results')
    .option('--out <file>', 'the page', place('--out'), 'plots/report.html')
    .addOption(new Option('--quick', 'use the results of the quick runs').implies({ out: 'plots/report-quick.html' }))
    .option('--checklist <file>', 'also write the reproducibility checklist, as Markdown', place('--checklist'))
    .addOption(useOption())
    .action(async (names: string[], _, command: Command) => {
      const { report } = await import('./report.js');
      process.exitCode = await report(names, optionsOf<ReportOptions>(command));
    });
};
