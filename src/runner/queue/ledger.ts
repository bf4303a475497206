/**
 * What has come back of a run, by trial. Delivery is at least once, so a trial may come back more than once: the first
 * outcome counts, a result supersedes a failure or a timeout, and two results must agree in all but time.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Outcome, TrialList } from '../../experiment/contract.js';
import { digestOf } from '../../experiment/trials.js';
import { sha256 } from '../../tables/file.js';
import type { Whole } from '../executors/contract.js';
import { belongs, isFailure } from '../journal.js';

/**
 * `new`: the first of its trial; `better`: a result where there was none; `again`: it says nothing new; `disputed`: another
 * result than the one at hand; `foreign`: of no trial here.
 */
export type Entry = 'new' | 'better' | 'again' | 'disputed' | 'foreign';

export interface Ledger {
  /** Trials that have come back. */
  readonly done: number;
  has(place: number): boolean;
  /** Where the trial of an outcome stands. */
  placeOf(key: string): number | undefined;
  /** What is to be said of each trial with two results that differ, by its key: which machines, and what to do. */
  readonly disputes: ReadonlyMap<string, string>;
  enter(outcome: Outcome, machine: string): Entry;
}

/** @param whole has the trials that have come back in an earlier session. */
export function openLedger(trials: TrialList, whole?: Pick<Whole, 'get'>): Ledger {
  /** By what the keys of a cell begin with, by the index of the trial: a key each would take a quarter of a gigabyte. */
  const places = new Map<string, number[]>();
  let place = 0;
  for (const trial of trials) {
    const own = places.get(digestOf(trial)) ?? [];
    own[trial.trial] = place++;
    places.set(digestOf(trial), own);
  }
  const placeOf = (key: string): number | undefined => {
    const index = Number.parseInt(key.slice(key.indexOf('/') + 1), 10);
    const place = places.get(digestOf({ key }))?.[index];
    return place !== undefined && trials.at(place)!.key === key ? place : undefined;
  };
  const disputes = new Map<string, string>();
  /** 0: nothing yet; 1: a failure or a timeout; 2: a result. */
  const states = new Uint8Array(trials.length);
  const digests = new BigUint64Array(trials.length);
  const machines: string[] = [];
  const machineOf = new Uint32Array(trials.length);
  let done = 0;
  const numberOf = (machine: string): number => {
    const known = machines.indexOf(machine);
    return known >= 0 ? known : machines.push(machine) - 1;
  };
  const dispute = ({ key, row }: Outcome, one: string, other: string): Entry => {
    disputes.set(
      key,
      `${row.id} came out in two ways, ${one} and on ${other}: one of the two does not compute as it should. Neither ` +
        'result is kept: the same command computes it again. What else is of the wrong machine stays: once it is ' +
        'known which one that is, leave it out and start over with --fresh',
    );
    return 'disputed';
  };
  /** Of a trial that is not to be computed. */
  const late = (outcome: Outcome, machine: string): Entry => {
    const before = whole?.get(outcome.key);
    if (before?.row.id !== outcome.row.id || isFailure(before) || isFailure(outcome)) return 'foreign';
    const same = isDeepStrictEqual({ ...before, seconds: 0 }, { ...outcome, seconds: 0 });
    return same ? 'again' : dispute(outcome, 'in an earlier session', machine);
  };
  return {
    get done() {
      return done;
    },
    has: (place) => states[place]! > 0,
    placeOf,
    disputes,
    enter(outcome, machine) {
      const place = placeOf(outcome.key);
      if (place === undefined) return late(outcome, machine);
      if (!belongs(outcome, trials.at(place)!)) return 'foreign';
      const before = states[place]!;
      const failed = isFailure(outcome);
      if (before === 2 && failed) return 'again';
      if (before === 1 && failed) return 'again';
      const digest = contentOf(outcome);
      if (before === 2) {
        if (digests[place] === digest) return 'again';
        return dispute(outcome, `on ${machines[machineOf[place]!]}`, machine);
      }
      states[place] = failed ? 1 : 2;
      digests[place] = digest;
      machineOf[place] = numberOf(machine);
      if (before === 1) return 'better';
      done += 1;
      return 'new';
    },
  };
}

/** Of all but time. */
function contentOf({ seconds: _, ...content }: Outcome): bigint {
  return BigInt(`0x${sha256(JSON.stringify(content)).slice(0, 16)}`);
}
