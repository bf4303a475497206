/** The names of all that moe keeps in Redis. They lie below `bull:`, so that one pattern of an ACL user has them all. */

export const prefix = 'bull';

/** BullMQ's own keys are `bull:moe:wait`, `bull:moe:t-<digest>` and the like; ours must not be one of them. */
export const queueName = 'moe';

const own = (name: string): string => `${prefix}:${queueName}:${name}`;

export const keys = {
  /** Who coordinates a run now, with its progress; gone when it is not renewed. */
  lease: own('coordinator'),
  /** What the run is: workers look at it before they take chunks. */
  run: own('run'),
  /** The session that is asked to end. */
  cancel: own('cancel'),
  /** The ids of workers, living and dead. */
  workers: own('workers'),
  /** What a worker says of itself; gone when it is not renewed. */
  worker: (id: string) => own(`worker:${id}`),
  /** Outcomes of a run that the coordinator has not journaled yet. */
  outcomes: (run: string) => own(`outcomes:${run}`),
} as const;
