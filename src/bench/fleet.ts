/**
 * A thousand workers that fail, simulated event by event: how much of their time goes into trials that count, by the size
 * of chunks and by how often a worker is lost.
 */
import { emptyHeap, pop, push } from '../assignments/heap.js';
import { normal, type Rng, stream, uniform } from '../math/random.js';

/** All times in seconds. */
export interface Fleet {
  readonly workers: number;
  readonly trials: number;
  /** What a trial takes, on average. */
  readonly trial: number;
  /** Trials in a chunk at most; the last one may have fewer. */
  readonly chunk: number;
  /** A chunk has no more than a third of what is left for each worker, so that all end together. */
  readonly tapered: boolean;
  /** Standard deviation of what a chunk takes, as a share of what is expected of it. */
  readonly spread: number;
  /** What the one queue, Redis and its coordinator, needs for a chunk, and for each trial of it. */
  readonly perChunk: number;
  readonly perTrial: number;
  /** Between two failures of a worker on average; Infinity where none fails. */
  readonly betweenFailures: number;
  /** From a failure until the chunk is handed out again, and until the worker is back. */
  readonly noticed: number;
  readonly restarted: number;
}

export interface Simulated {
  readonly seconds: number;
  /** The time of trials that count over that of all workers. */
  readonly efficiency: number;
  /** The time of trials that were lost with their worker over that of trials that count. */
  readonly lost: number;
  /** How much of the time the queue is busy. */
  readonly busy: number;
}

/** Simulates a run to its last chunk. Draws a normal a chunk and, where workers fail, a uniform a start. O(chunks log workers). */
export function simulate(fleet: Fleet, rng: Rng): Simulated {
  const durations: number[] = [];
  let left = fleet.trials;
  /** Trials of the next chunk, with what they take drawn; nothing where all are handed out. */
  const cut = (): number | undefined => {
    if (left === 0) return undefined;
    const share = fleet.tapered ? Math.max(1, Math.ceil(left / (3 * fleet.workers))) : left;
    const trials = Math.min(fleet.chunk, left, share);
    left -= trials;
    service.push(fleet.perChunk + fleet.perTrial * trials);
    return durations.push(fleet.trial * trials * spreadOf(fleet.spread, rng)) - 1;
  };
  const service: number[] = [];
  // Events by their time: below `workers` one of them is free, from there on a lost chunk is noticed.
  const events = emptyHeap();
  for (let worker = 0; worker < fleet.workers; worker++) push(events, 0, worker);
  const again: number[] = [];
  const idle: number[] = [];
  let [done, queueFree, busy, lost, last] = [0, 0, 0, 0, 0];
  const start = (worker: number, now: number): void => {
    const chunk = again.pop() ?? cut();
    if (chunk === undefined) {
      idle.push(worker);
      return;
    }
    queueFree = Math.max(queueFree, now) + service[chunk]!;
    busy += service[chunk]!;
    const took = durations[chunk]!;
    const alive = fleet.betweenFailures === Infinity ? Infinity : -fleet.betweenFailures * Math.log1p(-uniform(rng));
    if (alive < took) {
      lost += alive;
      push(events, queueFree + alive + fleet.noticed, fleet.workers + chunk);
      push(events, queueFree + alive + fleet.restarted, worker);
      return;
    }
    done += 1;
    last = Math.max(last, queueFree + took);
    push(events, queueFree + took, worker);
  };
  while (left > 0 || done < durations.length) {
    const [now, id] = [events.keys[0]!, events.ids[0]!];
    pop(events);
    if (id < fleet.workers) {
      start(id, now);
      continue;
    }
    again.push(id - fleet.workers);
    const worker = idle.pop();
    if (worker !== undefined) start(worker, now);
  }
  const useful = durations.reduce((sum, one) => sum + one, 0);
  return {
    seconds: last,
    efficiency: useful / (fleet.workers * last),
    lost: lost / useful,
    busy: busy / last,
  };
}

/** A factor of mean 1, log-normal. */
function spreadOf(deviation: number, rng: Rng): number {
  const variance = Math.log1p(deviation ** 2);
  return Math.exp(Math.sqrt(variance) * normal(rng) - variance / 2);
}

/** A million trials of 3.6 s: an hour of a thousand workers. */
const million: Omit<Fleet, 'chunk' | 'tapered' | 'betweenFailures'> = {
  ...{ workers: 1000, trials: 1_000_000, trial: 3.6, spread: 0.3 },
  ...{ perChunk: 0.002, perTrial: 0.0001, noticed: 60, restarted: 120 },
};

/** What moe does comes last. */
const cuts: readonly Pick<Fleet, 'chunk' | 'tapered'>[] = [
  ...[1, 3, 8, 17, 83, 500].map((chunk) => ({ chunk, tapered: false })),
  { chunk: 8, tapered: true },
];
const failures: readonly (readonly [title: string, seconds: number])[] = [
  ['none', Infinity],
  ['a day', 86_400],
  ['an hour', 3600],
  ['10 min', 600],
];

/** A row for each size of chunks, with the efficiency for each time between failures. */
export function fleetRows(): string[][] {
  const rows = cuts.map((cut) => {
    const runs = failures.map(([title, betweenFailures]) =>
      simulate({ ...million, ...cut, betweenFailures }, stream('fleet', cut.chunk, title)),
    );
    const percent = runs.map(({ efficiency }) => `${(100 * efficiency).toFixed(1)}%`);
    const name = `${(million.trial * cut.chunk).toFixed(0)} s${cut.tapered ? ', less towards the end' : ''}`;
    return [name, String(cut.chunk), ...percent, `${(100 * runs[0]!.busy).toFixed(0)}%`];
  });
  const titles = failures.map(([title]) => (title === 'none' ? 'no failures' : `one each ${title}`));
  return [['chunk', 'trials', ...titles, 'queue busy'], ...rows];
}
