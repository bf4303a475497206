/**
 * The executor of a queue: hands chunks of trials to whatever workers there are, collects what they compute, and adds
 * again what Redis has lost. It is the one coordinator of the queue while it runs. That a trial is done is known by the
 * journal of the run, never by Redis alone.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, TrialList } from '../../experiment/contract.js';
import type { MachineRun } from '../../results/provenance.js';
import { ourselves } from '../lock.js';
import { readBatch } from '../queue/batches.js';
import { isCut, isFull, queueProblem, type Say } from '../queue/connection.js';
import { type Described, describe } from '../queue/description.js';
import { openHandout } from '../queue/handout.js';
import { openLedger } from '../queue/ledger.js';
import { openPace } from '../queue/pace.js';
import type { Costs } from '../times.js';

export interface QueueOptions extends Described {
  readonly address: Address;
  readonly costs: Costs;
  readonly say: Say;
  /** Somebody asked for the end of the run: `drain` is to be aborted. */
  onCancel(): void;
}
