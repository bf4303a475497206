/** Which trials race: methods of one task from the same data and draws, of which one fails where others do not. */
import { group } from 'd3-array';
import type { Row, Spec } from '../../experiment/contract.js';
import type { RaceSpec } from '../../experiment/play-contract.js';

/** Trials of one task, a method each, that have their number in common. */
export interface RaceChoice {
  readonly task: string;
  readonly rows: readonly Row[];
  /** Columns of their rows to be told at the end. */
  readonly metrics: readonly string[];
}

/** Lanes of a race at most. */
const mostLanes = 5;
/** A trial that degenerates at once shows nothing; after so many iterations it does. */
const worthwhile = 5;

/**
 * For each task, in the order of the spec: the races that it names; else one of the first methods that may race, at the
 * first trial in which the first of them with both endings degenerates, not at once, and as many others as possible do
 * not. Where no method has both endings, the first trial that most of them have. Swept trials are left out where there are
 * others.
 * @param eligible the trials that may race without being named.
 */
export function racesOf(
  spec: Pick<Spec, 'tasks' | 'methods' | 'races'>,
  rows: readonly Row[],
  eligible: (row: Row) => boolean,
): RaceChoice[] {
  return Object.keys(spec.tasks).flatMap((task) => {
    const finished = rows.filter((row) => row.task === task && hasCourse(row));
    const named = (spec.races ?? []).filter((race) => race.task === task);
    const found =
      named.length > 0
        ? named.map((race) => ({ metrics: race.metrics ?? [], rows: namedRows(race, finished) }))
        : [{ metrics: [], rows: lanesOf(Object.keys(spec.methods), bestPlace(finished.filter(eligible))) }];
    return found.filter((race) => race.rows.length > 0).map((race) => ({ task, ...race }));
  });
}

const hasCourse = ({ status }: Row): boolean => status === 'ok' || status === 'degenerate';

function namedRows({ methods, trial }: RaceSpec, rows: readonly Row[]): Row[] {
  const own = rows.filter(({ sweep }) => Object.keys(sweep).length === 0);
  return methods.flatMap((method) => own.find((row) => row.method === method && row.trial === trial) ?? []);
}

/** The trials that are not swept; else those at the first swept values where one degenerates, or at the first. */
function bestPlace(rows: readonly Row[]): readonly Row[] {
  const places = group(rows, ({ sweep }) => JSON.stringify(sweep));
  const all = [...places.values()];
  return places.get('{}') ?? all.find((own) => own.some(degenerate)) ?? all[0] ?? [];
}

const degenerate = ({ status }: Row): boolean => status === 'degenerate';

function lanesOf(methods: readonly string[], rows: readonly Row[]): readonly Row[] {
  const racing = methods.filter((name) => rows.some(({ method }) => method === name)).slice(0, mostLanes);
  const trials = group(
    rows.filter(({ method }) => racing.includes(method)),
    ({ trial }) => trial,
  );
  const failing = racing.find((name) => {
    const own = rows.filter(({ method }) => method === name);
    return own.some(degenerate) && !own.every(degenerate);
  });
  let [best, most]: [readonly Row[], number] = [[], -1];
  for (const [, lanes] of [...trials].toSorted(([a], [b]) => a - b)) {
    const worth = worthOf(lanes, failing);
    if (worth > most) [best, most] = [lanes, worth];
  }
  return racing.flatMap((name) => best.find(({ method }) => method === name) ?? []);
}

/** More lanes first; then that the failing one degenerates, and not at once; then how many of the others do not. */
function worthOf(lanes: readonly Row[], failing: string | undefined): number {
  const own = lanes.find(({ method }) => method === failing);
  const fails = own !== undefined && degenerate(own) ? ((own.iterations ?? 0) >= worthwhile ? 2 : 1) : 0;
  const ok = lanes.filter((row) => row !== own && !degenerate(row)).length;
  return lanes.length * 100 + fails * 10 + ok;
}
