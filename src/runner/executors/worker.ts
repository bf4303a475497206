/** What runs on a thread: chunks of trials, one trial after the other. */
import { parentPort } from 'node:worker_threads';
import { catalogOf } from '../../experiment/catalog.js';
import type { Outcome } from '../../experiment/contract.js';
import { type TrialRunner, trialRunner } from '../../experiment/trial.js';
import { type Chunk, wallClock } from './contract.js';

/** One runner a thread: trials of the same cell share what it has loaded. */
const runner: TrialRunner = trialRunner(catalogOf(), () => performance.now());

async function runChunk({ trials, clock }: Chunk): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, trial] of trials.entries()) {
    // Loading a solver does not count against the trial that needs it first.
    clock[1] = Number.POSITIVE_INFINITY;
    clock[0] = index;
    await runner.open(trial.cell);
    clock[1] = wallClock();
    outcomes.push(await runner.run(trial));
  }
  return outcomes;
}

parentPort!.on('message', async (chunk: Chunk) => parentPort!.postMessage(await runChunk(chunk)));
parentPort!.postMessage('loaded');
