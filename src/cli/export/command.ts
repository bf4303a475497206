import type { Command } from 'commander';
import { InputError } from '../../errors.js';
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
import type { ModelExportOptions } from './model.js';

const formats = ['json', 'csv', 'markdown', 'latex'];
const languages = ['js', 'python', 'sql'];
const tables = ['trials', 'summary', 'claims', 'tests', 'headline', 'findings'];

/** Flags that choose among results. */
const ofResults = ['metrics', 'digits', 'results', 'quick'];

type Given = Omit<ExportOptions, 'table' | 'format'> & Partial<Pick<ModelExportOptions, 'format' | 'table'>>;

export const addExport: AddCommand = (program) => {
  program
    .command('export')
    .description('export tables of results as JSON, CSV, Markdown or LaTeX, or a model as code that predicts')
    .argument('<experiment...>', 'names or specs; or one file that moe fit wrote')
    .addOption(
      chosenOption(
        '--format <name>',
        'of results json, csv, markdown (default) or latex; of a model js, python or sql',
        [...formats, ...languages],
        choice('--format', [...formats, ...languages]),
      ),
    )
    .option(
      '--table <list>',
      `of results, comma-separated: ${tables.join(', ')} (default: summary); in sql the table to predict (default: data)`,
    )
    .option('--metrics <list>', 'columns of a summary or of trials, in markdown and latex (default: all)', listOf)
    .option(
      '--digits <n>',
      'significant digits in markdown and latex; json and csv are exact',
      wholeNumber('--digits', 1, 17),
      3,
    )
    .option('--results <dir>', 'folder that holds the results', place('--results'), 'results')
    .option('--quick', 'use the results of the quick run')
    .option('-o, --out <file>', 'write there instead of printing', place('--out'))
    .addOption(useOption())
    .addHelpText(
      'after',
      `
A summary has a row per cell and a column per metric: mean [95% interval]. Headline and findings are
the sentences of study.yaml and of the figures, as Markdown.

A model becomes code that needs nothing else and predicts what moe predict does: js is a module with
predict(row), so is python, and sql is a SELECT for SQLite over the table that --table names.

Examples:
  $ moe export fixed-data --format latex --metrics stable,error --out table.tex
  $ moe export inference --table claims
  $ moe export sensitivity --table trials,summary --format json
  $ moe export cars.json --format python --out cars.py
  $ moe export cars.json --format sql --table new_cars`,
    )
    .action(async (names: string[], _, command: Command) => {
      const given = optionsOf<Given>(command);
      const { isModelFile, exportModel } = await import('./model.js');
      const model = names.find(isModelFile);
      if (model === undefined && !languages.includes(given.format ?? '')) return exportResults(names, given);
      requireModel(names, model, given, command);
      await exportModel(names[0]!, given as ModelExportOptions);
    });
};

async function exportResults(names: readonly string[], { table = 'summary', format = 'markdown', ...given }: Given) {
  const { exportTables } = await import('./export.js');
  const chosen = choices('--table', tables)(table) as ExportOptions['table'];
  await exportTables(names, { ...given, format: format as ExportOptions['format'], table: chosen });
}

/** @throws InputError for what is no single model file, and for flags that are not for models. */
function requireModel(
  names: readonly string[],
  model: string | undefined,
  { format, table }: Given,
  command: Command,
): void {
  const other = names.find((name) => name !== model);
  if (model === undefined)
    throw new InputError(`--format ${format} is for a model, a file that moe fit wrote; got ${other}`);
  if (other !== undefined) throw new InputError(`a model is exported alone; got ${other} beside ${model}`);
  if (!languages.includes(format ?? ''))
    throw new InputError(`--format must be one of ${languages.join(', ')} for a model; got ${format ?? 'none'}`);
  const flag = ofResults.find((name) => command.getOptionValueSource(name) === 'cli');
  if (flag !== undefined) throw new InputError(`--${flag} is for results of experiments; ${model} is a model`);
  if (table === undefined) return;
  if (format !== 'sql') throw new InputError(`--table is for --format sql of a model; got --format ${format}`);
  if (table.split('.').some((part) => part.trim() === ''))
    throw new InputError(`--table must be the name of a table, such as cars or main.cars; got "${table}"`);
}
