/** Jobs in the order in which they are carried out: the longest first, so that all lanes end together. */
import { InputError } from '../errors.js';
import type { StartsDone } from '../methods/contract.js';
import type { Answer, FitLane, Job } from './job-contract.js';

export interface FitQueue {
  /** @throws (as a rejection) what the job throws; where a lane died or the signal was aborted, that of all jobs. */
  run<J extends Job>(job: J): Promise<Answer<J>>;
  /** Ends the lanes; jobs that are left are not carried out. */
  close(): Promise<void>;
}

export interface QueueOptions {
  /** Lanes at most. */
  readonly most: number;
  start(): FitLane;
  readonly signal?: AbortSignal | undefined;
  /** How far a job is. */
  told(job: Job, now: StartsDone | 'begun' | 'ended'): void;
}

interface Waiting {
  readonly job: Job;
  readonly cost: number;
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** What a job costs beside others: rows times experts. */
const costOf = ({ rows, held, recipe: { k } }: Job): number => (rows.length - (held?.length ?? 0)) * k;

/** A lane is started when there is a job for it. What comes out never depends on the order or on the number of lanes. */
export function fitQueue({ most, start, signal, told }: QueueOptions): FitQueue {
  /** Cheapest first; of equal ones the last that came. */
  const waiting: Waiting[] = [];
  const running = new Set<Waiting>();
  const lanes = new Set<FitLane>();
  const idle: FitLane[] = [];
  let ended: { readonly reason: unknown } | undefined;

  const endAll = (reason: unknown): void => {
    if (ended !== undefined) return;
    ended = { reason };
    for (const { reject } of [...running, ...waiting.splice(0)]) reject(reason);
    for (const lane of lanes) void lane.end();
  };
  const abort = () => endAll(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });

  const opened = (): FitLane => {
    const lane = start();
    lanes.add(lane);
    return lane;
  };
  const carryOut = async (lane: FitLane, own: Waiting): Promise<void> => {
    running.add(own);
    const tell: QueueOptions['told'] = (job, now) => {
      if (ended === undefined) told(job, now);
    };
    try {
      tell(own.job, 'begun');
      const end = await lane
        .run(own.job, (starts) => tell(own.job, starts))
        .then((answer) => () => own.resolve(answer), refused(own));
      tell(own.job, 'ended');
      running.delete(own);
      end();
    } catch (error) {
      endAll(error);
    }
    if (ended !== undefined) return;
    idle.push(lane);
    handOut();
  };
  const handOut = (): void => {
    while (waiting.length > 0 && (idle.length > 0 || lanes.size < most))
      void carryOut(idle.pop() ?? opened(), waiting.pop()!);
  };

  return {
    run: <J extends Job>(job: J) =>
      new Promise<Answer<J>>((resolve, reject) => {
        if (ended !== undefined) return reject(ended.reason);
        const own: Waiting = { job, cost: costOf(job), resolve: resolve as Waiting['resolve'], reject };
        const at = waiting.findIndex(({ cost }) => cost >= own.cost);
        waiting.splice(at < 0 ? waiting.length : at, 0, own);
        // Jobs that are asked for in one go are put into order first.
        queueMicrotask(handOut);
      }),
    async close() {
      signal?.removeEventListener('abort', abort);
      endAll(new Error('nobody waits for this fit any more'));
      await Promise.all([...lanes].map((lane) => lane.end()));
    },
  };
}

/** Tells of what cannot be fitted; the lane is as good as before. @throws anything else. */
function refused({ reject }: Waiting): (error: unknown) => () => void {
  return (error) => {
    if (!(error instanceof InputError)) throw error;
    return () => reject(error);
  };
}

/** Promises of work that goes on whether somebody waits for it or not: what nobody waits for fails unheard. */
export function started<T extends readonly Promise<unknown>[]>(promises: T): T {
  for (const promise of promises) promise.catch(() => undefined);
  return promises;
}

/** All of these, which go on at once. @throws what the first in order throws, whichever comes to its end first. */
export async function inOrder<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const out: T[] = [];
  for (const promise of started(promises)) out.push(await promise);
  return out;
}
