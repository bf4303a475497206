import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
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
import { number } from './numbers.js';

export const addFit: AddCommand = (program) => {
  program
    .command('fit')
    .description('fit a mixture of experts to a table of your own')
    .argument('<table>', 'CSV, TSV or semicolons, gzipped or not, or Parquet; the first line names the columns')
    .argument('[formula]', "such as 'mpg ~ weight + horsepower | origin': columns of the experts | of the gate")
    .option('--target <column>', 'predict this column from all others, without a formula')
    .option(
      '--experts <k>',
      'a number; a range such as 2..6, for the best held-out score; or auto, for the fewest near it',
      'auto',
    )
    .option('--expert <name>', 'auto, linear, logistic, rbf-svm, mlp, constant', 'auto')
    .option('--rule <name>', 'how rows are assigned: argmin, softmax, lap, lp')
    .option(
      '--min-share <share>',
      'least share of the rows, or their number, for each expert',
      number('--min-share', 0),
    )
    .option('--max-share <share>', 'greatest share of the rows, or their number', number('--max-share', 0))
    .option('--min-per-class <n>', 'least rows of each class for each expert', wholeNumber('--min-per-class', 0, 1e9))
    .option('--gate <name>', 'who decides about other rows: softmax, nearest-mean, tree, none', 'softmax')
    .option('--method <name>', 'auto, multistart, gated-alternating, em, ...', 'auto')
    .option('--starts <n>', 'random starts, of which the best is kept', wholeNumber('--starts', 1, 1e6))
    .option(
      '--ridge <penalty>',
      'on the squared slopes, of standardized columns (default: 0; 1 for lines that a gate chooses from)',
      number('--ridge', 0),
    )
    .option('--outliers <share>', 'of the rows, which no expert has to fit, up to 0.5', number('--outliers', 0, 0.5))
    .option('--weights <column>', 'of sample weights')
    .option('--categories <columns>', 'that are categories although they hold numbers, with commas between', listOf)
    .addOption(
      chosenOption(
        '--missing <how>',
        'what is done about missing cells; drop leaves out their rows (default: refuse)',
        missingPolicies,
        choice('--missing', missingPolicies),
      ),
    )
    .addOption(
      chosenOption(
        '--unseen <how>',
        'what a new category is taken for at prediction (default: refuse)',
        unseenPolicies,
        choice('--unseen', unseenPolicies),
      ),
    )
    .option('--validate <how>', 'hold rows out: a share such as 0.3, 5fold, or FILE:COLUMN')
    .option('--seed <n>', 'of all random draws', wholeNumber('--seed', 0, 2 ** 32 - 1))
    .option(
      '-j, --jobs <n>',
      'threads, at most one for each fit of a fold or a setting (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    )
    .option('--time-limit <time>', 'stop at the best so far, such as 30s', duration('--time-limit'))
    .option('--out <file>', 'the model', place('--out'))
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
