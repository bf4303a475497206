/** Threads that carry out the fits of a table. The columns of the table are shared with them where they lie in shared memory. */
import { counted } from '../../counted.js';
import type { Prepared } from '../../datasets/prepare.js';
import { InputError, messageOf } from '../../errors.js';
import type { Used } from '../../experiment/outside.js';
import type { Answer, FitLanes, Job } from '../../fit/job-contract.js';
import type { StartsDone } from '../../methods/contract.js';
import { startThread } from './start-thread.js';

/** What a thread is told when it starts. */
export interface FitWorkerData {
  readonly used: readonly Used[];
  /** When fits are to end with the best so far (`wallClock`); Infinity where they are not. */
  readonly until: number;
}

/** The table comes with the first job. */
export interface FitQuestion {
  readonly job: Job;
  readonly prepared?: Prepared;
}

export type FitReply =
  | { readonly answer: Answer }
  /** An InputError. */
  | { readonly refused: string }
  | { readonly failed: string; readonly stack: string | undefined };

interface Starts {
  readonly starts: StartsDone;
}

export interface FitThreads extends FitLanes {
  /** Ends a thread that nobody has asked for. */
  end(): Promise<void>;
}

/**
 * The first thread starts at once, while the caller reads the table.
 * @param jobs threads at most.
 */
export function fitThreads({ jobs, ...workerData }: FitWorkerData & { readonly jobs: number }): FitThreads {
  const open = () => {
    let told: (starts: StartsDone) => void = () => undefined;
    const worker = new URL('./fit-worker.js', import.meta.url);
    const thread = startThread<FitQuestion, FitReply, Starts>({ worker, workerData }, (message): message is Starts => {
      if (!('starts' in message)) return false;
      told(message.starts);
      return true;
    });
    // Whoever runs a job is told.
    thread.loaded.catch(() => undefined);
    const run = (question: FitQuestion, progress: typeof told): Promise<FitReply> => {
      told = progress;
      return thread.run(question);
    };
    return { thread, run };
  };
  let ready: ReturnType<typeof open> | undefined = open();
  return {
    most: jobs,
    start(prepared) {
      const { thread, run } = ready ?? open();
      ready = undefined;
      let known = false;
      return {
        async run(job, progress) {
          const question = known ? { job } : { job, prepared };
          known = true;
          return answerIn(await run(question, progress).catch((error: unknown) => diedOf(error, job)), job);
        },
        end: thread.end,
      };
    },
    end: async () => ready?.thread.end(),
  };
}

function answerIn(reply: FitReply, job: Job): Answer {
  if ('answer' in reply) return reply.answer;
  if ('refused' in reply) throw new InputError(reply.refused);
  if (/allocation failed/i.test(reply.failed)) throw outOfMemory(job);
  const error = new Error(reply.failed);
  if (reply.stack !== undefined) error.stack = reply.stack;
  throw error;
}

/** @throws what to tell of a thread that died. */
function diedOf(error: unknown, job: Job): never {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') throw outOfMemory(job);
  throw new Error(`${named(job)} ended with its thread: ${messageOf(error)}`);
}

function outOfMemory(job: Job): Error {
  return new Error(`${named(job)} ran out of memory; --jobs 1 needs the least`);
}

const named = ({ recipe: { k }, rows }: Job): string =>
  `a fit of ${counted(k, 'expert')} to ${counted(rows.length, 'row')}`;
