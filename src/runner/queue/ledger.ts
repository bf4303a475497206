/**
 * What has come back of a run, by trial. Delivery is at least once, so a trial may come back more than once: the first
 * outcome counts, a result supersedes a failure or a timeout, and two results must agree in all but time.
 */
import type { Outcome, TrialList } from '../../experiment/contract.js';
import { sha256 } from '../../tables/file.js';
import { belongs, isFailure } from '../journal.js';

/** `new`: the first of its trial; `better`: a result where there was none; `again`: it says nothing new; `foreign`: of no trial here. */
export type Entry = 'new' | 'better' | 'again' | 'foreign';

export interface Ledger {
  /** Trials that have come back. */
  readonly done: number;
  has(place: number): boolean;
  /** Where the trial of an outcome stands. */
  placeOf(key: string): number | undefined;
  /** @throws Error for a result that differs from the one at hand, naming both machines. */
  enter(outcome: Outcome, machine: string): Entry;
}

export function openLedger(trials: TrialList): Ledger {
  const places = new Map<string, number>();
  for (const { key } of trials) places.set(key, places.size);
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
  return {
    get done() {
      return done;
    },
    has: (place) => states[place]! > 0,
    placeOf: (key) => places.get(key),
    enter(outcome, machine) {
      const place = places.get(outcome.key);
      if (place === undefined || !belongs(outcome, trials.at(place)!)) return 'foreign';
      const before = states[place]!;
      const failed = isFailure(outcome);
      if (before === 2 && failed) return 'again';
      if (before === 1 && failed) return 'again';
      const digest = digestOf(outcome);
      if (before === 2) {
        if (digests[place] === digest) return 'again';
        throw new Error(
          `${outcome.row.id} came out in two ways, on ${machines[machineOf[place]!]} and on ${machine}: ` +
            'one of the two machines does not compute as it should. The journal has the first one',
        );
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
function digestOf({ seconds: _, ...content }: Outcome): bigint {
  return BigInt(`0x${sha256(JSON.stringify(content)).slice(0, 16)}`);
}
