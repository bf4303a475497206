import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { missingPolicies, unseenPolicies } from '../../tables/frame.js';
import {
  type AddCommand,
  choice,
  chosenOption,
  duration,
  listOf,
  optionsOf,
  place,
  type UseOptions,
  useOption,
  wholeNumber,
} from '../options.js';
import type { FitFlags } from './fit.js';
import { coverage, number } from './numbers.js';

export const addFit: AddCommand = (program) => {
  program
    .command('fit')
    .description('fit a mixture of experts to a table of your own')
    .argument('<table>', 'CSV, TSV or semicolons, gzipped or not, or Parquet; the first line names the columns')
    .argument('[formula]', "such as 'mpg ~ weight + horsepower | origin': columns of the experts | of the gate")
    .optionsGroup('The mixture:')
    .option('--target <column>', 'predict this column from all others, instead of a formula')
    .option(
      '--experts <k>',
      'a number; a range such as 2..6, of which held-out rows choose; or auto, which is 1..6',
      'auto',
    )
    .option('--expert <name>', 'auto, linear, logistic, rbf-svm, mlp, constant', 'auto')
    .option('--rule <name>', 'how rows are assigned to experts: argmin, softmax, lap, lp')
    .option(
      '--min-share <share>',
      'least share of the rows for each expert, such as 0.2, or their number, such as 50',
      number('--min-share', 0),
    )
    .option('--max-share <share>', 'greatest share, or number', number('--max-share', 0))
    .option(
      '--min-per-class <n>',
      'least number of rows of each class for each expert',
      wholeNumber('--min-per-class', 0, 1e9),
    )
    .option(
      '--gate <name>',
      'what sends a row to its expert: softmax, nearest-mean, tree, or none, to explain these rows alone (default: softmax, or a tree if that predicts rows held out better)',
    )
    .optionsGroup('The fit:')
    .option('--method <name>', 'auto, multistart, gated-alternating, em, ...', 'auto')
    .option('--starts <n>', 'random starts, of which the best is kept (default: 20)', wholeNumber('--starts', 1, 1e6))
    .option(
      '--ridge <penalty>',
      'penalty on squared slopes, in standardized units (default: 0; 1 for lines that a gate chooses from)',
      number('--ridge', 0),
    )
    .option(
      '--outliers <share>',
      'share of the rows that no expert has to fit, up to 0.5',
      number('--outliers', 0, 0.5),
    )
    .option('--seed <n>', 'seed of all random draws (default: 0)', wholeNumber('--seed', 0, 2 ** 32 - 1))
    .option(
      '-j, --jobs <n>',
      'threads, at most one for each fit of a fold or a setting (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    )
    .option('--time-limit <time>', 'stop after so long, such as 30s, with the best so far', duration('--time-limit'))
    .optionsGroup('The table:')
    .option('--weights <column>', 'column of sample weights: 2 counts as the row twice')
    .option('--categories <columns>', 'columns of numbers that are categories, with commas between', listOf)
    .addOption(
      chosenOption(
        '--missing <how>',
        'what to do about missing cells; drop leaves out their rows (default: refuse)',
        missingPolicies,
        choice('--missing', missingPolicies),
      ),
    )
    .addOption(
      chosenOption(
        '--unseen <how>',
        'what to take a new category for at prediction (default: refuse)',
        unseenPolicies,
        choice('--unseen', unseenPolicies),
      ),
    )
    .optionsGroup('What comes of it:')
    .option(
      '--validate <how>',
      'score on rows held out: a share such as 0.3, 5fold, or FILE:COLUMN, with 1 in these rows',
    )
    .addOption(
      new Option(
        '--needed [simulations]',
        'whether more than one expert is needed: p, from tables simulated from one (alone: 99), each fitted like yours',
      )
        .preset('99')
        .argParser(wholeNumber('--needed', 19, 1e5)),
    )
    .option(
      '--intervals <coverage>',
      'share of new rows within their prediction intervals, for which a quarter of the rows is put aside; or none (default: 0.9, of 100 rows or more with a gate)',
      coverage,
    )
    .option(
      '--bootstrap <n>',
      'fit again to rows drawn anew, for intervals of the coefficients: so many times, 40 or more, or 0 (default: 200 of up to 5000 rows)',
      wholeNumber('--bootstrap', 0, 1e4),
    )
    .option('--out <file>', 'write the model here, for moe predict and moe check', place('--out'))
    .option('--json', 'print one object instead of tables')
    .addOption(useOption())
    .addHelpText(
      'after',
      `
Examples:
  $ moe fit cars.csv --target mpg
  $ moe fit cars.csv 'mpg ~ weight + horsepower | origin + year' --experts 3
  $ moe fit cars.csv 'mpg ~ . - name' --validate 5fold --out cars.json
  $ moe predict cars.json new.csv -o out.csv`,
    )
    .action(async (table: string, formula: string | undefined, _, command: Command) => {
      const { fit } = await import('./fit.js');
      process.exitCode = await fit(table, formula, optionsOf<FitFlags & UseOptions>(command));
    });
};
