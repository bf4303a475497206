/** Where an experiment's results come from: run.json for a reader, and what the computing took. */
import { counted } from '../counted.js';
import { type Document, firstOf, literal, paragraph, type Text } from '../documents/contract.js';
import { duration, rounded, withInterval } from '../documents/numbers.js';
import { cut } from '../documents/printable.js';
import type { Run } from '../results/provenance.js';
import type { Results } from '../results/results.js';
import type { SummaryLine } from '../results/summary.js';
import { folded, sweptOf } from './summary.js';

/** Cells shown of an experiment. */
const mostCells = 200;

/** What was asked for instead of the spec's grid, as flags; empty where nothing was. */
export function askedOf({ options: { filter, trials, seed } }: Pick<Run, 'options'>): string {
  return [
    ...Object.entries(filter).map(([key, values]) => `--filter ${key}=${values.join(',')}`),
    ...(trials === null ? [] : [`--trials ${trials}`]),
    ...(seed === null ? [] : [`--seed ${seed}`]),
  ].join(' ');
}

/** @param command what makes the results. */
export function provenanceOf({ run, command, folder }: { run: Run; command: string; folder: string }): Document {
  const { spec, moe, machine } = run;
  const asked = askedOf(run);
  const memory = `${counted(machine.cores, 'core')}, ${machine.memoryGiB} GiB`;
  const facts: readonly (readonly [label: string, value: Text])[] = [
    ['command', literal(cut(command, 500))],
    ...(asked === '' ? [] : [['with', asked] as const]),
    ['results', literal(`${folder}/`)],
    ['spec', [literal(cut(spec.file, 500)), ', SHA-256 ', literal(spec.digest)]],
    ['seed', String(run.seed)],
    ['moe', [`${moe.version}, code digest `, literal(moe.code)]],
    ...(run.use ?? []).map(({ file, digest, components }): readonly [string, Text] => [
      'components from',
      [literal(cut(file, 500)), ` (${cut(components.join(', '), 500)}), code digest `, literal(digest)],
    ]),
    ['Node.js', `${run.node}, V8 ${run.v8}`],
    ['machine', `${machine.cpu}, ${memory}, ${machine.platform} ${machine.arch}`],
    ...hostsOf(run),
    ['time limit per trial', `${run.timeoutSeconds} s`],
    ['run', `${timeOf(run.started)} to ${timeOf(run.ended)}`],
  ];
  return [{ kind: 'facts', entries: facts.map(([label, value]) => [label, [value]]) }];
}

/** Machines shown of a run. */
const mostHosts = 50;

/** The machines that computed, where that was not the one that wrote the results, each with all that it did. */
function hostsOf({ machines = [] }: Run): (readonly [label: string, value: Text])[] {
  const byHost = new Map<string, NonNullable<Run['machines']>>();
  for (const one of machines) byHost.set(one.host, [...(byHost.get(one.host) ?? []), one]);
  const told = [...byHost].slice(0, mostHosts).map(([host, own]): readonly [string, Text] => {
    const trials = own.reduce((sum, one) => sum + one.trials, 0);
    const { cpu, platform, arch } = own[0]!.machine;
    const node = [...new Set(own.map((one) => one.node))].join(', ');
    const did = `${counted(trials, 'trial')} in ${counted(own.length, 'part')}`;
    return [`computed on ${cut(host, 100)}`, `${did}: ${cut(cpu, 100)}, ${platform} ${arch}, Node ${cut(node, 100)}`];
  });
  const more = byHost.size - told.length;
  return more > 0 ? [...told, ['computed on', `${counted(more, 'more machine')}; run.json lists all`]] : told;
}

const timeOf = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

/**
 * What the run took as a whole, and each method beside the fastest on its task.
 * @param where the file that has all of them.
 */
export function computeUsed(run: Run, results: Pick<Results, 'seconds' | 'lines'>, where: string): Document {
  const { wallSeconds, cpuSeconds, jobs, machine, machines, trials } = run;
  const on =
    machines === undefined
      ? `${counted(machine.cores, 'core')} (${cut(machine.cpu, 100)})`
      : `${counted(new Set(machines.map(({ host }) => host)).size, 'machine')}, from the first start to the last end`;
  const timed = results.lines('timings_summary.csv').filter(({ median }) => median !== null);
  const { shown, note } = firstOf(timed, mostCells, 'cells', where);
  const learning = [...results.seconds.values()].reduce((sum, each) => sum + each, 0);
  // The time of a run that took trials from a journal is not that of the trials.
  const ran =
    trials.fromJournal > 0
      ? ''
      : `The run took ${duration(wallSeconds)} of wall time and ${duration(cpuSeconds)} of CPU time, with ` +
        `${counted(jobs, 'thread')} on ${on}. `;
  const numbers = ['n', 'median', 'mean [95% interval]', 'times the fastest'];
  return [
    paragraph(
      `Learning took ${duration(learning)} in all, over ${counted(results.seconds.size, 'trial')} of one thread each. ` +
        `${ran}Times vary between machines; their ratios vary less.`,
    ),
    folded('Time per trial, by cell', [
      {
        kind: 'table',
        caption: 'Time per trial, learning alone',
        cards: true,
        columns: [
          ...['task', 'method', 'swept'].map((title) => ({ title })),
          ...numbers.map((title) => ({ title, number: true })),
        ],
        rows: shown.map((line) => [
          ...[line.task, line.method, cut(sweptOf(line.sweep) || '–', 300), String(line.n), duration(line.median)],
          ...[withInterval(line.mean, line.low, line.high, duration), `${rounded(overFastest(line, timed))}×`],
        ]),
        ...(note === undefined ? {} : { note }),
      },
    ]),
  ];
}

/** The median beside the least of the cells of the same task and swept values. */
function overFastest(line: SummaryLine, all: readonly SummaryLine[]): number {
  const key = placeOf(line);
  return line.median! / Math.min(...all.filter((other) => placeOf(other) === key).map(({ median }) => median!));
}

const placeOf = ({ task, sweep }: SummaryLine): string => JSON.stringify([task, sweep]);
