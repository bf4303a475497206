import type { Command } from 'commander';
import { type AddCommand, optionsOf, place, useOption } from '../options.js';
import type { PredictFlags } from './predict.js';

export const addPredict: AddCommand = (program) => {
  program
    .command('predict')
    .description('predict the rows of a table by a fitted model, and score it where the table has the target')
    .argument('<model>', 'a file that moe fit wrote')
    .argument('<table>', 'a table with the columns that the model uses, in any order, of any length')
    .option('-o, --out <file>', 'the predictions, a row for each row, instead of stdout', place('--out'))
    .option('--json', 'print the score and the drift as one object')
    .addOption(useOption())
    .addHelpText(
      'after',
      `
Columns: prediction, expert (from 0), share (its responsibility), outside (1
where an input lies beyond what was learned from), and p_<class> for classes;
then, where the model has intervals, low and high, between which the target
lies as often as they promise; or set, the classes that it may be, as a|b.
Where it was fitted to resamples, stability, last: the share of these whose gate
sends the row to the same expert.

Example:
  $ moe predict cars.json new.csv -o out.csv`,
    )
    .action(async (model: string, table: string, _, command: Command) => {
      const { predict } = await import('./predict.js');
      process.exitCode = await predict(model, table, optionsOf<PredictFlags>(command));
    });
};
