/** The command line: parses, loads the one command that was asked for, prints errors, sets the exit code. */

import { Command, CommanderError } from 'commander';
import { fileProblem, InputError, messageOf } from '../errors.js';
import { version } from '../version.js';
import { addCancel } from './cancel/command.js';
import { addCheck } from './check/command.js';
import { addCompare } from './compare/command.js';
import { addCompletion } from './completion/command.js';
import { addDoctor } from './doctor/command.js';
import { addExport } from './export/command.js';
import { addFit } from './fit/command.js';
import { addInit } from './init/command.js';
import { addInspect } from './inspect/command.js';
import { addList } from './list/command.js';
import { addMerge } from './merge/command.js';
import type { AddCommand } from './options.js';
import { exit, printError, printFile } from './output.js';
import { addPlot } from './plot/command.js';
import { addPredict } from './predict/command.js';
import { addReport } from './report/command.js';
import { addRun } from './run/command.js';
import { addSchema } from './schema/command.js';
import { addStatus } from './status/command.js';
import { addSubmit } from './submit/command.js';
import { addTest } from './test/command.js';
import { addTrace } from './trace/command.js';
import { addWorker } from './worker/command.js';

/** Every command, in the order in which `moe --help` lists them; a new one is one folder and one line here. */
const commands: readonly AddCommand[] = [
  addRun,
  addFit,
  addPredict,
  addInspect,
  addMerge,
  addSubmit,
  addWorker,
  addStatus,
  addCancel,
  addPlot,
  addReport,
  addTrace,
  addCheck,
  addCompare,
  addExport,
  addInit,
  addList,
  addSchema,
  addTest,
  addDoctor,
  addCompletion,
];

function describe(program: Command): void {
  program
    .description('Sparse mixtures of experts: reproduce the paper, run your own experiments, draw the results.')
    .version(version())
    .option('-q, --quiet', 'no progress and no tables, only warnings and errors')
    .option('-v, --verbose', 'show more: every cell and claim, and what is done')
    .option('--no-color', 'no colors (NO_COLOR is honored, too)')
    .option('--debug', 'print the stack of an error')
    .showHelpAfterError('(see moe --help)')
    .exitOverride()
    .configureOutput({ writeOut: printFile, writeErr: (text) => printError(text.trimEnd()) })
    .addHelpText(
      'after',
      `
A spec says which methods learn on which tasks. A cell is a task with a method
and swept values; its trials differ in their seeds.

Examples:
  $ moe run fixed-data            the paper's Figure 1, every trial
  $ moe run fixed-data --quick    the same with fewer trials
  $ moe run my-experiment.yaml    any spec of your own; moe init writes one
  $ moe plot fixed-data           its charts, into plots/fixed-data/
  $ moe check                     recompute trials, compare with the results
  $ moe report                    everything as one page, plots/report.html
  $ moe list rules                what a spec can name, with defaults

Exit codes: 0 ok, 1 failure, 2 usage or invalid input, 3 a regression was
found, 4 some trials failed or timed out, 130 interrupted.`,
    );
  for (const add of commands) add(program);
}

/** A reader that went away (`moe run ... | head`) is no error: the work goes on, and so does the exit code. */
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    printError(`moe: cannot write the output: ${error.message}`);
    process.exit(exit.failure);
  });
}

/** Says what went wrong, and with which exit code that ends. */
function endedBy(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
  const debug = process.argv.includes('--debug');
  const problem = fileProblem(error);
  const known = problem instanceof InputError;
  const hint = known || debug ? '' : ' (--debug prints where)';
  printError(`moe: ${debug ? ((error as Error).stack ?? messageOf(error)) : messageOf(problem)}${hint}`);
  return known ? exit.usage : exit.failure;
}

/** What code from outside (--use) throws later, when nobody waits for it. */
process.on('uncaughtException', (error) => process.exit(endedBy(error)));

try {
  const program = new Command('moe');
  // What is built is minified: names and lines of a stack come from the source maps.
  if (process.argv.includes('--debug')) process.setSourceMapsEnabled(true);
  describe(program);
  await program.parseAsync();
} catch (error) {
  process.exitCode = endedBy(error);
}
