/** A worker as it sees itself, and what it says of that: to those who look at the queue, and beside the outcomes that it leaves. */
import { hostname } from 'node:os';
import type { Outcome } from '../../experiment/contract.js';
import type { MachineRun } from '../../results/provenance.js';
import type { Executor } from '../executors/contract.js';
import { machineHere } from '../provenance.js';
import type { Batch } from './messages.js';
import type { Presence } from './presence.js';

/** Outcomes are left at least so often, milliseconds, and when there are so many. */
const every = 1000;
const atOnce = 500;

/** Takes the outcomes of a chunk as they come, and leaves them in batches. */
export interface Post {
  add(outcomes: readonly Outcome[]): void;
  /** Fulfilled when all are left. @throws what `leave` throws. */
  close(): Promise<void>;
}

export interface Self {
  readonly id: string;
  readonly name: string;
  /** Computed so far. */
  readonly trials: number;
  presence(): Presence;
  /** For how long nothing was computed, milliseconds. */
  idle(): number;
  joins(experiment: string, executor: Pick<Executor, 'cpuSeconds'>): void;
  leaves(): void;
  /** A lane begins a chunk. */
  opens(leave: (batch: Batch) => Promise<void>): Post;
}

export function openSelf(id: string, lanes: number): Self {
  const here = machineHere();
  const [began, since] = [performance.now(), new Date().toISOString()];
  let [trials, busy, experiment, last] = [0, 0, '', performance.now()];
  /** CPU seconds of the processes of lanes: of those that are gone, and of those that compute now. */
  let spent = 0;
  let lanesNow: Pick<Executor, 'cpuSeconds'> = {};
  const ofLanes = () => spent + (lanesNow.cpuSeconds?.() ?? 0);
  const machine = (): MachineRun => {
    const { user, system } = process.cpuUsage();
    return {
      host: hostname(),
      machine: here,
      node: process.versions.node,
      jobs: lanes,
      ...{ started: since, ended: new Date().toISOString() },
      wallSeconds: (performance.now() - began) / 1000,
      cpuSeconds: (user + system) / 1e6 + ofLanes(),
      trials,
    };
  };
  return {
    id,
    name: `${process.pid} on ${hostname()}`,
    get trials() {
      return trials;
    },
    presence: () => ({
      ...{ host: hostname(), pid: process.pid, cpu: here.cpu, node: process.versions.node },
      ...{ lanes, busy, trials, experiment, since },
    }),
    idle: () => (busy > 0 ? 0 : performance.now() - last),
    joins(name, executor) {
      [experiment, lanesNow] = [name, executor];
    },
    leaves() {
      spent = ofLanes();
      [experiment, lanesNow] = ['', {}];
    },
    opens(leave) {
      busy += 1;
      let waiting: Outcome[] = [];
      let from = performance.now();
      let leaving: Promise<void> = Promise.resolve();
      const send = () => {
        if (waiting.length === 0) return;
        const now = performance.now();
        const batch = { worker: id, machine: machine(), seconds: (now - from) / 1000, outcomes: waiting };
        [waiting, from] = [[], now];
        leaving = leaving.then(() => leave(batch));
        leaving.catch(() => undefined);
      };
      return {
        add(outcomes) {
          trials += outcomes.length;
          waiting.push(...outcomes);
          if (waiting.length >= atOnce || performance.now() - from >= every) send();
        },
        async close() {
          send();
          busy -= 1;
          last = performance.now();
          await leaving;
        },
      };
    },
  };
}
