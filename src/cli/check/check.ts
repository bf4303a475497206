/** `moe check`: trials computed afresh beside the committed results. */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { heading, paragraph } from '../../documents/contract.js';
import { junit } from '../../documents/junit.js';
import { markdown } from '../../documents/markdown.js';
import { InputError } from '../../errors.js';
import { columnsOf } from '../../experiment/catalog.js';
import type { Outcome } from '../../experiment/contract.js';
import { wholeGrid } from '../../experiment/grid.js';
import { checkResults } from '../../guard/check/check.js';
import { behaviorWith, readBuild } from '../../runner/provenance.js';
import { addressFrom } from '../../runner/queue/address.js';
import { spokenShard } from '../../runner/shards/shard.js';
import { quoted } from '../../shell.js';
import { commandFor, ending, type Next } from '../ending.js';
import { exit, print, printFile, printJson, speaker } from '../output.js';
import { onInterrupt } from '../run/progress.js';
import { comparisonWith } from '../sources.js';
import { knownWith } from '../vocabulary.js';
import { type CheckOptions, computeTrials, type Grid, gridsOf, openGrid } from './compute.js';
import {
  type CheckedGrid,
  type CheckReport,
  checkDocument,
  isAsCommitted,
  outcomeOf,
  suitesOf,
  workOf,
} from './document.js';

/**
 * Checks, prints, and returns the exit code.
 * @throws InputError for experiments without results, and for results that cannot be read.
 */
export async function check(names: readonly string[], options: CheckOptions): Promise<number> {
  checkFlags(options);
  const address = options.queue === undefined ? undefined : addressFrom(options, process.env);
  const build = readBuild(new URL('./build.json', import.meta.url));
  const { vocabulary, used } = await knownWith(options.use);
  const behavior = behaviorWith(build, used);
  const named = gridsOf(names, options, vocabulary);
  const there = named.filter(({ folder }) => existsSync(folder));
  const grids = there.map((grid) => openGrid(grid, behavior));
  const interrupt = onInterrupt();
  const say = speaker(options);
  const queue = address && {
    ...{ address, experiment: 'moe check', session: randomUUID(), catalog: vocabulary, costs: new Map() },
    say: (...said: Parameters<typeof say>) => void say(...said),
    onCancel: () => interrupt.ask('moe cancel was called'),
  };
  const computed = options.run
    ? computeTrials(grids, options, { build, used, ...(queue && { queue }) }, interrupt.signal)
    : new Map<string, Outcome>();
  const outcomes = await Promise.resolve(computed).finally(() => interrupt.release());
  if (interrupt.signal.aborted) return exit.interrupted;
  const report: CheckReport = {
    grids: grids.map((grid) => checkGrid(grid, outcomes, options.tolerance)),
    ...(options.shard === undefined ? {} : { shard: spokenShard(options.shard) }),
    missing: named.flatMap(({ folder }) => (existsSync(folder) ? [] : [folder])),
  };
  printers[options.format](report, options, nextOf(grids, report, options));
  return report.grids.every(isAsCommitted) ? exit.ok : exit.regression;
}

/** Of the JSON; a change that breaks its readers raises it. */
const version = 1;

/** To people, to programs, to continuous integration. */
const printers: Readonly<
  Record<CheckOptions['format'], (report: CheckReport, options: CheckOptions, next: readonly Next[]) => void>
> = {
  text(report, options, next) {
    const grids = options.quiet ? report.grids.filter((grid) => !isAsCommitted(grid)) : report.grids;
    if (grids.length === 0) return;
    const told = checkDocument({ ...report, grids }, { differences: 20, cells: 12 });
    const end = paragraph([`${titleOf(report)}: `, outcomeOf(report), `; ${workOf(report)}`]);
    print([...told, end, ...ending({ next })], options);
  },
  json: (report) => printJson({ version, ok: report.grids.every(isAsCommitted), ...report }, 2),
  junit: (report) => printFile(junit(titleOf(report), suitesOf(report))),
  markdown(report) {
    const told = checkDocument(report, { differences: 50, cells: Number.POSITIVE_INFINITY });
    printFile(markdown([heading(3, [`${titleOf(report)}: `, outcomeOf(report)]), ...told]));
  },
};

const titleOf = ({ shard }: CheckReport): string => (shard === undefined ? 'moe check' : `moe check, shard ${shard}`);

/** Where to look for what broke; else what checks more. */
function nextOf(grids: readonly Grid[], report: CheckReport, { all, run, use, results }: CheckOptions): Next[] {
  const broken = grids.filter((_, g) => !isAsCommitted(report.grids[g]!));
  const again = broken.map(({ path, quick }): Next => {
    const asked = { names: [path], folder: 'fresh', ...(quick && { quick }), ...(use && { use }) };
    return [commandFor('run', asked, '--out'), 'computes it anew'];
  });
  if (broken.length > 0)
    return [...again, [`moe compare ${quoted(results)} fresh`, 'shows what differs, cell by cell']];
  return all || !run ? [] : [['moe check --all', 'recomputes every trial of every experiment']];
}

function checkFlags({ all, quick, run, shard }: CheckOptions): void {
  if (shard !== undefined && !run)
    throw new InputError('--shard parts what is computed, and --no-run computes nothing');
  const given = [all === true && '--all', quick === true && '--quick', !run && '--no-run'].filter(Boolean);
  if (given.length > 1)
    throw new InputError(`only one of --all, --quick and --no-run can be given; got ${given.join(' and ')}`);
}

function checkGrid(grid: Grid, outcomes: ReadonlyMap<string, Outcome>, tolerance: number): CheckedGrid {
  const { spec, vocabulary, seed, folder, results, run, cells, trials, quick } = grid;
  const { exact, same } = comparisonWith(run, tolerance);
  const { filter, trials: perCell, seed: given } = run.options;
  const asWritten = Object.keys(filter).length === 0 && perCell === null && given === null;
  const checked = checkResults({
    ...{ spec, seed, results, run, cells },
    trials,
    places: placesOf(grid),
    grid: wholeGrid(spec, vocabulary),
    fresh: trials.flatMap(({ key }) => outcomes.get(key) ?? []),
    metrics: columnsOf([spec], vocabulary),
    same,
    expects: !quick && asWritten,
  });
  const madeBy = `Node ${run.node} on ${run.machine.platform} ${run.machine.arch}`;
  return { experiment: spec.name, folder, madeBy, tolerance: exact ? 0 : tolerance, ...checked };
}

/** The settings of the tasks' data that are paths. */
function placesOf({ spec, vocabulary }: Grid): Set<string> {
  const places = Object.entries(spec.tasks).flatMap(([task, { data }]) =>
    Object.entries(vocabulary.datasets.get(data.name).parameters).flatMap(([name, { kind }]) =>
      kind === 'path' ? [`settings.tasks.${task}.data.${name}`] : [],
    ),
  );
  return new Set(places);
}
