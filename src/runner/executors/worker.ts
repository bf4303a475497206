/** What runs on a thread: chunks of trials, one trial after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../errors.js';
import { catalogOf } from '../../experiment/catalog.js';
import type { Outcome } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import { importAgain } from '../../experiment/outside.js';
import { type TrialRunner, trialRunner } from '../../experiment/trial.js';
import { dataFiles } from '../../tables/file.js';
import { type Chunk, type WorkerData, wallClock } from './contract.js';

const { used, places } = workerData as WorkerData;

/** One runner a thread: trials of the same cell share what it has loaded. */
const loading: Promise<TrialRunner | { readonly fault: string }> = importAgain(used).then(
  (added) =>
    trialRunner(catalogOf(added), () => performance.now(), {
      ...dataFiles,
      read: (path, what) => dataFiles.read(places[path] ?? path, what),
    }),
  (error: unknown) => ({ fault: messageOf(error) }),
);

async function runChunk({ trials, clock }: Chunk): Promise<Outcome[]> {
  const runner = await loading;
  if ('fault' in runner) return trials.map((trial) => failedOutcome(trial, 'failed', runner.fault));
  const outcomes: Outcome[] = [];
  for (const [index, trial] of trials.entries()) {
    // Loading a solver does not count against the trial that needs it first.
    clock[1] = Number.POSITIVE_INFINITY;
    clock[0] = index;
    await runner.open(trial.cell);
    clock[1] = wallClock();
    outcomes.push(await runner.run(trial));
    // What the trial leaves behind (a promise that is rejected and nobody waits for) ends the thread now, not amid another.
    await new Promise(setImmediate);
  }
  return outcomes;
}

parentPort!.on('message', async (chunk: Chunk) => parentPort!.postMessage(await runChunk(chunk)));
await loading;
parentPort!.postMessage('loaded');
