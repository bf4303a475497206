import type { Command } from 'commander';
import {
  type AddCommand,
  choice,
  choices,
  chosenOption,
  listOf,
  optionsOf,
  place,
  useOption,
  wholeNumber,
} from '../options.js';
import type { ExportOptions } from './export.js';

const formats = ['json', 'csv', 'markdown', 'latex'];
const tables = ['trials', 'summary', 'claims', 'tests', 'headline', 'findings'];

export const addExport: AddCommand = (program) => {
  program
    .command('export')
    .description('export tables of results as JSON, CSV, Markdown or LaTeX')
    .argument('<experiment...>', 'names or specs')
    .addOption(chosenOption('--format <name>', 'output format', formats, choice('--format', formats), 'markdown'))
    .addOption(chosenOption('--table <list>', 'comma-separated', tables, choices('--table', tables), ['summary']))
    .option('--metrics <list>', 'columns of a summary or of trials, in markdown and latex (default: all)', listOf)
    .option(
      '--digits <n>',
      'significant digits in markdown and latex; json and csv are exact',
      wholeNumber('--digits', 1, 17),
      3,
    )
    .option('--results <dir>', 'folder that holds the results', place('--results'), 'results')
    .option('--quick', 'use the results of the quick run')
    .option('--out <file>', 'write there instead of printing', place('--out'))
    .addOption(useOption())
    .addHelpText(
      'after',
      `
A summary has a row per cell and a column per metric: mean [95% interval]. Headline and findings are
the sentences of study.yaml and of the figures, as Markdown.

Examples:
  $ moe export fixed-data --format latex --metrics stable,error --out table.tex
  $ moe export inference --table claims
  $ moe export sensitivity --table trials,summary --format json`,
    )
    .action(async (names: string[], _, command: Command) => {
      const { exportTables } = await import('./export.js');
      await exportTables(names, optionsOf<ExportOptions>(command));
    });
};
