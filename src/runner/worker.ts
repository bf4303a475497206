/** What runs on a worker thread: a chunk of trials of one cell, one after the other. */
import type { Outcome } from '../experiment/contract.js';
import { type TrialRunner, trialRunner } from '../experiment/trial.js';
import { type Chunk, wallClock } from './chunk.js';

/** One runner a thread: trials of the same cell share what it has loaded. */
const runner: TrialRunner = trialRunner(() => performance.now());

export default async function runChunk({ trials, clock }: Chunk): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, trial] of trials.entries()) {
    clock[1] = wallClock();
    clock[0] = index;
    outcomes.push(await runner.run(trial));
  }
  return outcomes;
}
