/** The command line: parses, loads the one command that was asked for, prints errors, sets the exit code. */
import { availableParallelism } from 'node:os';
import { Command, CommanderError } from 'commander';
import { InputError, messageOf } from '../errors.js';
import { readBuild } from '../runner/provenance.js';
import { choices, duration, filterOption, type GlobalOptions, wholeNumber } from './options.js';

/** Exit codes, as documented in `moe --help`. */
const exit = { ok: 0, failure: 1, usage: 2 };

const program = new Command('moe');

function describe(): void {
  program
    .description('Sparse mixtures of experts: reproduce the paper, run your own experiments, draw the results.')
    .version(readBuild(new URL('./build.json', import.meta.url)).version)
    .option('-q, --quiet', 'no progress and no tables, only warnings and errors')
    .option('-v, --verbose', 'say more about what is done')
    .option('--no-color', 'no colours (NO_COLOR is honoured too)')
    .option('--debug', 'print the stack of an error')
    .showHelpAfterError('(moe --help tells more)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  $ moe run fixed-data                     the paper's Figure 1, every trial
  $ moe run fixed-data --quick -j 4        the same with fewer trials, on four threads
  $ moe run my-experiment.yaml             any spec of your own
  $ moe plot fixed-data                    its charts, into plots/fixed-data/
  $ moe list rules                         what a spec can name, with parameters and defaults

Exit codes: 0 ok, 1 failure, 2 usage or invalid input, 4 some trials failed or timed out, 130 interrupted.`,
    );

  program
    .command('run')
    .description('run experiments: every trial of their grids, summaries, claims')
    .argument('<experiment...>', 'a name under experiments/, or a path to a spec')
    .option(
      '-j, --jobs <n>',
      'worker threads (default: all cores)',
      wholeNumber('--jobs', 1, Math.max(16, 4 * availableParallelism())),
    )
    .option('--seed <n>', "instead of the spec's seed", wholeNumber('--seed', 0, 2 ** 32 - 1))
    .option('--trials <n>', "trials per cell, instead of the spec's", wholeNumber('--trials', 1, 1_000_000))
    .option('--filter <key=value,...>', 'only cells with this task, method or swept value (repeatable)', filterOption)
    .option('--quick', "the spec's quick section: minutes become seconds; results go to <name>-quick")
    .option('--out <dir>', 'folder for results', 'results')
    .option('--fresh', 'start over: take no trial from the journal of an earlier run')
    .option('--retry-failed', 'run trials again that failed or timed out')
    .option('--timeout <time>', "limit for one trial, such as 30s, instead of the spec's", duration('--timeout'))
    .option('-n, --dry-run', 'say what would be computed; write nothing')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      `
A run that was interrupted goes on where it stopped: run the same command again.

Examples:
  $ moe run fixed-data sensitivity
  $ moe run fixed-data --filter task=smile --filter method=lap,lp --out try
  $ moe run fixed-data --trials 20 --seed 7 --out try
  $ moe run fixed-data -n`,
    )
    .action(async (names: string[], options, command: Command) => {
      const { run } = await import('./run.js');
      process.exitCode = await run(names, { ...options, ...globals(command) });
    });

  program
    .command('plot')
    .description('draw the charts of experiments from their results')
    .argument('[experiment...]', 'names or specs (default: every experiment that has results)')
    .option('--results <dir>', 'folder that holds the results', 'results')
    .option('--out <dir>', 'folder for pictures', 'plots')
    .option('--quick', 'of the quick runs')
    .option('--format <list>', 'among svg, png, json', choices('--format', ['svg', 'png', 'json']), [
      'svg',
      'png',
      'json',
    ])
    .action(async (names: string[], options, command: Command) => {
      const { plot } = await import('./plot.js');
      process.exitCode = await plot(names, { ...options, ...globals(command) });
    });

  program
    .command('list')
    .description('what there is: experiments, and all that a spec can name, with parameters and defaults')
    .argument('[kind]', 'experiments, datasets, experts, rules, gates, methods, metrics or charts')
    .option('--json', 'as JSON')
    .action(async (kind: string | undefined, options, command: Command) => {
      const { list } = await import('./list.js');
      list(kind, { ...options, ...globals(command) });
    });

  program
    .command('schema')
    .description("print the JSON Schema of specs, for editors' completion")
    .action(async () => {
      const { schema } = await import('./schema.js');
      schema();
    });
}

function globals(command: Command): GlobalOptions {
  const { color, ...given } = command.optsWithGlobals<GlobalOptions>();
  return { ...given, color: color && process.env.NO_COLOR === undefined };
}

/** A reader that went away (`moe run ... | head`) is no error: the work goes on, and so does the exit code. */
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`moe: cannot write the output: ${error.message}\n`);
    process.exit(exit.failure);
  });
}

try {
  describe();
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exit.ok : exit.usage;
  } else {
    const debug = process.argv.includes('--debug');
    const known = error instanceof InputError;
    const hint = known || debug ? '' : ' (--debug prints where)';
    process.stderr.write(`moe: ${debug ? ((error as Error).stack ?? messageOf(error)) : messageOf(error)}${hint}\n`);
    process.exitCode = known ? exit.usage : exit.failure;
  }
}
