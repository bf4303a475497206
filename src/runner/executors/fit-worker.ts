/** What runs on a thread of `fitThreads`: fits of rows of one table, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError, messageOf } from '../../errors.js';
import type { LearningParts } from '../../experiment/catalog.js';
import { carryOut } from '../../fit/carry-out.js';
import type { JobContext } from '../../fit/job-contract.js';
import { ownParts } from '../../fit/mixture.js';
import type { StartsDone } from '../../methods/contract.js';
import { loader } from '../../model/predict.js';
import { wallClock } from './contract.js';
import type { FitQuestion, FitReply, FitWorkerData } from './fit-threads.js';

const { used, until } = workerData as FitWorkerData;
const catalog = used.length === 0 ? Promise.resolve(ownParts) : withOutside();
// Whoever asks for a fit is told.
catalog.catch(() => undefined);
let context: JobContext | undefined;

/** Nobody reads more often, milliseconds. */
const tellEvery = 50;

/** What it takes to import them is loaded where there are any: a thread starts sooner without. */
async function withOutside(): Promise<LearningParts> {
  const [{ catalogOf }, { importAgain }] = await Promise.all([
    import('../../experiment/catalog.js'),
    import('../../experiment/outside.js'),
  ]);
  return catalogOf(await importAgain(used));
}

async function reply({ job, prepared }: FitQuestion): Promise<FitReply> {
  try {
    const known = await catalog;
    if (prepared !== undefined) context = { prepared, catalog: known, loader: loader(known) };
    let told = 0;
    const progress = (starts: StartsDone): void => {
      if (wallClock() - told < tellEvery) return;
      told = wallClock();
      say({ starts });
    };
    const stop = () => wallClock() > until;
    return {
      answer: await carryOut(job, context!, { progress, ...(until < Number.POSITIVE_INFINITY ? { stop } : {}) }),
    };
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message };
    return { failed: messageOf(error), stack: error instanceof Error ? error.stack : undefined };
  }
}

function say(message: FitReply | { readonly starts: StartsDone } | 'loaded'): void {
  parentPort!.postMessage(message);
}

parentPort!.on('message', async (question: FitQuestion) => say(await reply(question)));
say('loaded');
