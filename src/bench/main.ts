/** `make bench`: CPU time as ratios measured within one run; `node dist/bench.js assignment` runs one part of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { exit } from '../cli/output.js';
import { type Document, paragraph } from '../documents/contract.js';
import { terminal } from '../documents/terminal.js';
import { assignmentPart } from './assignment-report.js';
import { browserPath, installBrowser } from './browser.js';
import { comparisonRows, tableOf } from './comparison.js';
import { fleetRows } from './fleet.js';
import { poolRows, queueRows } from './machines.js';
import { mnistComparisons } from './mnist.js';
import { ownDataPart, withoutData } from './own-data-report.js';
import { pageRows } from './page.js';
import { findPython, scientific } from './peer.js';
import { memoryRows, processRows, startUpRows } from './processes.js';
import { hasRedis } from './redis.js';
import { trustPart, trustSections } from './trust-report.js';

interface Options {
  /** The Python reference that whole processes run beside. */
  readonly reference: string;
  /** Where the folder bench/ is written. */
  readonly out: string;
}

interface Part {
  readonly name: string;
  readonly about: string;
  run(options: Options): Promise<Document>;
}

/** mnist is first: it measures the peak memory of the process. */
const parts: readonly Part[] = [
  {
    name: 'mnist',
    about: 'learning on mnist beside scikit-learn and numpy (three minutes)',
    async run() {
      const title =
        'mnist, 60000 x 784; one thread, doubles where nothing else is said; ours / peer below 1: ours takes less';
      return [tableOf(title, comparisonRows(await mnistComparisons())), ...absent('scikit-learn')];
    },
  },
  {
    name: 'processes',
    about: 'whole processes at -j 1, start-up included, beside the Python reference where there is one',
    async run({ reference }) {
      const title = '1000 trials of the fixed-data experiment, whole processes at -j 1, medians; ratio peer / ours';
      const missing = `no reference ${reference === '' ? 'was named' : `at ${reference}`}: --reference PATH names one.`;
      return [
        tableOf(title, processRows(reference)),
        ...(existsSync(reference) ? absent('Python') : [paragraph(missing)]),
      ];
    },
  },
  {
    name: 'assignment',
    about: 'the bounded assignment beside HiGHS, GLPK, CVXOPT, SciPy and munkres, n to a million (two minutes)',
    run: ({ out }) => assignmentPart(join(out, 'bench')),
  },
  {
    name: 'own-data',
    about: 'fits to the tables in the folder DATA beside peers, and their cost beside numpy (some minutes)',
    async run({ out }) {
      const missing = withoutData(process.env.DATA);
      return missing === undefined
        ? ownDataPart(process.env.DATA!, join(out, 'bench'))
        : [paragraph(`own-data is skipped: ${missing}`)];
    },
  },
  ...trustSections.map((section) => ({
    ...{ name: section.name, about: section.about },
    run: ({ out }: Options) => trustPart(section, join(out, 'bench')),
  })),
  {
    name: 'start-up',
    about: 'CPU time of commands over that of an empty Node process (half a minute)',
    run: async () => [tableOf('Start-up, medians of processes that take turns', startUpRows())],
  },
  {
    name: 'machines',
    about: 'what a trial costs beside itself, in the pool and through a queue with 1 to 8 workers (five minutes)',
    async run() {
      const nothing = '100 000 trials that take nothing, what each costs; aim: 0.2 ms';
      const pool = tableOf(nothing, await poolRows(100_000));
      if (!hasRedis()) return [pool, paragraph('redis-server is absent (apt-get install redis-server).')];
      const title = 'Through a queue, workers of one lane each, from the start of moe run to its tables';
      const aims = 'aims: 100 000 trials of 0 ms in 180 s and 1024 MiB, 2 ms beside trials of 1 ms';
      return [pool, tableOf(`${title}; ${aims}`, await queueRows(100_000))];
    },
  },
  {
    name: 'fleet',
    about: 'a thousand workers that fail, simulated: efficiency by the size of chunks (ten seconds)',
    run: async () => [tableOf('A million trials of 3.6 s on 1000 workers, simulated: time that counts', fleetRows())],
  },
  {
    name: 'page',
    about: 'how soon the report can be used, at a quarter of the processor (a minute)',
    async run() {
      const file = 'plots/report.html';
      if (!existsSync(file)) return [paragraph(`${file} is not there: make report writes it.`)];
      if (browserPath === undefined) return [paragraph(`chromium is absent (${installBrowser}).`)];
      const title = `${file} at four-fold CPU throttling: until the last task of more than 50 ms has ended`;
      return [tableOf(title, await pageRows(file))];
    },
  },
  {
    name: 'memory',
    about: 'memory over a thousand SVM trials',
    run: async () => [tableOf('Memory', await memoryRows())],
  },
];

/** Why the Python packages are not there; nothing where they are. */
function absent(name: string): Document {
  const found = findPython(scientific);
  return 'absent' in found ? [paragraph(`${name} is absent: ${found.absent}.`)] : [];
}

/** Tables as wide as they are: to be kept, or copied. */
const screen = { columns: Number.POSITIVE_INFINITY, color: false };

const names = parts.map(({ name }) => name);
const list = parts.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n');

await new Command('bench')
  .description(`CPU time as ratios measured within one run. Parts, all where none is named:\n${list}`)
  .addArgument(new Argument('[part...]', 'what to run').choices(names))
  .option('--reference <path>', 'a Python reference that whole processes run beside', '')
  .option('--out <folder>', 'where bench/ with tables and the chart of the assignment is written', 'plots')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exit.ok : exit.usage))
  .action(async (wanted: readonly string[], options: Options) => {
    process.stdout.write(`Node ${process.versions.node}; all in one run, ours and theirs in turn.\n\n`);
    for (const { name, run } of parts) {
      if (wanted.length === 0 || wanted.includes(name))
        process.stdout.write(`${terminal(await run(options), screen)}\n\n`);
    }
  })
  .parseAsync();
