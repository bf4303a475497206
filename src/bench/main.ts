/** `make bench`: CPU time as ratios measured within one run; `node dist/bench.js assignment` runs one part of it. */
import { Argument, Command } from 'commander';
import { exit } from '../cli/exit.js';
import { type Options, parts } from './parts.js';

const names = parts.map(({ name }) => name);
const list = parts.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join('\n');

await new Command('bench')
  .description(`CPU time as ratios measured within one run. Parts, all where none is named:\n${list}`)
  .addArgument(new Argument('[part...]', 'what to run').choices(names))
  .option('--reference <path>', 'a Python reference that whole processes run beside', '')
  .option('--out <folder>', 'where bench/ with the chart of the assignment is written', 'plots')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exit.ok : exit.usage))
  .action(async (wanted: readonly string[], options: Options) => {
    process.stdout.write(`Node ${process.versions.node}; all in one run, ours and theirs in turn.\n\n`);
    for (const { name, run } of parts) {
      if (wanted.length === 0 || wanted.includes(name)) process.stdout.write(`${await run(options)}\n`);
    }
  })
  .parseAsync();
