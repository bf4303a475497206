/** A thread of this process, as questions and answers: one at a time, until it ends or dies. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

export interface Thread<Q, A> {
  /** Rejected when it dies first. */
  readonly loaded: Promise<void>;
  /** Fulfilled when it is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /**
   * @param loads whether it is importing something for this question: it is not ended then.
   * @throws (as a rejection) what the thread dies of.
   */
  run(question: Q, loads?: () => boolean): Promise<A>;
  end(): Promise<void>;
}

export interface ThreadStart {
  /** The compiled worker. It says one thing when it is loaded, and then answers each question. */
  readonly worker: URL;
  /** What the worker is told when it starts. */
  readonly workerData?: unknown;
  /** Its JavaScript heap at most, bytes. */
  readonly heap?: number;
}

/** Loading ends within this time, or never, milliseconds. */
const patience = 5000;

/** @param aside takes what the thread says that is no answer, and tells so. */
export function startThread<Q, A, Aside = never>(
  { worker: file, workerData, heap }: ThreadStart,
  aside: (message: A | Aside) => message is Aside = (_message): _message is Aside => false,
): Thread<Q, A> {
  const resourceLimits = heap === undefined ? undefined : { maxOldGenerationSizeMb: heap / 2 ** 20 };
  const worker = new Worker(file, { workerData, ...(resourceLimits && { resourceLimits }) });
  let opening: () => boolean = () => false;
  let settle: { resolve(answer: A): void; reject(reason: unknown): void } | undefined;
  let death: { readonly reason: unknown } | undefined;
  const die = (reason: unknown) => {
    death ??= { reason };
    settle?.reject(death.reason);
  };
  worker.on('error', die);
  worker.on('messageerror', die);
  worker.on('exit', (code) => die(new Error(`worker exited with code: ${code}`)));
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const loaded = new Promise<void>((resolve, reject) => {
    worker.once('exit', () => reject(death?.reason));
    worker.once('message', () => {
      worker.on('message', (message: A | Aside) => {
        if (!aside(message)) settle?.resolve(message);
      });
      resolve();
    });
  });
  return {
    loaded,
    gone,
    run: (question, loads = () => false) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        opening = loads;
        if (death === undefined) worker.postMessage(question);
        else reject(death.reason);
      }),
    /** Waits for what is being loaded: Node ends the whole process when a thread is ended amid an import (20.20). */
    async end() {
      await Promise.race([loaded.catch(() => undefined), sleep(patience, undefined, { ref: false })]);
      for (let waited = 0; death === undefined && opening() && waited < patience; waited += 5) await sleep(5);
      await worker.terminate();
    },
  };
}
